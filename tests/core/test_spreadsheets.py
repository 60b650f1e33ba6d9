"""Tables: what is hostile is refused quickly, what is read is what was entered, what is written is never live."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import time
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from app.core import sheet_child, spreadsheets
from app.core.errors import InvalidInput, Unavailable
from app.core.spreadsheets import Column, Row, Table, read, write
from tests.core.sheet_corpus import HOSTILE, book, packed, parts, plain, text_cell

NASTY = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "|calc", '=HYPERLINK("http://x.example","y")',
    "http://x.example/", "mailto:a@b.example", "internal:Sheet1!A1", "external:c:\\x.xlsx", "{=1+1}",
    "110107199001011234", "00123", "1e5", "13800138000", "=cmd|' /C calc'!A0", "2026-11-22",
)  # fmt: skip


def refusal(data: bytes) -> str:
    """Return the word of ``REASONS`` by which a file is refused."""
    with pytest.raises(InvalidInput) as caught:
        read(data)
    assert caught.value.fields["file"] == [str(caught.value)]
    return next(word for word, reason in spreadsheets.REASONS.items() if reason == str(caught.value))


def live(data: bytes) -> list[str]:
    """Return what is live in a written file: formulas, links, and cells of text columns that are no text."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            if "externalLink" in name or "TargetMode" in text or "<hyperlink" in text:
                found.append(name)
            if re.match(r"xl/worksheets/sheet\d+\.xml", name):
                found += re.findall(r"<f[ >].*?</f>", text)
                found += [cell for cell in re.findall(r"<c [^>]*>", text) if not re.search(r't="(s|inlineStr)"', cell)]
    return found


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample.name)
def test_what_is_hostile_or_no_table_is_refused_with_its_reason(sample):
    assert refusal(sample.make()) == sample.refusal


def test_a_bomb_is_refused_before_a_byte_is_unpacked():
    bomb = next(sample for sample in HOSTILE if sample.name == "zip_bomb").make()
    assert len(bomb) < 12 * 1024 * 1024
    began = time.process_time()
    with pytest.raises(InvalidInput):
        spreadsheets.check_directory(bomb)
    assert time.process_time() - began < 0.2


MEASURE = """
import json, os, sys
answer = os.memfd_create("answer")
child = os.fork()
if not child:
    os.dup2(answer, 1)
    os.execve(sys.argv[1], [sys.argv[1], "-I", "-B", sys.argv[2]], {})
_, _, use = os.wait4(child, 0)
print(json.dumps([os.pread(answer, 40, 0).decode("latin-1"), use.ru_utime, use.ru_maxrss // 1024]))
"""


def child(data: bytes) -> tuple[bytes, float, int]:
    """Return answer, seconds of CPU and megabytes of the child for a file that reached it.

    A small process stands in between: a child that is started from a large one would be counted as large.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, sys.executable, str(spreadsheets.CHILD)],
        input=data, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    said, seconds, megabytes = json.loads(done.stdout)
    return said.encode("latin-1"), seconds, megabytes


@pytest.mark.parametrize("sample", [s for s in HOSTILE if s.name != "many_entries"], ids=lambda sample: sample.name)
def test_the_child_alone_would_refuse_it_too_within_its_limits(sample):
    answer, seconds, megabytes = child(sample.make())
    assert answer[:2] == b"NO" or (sample.refusal == "empty" and answer.count(b"\n") == 0)
    assert seconds < sheet_child.CPU_SECONDS
    assert megabytes <= 512


def test_a_child_that_dies_or_is_busy_is_no_error_of_ours(monkeypatch, tmp_path):
    dying = tmp_path / "child.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", encoding="utf-8")
    monkeypatch.setattr(spreadsheets, "CHILD", dying)
    assert refusal(book(plain())) == "broken"
    dying.write_text("raise SystemExit(3)\n", encoding="utf-8")
    with pytest.raises(Unavailable):
        read(book(plain()))
    monkeypatch.setattr(spreadsheets, "WAIT_SECONDS", 0.01)
    with spreadsheets._turns, pytest.raises(Unavailable):
        read(book(plain()))


def test_a_child_that_makes_things_up_is_not_believed(monkeypatch, tmp_path):
    liar = tmp_path / "child.py"
    monkeypatch.setattr(spreadsheets, "CHILD", liar)
    for said in ('OK"x"\n[1,', 'OK"x"\n{"a": 1}', 'OK"x"\n[1, [[0, "code", "y"]]]', "OK"):
        liar.write_text(f"import sys\nsys.stdout.write({said!r})\n", encoding="utf-8")
        with pytest.raises(InvalidInput):
            list(read(book(plain())))


def test_cells_are_read_as_they_were_entered():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        hidden = workbook.add_worksheet("别的")
        hidden.hide()
        sheet = workbook.add_worksheet("工单")
        sheet.activate()
        sheet.set_first_sheet()
        day, moment = (workbook.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        hidden.write(0, 0, "不该读到")
        sheet.write_row(0, 0, ["编号", "电话", "日期", "时间", "是否", "公式", "错误"])
        sheet.write(3, 0, 13800138000)
        sheet.write(3, 1, "０１３８")
        sheet.write_datetime(3, 2, datetime.fromisoformat("2026-11-22"), day)
        sheet.write_datetime(3, 3, datetime.fromisoformat("2026-11-22 14:05"), moment)
        sheet.write_boolean(3, 4, True)
        sheet.write_formula(3, 5, "=1+1", None, 2)
        sheet.write(4, 0, 110107199001011234)
        sheet.write(4, 1, 1.5)
    found = read(made.getvalue())
    assert found.name == "工单"
    rows = list(found)
    assert [row.number for row in rows] == [1, 4, 5]
    cells = rows[1].cells
    assert [cells[n].kind for n in range(6)] == ["number", "text", "day", "moment", "flag", "formula"]
    assert [cells[n].text() for n in range(5)] == ["13800138000", "０１３８", "2026-11-22", "2026-11-22 14:05", "是"]
    assert (cells[2].value, cells[3].value) == (date(2026, 11, 22), datetime.fromisoformat("2026-11-22 14:05"))
    assert rows[2].cells[0].is_cut
    assert not cells[0].is_cut
    assert rows[2].cells[1].text() == "1.5"


def test_formulas_and_errors_are_marked_wherever_they_stand():
    rows = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="e"><v>#N/A</v></c></row>'
        '<row><c t="str"><f>"x"</f><v>x</v></c></row>'
    )
    found = {(row.number, column): cell.kind for row in read(book(rows)) for column, cell in row.cells.items()}
    assert found == {(2, 1): "formula", (2, 2): "error", (3, 0): "formula"}


def test_a_million_empty_rows_are_nothing():
    rows = plain() + "".join(f'<row r="{n}"/>' for n in range(3, 1_000_000))
    assert [row.number for row in read(book(rows))] == [1, 2]


def test_a_huge_cell_is_cut_to_what_excel_allows():
    (row,) = read(book(f'<row r="1">{text_cell("A1", "长" * 200_000)}</row>'))
    assert len(row.cells[0].text()) == 32_767


def test_parts_that_do_not_matter_never_reach_the_parser():
    shared = packed(parts(plain()) | {"xl/tables/table1.xml": b"<broken", "docProps/app.xml": b"\xff\xff"})
    assert len(read(shared)) == 2


def test_a_full_table_comes_back_row_by_row():
    columns = [Column(f"列{number}") for number in range(12)]
    written = write(Table("工单", columns, ([f"{line}-{n}" for n in range(12)] for line in range(20_000))))
    sheet = read(written)
    assert len(sheet) == 20_001
    last = list(sheet)[-1]
    assert isinstance(last, Row)
    assert last.number == 20_001
    assert last.cells[11].text() == "19999-11"


def test_nothing_that_is_written_is_live():
    columns = [Column("甲", 20), Column("乙", choices=("是", "否"))]
    data = write(Table("一", columns, [(text, text) for text in NASTY]), Table("二", columns, [(NASTY[0], None)]))
    assert live(data) == []
    texts = [row.cells[0].text() for row in read(data)][1:]
    assert texts == [text.strip() for text in NASTY]


def test_the_judge_sees_what_an_ordinary_writer_makes_of_it():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for line, text in enumerate(NASTY):
            sheet.write(line, 0, text)
    assert any("<f>" in item for item in live(made.getvalue()))
    assert any("rels" in item for item in live(made.getvalue()))


def test_times_are_times_here_and_numbers_are_numbers():
    columns = [Column("时间", kind="moment"), Column("次数", kind="number")]
    data = write(Table("一", columns, [(datetime(2026, 11, 22, 6, 5, tzinfo=UTC), 3), (None, None)]))
    rows = list(read(data))
    assert len(rows) == 2
    assert rows[1].cells[0].value == datetime.fromisoformat("2026-11-22 14:05")
    assert rows[1].cells[1].text() == "3"


def test_what_a_cell_cannot_hold_is_left_out_not_an_error():
    data = write(Table("一", [Column("甲")], [["a\x00b\x1fc\ufffe" + "长" * 40_000]]))
    text = list(read(data))[1].cells[0].text()
    assert text.startswith("a b c")
    assert len(text) == spreadsheets.LONGEST_CELL

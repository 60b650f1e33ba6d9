"""Word files that come back: read as the page shows them, harmless whatever they are."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

import pytest

from app.core import word_read_child, words
from app.core.errors import InvalidInput, Unavailable
from app.core.words import Cell, Grid, Paragraph, read
from tests.core.word_corpus import HOSTILE, cell, linked, outside, page, row, said, table


def refused(data: bytes) -> str:
    """Return the word by which a file is refused."""
    with pytest.raises(InvalidInput) as caught:
        read(data)
    assert caught.value.fields["file"] == [str(caught.value)]
    return next(word for word, reason in words.REASONS.items() if reason == str(caught.value))


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample.name)
def test_what_is_hostile_or_a_mistake_is_refused_by_name(sample):
    data, begun = sample.make(), perf_counter()
    assert refused(data) == sample.refusal
    assert perf_counter() - begun < word_read_child.CPU_SECONDS


def test_a_page_is_read_in_its_order_with_tabs_and_line_ends():
    body = said("一") + table(row(cell(said("甲")), cell(said("乙") + said("丙")))) + said("二<w:tab/>")
    body = body.replace("二<w:tab/></w:t>", "二</w:t><w:tab/><w:t>三</w:t><w:br/><w:t>四</w:t>")
    assert read(page(body)) == [
        Paragraph("一"),
        Grid(((Cell("甲"), Cell("乙\n丙")),)),
        Paragraph("二\t三\n四"),
    ]


def test_tracked_changes_are_read_as_if_accepted():
    run = "<w:r><w:t>{}</w:t></w:r>"
    changed = (
        f"<w:p>{run.format('一至')}<w:ins>{run.format('三')}</w:ins>"
        "<w:del><w:r><w:delText>二</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run.format('搬走')}</w:moveFrom><w:moveTo>{run.format('年')}</w:moveTo></w:p>"
    )
    parted = said("上半", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") + said("下半")
    rows = row(cell(changed)), row(cell(said("删去的行")), how="<w:del/>"), row(cell(parted), how="<w:ins/>")
    assert read(page(table(*rows))) == [Grid(((Cell("一至三年"),), (Cell("上半下半"),)))]


def test_a_cell_in_which_nothing_is_seen_is_empty():
    """LibreOffice writes a joiner into each cell of a row that is added while it tracks changes."""
    new = "<w:p><w:ins><w:r><w:t>{}</w:t></w:r></w:ins></w:p>".format
    rows = row(cell(new("\u200d")), cell(new("")), how="<w:ins/>"), row(cell(new("家\u200d长")), cell(new("\ufeff ")))
    assert read(page(table(*rows))) == [Grid(((Cell(""), Cell("")), (Cell("家\u200d长"), Cell(""))))]


def test_what_nobody_sees_is_not_read_and_what_stands_in_a_control_is():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r>'
    code = '<w:r><w:instrText>DDEAUTO c:\\x "calc"</w:instrText></w:r>'
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{said('选中的')}</w:sdtContent></w:sdt>"
    body = table(row(cell(f"<w:p>{hidden}{shown}{code}</w:p>"), cell(control)))
    assert read(page(body)) == [Grid(((Cell("见"), Cell("选中的")),))]


def test_joined_cells_say_that_they_are():
    wide, high = '<w:gridSpan w:val="2"/>', "<w:vMerge/>"
    rows = row(cell(said("宽"), wide)), row(cell(said("高"), high), cell(said("常"), '<w:gridSpan w:val="1"/>'))
    assert read(page(table(*rows))) == [Grid(((Cell("宽", True),), (Cell("高", True), Cell("常"))))]


def test_an_address_to_click_on_is_no_link_to_another_file():
    assert read(linked(outside("hyperlink"))) == [Paragraph("字")]


def test_a_child_that_dies_or_is_busy_is_no_error_of_ours(monkeypatch, tmp_path):
    dying = tmp_path / "dying.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    monkeypatch.setattr(words, "CHILD", dying)
    assert refused(page(said("字"))) == "broken"
    dying.write_text("raise SystemExit(3)")
    with pytest.raises(Unavailable):
        read(page(said("字")))
    monkeypatch.setattr(words, "WAIT_SECONDS", 0.01)
    with words._turns, pytest.raises(Unavailable):
        read(page(said("字")))


@pytest.mark.parametrize(
    "answer", ['["x", 1]', '["t", [[["a", 1, 2]]]]', '["t", [[[1, false]]]]', "[" * 3000, '["p", null]', "{}"]
)
def test_a_child_that_makes_things_up_is_not_believed(monkeypatch, tmp_path, answer):
    liar = tmp_path / "liar.py"
    liar.write_text(f"print('OK' + {answer!r}, end='')")
    monkeypatch.setattr(words, "CHILD", liar)
    assert refused(page(said("字"))) == "broken"


def test_the_child_can_neither_start_programs_nor_write_much():
    probe = (
        "import runpy, subprocess, sys\n"
        f"child = runpy.run_path({str(words.CHILD)!r})\nchild['limit_myself']()\n"
        "try:\n    bytearray(1 << 30)\nexcept MemoryError:\n    print('no room')\n"
    )
    answer = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=False)
    assert answer.stdout.split() == ["no", "room"]

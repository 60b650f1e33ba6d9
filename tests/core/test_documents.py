"""Printed documents: the typeface is inside, the words can be read out again, a phone finds the right address."""

from __future__ import annotations

import ctypes
import unicodedata
from datetime import UTC, datetime
from io import BytesIO

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.core import document_child, documents
from app.core.documents import Band, Beside, Code, Document, Facts, Gap, NewPage, Table, Words, as_word, render
from app.core.errors import Unavailable

MADE = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ADDRESS = "https://haofuwu.example.cn/p/ABCDEFGH23/fees"
BLOCKS = [
    Band("示例和顺园", "示例街道 · 示例社区"),
    Words("物业服务项目收费情况", 24, bold=True, align="center"),
    Facts([("物业企业", "示例安居物业服务有限公司"), ("计费方式", "包干制"), ("电话", "01088880000")], across=2),
    Table([("收费项目", 3, "left"), ("收费标准", 2, "right")], [["物业服务费", "0.58 元/㎡·月"]]),
    Code(ADDRESS),
    Beside(["扫一扫，算一算我家的物业费。"], ADDRESS + "2"),
    Gap(3),
    Words("囍囧龘龍《第十一条》①"),
]


def made(*blocks, **more) -> pypdfium2.PdfDocument:
    """Return a document, opened again."""
    return pypdfium2.PdfDocument(render(Document("试", MADE, blocks, **more)))


def words_on(page) -> str:
    """Return the words of a page without white space."""
    return "".join(page.get_textpage().get_text_range().split())


def codes_on(page) -> list[str]:
    """Return what a phone reads from a printed page, at the resolution of a plain printer."""
    picture = page.render(scale=150 / 72).to_pil()
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))


def typefaces(page) -> set[tuple[str, bool]]:
    """Return name and whether it is embedded of every typeface on a page."""
    found = set()
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        font = pdfium.FPDFTextObj_GetFont(thing.raw)
        name = ctypes.create_string_buffer(100)
        pdfium.FPDFFont_GetBaseFontName(font, name, 100)
        found.add((name.value.decode(), bool(pdfium.FPDFFont_GetIsEmbedded(font))))
    return found


def test_the_typeface_is_inside_and_only_what_is_needed_of_it():
    data = render(Document("试", MADE, BLOCKS))
    (page,) = list(pypdfium2.PdfDocument(data))

    assert {embedded for _, embedded in typefaces(page)} == {True}
    assert all("NotoSansSC" in name for name, _ in typefaces(page))
    assert len(data) < 100_000  # the whole typeface has eight million bytes


def test_every_word_can_be_read_out_again():
    (page,) = list(made(*BLOCKS, foot="版本 3 · 校验码 0a1b"))

    read = words_on(page)
    for word in ("示例和顺园", "物业服务项目收费情况", "示例安居物业服务有限公司", "0.58元/㎡·月", "包干制",
                 "囍囧龘龍《第十一条》①", "版本3·校验码0a1b", "我家的物业费"):  # fmt: skip
        assert word in read


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_a_phone_finds_the_address_in_a_code(size):
    (page,) = list(made(*BLOCKS, size=size))

    assert codes_on(page) == sorted([ADDRESS, ADDRESS + "2"])


@pytest.mark.parametrize(
    ("size", "landscape", "millimetres"),
    [("A4", False, (210, 297)), ("A4", True, (297, 210)), ("A3", False, (297, 420)), ("A3", True, (420, 297))],
)
def test_the_paper_has_its_size_and_nothing_leaves_it(size, landscape, millimetres):
    (page,) = list(made(*BLOCKS[1:4], size=size, landscape=landscape))

    assert tuple(round(points * 25.4 / 72) for points in page.get_size()) == millimetres
    for thing in page.get_objects():
        left, bottom, right, top = thing.get_bounds()
        assert left >= 0
        assert bottom >= 0
        assert right <= page.get_width()
        assert top <= page.get_height()


def test_a_long_table_goes_on_with_its_heading_and_the_pages_are_numbered():
    rows = [[f"项目{number}", "字" * 60] for number in range(60)]

    pages = list(made(Table([("名称", 1, "left"), ("内容", 2, "left")], rows)))

    assert len(pages) > 2
    read = [words_on(page) for page in pages]
    assert all("名称" in words and "内容" in words for words in read)
    assert all(f"第{number}页，共{len(pages)}页" in words for number, words in enumerate(read, start=1))
    assert all(f"项目{number}字" in "".join(read) for number in range(60))


@pytest.mark.parametrize(
    "block",
    [
        Table([("内容", 1, "left"), ("旁边", 1, "left")], [["字" * 4000 + "尾", "旁"], ["完", ""]]),
        Facts([("内容", "\n".join("字" * 40 for _ in range(99)) + "字" * 40 + "尾"), ("完", "")]),
    ],
    ids=["table", "facts"],
)
def test_a_cell_larger_than_a_page_goes_on_on_the_next_one_and_loses_nothing(block):
    pages = list(made(Words("题"), block))

    read = "".join(words_on(page) for page in pages)
    assert (read.count("字"), read.count("尾"), "完" in words_on(pages[-1])) == (4000, 1, True)
    for page in pages:
        boxes = [thing.get_bounds() for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])]
        assert min(bottom for _, bottom, _, _ in boxes) > 15, "nothing is written over the edge"


@pytest.mark.parametrize(
    ("height", "after"),
    [
        (246, [Table([("名称", 1, "left")], [["一行"]])]),
        (246, [Words("下面是表", 11), Table([("名称", 1, "left")], [["一行"]])]),
        (246, [Gap(2), Facts([("名称", "一行")], points=13)]),
        (246, [Words("小标题", 13, bold=True), Words("一行", 13)]),
        (228, [Beside(["一行"], ADDRESS)]),
        (168, [Code(ADDRESS), Words("一行")]),
    ],
    ids=["table", "words", "gap", "headings", "beside", "code"],
)
def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page(height, after):
    """Wherever near the foot it falls."""
    for more in range(0, 15, 3):
        heading = Words("五、承诺事项", 15, bold=True)
        pages = [words_on(page) for page in made(Gap(height + more), heading, *after, numbered=False)]
        with_heading = next(page for page in pages if "五、承诺事项" in page)
        assert not with_heading.endswith(("五、承诺事项", "小标题", "名称")), height + more


def test_a_heading_stays_where_it_is_when_nothing_or_only_a_new_page_follows():
    assert words_on(next(iter(made(Words("完", 20, bold=True))))) == "完"
    pages = made(Gap(240), Words("完", 20, bold=True), NewPage(), Words("一"), numbered=False)
    assert [words_on(page) for page in pages] == ["完", "一"]


def test_a_word_file_has_its_widths_in_the_grid_too_and_keeps_headings_with_what_follows():
    """WPS and LibreOffice take the widths of columns from the grid; a row does not go over the end of a page."""
    columns = [("事项", 5, "left"), ("单位", 3, "left"), ("说明", 3, "left")]
    blocks = [
        Words("五、承诺事项", 15, bold=True),
        Table(columns, [["一", "二", "三"]]),
        Words("完"),
        Facts([("名", "值")]),
    ]
    paper = docx.Document(BytesIO(as_word(Document("试", MADE, blocks))))
    grids = [[round(column.width / 360000, 2) for column in table.columns] for table in paper.tables]
    assert grids == [[7.18, 4.31, 4.31], [5.27, 10.53]]
    for table, grid in zip(paper.tables, grids, strict=True):
        assert [[round(cell.width / 360000, 2) for cell in row.cells] for row in table.rows] == [grid] * len(table.rows)
        assert all(row._tr.trPr.xpath("w:cantSplit") for row in table.rows)
    assert [one.paragraph_format.keep_with_next for one in paper.paragraphs[:2]] == [True, None]
    head, first = (row.cells[0].paragraphs[0].paragraph_format for row in paper.tables[0].rows)
    assert (head.keep_with_next, first.keep_with_next) == (True, None)
    [language] = paper.styles.element.xpath("//w:rPrDefault//w:lang/@w:eastAsia")
    assert language == "zh-CN"


@pytest.mark.parametrize("last", [Facts([("名", "值")]), Table([("名", 1, "left")], [["值"]]), Words("完")])
def test_a_word_file_ends_with_a_paragraph(last):
    """A table at the very end is lost when LibreOffice saves it in the old format."""
    body = docx.Document(BytesIO(as_word(Document("试", MADE, [last])))).element.body
    assert [one.tag.rpartition("}")[2] for one in body][-2:] == ["p", "sectPr"]


def test_labels_are_a_page_each_without_a_number():
    pages = list(made(Band("一"), NewPage(), Band("二"), numbered=False))

    assert [words_on(page) for page in pages] == ["一", "二"]


def test_the_same_document_gives_the_same_bytes():
    assert render(Document("试", MADE, BLOCKS)) == render(Document("试", MADE, BLOCKS))


@pytest.mark.parametrize(
    "nasty", ["\x00\x07坏字符", "😀🏠生僻字𠮷", "\u202e反过来", "=1+1 <b>&amp;</b> (\\) %PDF", "", " "]
)
def test_whatever_people_wrote_gets_printed(nasty):
    pages = list(made(Words(nasty), Words("在"), Facts([(nasty, nasty)]), Table([("甲", 1, "left")], [[nasty]])))

    assert "在" in words_on(pages[0])


def test_one_document_at_a_time(monkeypatch):
    monkeypatch.setattr(documents, "WAIT_SECONDS", 0.01)
    with documents._turns, pytest.raises(Unavailable):
        render(Document("试", MADE, []))


def test_a_child_that_fails_is_an_outage_and_no_empty_file(monkeypatch, tmp_path):
    broken = tmp_path / "child.py"
    broken.write_text("raise SystemExit(3)")
    monkeypatch.setattr(documents, "CHILD", broken)

    with pytest.raises(Unavailable):
        render(Document("试", MADE, []))


# --- lines ---

TEXTS = st.text(st.sampled_from("物业服务费，。、（）《》abc019.-元/㎡ \n"), max_size=80)


def measure(text: str) -> float:
    """Return a width: one for a Chinese sign, half for a letter."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5 for sign in text)


@given(TEXTS, st.integers(4, 20))
def test_lines_lose_nothing_but_blanks_and_stay_within_their_width(text, width):
    lines = document_child.wrapped(text, width, measure)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure(line) <= width for line in lines)


def test_a_line_does_not_begin_with_the_end_of_a_clause_nor_tear_a_number():
    decided = document_child.wrapped("收费由业主共同决定（2025-06-20），见附件。", 10, measure)
    ended = document_child.wrapped("收费由业主大会共同决定，见附件。", 11, measure)

    assert decided == ["收费由业主共同决定", "（2025-06-20），见附", "件。"]
    assert ended == ["收费由业主大会共同决", "定，见附件。"]

"""Word files that people could upload to do harm, or by mistake. Put together here by hand, part by part."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass

from tests.core.sheet_corpus import HEAD, LINKS, PACKAGE, ole, packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORM = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_FORM = "application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file, made when asked for, and the word of ``words.REASONS`` by which it is refused."""

    name: str
    make: Callable[[], bytes]
    refusal: str


def said(text: str, more: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p>{more}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def cell(inside: str, how: str = "") -> str:
    """Return a cell of a table."""
    return f"<w:tc><w:tcPr>{how}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, how: str = "") -> str:
    """Return a row of a table."""
    return f"<w:tr><w:trPr>{how}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def relations(*links: str) -> bytes:
    """Return a part that says what belongs to another one."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(links)}</Relationships>'.encode()


def outside(kind: str) -> str:
    """Return a link to something that is not in the file."""
    return f'<Relationship Id="r9" Type="{LINKS}/{kind}" Target="http://bad.example/x" TargetMode="External"/>'


def parts(body: str, *, before: str = "", form: str = FORM) -> dict[str, bytes]:
    """Return the parts of a file whose page holds ``body``."""
    xml = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{form}"/></Types>',
        MAIN: f'{HEAD}{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    root = relations(f'<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="word/document.xml"/>')
    return {name: text.encode() for name, text in xml.items()} | {"_rels/.rels": root}


def page(body: str, extra: dict[str, bytes] | None = None, **how: str) -> bytes:
    """Return a file whose page holds ``body``."""
    return packed(parts(body, **how) | (extra or {}))


def linked(*links: str, part: str = "word/_rels/document.xml.rels") -> bytes:
    """Return an ordinary page whose parts have links."""
    return page(said("字"), {part: relations(*links)})


def lying_zip() -> bytes:
    """A hundred megabytes of paragraphs, with a directory that declares a hundred bytes."""
    data = bytearray(page("<w:p/>" * 12_000_000))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(MAIN.encode()))
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def slow_bomb() -> bytes:
    """Fifteen megabytes of the smallest elements that there are, packed so badly that no ratio tells."""
    files = parts("<w:p/>" * 2_500_000)
    return packed(files | {"word/media/noise.png": bytes((n * n * 7919 >> 5) & 255 for n in range(200_000))})


def long_comment() -> bytes:
    """A word on the page, and more than may be unpacked around it; its directory tells the truth and looks harmless."""
    return page(f"{said('字')}<!--{random.Random(1).randbytes(9 * 1024 * 1024).hex()}-->")


def utf_16() -> bytes:
    """A document type hidden from whoever looks for bytes."""
    files = parts(said("字"), before="<!DOCTYPE w>")
    return packed(files | {MAIN: files[MAIN].decode().replace("UTF-8", "UTF-16").encode("utf-16")})


BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
    f"{said('藏在这里')}</w:txbxContent></v:shape></w:pict></w:r></w:p>"
)
LAUGHS = '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

HOSTILE = (
    Sample("zip_bomb", lambda: page("<w:p/>" * 12_000_000), "size"),
    Sample("lying_zip", lying_zip, "broken"),
    Sample("slow_bomb", slow_bomb, "size"),
    Sample("long_comment", long_comment, "size"),
    Sample("many_entries", lambda: page(said("字"), {f"word/media/{n}": b"" for n in range(2000)}), "broken"),
    Sample("billion_laughs", lambda: page(said("字"), before=LAUGHS), "broken"),
    Sample("external_entity", lambda: page(said("字"), before=FETCH), "broken"),
    Sample("document_type_in_utf_16", utf_16, "broken"),
    Sample("very_deep", lambda: page("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "broken"),
    Sample("macros", lambda: page(said("字"), {"word/vbaProject.bin": b"x"}), "macros"),
    Sample("macros_by_type", lambda: page(said("字"), form=MACRO_FORM), "macros"),
    Sample("controls", lambda: page(said("字"), {"word/activeX/activeX1.xml": b"<x/>"}), "macros"),
    Sample(
        "template", lambda: linked(outside("attachedTemplate"), part="word/_rels/settings.xml.rels"), "outside"
    ),
    Sample("picture_from_afar", lambda: linked(outside("image")), "outside"),
    Sample("embedded", lambda: page(said("字"), {"word/embeddings/oleObject1.bin": b"x"}), "objects"),
    Sample("page_in_a_page", lambda: page('<w:altChunk xmlns:r="x" r:id="r9"/>'), "objects"),
    Sample("box_in_a_table", lambda: page(table(row(cell(BOX)))), "boxes"),
    Sample("table_in_a_table", lambda: page(table(row(cell(table(row(cell(said("字")))))))), "nested"),
    Sample("huge_table", lambda: page(table(*[row(cell(said("字")))] * 2_001)), "rows"),
    Sample("many_tables", lambda: page(table(*[row(cell(said("字")))] * 900) * 3), "rows"),
    Sample("wide_table", lambda: page(table(row(*[cell(said("字"))] * 21))), "columns"),
    Sample("old_doc", lambda: ole("WordDocument"), "old"),
    Sample("password", lambda: ole("EncryptedPackage"), "locked"),
    Sample("text", lambda: "党建联建协议".encode("gbk"), "other"),
    Sample("nothing", lambda: b"", "other"),
    Sample("a_table_of_excel", lambda: packed({"xl/workbook.xml": b"<x/>"}), "other"),
    Sample("cut_off", lambda: page(said("字"))[:-150], "broken"),
    Sample("not_xml", lambda: packed(parts("") | {MAIN: b"<w:document"}), "broken"),
    Sample("another_language", lambda: packed(parts("") | {MAIN: b"<html><body>x</body></html>"}), "broken"),
    Sample("empty_page", lambda: page(""), "empty"),
    Sample("only_blanks", lambda: page(said("  ") * 3), "empty"),
)  # fmt: skip

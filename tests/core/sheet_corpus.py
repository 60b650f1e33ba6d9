"""Tables that people could upload to do harm, or by mistake. Put together here by hand, part by part."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True, slots=True)
class Sample:
    """One file, made when asked for, and the word of ``spreadsheets.REASONS`` by which it is refused."""

    name: str
    make: Callable[[], bytes]
    refusal: str


def text_cell(reference: str, text: str) -> str:
    """Return a cell with a text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def parts(rows: str, *, before: str = "") -> dict[str, bytes]:
    """Return the parts of a workbook with one sheet that holds ``rows``."""
    content = "".join(
        f'<Override PartName="{name}" ContentType="{FORM}.{kind}+xml"/>'
        for name, kind in (("/xl/workbook.xml", "sheet.main"), ("/xl/worksheets/sheet1.xml", "worksheet"))
    )
    xml = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{content}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        f'<sheets><sheet name="工单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{HEAD}{before}<worksheet xmlns="{MAIN}">'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    return {name: text.encode() for name, text in xml.items()}


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of ``files``."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def book(rows: str, extra: dict[str, bytes] | None = None, **how: str) -> bytes:
    """Return a workbook whose sheet holds ``rows``."""
    return packed(parts(rows, **how) | (extra or {}))


def plain() -> str:
    """Return two ordinary rows."""
    return (
        f'<row r="1">{text_cell("A1", "工单编号")}{text_cell("B1", "内容")}</row>'
        f'<row r="2">{text_cell("A2", "1001")}{text_cell("B2", "漏水")}</row>'
    )


def zip_bomb() -> bytes:
    """A hundred megabytes of rows in a few hundred kilobytes."""
    return book(plain() + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 1_500_000)))


def lying_zip() -> bytes:
    """The same idea, with a directory that declares a hundred bytes."""
    rows = "<row r='2'><c r='A2'><v>1</v></c></row>" * 400_000
    data = bytearray(book(plain() + rows))
    name = b"xl/worksheets/sheet1.xml"
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(name))
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def twice(name: str) -> bytes:
    """Two parts of one name: which one is read depends on the reader."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for key, content in parts(plain()).items():
            archive.writestr(key, content)
        archive.writestr(name + "2", parts(plain())[name])
    return made.getvalue().replace((name + "2").encode(), name.encode() + b"\x00")


def locked_entry() -> bytes:
    """A zip whose directory says that a part is encrypted."""
    data = bytearray(book(plain()))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def ole(word: str) -> bytes:
    """A container of the old kind, with a stream of some name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + word.encode("utf-16-le") + b"\x00" * 512


LAUGHS = '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCH = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def with_macro_type() -> bytes:
    """An xlsm under another name."""
    files = parts(plain())
    ordinary = f"{FORM}.sheet.main+xml".encode()
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(ordinary, MACRO_TYPE)
    return packed(files)


def far_cell() -> bytes:
    """One word in the very last cell: a rectangle of seventeen thousand million cells."""
    return book(plain() + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>')


def too_many_rows() -> bytes:
    """A heading and one row more than may be."""
    return book("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 20_003)))


def utf_16() -> bytes:
    """A document type hidden from whoever looks for bytes."""
    files = parts(plain(), before=LAUGHS)
    text = files["xl/worksheets/sheet1.xml"].decode().replace("UTF-8", "UTF-16")
    return packed(files | {"xl/worksheets/sheet1.xml": text.encode("utf-16")})


HOSTILE = (
    Sample("zip_bomb", zip_bomb, "size"),
    Sample("lying_zip", lying_zip, "broken"),
    Sample("many_entries", lambda: book(plain(), {f"xl/media/{n}": b"" for n in range(2000)}), "broken"),
    Sample("a_part_twice", lambda: twice("xl/worksheets/sheet1.xml"), "broken"),
    Sample("billion_laughs", lambda: book(plain(), before=LAUGHS), "broken"),
    Sample("external_entity", lambda: book(plain(), before=FETCH), "broken"),
    Sample("document_type_in_utf_16", utf_16, "broken"),
    Sample("macros", lambda: book(plain(), {"xl/vbaProject.bin": b"x"}), "macros"),
    Sample("macros_by_type", with_macro_type, "macros"),
    Sample("other_files", lambda: book(plain(), {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "outside"),
    Sample("connections", lambda: book(plain(), {"xl/connections.xml": b"<x/>"}), "outside"),
    Sample("last_cell", far_cell, "rows"),
    Sample("too_many_rows", too_many_rows, "rows"),
    Sample("too_many_columns", lambda: book(f'<row r="1">{text_cell("CW1", "x")}</row>'), "columns"),
    Sample("old_xls", lambda: ole("Workbook"), "old"),
    Sample("password", lambda: ole("EncryptedPackage"), "locked"),
    Sample("password_of_a_part", locked_entry, "locked"),
    Sample("csv", lambda: "工单编号,内容\n1,漏".encode("gbk"), "not_xlsx"),
    Sample("html", lambda: b"<html><table></table></html>", "not_xlsx"),
    Sample("a_word_document", lambda: packed({"word/document.xml": b"<x/>"}), "not_xlsx"),
    Sample("cut_off", lambda: book(plain())[:-200], "broken"),
    Sample("not_xml", lambda: packed(parts(plain()) | {"xl/worksheets/sheet1.xml": b"<worksheet"}), "broken"),
    Sample("no_sheet", lambda: packed(parts(plain()) | {"xl/workbook.xml": b"<workbook/>"}), "broken"),
    Sample("nothing_in_it", lambda: book(""), "empty"),
    Sample("only_spaces", lambda: book(f'<row r="1">{text_cell("A1", "  ")}</row>'), "empty"),
)

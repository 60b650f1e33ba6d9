"""The inside of reading a spreadsheet: a program of its own, started by path with ``python -I``.

It reads one xlsx file from standard input and writes one answer to standard output. Everything about the file is
hostile, so the process limits itself before it loads the parser, holds no secret, and ends after one file. It imports
nothing of the product.

What the parser gets is not the file but a new one, put together from the few parts that matter after each was
unpacked under a limit, so that no trick with the directory, the sizes or the other parts reaches it.

Answer: ``OK`` + lines of JSON, first the name of the sheet, then a row each, ``[number, [[column, kind, value],
...]]``; or ``NO`` + one word of ``REASONS`` in ``app.core.spreadsheets``. Rows count from 1 and columns from 0; empty
cells and rows are left out.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 16
OUTPUT_BYTES = 64 * 1024 * 1024

MOST_UNPACKED = 64 * 1024 * 1024
LAST_ROW = 20_001  # a heading and 20,000 rows
MOST_COLUMNS = 100
LONGEST_TEXT = 32_767  # what Excel itself allows in a cell

PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/sharedStrings\.xml"
    r"|xl/styles\.xml|xl/worksheets/[A-Za-z0-9_-]+\.xml"
)
MACROS = re.compile(r"vbaProject\.bin$|^xl/macrosheets/|^xl/activeX/|^xl/dialogsheets/", re.I)
OUTSIDE = re.compile(r"^xl/(externalLinks/|connections\.xml|queryTables/)", re.I)
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Refused(Exception):
    """The file is not taken; the argument is the word of the answer."""


def limit_myself() -> None:
    """Give up memory, time, files and core dumps for good: hard limits cannot be raised again."""
    limits = [
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ]
    if sys.platform != "darwin":  # macOS knows no limit on address space; production is Linux
        limits.append((resource.RLIMIT_AS, MEMORY_BYTES))
    for kind, amount in limits:
        resource.setrlimit(kind, (amount, amount))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts that matter, each checked. Counts real bytes, whatever the directory says."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if MACROS.search(info.filename):
                raise Refused("macros")
            if OUTSIDE.search(info.filename):
                raise Refused("outside")
            if not PARTS.fullmatch(info.filename):
                continue
            if info.filename in parts:
                raise Refused("broken")
            with archive.open(info) as file:
                part = file.read(left + 1)
            left -= len(part)
            if left < 0:
                raise Refused("size")
            parts[info.filename] = checked(part)
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise Refused("macros")
    return parts


def checked(part: bytes) -> bytes:
    """Return a part. Raises ``Refused`` for what could make a parser expand or fetch something.

    Without a document type there are no entities, in whatever encoding: UTF-16 is full of zero bytes.
    """
    if b"\x00" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("broken")
    return part


def local(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str:
    """Return an attribute by its name without namespace, or nothing."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def first_sheet(parts: dict[str, bytes]) -> tuple[str, bytes]:
    """Return name and XML of the first sheet that is shown."""
    links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 - see ``checked``
    targets = {attribute(link, "Id"): attribute(link, "Target") for link in links}
    book = ElementTree.fromstring(parts["xl/workbook.xml"])  # noqa: S314
    for element in book.iter():
        if local(element.tag) == "sheet" and attribute(element, "state") in ("", "visible"):
            target = targets.get(attribute(element, "id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return attribute(element, "name"), parts[path]
    raise Refused("broken")


def column_of(letters: str) -> int:
    """Return the number of a column, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def marked(xml: bytes) -> dict[tuple[int, int], str]:
    """Return which cells are formulas or errors, by row (from 1) and column (from 0).

    Raises ``Refused`` for more rows or columns with something in them than a sheet may have: the parser would keep
    a place for every cell of the rectangle.
    """
    found: dict[tuple[int, int], str] = {}
    row = column = 0
    for event, element in ElementTree.iterparse(BytesIO(xml), events=("start", "end")):  # noqa: S314
        name = local(element.tag)
        if event == "start":
            if name == "row":
                row = int(element.get("r") or row + 1)
                column = -1
            continue
        if name == "c":
            place = REFERENCE.fullmatch(element.get("r") or "")
            column = column_of(place[1]) if place else column + 1
            row = int(place[2]) if place else row
            inside = {local(child.tag) for child in element}
            if inside:
                too_far(row, column)
            if "f" in inside:
                found[(row, column)] = "formula"
            elif element.get("t") == "e":
                found[(row, column)] = "error"
        if name == "row":
            element.clear()
    return found


def too_far(row: int, column: int) -> None:
    """Raise ``Refused`` for a cell outside the rectangle that is read."""
    if row > LAST_ROW:
        raise Refused("rows")
    if column >= MOST_COLUMNS:
        raise Refused("columns")


def repacked(parts: dict[str, bytes]) -> BytesIO:
    """Return a new file with only the checked parts, not compressed."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    made.seek(0)
    return made


def shown(value: Any) -> tuple[str, Any] | None:
    """Return kind and JSON value of a cell, or None for an empty one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "flag", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, datetime):
        return "moment", value.isoformat()
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, time):
        return "text", value.isoformat()
    if isinstance(value, timedelta):
        return "number", value.total_seconds() / 86400
    text = str(value)[:LONGEST_TEXT]
    return ("text", text) if text.strip() else None


def answered(data: bytes) -> bytes:
    """Return the answer for ``data``. Raises ``Refused``, or whatever a parser raises."""
    parts = unpacked(data)
    name, xml = first_sheet(parts)
    marks = marked(xml)
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(repacked(parts))
    lines = [json.dumps(name, ensure_ascii=False)]
    for number, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
        cells = []
        for column, value in enumerate(values):
            mark = marks.get((number, column))
            cell = (mark, str(value)[:100]) if mark else shown(value)
            if cell is not None:
                cells.append([column, *cell])
        if cells:
            lines.append(json.dumps([number, cells], ensure_ascii=False))
    answer = "\n".join(lines).encode()
    if len(answer) + 2 > OUTPUT_BYTES:
        raise Refused("size")
    return b"OK" + answer


def main() -> int:
    """Answer for the file on standard input. Exit status 0 means that an answer was written."""
    limit_myself()
    try:
        answer = answered(sys.stdin.buffer.read())
    except Refused as refused:
        answer = b"NO" + str(refused).encode()
    except MemoryError:
        answer = b"NOsize"
    except Exception:
        # Whatever a parser trips over: what is not clearly a table is not taken.
        answer = b"NObroken"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The inside of reading a Word file: a program of its own, started by path with ``python -I``.

It reads one docx file from standard input and writes one answer to standard output. Everything about the file is
hostile, so the process limits itself first, holds no secret, and ends after one file. It imports nothing of the
product, and nothing besides the standard library.

Only ``word/document.xml`` is parsed, and of it only what a reader of the page sees: paragraphs and tables, with what
was inserted by tracked changes and without what was deleted by them, without hidden text, drawings and the codes of
fields. Of the other parts it looks at the names, the types and the links.

Answer: ``OK`` + lines of JSON, each ``["p", text]`` or ``["t", rows]`` in the order of the page, where a row is a list
of ``[text, joined]`` and ``joined`` says that a cell goes over several; or ``NO`` + one word of ``REASONS`` in
``app.core.words``.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 16
OUTPUT_BYTES = 8 * 1024 * 1024

MOST_UNPACKED = 16 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 20
MOST_BLOCKS = 5_000
DEEPEST = 200
"""How deep elements may lie in one another: a page of Word needs some forty."""

MAIN = "word/document.xml"
TYPES = "[Content_Types].xml"
RELATIONS = re.compile(r"(?:[A-Za-z0-9_-]+/)*_rels/[A-Za-z0-9_. -]*\.rels")
MACROS = re.compile(r"vbaProject\.bin|vbaData\.xml|^word/activeX/|^customUI/", re.I)
OBJECTS = re.compile(r"^word/(embeddings|afchunk)|\.(exe|ole|mht|mhtml|html?)$", re.I)
SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
OFF = {"0", "false", "off"}
GONE = {"del", "moveFrom", "drawing", "pict", "object", "rPr", "pPr", "tcPr", "trPr", "tblPr", "tblGrid", "sdtPr"}
"""What is not read: what was deleted or moved away, pictures, and what says how something looks."""
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

Element = ElementTree.Element
Cells = list[tuple[str, bool]]


class Refused(Exception):
    """The file is not taken; the argument is the word of the answer."""


def limit_myself() -> None:
    """Give up memory, time, files, other processes and core dumps for good: hard limits cannot be raised again."""
    limits = [
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ]
    if sys.platform != "darwin":  # macOS knows no limit on address space; production is Linux
        limits += [(resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_NPROC, 0)]
    for kind, amount in limits:
        resource.setrlimit(kind, (amount, amount))


def unpacked(data: bytes) -> bytes:
    """Return the page, after everything besides it was looked at. Counts real bytes, whatever the directory says."""
    seen: set[str] = set()
    page: bytes | None = None
    left = MOST_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            name = info.filename
            if MACROS.search(name):
                raise Refused("macros")
            if OBJECTS.search(name):
                raise Refused("objects")
            if name in seen:
                raise Refused("broken")
            seen.add(name)
            if name not in (MAIN, TYPES) and not name.endswith(".rels"):
                continue
            with archive.open(info) as file:
                part = file.read(left + 1)
            left -= len(part)
            if left < 0:
                raise Refused("size")
            checked(part)
            if name == MAIN:
                page = part
            elif name == TYPES:
                by_types(part)
            else:
                by_links(name, part)
    if page is None:
        raise Refused("broken")
    return page


def checked(part: bytes) -> None:
    """Refuse what could make a parser expand or fetch something.

    Without a document type there are no entities, in whatever encoding: UTF-16 is full of zero bytes.
    """
    if b"\x00" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("broken")


def by_types(part: bytes) -> None:
    """Refuse a file that says of itself that it carries macros."""
    if re.search(rb"macroEnabled|vbaProject", part, re.I):
        raise Refused("macros")


def by_links(name: str, part: bytes) -> None:
    """Refuse links to other files: templates, pictures, parts of the text. An address to click on is no such link."""
    if not RELATIONS.fullmatch(name):
        raise Refused("broken")
    for link in ElementTree.fromstring(part).iter():  # noqa: S314 - see ``checked``
        outside = next((value for key, value in link.attrib.items() if local(key) == "TargetMode"), "")
        kind = next((value for key, value in link.attrib.items() if local(key) == "Type"), "")
        if outside.lower() == "external" and not kind.endswith("/hyperlink"):
            raise Refused("outside")
        if kind.endswith("/aFChunk"):
            raise Refused("objects")


def local(tag: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def word(element: Element) -> str:
    """Return the name of an element of Word, or nothing for one of another language (drawings, formulas)."""
    tag = element.tag
    return next((tag[len(space) :] for space in SPACES if tag.startswith(space)), "")


def child(element: Element, *names: str) -> Element | None:
    """Return the element at the end of a way of names, or None."""
    for name in names:
        found = next((one for one in element if word(one) == name), None)
        if found is None:
            return None
        element = found
    return element


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, or nothing."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def is_on(element: Element, *names: str) -> bool:
    """Return whether a switch is there and not turned off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val") not in OFF


def written(element: Element) -> Iterator[str]:
    """Yield what stands in a paragraph, piece by piece."""
    for one in element:
        name = word(one)
        if not name or name in GONE:
            continue
        if name == "t":
            yield one.text or ""
        elif name == "altChunk":
            raise Refused("objects")
        elif name in CHARACTERS:
            yield CHARACTERS[name]
        elif name == "r" and is_on(one, "rPr", "vanish"):
            continue
        elif name != "instrText":
            yield from written(one)


def joined(paragraphs: list[Element]) -> str:
    """Return the text of paragraphs, a line each; one whose end was deleted goes on in the next one."""
    text = ""
    for number, paragraph in enumerate(paragraphs):
        text += "".join(written(paragraph))
        merged = child(paragraph, "pPr", "rPr", "del") is not None
        if number < len(paragraphs) - 1 and not merged:
            text += "\n"
    return text


def parts_of(element: Element, wanted: str) -> Iterator[Element]:
    """Yield the elements called ``wanted`` that belong to ``element``, also inside controls and tracked changes."""
    for one in element:
        name = word(one)
        if name == wanted:
            yield one
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from parts_of(one, wanted)


def cell_of(cell: Element) -> tuple[str, bool]:
    """Return the text of a cell, and whether it goes over several. Refuses what would be lost in it."""
    for one in cell.iter():
        if word(one) == "tbl":
            raise Refused("nested")
        if word(one) == "txbxContent" and any(word(inner) == "t" and inner.text for inner in one.iter()):
            raise Refused("boxes")
    span = child(cell, "tcPr", "gridSpan")
    over = child(cell, "tcPr", "vMerge") is not None or child(cell, "tcPr", "hMerge") is not None
    wide = span is not None and attribute(span, "val") not in ("", "1")
    return joined(list(parts_of(cell, "p"))), over or wide


def rows_of(table: Element) -> Iterator[Cells]:
    """Yield the rows of a table without those that were deleted."""
    for row in parts_of(table, "tr"):
        if child(row, "trPr", "del") is not None:
            continue
        cells = [cell_of(one) for one in parts_of(row, "tc") if child(one, "tcPr", "cellDel") is None]
        if len(cells) > MOST_COLUMNS:
            raise Refused("columns")
        yield cells


def parsed(page: bytes) -> Element:
    """Return the page as a tree. Refuses one that lies too deep for a page."""
    depth = 0
    root: Element | None = None
    for event, element in ElementTree.iterparse(BytesIO(page), events=("start", "end")):  # noqa: S314 - see ``checked``
        depth += 1 if event == "start" else -1
        root = element if root is None else root
        if depth > DEEPEST:
            raise Refused("broken")
    if root is None:
        raise Refused("broken")
    return root


def answered(data: bytes) -> bytes:
    """Return the answer for ``data``. Raises ``Refused``, or whatever a parser raises."""
    body = child(parsed(unpacked(data)), "body")
    if body is None:
        raise Refused("broken")
    lines: list[str] = []
    rows_left = MOST_ROWS
    for block in blocks_of(body):
        if word(block) == "p":
            text = joined([block])
            if text.strip():
                lines.append(json.dumps(["p", text], ensure_ascii=False))
        else:
            rows = []
            for row in rows_of(block):
                rows_left -= 1
                if rows_left < 0:
                    raise Refused("rows")
                rows.append(row)
            lines.append(json.dumps(["t", rows], ensure_ascii=False))
        if len(lines) > MOST_BLOCKS:
            raise Refused("size")
    answer = "\n".join(lines).encode()
    if len(answer) + 2 > OUTPUT_BYTES:
        raise Refused("size")
    return b"OK" + answer


def blocks_of(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and tables of the page in their order."""
    for one in element:
        name = word(one)
        if name in ("p", "tbl"):
            yield one
        elif name == "altChunk":
            raise Refused("objects")
        elif name and name not in GONE:
            yield from blocks_of(one)


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
        # Whatever a parser trips over: what is not clearly a page is not taken.
        answer = b"NObroken"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

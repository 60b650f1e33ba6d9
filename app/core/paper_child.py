"""The inside of taking a PDF or a Word file: a program of its own, started by path with ``python -I``.

It reads one file from standard input and writes one answer to standard output. Everything about the file is hostile, so
the process limits itself before it loads a parser, holds no secret, and ends after one file. It imports nothing of the
product.

What comes back is a new file: pages as they look, without scripts, actions, attachments, form fields, comments, and
without what tells of the person, the camera or the program that made it.

Answer: ``OK`` + one letter (``P`` PDF, ``W`` Word) + a big-endian 32-bit number of pages (0 when unknown) + the file;
or ``NO`` + one word of ``REASONS`` in ``app.core.papers``.
"""

from __future__ import annotations

import re
import resource
import struct
import sys
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 32
OUTPUT_BYTES = 32 * 1024 * 1024

MOST_PAGES = 500
MOST_OBJECTS = 200_000
MOST_UNPACKED = 64 * 1024 * 1024
DEEPEST = 40

FORBIDDEN_KEYS = (
    "/AA",
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/Metadata",
    "/PieceInfo",
    "/AF",
    "/EF",
    "/RichMediaContent",
)
CATALOG_KEYS = ("/AcroForm", "/Collection", "/URI", "/Extensions", "/Perms", "/Requirements", "/DSS")
HARMLESS_ACTIONS = ("/URI", "/GoTo")

MACROS = re.compile(r"vbaProject|vbaData|^word/activeX/|^word/embeddings/|^word/attachedToolbars", re.I)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
REVISION = re.compile(rb"<w:(ins|del|moveFrom|moveTo|commentReference)[ />]")


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


# --- PDF ---


def cleaned_pdf(data: bytes) -> bytes:
    """Return the answer for a PDF. Raises ``Refused``."""
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise Refused("locked") from None
    except pikepdf.PdfError:
        raise Refused("broken") from None
    with pdf:
        pages = len(pdf.pages)
        if not pages:
            raise Refused("empty")
        if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
            raise Refused("pages")
        # Stamps, filled fields and visible seals become part of the page, before fields and comments go.
        pdf.flatten_annotations("all")
        for page in pdf.pages:
            keep_links(pikepdf, page.obj)
        forget(pikepdf, pdf)
        out = BytesIO()
        pdf.save(out, encryption=False, fix_metadata_version=False, deterministic_id=True)
    return b"OKP" + struct.pack(">I", pages) + out.getvalue()


def keep_links(pikepdf: Any, page: Any) -> None:
    """Leave a page only those annotations that lead somewhere in the file or to a web address."""
    found = page.get("/Annots")
    if found is None:
        return
    kept = [one for one in found if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Link"]
    if kept:
        page["/Annots"] = pikepdf.Array(kept)
    else:
        del page["/Annots"]


def forget(pikepdf: Any, pdf: Any) -> None:
    """Take out of every object what acts by itself and what tells of its maker."""
    for key in CATALOG_KEYS:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in [key for key in names if key != "/Dests"]:
            del names[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for one in pdf.objects:
        clean(pikepdf, one, DEEPEST)
        if isinstance(one, pikepdf.Stream):
            forget_camera(pikepdf, one)


def clean(pikepdf: Any, one: Any, depth: int) -> None:
    """Clean a dictionary or array and what stands directly in it. What it refers to is an object of its own."""
    if depth == 0:
        raise Refused("broken")
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        if one.get("/Type") == "/Action" and one.get("/S") not in HARMLESS_ACTIONS:
            unwanted = list(one.keys())
        else:
            unwanted = [key for key in one if key in FORBIDDEN_KEYS or acts(pikepdf, key, one[key])]
        for key in unwanted:
            del one[key]
        inside = [one[key] for key in one]
    elif isinstance(one, pikepdf.Array):
        inside = list(one)
    else:
        return
    for value in inside:
        if isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            clean(pikepdf, value, depth - 1)


def acts(pikepdf: Any, key: str, value: Any) -> bool:
    """Return whether an entry does more, when it is clicked, than lead somewhere."""
    return key == "/A" and isinstance(value, pikepdf.Dictionary) and value.get("/S") not in HARMLESS_ACTIONS


def forget_camera(pikepdf: Any, stream: Any) -> None:
    """Take place, camera and comments out of a photo of a scan; its picture stays as it is, bit by bit."""
    if stream.get("/Filter") != "/DCTDecode":
        return
    raw = stream.read_raw_bytes()
    bare = without_metadata(raw)
    if bare != raw:
        parms = stream.get("/DecodeParms")
        stream.write(bare, filter=pikepdf.Name("/DCTDecode"), decode_parms=parms)


def without_metadata(jpeg: bytes) -> bytes:
    """Return a JPEG without APP1 to APP13, APP15 and comments. One that is odd is returned up to where it is not."""
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        mark = jpeg[at + 1]
        if mark == 0xDA:  # the picture itself follows
            break
        length = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            kept.append(jpeg[at : at + length])
        at += length
    return b"".join(kept) + jpeg[at:]


# --- Word ---


def cleaned_word(data: bytes) -> bytes:
    """Return the answer for a docx. Raises ``Refused``."""
    parts = unpacked(data)
    if b"macroEnabled" in parts["[Content_Types].xml"] or any(MACROS.search(name) for name in parts):
        raise Refused("macros")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            check_xml(part)
        if name.endswith(".rels"):
            check_relations(part)
    if any(name.startswith("word/comments") for name in parts) or any(
        REVISION.search(part) for name, part in parts.items() if name.startswith("word/") and name.endswith(".xml")
    ):
        raise Refused("changes")
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            if not name.startswith("docProps/"):
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), without_properties(name, part))
    return b"OKW" + struct.pack(">I", 0) + out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts. Counts real bytes, whatever the directory says."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            with archive.open(info) as file:
                part = file.read(left + 1)
            left -= len(part)
            if left < 0:
                raise Refused("size")
            if info.filename in parts or info.filename.startswith("/") or ".." in info.filename:
                raise Refused("broken")
            if not info.is_dir():
                parts[info.filename] = part
    return parts


def check_xml(part: bytes) -> None:
    """Raise ``Refused`` for what could make a reader expand or fetch something: no DOCTYPE, no entities."""
    if b"\x00" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refused("broken")


def check_relations(part: bytes) -> None:
    """Raise ``Refused`` when the file fetches something from outside by itself; what a reader clicks may lead there."""
    for one in ElementTree.fromstring(part):  # noqa: S314 - see ``check_xml``
        if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink"):
            raise Refused("outside")


def without_properties(name: str, part: bytes) -> bytes:
    """Return a part without the references to author, company and program, which are left out."""
    if name == "_rels/.rels":
        return without_children(part, RELATIONS, lambda one: one.get("Target", "").lstrip("/").startswith("docProps/"))
    if name == "[Content_Types].xml":
        return without_children(part, TYPES, lambda one: one.get("PartName", "").startswith("/docProps/"))
    return part


def without_children(part: bytes, namespace: str, unwanted: Any) -> bytes:
    """Return an XML part without those direct children that are unwanted."""
    ElementTree.register_namespace("", namespace)
    root = ElementTree.fromstring(part)  # noqa: S314 - see ``check_xml``
    for one in [one for one in root if unwanted(one)]:
        root.remove(one)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def cleaned(data: bytes) -> bytes:
    """Return the answer for ``data``. Raises ``Refused``, or whatever a parser raises."""
    if data[:4] == b"PK\x03\x04":
        return cleaned_word(data)
    if b"%PDF-" in data[:1024]:
        return cleaned_pdf(data)
    raise Refused("format")


def main() -> int:
    """Answer for the file on standard input. Exit status 0 means that an answer was written."""
    limit_myself()
    import pikepdf  # noqa: F401 - a broken installation is our fault, not the file's

    try:
        answer = cleaned(sys.stdin.buffer.read())
    except Refused as refused:
        answer = b"NO" + str(refused).encode()
    except MemoryError:
        answer = b"NOsize"
    except Exception:
        answer = b"NObroken"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

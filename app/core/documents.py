"""Documents to print: a description made of a few kinds of blocks becomes a PDF, or a Word file to be written on.

Sizes are those of A4 in millimetres and points; on A3 everything is larger by the root of two. The typeface is Noto
Sans SC (SIL Open Font License, from the package ``pylopdf_fonts_zh_cn``); only the letters that are used are put in.
A Word file names the typeface that official papers have, and leaves out QR codes.
A child process draws, because typeface and tools would keep some 75 MB of every web process for good.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import orjson
import structlog

from app.core.errors import Unavailable
from app.core.wire import UNWANTED

log = structlog.get_logger(__name__)

CHILD = Path(__file__).with_name("document_child.py")
WORD_CHILD = Path(__file__).with_name("word_child.py")
WALL_SECONDS = 30
WAIT_SECONDS = 5.0
ANSWER_BYTES = 32 * 1024 * 1024
MEDIA_TYPE = "application/pdf"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Size = Literal["A4", "A3"]
Align = Literal["left", "center", "right"]
Ink = Literal["ink", "soft", "green", "red", "white"]

_turns = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Band:
    """A green band over the whole width with a title in it and a line below the title."""

    kind: ClassVar[str] = "band"
    title: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``points`` is the size of the letters.

    With ``keep`` it stays on one page, with so many millimetres of what follows it.
    """

    kind: ClassVar[str] = "words"
    text: str
    points: float = 12
    bold: bool = False
    align: Align = "left"
    ink: Ink = "ink"
    keep: float = 0


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in the middle, ``edge`` millimetres wide with its quiet zone, and the address in small letters."""

    kind: ClassVar[str] = "code"
    address: str
    edge: float = 90


@dataclass(frozen=True, slots=True)
class Facts:
    """A framed list of name and value, ``across`` pairs in a line."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]
    across: int = 1
    points: float = 11


@dataclass(frozen=True, slots=True)
class Table:
    """A framed table; its heading is repeated on each page. ``columns`` are title, relative width and alignment."""

    kind: ClassVar[str] = "table"
    columns: Sequence[tuple[str, float, Align]]
    rows: Sequence[Sequence[str]]
    points: float = 10.5


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines of text with a QR code to their right, kept on one page."""

    kind: ClassVar[str] = "beside"
    lines: Sequence[str]
    address: str
    edge: float = 34
    points: float = 11


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space of ``height`` millimetres."""

    kind: ClassVar[str] = "gap"
    height: float


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "new_page"


Block = Band | Words | Code | Facts | Table | Beside | Gap | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """What to print. ``foot`` stands at the bottom of every page, beside its number when ``numbered``."""

    title: str
    made_at: datetime
    blocks: Sequence[Block]
    size: Size = "A4"
    landscape: bool = False
    foot: str = ""
    numbered: bool = True


def render(document: Document) -> bytes:
    """Return ``document`` as a PDF. The same document gives the same bytes.

    Raises ``Unavailable`` when another one is being made or no child can be started. Takes about half a second; it
    must not run inside a transaction.
    """
    return _made(_clean(_order(document), tab=" ") | {"typeface": str(_typeface())}, CHILD)


def as_word(document: Document) -> bytes:
    """Return ``document`` as a Word file (docx), tabs and line ends as they are. Raises as ``render`` does."""
    return _made(_clean(_order(document), tab="\t"), WORD_CHILD)


def _order(document: Document) -> dict[str, Any]:
    return asdict(document) | {
        "made_at": document.made_at.isoformat(),
        "blocks": [asdict(block) | {"kind": block.kind} for block in document.blocks],
    }


def _made(order: dict[str, Any], child: Path) -> bytes:
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("正在生成别的文件，请稍后再试", retry_after=5)
    try:
        return _ask_child(orjson.dumps(order), child)
    finally:
        _turns.release()


def _typeface() -> Path:
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise RuntimeError("the typeface for documents is not installed")
    return Path(spec.origin).with_name("NotoSansSC-Regular.otf")


def _clean(value: Any, tab: str) -> Any:
    """Return ``value`` without characters that no page can show."""
    if isinstance(value, str):
        return UNWANTED.sub("", value).replace("\t", tab).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {key: _clean(item, tab) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item, tab) for item in value]
    return value


def _ask_child(order: bytes, program: Path) -> bytes:
    command = [sys.executable, "-I", "-B", str(program)]
    # The answer goes to a nameless file: the child's file size limit then holds for it, a pipe has none.
    with tempfile.TemporaryFile() as out:
        try:
            child = subprocess.run(  # noqa: S603 - a fixed program; what it draws only comes in by standard input
                command, input=order, stdout=out, stderr=subprocess.DEVNULL, env={}, cwd="/",
                timeout=WALL_SECONDS, check=False,
            )  # fmt: skip
        except (subprocess.TimeoutExpired, OSError) as error:
            log.error("document child did not answer", error=type(error).__name__, bytes=len(order))
            raise Unavailable(retry_after=10) from error
        if child.returncode:
            log.error("document child failed", status=child.returncode, bytes=len(order))
            raise Unavailable("文件没有生成，请稍后再试；内容特别多时请分开打印", retry_after=60)
        out.seek(0)
        return out.read(ANSWER_BYTES)

"""Word files that come back filled in: read in a child process that can do no harm, as the page shows them.

What is written goes out by ``core.documents``; what comes in is paragraphs and tables of plain text, in their order.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import child, packages
from app.core.errors import InvalidInput, Unavailable

CHILD = Path(__file__).with_name("word_read_child.py")
WALL_SECONDS = 30
WAIT_SECONDS = 2.0
ANSWER_BYTES = 8 * 1024 * 1024
MAIN = "word/document.xml"

REASONS = {
    "other": "请上传 docx 格式的 Word 文件（在 Word 或 WPS 里选“另存为”，类型选“Word 文档（docx）”）",
    "old": "这是旧版 doc 文件，请用 Word 或 WPS 打开后另存为 docx 再上传",
    "locked": "文件设有密码，请取消密码后再上传",
    "macros": "文件带有宏或控件，请另存为不带宏的 docx 再上传",
    "outside": "文件链接了别的文件（模板、图片等），请断开链接后再上传",
    "objects": "文件里嵌有别的文件，请删去后再上传",
    "boxes": "表格里有文本框，请把里面的字直接写在格子里",
    "nested": "表格的格子里又有表格，请直接写字",
    "size": "文件展开后过大，请删去多余内容后再上传",
    "rows": "表格的行太多，请删去多余的行后再上传",
    "columns": "表格的列太多，请用系统下载的表格填写",
    "empty": "文件里没有内容",
    "broken": "文件无法读取，请用 Word 或 WPS 打开后重新保存再上传",
}

NOTHING_SEEN = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff]*")
"""LibreOffice puts such a sign into the empty cells of a row that was added while changes are tracked."""

_turns = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; ``joined`` when it goes over several rows or columns: nobody knows whose text it is."""

    text: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with something in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, row by row as it stands; rows need not be of one length."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Grid


def read(data: bytes) -> list[Block]:
    """Return what stands on the page, as one who accepts all tracked changes reads it.

    Raises ``InvalidInput`` (field ``file``) for anything but one plain docx, and ``Unavailable`` when another one is
    being read or no child can be started. It must not run inside a transaction.
    """
    word = packages.problem_of(data, MAIN)
    if word is not None:
        raise _refusal(word)
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("正在读取别的文件，请稍后再试", retry_after=5)
    try:
        answer = child.ask(CHILD, data, wall_seconds=WALL_SECONDS, answer_bytes=ANSWER_BYTES)
    finally:
        _turns.release()
    if answer is None:
        raise _refusal("broken")
    if answer[:2] != b"OK":
        raise _refusal(answer[2:40].decode("ascii", "replace"))
    try:
        blocks = [_block(json.loads(line)) for line in answer[2:].split(b"\n") if line]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _refusal("broken") from None
    if not blocks:
        raise _refusal("empty")
    return blocks


def _block(said: Any) -> Block:
    """Return a block of the answer. It comes from hostile ground, so its form is checked again."""
    kind, content = said
    if kind == "p" and isinstance(content, str):
        return Paragraph(content)
    if kind != "t":
        raise ValueError(kind)
    return Grid(tuple(tuple(_cell(*cell) for cell in row) for row in content))


def _cell(text: Any, joined: Any) -> Cell:
    if not isinstance(text, str):
        raise TypeError
    return Cell("" if NOTHING_SEEN.fullmatch(text) else text, joined is True)


def _refusal(word: str) -> InvalidInput:
    reason = REASONS.get(word, REASONS["broken"])
    return InvalidInput(reason, fields={"file": [reason]})

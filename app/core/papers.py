"""PDF and Word files that staff bring - a signed agreement, a draft for discussion - made safe to keep and hand out.

What comes back is a new file, written by a child process that can do no harm: its pages look as they did, but nothing
in it acts by itself, and it does not tell who made it, where, and with what. When anything is odd the file is refused;
the original is never kept instead. A signature inside a PDF does not outlive that: only its visible seal stays.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core import child, packages
from app.core.errors import InvalidInput, Unavailable

CHILD = Path(__file__).with_name("paper_child.py")
WALL_SECONDS = 25
WAIT_SECONDS = 5.0
ANSWER_BYTES = 32 * 1024 * 1024

PaperKind = Literal["pdf", "docx"]
MEDIA_TYPES: dict[PaperKind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

REASONS = {
    "format": "只支持 PDF 和 Word（docx）文件；纸质材料请扫描成 PDF",
    "old": "这是旧版 doc 文件，请用 Word 或 WPS 另存为 docx 或 PDF 再上传",
    "locked": "文件设有密码，请取消密码后再上传",
    "macros": "文件带有宏或嵌入的程序，请另存为不带宏的 docx 或 PDF 再上传",
    "outside": "文件引用了外部的模板或图片，请断开引用后再上传",
    "changes": "文件里还有修订或批注，请接受修订、删除批注后再上传",
    "size": "文件展开后过大，请压缩图片或拆成几个文件再上传",
    "pages": "文件的页数太多，请拆成几个文件再上传",
    "empty": "文件里没有内容",
    "broken": "文件无法读取，请用原来的软件打开后重新保存再上传",
}

_turns = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class CleanPaper:
    """A file as it is kept; ``pages`` is None for Word, which only knows its pages when it is printed."""

    kind: PaperKind
    data: bytes
    pages: int | None


def clean_paper(data: bytes) -> CleanPaper:
    """Return ``data`` as a fresh PDF or docx.

    Raises ``InvalidInput`` (field ``file``) for anything but one plain file of these two kinds, and ``Unavailable``
    when another one is being read or no child can be started. Takes a second or two; not inside a transaction.
    """
    if data[:2] == b"PK" or data[:8] == packages.OLE:
        if word := packages.problem_of(data, "word/document.xml"):
            raise _refusal("format" if word == "other" else word)
    elif b"%PDF-" not in data[:1024]:
        raise _refusal("format")
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("正在读取别的文件，请稍后再试", retry_after=5)
    try:
        answer = child.ask(CHILD, data, wall_seconds=WALL_SECONDS, answer_bytes=ANSWER_BYTES)
    finally:
        _turns.release()
    return _read(answer)


def _read(answer: bytes | None) -> CleanPaper:
    """Return the file of an ``OK`` answer. It comes from hostile ground, so its form is checked again."""
    if answer is None:
        raise _refusal("broken")
    if answer[:2] != b"OK":
        raise _refusal(answer[2:40].decode("ascii", "replace"))
    data = answer[7:]
    if len(answer) < 8 or (answer[2:3], data[:4]) not in ((b"P", b"%PDF"), (b"W", b"PK\x03\x04")):
        raise _refusal("broken")
    if answer[2:3] == b"W":
        return CleanPaper("docx", data, None)
    return CleanPaper("pdf", data, struct.unpack(">I", answer[3:7])[0])


def _refusal(word: str) -> InvalidInput:
    reason = REASONS.get(word, REASONS["broken"])
    return InvalidInput(reason, fields={"file": [reason]})

"""Photos from phones, made safe to keep and to show, in a child process that can do no harm.

What comes back is a new picture: no place where a resident lives, no camera, no comment, no byte of
the original. When anything is odd the upload is refused; the original is never kept instead.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass
from pathlib import Path

from app.core import child
from app.core.errors import InvalidInput, Unavailable

CHILD = Path(__file__).with_name("image_child.py")
WALL_SECONDS = 15
AT_ONCE = 2
"""Children at the same time in one process. Each may take 512 MB and one core."""
WAIT_SECONDS = 2.0
"""How long an upload waits for its turn before it is sent away with Retry-After."""
ANSWER_BYTES = 16 * 1024 * 1024

REASONS = {
    "format": "只支持 JPG、PNG、WebP 格式的照片",
    "side": "图片边长过大或过小",
    "pixels": "图片像素过大，请压缩后再上传",
    "frames": "不支持动图，请上传静态照片",
    "broken": "无法识别的图片，请换一张",
}

_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """Two JPEGs without metadata: the photo (longest side 2560 pixels) and its thumbnail (480 pixels)."""

    photo: bytes
    thumb: bytes
    width: int
    height: int


def clean_photo(data: bytes) -> CleanPhoto:
    """Return ``data`` as a fresh JPEG with its thumbnail, upright and without any metadata.

    Raises ``InvalidInput`` (field ``file``) for anything but one JPEG, PNG or WebP picture of at most
    50 million pixels (WebP 13), and ``Unavailable`` when too many photos are being cleaned at once or
    no child can be started.
    Takes about half a second for a phone photo; it must not run inside a transaction.
    """
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(retry_after=3)
    try:
        answer = _ask_child(data)
    finally:
        _turns.release()
    if answer is None:
        raise _refusal("broken")
    if answer[:2] != b"OK":
        raise _refusal(answer[2:40].decode("ascii", "replace"))
    return _read(answer)


def _ask_child(data: bytes) -> bytes | None:
    return child.ask(CHILD, data, wall_seconds=WALL_SECONDS, answer_bytes=ANSWER_BYTES)


def _read(answer: bytes) -> CleanPhoto:
    """Return the photo of an ``OK`` answer. It comes from hostile ground, so its form is checked again."""
    if len(answer) < 18:
        raise _refusal("broken")
    width, height, big, small = struct.unpack(">4I", answer[2:18])
    photo, thumb = answer[18 : 18 + big], answer[18 + big :]
    right = len(photo) == big and len(thumb) == small and all(p[:2] == b"\xff\xd8" for p in (photo, thumb))
    if not right or not (0 < width <= 2560 and 0 < height <= 2560):
        raise _refusal("broken")
    return CleanPhoto(photo, thumb, width, height)


def _refusal(word: str) -> InvalidInput:
    reason = REASONS.get(word, REASONS["broken"])
    return InvalidInput(reason, fields={"file": [reason]})

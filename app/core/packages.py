"""Office files are zip packages: what one says of itself, looked at before a byte of it is unpacked."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

MOST_ENTRIES = 400
MOST_DIRECTORY_BYTES = 128 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_RATIO = 250
"""Unpacked to packed bytes. A table of 20,000 similar rows reaches about 40; a bomb thousands."""
SMALL_BYTES = 1024 * 1024
"""Below this unpacked size no ratio matters."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_DIRECTORY = b"PK\x05\x06"


def problem_of(data: bytes, must_hold: str) -> str | None:
    """Return why a file cannot be a package that holds the part ``must_hold``, or None. Takes milliseconds for a bomb.

    The words: ``old`` (of before 2007), ``locked`` (a password), ``other`` (something else), ``size``, ``broken``.
    """
    if data[:8] == OLE:
        return "locked" if "EncryptedPackage".encode("utf-16-le") in data else "old"
    if data[:4] != b"PK\x03\x04":
        return "other"
    end = data.rfind(END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22 or b"PK\x06\x07" in data[max(0, end - 20) : end]:
        return "broken"
    entries, directory_bytes = struct.unpack("<HI", data[end + 10 : end + 16])
    if entries > MOST_ENTRIES or directory_bytes > MOST_DIRECTORY_BYTES:
        return "broken"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "broken"
    return _problem_of_parts(infos, must_hold, len(data))


def _problem_of_parts(infos: list[zipfile.ZipInfo], must_hold: str, packed: int) -> str | None:
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        return "locked"
    if must_hold not in names:
        return "other"
    if len(names) != len(infos):
        return "broken"
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL_BYTES and unpacked > MOST_RATIO * packed):
        return "size"
    return None

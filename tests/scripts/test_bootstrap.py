"""One pip everywhere: the one that installs is the one that the locked list names."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.bootstrap import PIP_SHA256, PIP_VERSION

LOCK = Path(__file__).resolve().parents[2] / "requirements-dev.txt"


def test_pip_is_the_locked_one():
    lines = LOCK.read_text(encoding="utf-8")
    entry = re.search(r"^pip==(\S+) \\\n((?:\s+--hash=sha256:\w+.*\n)+)", lines, re.MULTILINE)
    assert entry is not None
    assert entry[1] == PIP_VERSION
    assert PIP_SHA256 in entry[2]

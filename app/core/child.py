"""Asking a child process to look at a file that came from outside.

The programs are started by path with ``python -I``: they import nothing of the product, hold no secret, limit their own
memory, time and files before they look, and end after one file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import structlog

from app.core.errors import Unavailable

log = structlog.get_logger(__name__)


def ask(program: Path, data: bytes, *, wall_seconds: float, answer_bytes: int) -> bytes | None:
    """Return what ``program`` wrote about ``data``, or None when the file killed it (memory, time, a crash).

    Raises ``Unavailable`` when the child cannot be started, or fails in a way that is ours: it answers for every file.
    """
    command = [sys.executable, "-I", "-B", str(program)]
    what = program.stem
    # The answer goes to a nameless file: the child's file size limit then holds for it, a pipe has none.
    with tempfile.TemporaryFile() as out:
        try:
            child = subprocess.run(  # noqa: S603 - a fixed program; the file only comes in by standard input
                command, input=data, stdout=out, stderr=subprocess.DEVNULL, env={}, cwd="/",
                timeout=wall_seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            log.warning("child took too long", child=what, bytes=len(data))
            return None
        except OSError as error:
            log.error("child did not start", child=what, error=type(error).__name__)
            raise Unavailable(retry_after=10) from error
        if child.returncode < 0:
            log.warning("child was stopped", child=what, signal=-child.returncode, bytes=len(data))
            return None
        if child.returncode:
            log.error("child failed", child=what, status=child.returncode)
            raise Unavailable(retry_after=60)
        out.seek(0)
        return out.read(answer_bytes)

"""`make lock`: writes requirements.txt and requirements-dev.txt, with hashes, from the two .in files.

Slow (minutes), because the hash of every file of every package is asked for. `--upgrade` is passed on to pip-compile.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.progress import step

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ("--generate-hashes", "--strip-extras", "--allow-unsafe", "--quiet")
# The address of a mirror belongs to the machine, not to the lock.
NO_ADDRESSES = ("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-emit-options")


def main() -> int:
    """Compile both lists, the second under the versions of the first; returns the exit status."""
    for name in ("requirements", "requirements-dev"):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *NO_ADDRESSES, *sys.argv[1:]]
        with step(f"Locking {name}.txt"):
            # The dev list reads requirements.txt as limits, so the order matters.
            done = subprocess.run([*command, "-o", f"{name}.txt", f"{name}.in"], cwd=ROOT, check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())

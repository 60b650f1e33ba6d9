"""Becomes another program that dies with its parent: `child.py SIGNAL UID:GID PROGRAM ARGS...`.

Runs before the program, in the new process, with the standard library only. It gives up root when asked
(UID:GID, or `-` to stay), asks Linux to send SIGNAL when the parent ends, however it ends, and then turns into
PROGRAM. macOS knows no such request; there only the parent's own tidying up stops its children.
"""

from __future__ import annotations

import os
import sys

PR_SET_PDEATHSIG = 1


def main(argv: list[str]) -> None:
    """Drop to the account, arm the death signal, and become the program; never returns."""
    death_signal, account, program = int(argv[0]), argv[1], argv[2:]
    libc = None
    if death_signal and sys.platform == "linux":
        # Loaded before root is given up: the other account may not be able to read Python's own files.
        import ctypes

        libc = ctypes.CDLL(None)
    if account != "-":
        uid, gid = (int(part) for part in account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if libc is not None:
        # Armed after setuid, because changing the account clears the request.
        libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    os.execvp(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Which account the embedded servers run under, and whether that account can get at the files.

PostgreSQL refuses to run as root. Started by root, the servers therefore run as `nobody`, and `nobody` has to be
able to read the programs and to reach the data.
"""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

SHARED_FOLDER = Path("/var/lib/hfw-dev")


class ServerError(RuntimeError):
    """A server cannot be started; the message says in plain words what to do."""


def account_for_servers() -> pwd.struct_passwd | None:
    """The account the servers run under when we are root, else None (our own account)."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError as missing:
        raise ServerError(
            "PostgreSQL does not run as root, and this machine has no account `nobody` to run it under. "
            "Start as an ordinary user instead."
        ) from missing


def reachable(path: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether `account` may enter every folder down to `path` (None: we ourselves, who may)."""
    if account is None:
        return True
    for folder in (path, *path.parents):
        facts = folder.stat()
        owner, group = facts.st_uid == account.pw_uid, facts.st_gid == account.pw_gid
        if not facts.st_mode & (0o100 if owner else 0o010 if group else 0o001):
            return False
    return True


def usable_folder(folder: Path) -> Path:
    """`folder`, made if absent, or a stand-in when the servers' account cannot get there.

    A clone below /root is closed to `nobody`. Rather than opening somebody's home to everybody, the data then lives
    in /var/lib/hfw-dev, in a folder named after the clone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if reachable(folder.parent, account_for_servers()):
        return folder
    other = SHARED_FOLDER / str(folder).strip("/").replace("/", "-")
    other.mkdir(parents=True, exist_ok=True)
    return other


def readable_programs(source: Path, account: pwd.struct_passwd | None) -> Path:
    """The installed programs, or a copy of them that `account` can read."""
    if reachable(source, account):
        return source
    copy = SHARED_FOLDER / "programs" / f"{source.parent.name}-{int(source.stat().st_mtime)}"
    try:
        if not copy.exists():
            half = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(source, half, symlinks=True)
            half.rename(copy)
    except OSError as refused:
        raise ServerError(
            f"PostgreSQL does not run as root, so it runs as the account `nobody`. But `nobody` cannot read {source}, "
            f"and a copy in {copy} could not be made ({refused}). Put the project in a folder that everybody may "
            "read, for example /srv, or start as an ordinary user."
        ) from refused
    return copy

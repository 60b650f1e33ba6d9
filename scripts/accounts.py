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


def stand_in(folder: Path) -> Path:
    """Where the data of `folder` lives when the servers' account cannot get there."""
    return SHARED_FOLDER / str(folder).strip("/").replace("/", "-")


def usable_folder(folder: Path) -> Path:
    """`folder`, made if absent, or a stand-in when the servers' account cannot get there.

    A clone below /root is closed to `nobody`. Rather than opening somebody's home to everybody, the data then lives
    in /var/lib/hfw-dev, in a folder named after the clone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    if reachable(folder.parent, account_for_servers()):
        return folder
    other = stand_in(folder)
    other.mkdir(parents=True, exist_ok=True)
    return other


def readable_package(package: Path, account: pwd.struct_passwd | None) -> Path:
    """The folder of an installed package, or a copy of it that `account` can read."""
    if reachable(package, account):
        return package
    copies = SHARED_FOLDER / "programs" / f"{package.name}-{int(package.stat().st_mtime)}"
    try:
        if not copies.exists():
            half = copies.with_name(f"{copies.name}.{os.getpid()}")
            # Beside a package of compiled programs lies a folder with their libraries, found by its relative place.
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, half / folder.name, symlinks=True)
            half.rename(copies)
    except OSError as refused:
        raise ServerError(
            "PostgreSQL does not run as root, so it runs as the account `nobody`. "
            f"But `nobody` cannot read {package}, and a copy in {copies} could not be made ({refused}). "
            "Put the project in a folder that everybody may read, for example /srv, or start as an ordinary user."
        ) from refused
    return copies / package.name

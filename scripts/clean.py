"""`make clean`: deletes what was installed, built and stored in this folder, the development database too."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.accounts import stand_in  # noqa: E402  (the folder has to be on the path first)

MADE = (".venv", ".data", "admin_ui/node_modules", "admin_ui/dist", "miniapp/node_modules", "miniapp/dist")
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis", "test-results")


def main() -> int:
    """Delete all of it; what is not there is no error."""
    for name in (*MADE, *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    shutil.rmtree(stand_in(ROOT / ".data"), ignore_errors=True)
    for cache in [*ROOT.rglob("__pycache__")]:
        shutil.rmtree(cache, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

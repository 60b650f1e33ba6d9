"""The tables of all areas together: each ``matrix_*``, ``setups_*`` and ``foreign_*`` here is found by its name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any


def gathered(kind: str, name: str) -> dict[Any, Any]:
    """Return the entries of the dictionaries ``name`` in all modules ``kind_*``; no two may have the same key."""
    found: dict[Any, Any] = {}
    for path in sorted(Path(__file__).parent.glob(f"{kind}_*.py")):
        entries = getattr(import_module(f"tests.contract.{path.stem}"), name)
        twice = found.keys() & entries.keys()
        if twice:
            raise ValueError(f"{path.name}: {sorted(twice)} are there already")
        found |= entries
    return found

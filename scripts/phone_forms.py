"""`python -m scripts.phone_forms`: writes what the phone knows of the forms of disclosure, from the forms themselves.

The public API gives what a form says by the keys of its columns; the phone puts the words of the columns to them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from app.core.ledger import Column, TableSpec
from app.forms import FORMS

TARGET = Path(__file__).resolve().parent.parent / "miniapp" / "src" / "areas" / "transparency" / "forms.json"

Shape = dict[str, Any]


def described() -> Shape:
    """Return every form with its tables and the labels of its columns."""
    return {
        form.code: {
            "name": form.name,
            "head": _table(form.head),
            "tables": [_table(spec) for spec in form.tables],
        }
        for form in FORMS.values()
    }


def _table(spec: TableSpec) -> Shape:
    return {
        "key": spec.key,
        "name": spec.name,
        "row_key": list(spec.row_key),
        "columns": [_column(column) for column in spec.columns],
    }


def _column(column: Column) -> Shape:
    shape: Shape = {"key": column.key, "label": column.label, "kind": column.kind.value}
    if column.choices:
        shape["choices"] = dict(column.choices)
    if column.unit:
        shape["unit"] = column.unit
    return shape


def written(forms: Shape) -> str:
    """Return the forms as JSON, a column a line."""
    whole = json.dumps(forms, ensure_ascii=False)
    return whole.replace('{"key"', '\n{"key"') + "\n"


def main() -> int:
    """Write the file; it is formatted like everything of the phone (`npm run format`)."""
    TARGET.write_text(written(described()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

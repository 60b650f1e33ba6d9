"""Ledgers: what a table is, and how it leaves as an xlsx file and comes back without losing anything.

``columns`` says what a cell may hold, ``tables`` what a table is made of, ``diff`` what changed between two of them,
``batches`` keeps a file that somebody brought until he has seen what it would change and says yes.
"""

from app.core.ledger.columns import Column, Kind, Unfit, Value
from app.core.ledger.diff import CellChange, Change, compare, summary
from app.core.ledger.tables import Checked, Parsed, Problem, Row, TableSpec, check, from_sheet, template, to_sheet

__all__ = [
    "CellChange",
    "Change",
    "Checked",
    "Column",
    "Kind",
    "Parsed",
    "Problem",
    "Row",
    "TableSpec",
    "Unfit",
    "Value",
    "check",
    "compare",
    "from_sheet",
    "summary",
    "template",
    "to_sheet",
]

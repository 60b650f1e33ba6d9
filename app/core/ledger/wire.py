"""The shapes of ledgers on the wire, the same for every table of the product."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.ledger.batches import ImportState
from app.core.ledger.columns import Kind
from app.core.wire import Out


class LedgerChoiceOut(Out):
    """One of the values that a column offers."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class LedgerColumnOut(Out):
    """A column: money in fen, areas in 0.01 ㎡, percentages in tenths of a percent; bounds in the same unit."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in Kind]))
    required = fields.Boolean(required=True)
    choices = fields.List(fields.Nested(LedgerChoiceOut), required=True)
    longest = fields.Integer(required=True, allow_none=True)
    least = fields.Integer(required=True, allow_none=True)
    most = fields.Integer(required=True, allow_none=True)
    unit = fields.String(required=True)
    help = fields.String(required=True)


class LedgerTableOut(Out):
    """A table to be filled in."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    columns = fields.List(fields.Nested(LedgerColumnOut), required=True)
    most_rows = fields.Integer(required=True)
    row_key = fields.List(fields.String(), required=True)


class LedgerProblemOut(Out):
    """What is wrong: the row (that of Excel for a file; 0 the table as a whole), the column's key, a sentence."""

    row = fields.Integer(required=True)
    column = fields.String(required=True)
    text = fields.String(required=True)


class LedgerCellChangeOut(Out):
    """A cell before and after, in words; an empty text is nothing."""

    column = fields.String(required=True)
    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class LedgerChangeOut(Out):
    """A row that is new, gone or different."""

    kind = fields.String(required=True, validate=validate.OneOf(["added", "removed", "changed"]))
    key = fields.String(required=True)
    cells = fields.List(fields.Nested(LedgerCellChangeOut), required=True)


class LedgerCountsOut(Out):
    """How many rows the file has, and how many would be added, removed and changed."""

    rows = fields.Integer(required=True)
    added = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    changed = fields.Integer(required=True)


class LedgerImportOut(Out):
    """A dry run: what the file would change, or why it cannot be taken."""

    id = fields.UUID(required=True)
    subject_id = fields.UUID(required=True)
    table = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in ImportState]))
    state_name = fields.String(required=True)
    counts = fields.Nested(LedgerCountsOut, required=True)
    changes = fields.List(fields.Nested(LedgerChangeOut), required=True)
    more_changes = fields.Integer(required=True)
    problems = fields.List(fields.Nested(LedgerProblemOut), required=True)
    created_at = fields.AwareDateTime(required=True)
    actions = fields.List(fields.String(), required=True)

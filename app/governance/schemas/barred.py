"""Shapes of the list of who may hold no post."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, Strict
from app.governance.models import Reason


class BarredQuery(ListQuery):
    """``now`` are those that count today."""

    state = CleanStr(max=4, load_default="now", validate=validate.OneOf(["now", "all"], error="没有这个选项"))


class BarredSearchIn(Strict):
    """A whole name. It comes in the body, for addresses are kept in logs."""

    name = CleanStr(min=1, max=40, required=True)


class BarredIn(Strict):
    name = CleanStr(min=1, max=40, required=True)
    organisation_id = Id(load_default=None, allow_none=True)
    compound_id = Id(load_default=None, allow_none=True)
    home_id = Id(load_default=None, allow_none=True)
    reason = CleanStr(
        max=20, required=True, validate=validate.OneOf([one.value for one in Reason], error="没有这个选项")
    )
    basis = CleanStr(min=1, max=120, required=True)
    from_on = Day(required=True)
    until_on = Day(load_default=None, allow_none=True)


class BarredActIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    until_on = Day(load_default=None, allow_none=True)
    basis = CleanStr(max=120, load_default="")
    reason = CleanStr(max=300, load_default="")


class BarredOut(Out):
    """An entry in the list; the name is masked."""

    id = fields.UUID(required=True)
    name_masked = fields.String(required=True)
    place = fields.String(required=True)
    home = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    reason_name = fields.String(required=True)
    clause = fields.String(required=True, allow_none=True)
    from_on = fields.Date(required=True)
    until_on = fields.Date(required=True, allow_none=True)
    off_on = fields.Date(required=True, allow_none=True)
    state_name = fields.String(required=True)
    counts = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class BarredFoundOut(Out):
    items = fields.List(fields.Nested(BarredOut), required=True)


class BarredOtherOut(Out):
    """A member of the same name of whom the desk said that he is another person."""

    compound = fields.String(required=True)
    home = fields.String(required=True)
    because = fields.String(required=True)


class BarredEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    note = fields.String(required=True)


class BarredDetailOut(BarredOut):
    name = fields.String(required=True)
    basis = fields.String(required=True)
    off_because = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    others = fields.List(fields.Nested(BarredOtherOut), required=True)
    events = fields.List(fields.Nested(BarredEventOut), required=True)

"""Shapes of the duty roster on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, Strict, When
from app.duty.models import MODE_NAMES, Mode, Outcome


def mode_field() -> CleanStr:
    """Return the field of a way of handing out."""
    known = validate.OneOf([mode.value for mode in Mode], error="没有这种派单方式")
    return CleanStr(max=8, required=True, validate=known)


class ChooseIn(Strict):
    """``version`` is the one on the screen, 0 before the first choice."""

    mode = mode_field()
    version = Int(min=0, max=1_000_000, required=True)


class CompoundQuery(Strict):
    compound_id = Id(load_default=None)


class WeekQuery(CompoundQuery):
    """Any day of the week that is wanted; today without one."""

    day = Day(load_default=None)


class HandoutQuery(ListQuery):
    compound_id = Id(load_default=None)


class SpanIn(Strict):
    """When somebody is on duty, and where; everywhere without a compound."""

    compound_id = Id(load_default=None, allow_none=True)
    starts_at = When(required=True)
    ends_at = When(required=True)


class ShiftIn(SpanIn):
    person_id = Id(required=True)


class ShiftChangeIn(SpanIn):
    version = Int(min=1, max=1_000_000, required=True)


class DutyVersionIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)


class CopyIn(Strict):
    """Any day of the week that is copied, and any day of the one that is filled."""

    source = Day(required=True)
    target = Day(required=True)
    compound_id = Id(load_default=None, allow_none=True)


class DutyNamedOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class DutySettingOut(Out):
    """How a company hands out its orders in one compound, and who is on duty there now."""

    compound = fields.Nested(DutyNamedOut, required=True)
    organisation = fields.Nested(DutyNamedOut, required=True)
    mode = fields.String(required=True, validate=validate.OneOf(list(MODE_NAMES)))
    mode_name = fields.String(required=True)
    version = fields.Integer(required=True)
    changed_at = fields.AwareDateTime(required=True, allow_none=True)
    changed_by = fields.String(required=True, allow_none=True)
    on_duty = fields.List(fields.String(), required=True)
    actions = fields.List(fields.String(), required=True)


class ShiftOut(Out):
    """One shift of the roster."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    compound = fields.Nested(DutyNamedOut, required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class LoadOut(Out):
    """What a colleague has in his hands."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    title = fields.String(required=True)
    open = fields.Integer(required=True)
    late = fields.Integer(required=True)
    on_duty = fields.Boolean(required=True)


class RosterRowOut(LoadOut):
    """A row of the week: a colleague with his shifts."""

    shifts = fields.List(fields.Nested(ShiftOut), required=True)


class DutyWeekOut(Out):
    """A week of the roster. ``days`` are its seven days, ``actions`` what may be done to it."""

    items = fields.List(fields.Nested(RosterRowOut), required=True)
    next = fields.String(required=True, allow_none=True)
    organisation = fields.UUID(required=True)
    monday = fields.Date(required=True)
    days = fields.List(fields.Date(), required=True)
    actions = fields.List(fields.String(), required=True)


class CopiedOut(Out):
    copied = fields.Integer(required=True)
    skipped = fields.Integer(required=True)


class MyShiftOut(Out):
    """One of the reader's own shifts; ``now`` says that it runs."""

    id = fields.UUID(required=True)
    compound = fields.Nested(DutyNamedOut, required=True, allow_none=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    now = fields.Boolean(required=True)


class HandoutOut(Out):
    """What became of one order when it was handed out; ``id`` is the ticket's."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    category = fields.String(required=True)
    compound = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    mode = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([outcome.value for outcome in Outcome]))
    person = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)

"""Shapes of the calendar on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Int, Out, QueryInt, Strict


class CalendarQuery(Strict):
    version = QueryInt(load_default=None, validate=validate.Range(1, 1_000_000, error="没有这个版本"))


class CalendarDayIn(Strict):
    """One day of the draft. ``revision`` is the one the screen showed."""

    revision = Int(min=1, max=1_000_000, required=True)
    day = fields.Date(required=True)
    kind = CleanStr(max=10, required=True, validate=validate.OneOf(["off", "working", "usual"], error="没有这个选项"))
    name = CleanStr(max=20, load_default="")


class CalendarPasteIn(Strict):
    """All days of the draft as lines of text."""

    revision = Int(min=1, max=1_000_000, required=True)
    text = CleanStr(max=20_000, min=1, required=True)
    source = CleanStr(max=120, load_default="")


class CalendarPublishIn(Strict):
    revision = Int(min=1, max=1_000_000, required=True)


class CalendarYearItemOut(Out):
    year = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    source = fields.String(required=True)


class CalendarOverviewOut(Out):
    """All versions. Deadlines from ``provisional_from`` on rest on weekends only; ``alarm``: it should be known."""

    items = fields.List(fields.Nested(CalendarYearItemOut), required=True)
    next = fields.String(required=True, allow_none=True)
    provisional_from = fields.Integer(required=True)
    alarm = fields.Boolean(required=True)


class CalendarDayOut(Out):
    day = fields.Date(required=True)
    working = fields.Boolean(required=True)
    name = fields.String(required=True)


class CalendarCheckOut(Out):
    level = fields.String(required=True)
    text = fields.String(required=True)


class CalendarYearOut(CalendarYearItemOut):
    """One version of a year with its days."""

    revision = fields.Integer(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    days = fields.List(fields.Nested(CalendarDayOut), required=True)
    checks = fields.List(fields.Nested(CalendarCheckOut), required=True)
    actions = fields.List(fields.String(), required=True)

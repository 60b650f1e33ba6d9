"""Shapes of 后期管护 on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.care.queries import LEFT
from app.core.wire import CleanStr, Flag, Id, ListQuery, Out
from app.places.schemas import NamedOut, OpenDefectOut


class CareQuery(ListQuery):
    """``left``: what is left of the warranty, in days or in a word; ``gap``: nobody is on record for the time after.

    ``left=todo``: what the desk counts, whatever is left of it.
    """

    left = CleanStr(max=10, load_default="running", validate=validate.OneOf(list(LEFT), error="没有这种筛选"))
    defects = Flag(load_default=False)
    gap = Flag(load_default=False)
    compound_id = Id(load_default=None)
    contractor_id = Id(load_default=None)
    warranty_id = Id(load_default=None)


class CareDutyOut(Out):
    """Who looks after the part when its warranty is over, and who pays."""

    maintainer = fields.String(required=True)
    payer_name = fields.String(required=True)
    basis = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class CareWarrantyOut(Out):
    """A renovated part. ``open_count`` counts all open orders; ``open_tickets`` are those that the post sees."""

    id = fields.UUID(required=True)
    compound = fields.Nested(NamedOut, required=True)
    community = fields.String(required=True)
    place = fields.String(required=True)
    building = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True)
    part = fields.String(required=True)
    kind_name = fields.String(required=True)
    contractor = fields.Nested(NamedOut, required=True)
    contractor_gone = fields.Boolean(required=True)
    contractor_phone = fields.String(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["running", "soon", "over"]))
    within = fields.Integer(required=True, allow_none=True)
    days_left = fields.Integer(required=True)
    seasons = fields.String(required=True)
    open_count = fields.Integer(required=True)
    open_tickets = fields.List(fields.Nested(OpenDefectOut), required=True)
    duty = fields.Nested(CareDutyOut, required=True, allow_none=True)
    gap = fields.String(required=True)

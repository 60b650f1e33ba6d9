"""Shapes of counts, and of whom a ticket can be given to."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Out, Strict
from app.tickets.schemas.orders import RefOut


class CountOut(Out):
    """How many tickets a state holds; ``capped`` says there are more."""

    state = fields.String(required=True)
    count = fields.Integer(required=True)
    capped = fields.Boolean(required=True)


class OverviewQuery(Strict):
    """By what open tickets are counted."""

    group_by = CleanStr(
        max=12,
        load_default="compound",
        validate=validate.OneOf(["compound", "community", "street", "organisation"], error="没有这种分组"),
    )


class OverviewOut(Out):
    """Open tickets of one place or organisation; ``shelved`` are some of ``suspended``, ``at_*`` is how far they have
    climbed."""

    id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    open = fields.Integer(required=True)
    late = fields.Integer(required=True)
    unrouted = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    working = fields.Integer(required=True)
    suspended = fields.Integer(required=True)
    shelved = fields.Integer(required=True)
    confirming = fields.Integer(required=True)
    at_community = fields.Integer(required=True)
    at_street = fields.Integer(required=True)
    at_district = fields.Integer(required=True)


class TargetOrganisationOut(RefOut):
    kind_name = fields.String(required=True)


class TargetPersonOut(RefOut):
    title = fields.String(required=True)
    open = fields.Integer(required=True)


class TargetsOut(Out):
    """To whom a ticket can be given. ``*_for`` are the actions that may name one of the list now."""

    organisations = fields.List(fields.Nested(TargetOrganisationOut), required=True)
    organisations_for = fields.List(fields.String(), required=True)
    people = fields.List(fields.Nested(TargetPersonOut), required=True)
    people_for = fields.List(fields.String(), required=True)

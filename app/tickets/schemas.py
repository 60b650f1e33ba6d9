"""Shapes of tickets on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.core.wire import CleanStr, Flag, Id, Int, ListQuery, Out, Phone, Strict, When
from app.tickets.models import KIND_NAMES, STATE_NAMES, Kind, Outcome, State, Urgency

MAX_PHOTOS = 9
LONGEST_DESCRIPTION = 2000


def one_of(values: Any, message: str = "没有这个选项") -> validate.OneOf:
    """Return the check that a text is one of an enum's values."""
    return validate.OneOf([value.value for value in values], error=message)


def optional(field: Any, **kwargs: Any) -> Any:
    """Return ``field`` as one that may be left out or null."""
    return field(load_default=None, allow_none=True, **kwargs)


class FileIn(Strict):
    """A new report. Two inputs are required: where, and words or a photo."""

    compound_id = Id(required=True)
    kind = CleanStr(max=20, required=True, validate=one_of(Kind))
    category = optional(CleanStr, max=4)
    description = CleanStr(max=LONGEST_DESCRIPTION, load_default="", allow_none=False)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MAX_PHOTOS, error=f"最多 {MAX_PHOTOS} 张照片")
    )
    building_id = optional(Id)
    asset_id = optional(Id)
    contact_phone = optional(Phone)
    hide_me = Flag(load_default=False)
    on_behalf_of = optional(Id)


class ActIn(Strict):
    """One move. Which fields it needs depends on the action; see the table of moves."""

    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=1000, load_default="")
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MAX_PHOTOS, error=f"最多 {MAX_PHOTOS} 张照片")
    )
    outcome = optional(CleanStr, max=10, validate=one_of(Outcome))
    rating = optional(Int, min=1, max=5)
    comment = CleanStr(max=500, load_default="")
    organisation_id = optional(Id)
    assignee_id = optional(Id)
    until = optional(When)


class MyListQuery(ListQuery):
    """A resident's list: open, closed or all."""

    state = CleanStr(
        max=10, load_default="all", validate=validate.OneOf(["open", "closed", "all"], error="没有这个选项")
    )


class StaffListQuery(ListQuery):
    """A worker's list and its filters."""

    state = CleanStr(
        max=24,
        load_default=None,
        validate=validate.OneOf(["open", "closed", "all", *[s.value for s in State]], error="没有这个状态"),
    )
    compound_id = Id(load_default=None)
    category = CleanStr(max=4, load_default=None)
    urgency = CleanStr(max=2, load_default=None, validate=one_of(Urgency))
    overdue = Flag(load_default=None)
    mine = Flag(load_default=None)
    q = CleanStr(max=60, load_default=None)


class RefOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class ResponsibleOut(RefOut):
    phone = fields.String(allow_none=True)


class TicketItemOut(Out):
    """A row of a list."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KIND_NAMES)))
    kind_name = fields.String(required=True)
    category = fields.String(required=True, allow_none=True)
    category_name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(list(STATE_NAMES)))
    state_name = fields.String(required=True)
    urgency = fields.String(required=True)
    urgency_name = fields.String(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    description = fields.String(required=True)
    compound = fields.Nested(RefOut, required=True)
    place_text = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    finish_due_at = fields.AwareDateTime(required=True)
    late = fields.Boolean(required=True)
    responsible = fields.Nested(ResponsibleOut, required=True, allow_none=True)
    assignee = fields.Nested(RefOut, required=True, allow_none=True)
    photo_url = fields.String(required=True, allow_none=True)
    rating = fields.Integer(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class StepOut(Out):
    """One line of the timeline; ``text`` is a finished sentence."""

    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    action = fields.String(required=True)
    text = fields.String(required=True)
    actor = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    state = fields.String(required=True)
    media_ids = fields.List(fields.UUID(), required=True)


class ClockOut(Out):
    """One deadline and how it was computed."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    started_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    met_at = fields.AwareDateTime(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(["running", "met", "late", "paused", "void"]))
    explanation = fields.String(required=True)


class PhotoOut(Out):
    """A photo with links that this session may open for some minutes."""

    id = fields.UUID(required=True)
    stage = fields.String(required=True)
    url = fields.String(required=True)
    thumb_url = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class RoutingOut(Out):
    """Who became responsible at one step, and why."""

    at = fields.AwareDateTime(required=True)
    rule = fields.String(required=True)
    organisation = fields.String(required=True)
    reasons = fields.List(fields.String(), required=True)


class ReporterOut(Out):
    """Who reported, as far as the reader may know."""

    name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)


class TicketOut(TicketItemOut):
    """A whole ticket."""

    building = fields.Nested(RefOut, required=True, allow_none=True)
    basis = fields.String(required=True)
    hide_me = fields.Boolean(required=True)
    round = fields.Integer(required=True)
    contact_phone_masked = fields.String(required=True, allow_none=True)
    suspended_until = fields.AwareDateTime(required=True, allow_none=True)
    reporter = fields.Nested(ReporterOut, required=True)
    timeline = fields.List(fields.Nested(StepOut), required=True)
    clocks = fields.List(fields.Nested(ClockOut), required=True)
    media = fields.List(fields.Nested(PhotoOut), required=True)
    routing = fields.List(fields.Nested(RoutingOut), required=True)


class CountOut(Out):
    """How many tickets a state holds; ``capped`` says there are more."""

    state = fields.String(required=True)
    count = fields.Integer(required=True)
    capped = fields.Boolean(required=True)


class TargetOrganisationOut(RefOut):
    kind_name = fields.String(required=True)


class TargetPersonOut(RefOut):
    title = fields.String(required=True)
    open = fields.Integer(required=True)


class TargetsOut(Out):
    """To whom a ticket can be given."""

    organisations = fields.List(fields.Nested(TargetOrganisationOut), required=True)
    people = fields.List(fields.Nested(TargetPersonOut), required=True)


class CallOut(Out):
    name = fields.String(required=True)
    phone = fields.String(required=True)
    place = fields.String()
    source = fields.String()


class EmergencyGuideOut(Out):
    key = fields.String(required=True)
    name = fields.String(required=True)
    advice = fields.Raw(required=True)
    calls = fields.List(fields.Nested(CallOut), required=True)
    keywords = fields.List(fields.String(), required=True)


class CategoryOut(Out):
    code = fields.String(required=True)
    name = fields.String(required=True)
    urgency = fields.String(required=True)
    emergency = fields.String(required=True, allow_none=True)
    asset_kind = fields.String(required=True, allow_none=True)
    keywords = fields.List(fields.String(), required=True)
    kinds = fields.List(fields.String(), required=True)


class GroupOut(Out):
    code = fields.String(required=True)
    name = fields.String(required=True)
    categories = fields.List(fields.Nested(CategoryOut), required=True)


class KindOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class CatalogueOut(Out):
    """What can be reported, and whom to call before reporting."""

    groups = fields.List(fields.Nested(GroupOut), required=True)
    kinds = fields.List(fields.Nested(KindOut), required=True)
    emergencies = fields.List(fields.Nested(EmergencyGuideOut), required=True)

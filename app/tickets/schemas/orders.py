"""Shapes of tickets on the wire, what comes in and what goes out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate, validates_schema

from app.core.wire import CleanStr, Flag, Id, Int, ListQuery, Out, Phone, Strict, When
from app.tickets.models import (
    KIND_NAMES,
    OVER,
    STATE_NAMES,
    Cause,
    Kind,
    Level,
    Outcome,
    Result,
    Source,
    State,
    Urgency,
)
from app.tickets.queries.lists import GROUPS, NOBODY, ORDERS

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
    cause = optional(CleanStr, max=12, validate=one_of(Cause))
    result = optional(CleanStr, max=12, validate=one_of(Result))
    reason = CleanStr(max=300, load_default="")
    request_id = optional(Id)
    approve = optional(Flag)
    into_id = optional(Id)


class JoinIn(Strict):
    """Saying that it is one's own matter too, or that of somebody who lets one act for him."""

    note = CleanStr(max=300, load_default="")
    on_behalf_of = optional(Id)


class LodgeIn(Strict):
    """A report that an office takes down by telephone or at the window, read back to the resident."""

    compound_id = Id(required=True)
    channel = CleanStr(max=12, required=True, validate=validate.OneOf(["phone", "window"], error="没有这个选项"))
    kind = CleanStr(max=20, required=True, validate=one_of(Kind))
    category = optional(CleanStr, max=4)
    description = CleanStr(max=LONGEST_DESCRIPTION, min=1, required=True)
    reporter_name = CleanStr(max=30, min=1, required=True)
    reporter_phone = optional(Phone)
    building_id = optional(Id)
    asset_id = optional(Id)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MAX_PHOTOS, error=f"最多 {MAX_PHOTOS} 张照片")
    )
    hide_me = Flag(load_default=False)
    read_back = Flag(required=True)


class JoinCallerIn(Strict):
    """Who called or came to the window about something that is open already, and what he said."""

    channel = CleanStr(max=12, required=True, validate=validate.OneOf(["phone", "window"], error="没有这个选项"))
    reporter_name = CleanStr(max=30, min=1, required=True)
    reporter_phone = optional(Phone)
    note = CleanStr(max=300, load_default="")


class AlikeIn(Strict):
    """What somebody reports, to be compared with what is open there."""

    compound_id = Id(required=True)
    category = optional(CleanStr, max=4)
    description = CleanStr(max=LONGEST_DESCRIPTION, load_default="")
    building_id = optional(Id)
    asset_id = optional(Id)


class SimilarIn(AlikeIn):
    """The same by a resident, perhaps for somebody who lets him act for him."""

    on_behalf_of = optional(Id)


class RevealIn(Strict):
    """Why a whole phone number is needed."""

    reason = CleanStr(max=20, required=True)


class PhoneOut(Out):
    phone = fields.String(required=True)


class MyListQuery(ListQuery):
    """A resident's list: open, closed or all."""

    state = CleanStr(
        max=10, load_default="all", validate=validate.OneOf(["open", "closed", "all"], error="没有这个选项")
    )


class IdOrNone(CleanStr):
    """The id of an organisation, or ``none``: what nobody is responsible for yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max=36, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        written = super()._deserialize(value, attr, data, **kwargs)
        try:
            return written if written == NOBODY else UUID(written)
        except ValueError:
            raise ValidationError("编号不正确") from None


class StaffListQuery(ListQuery):
    """A worker's list, its filters and its order.

    What is over has no place in an order by deadline, and only what stands still in one by the day of review.
    """

    state = CleanStr(
        max=24,
        load_default=None,
        validate=validate.OneOf([*filter(None, GROUPS), "all", *[s.value for s in State]], error="没有这个状态"),
    )
    compound_id = Id(load_default=None)
    community_id = Id(load_default=None)
    street_id = Id(load_default=None)
    organisation_id = IdOrNone(load_default=None)
    category = CleanStr(max=4, load_default=None)
    urgency = CleanStr(max=2, load_default=None, validate=one_of(Urgency))
    overdue = Flag(load_default=None)
    mine = Flag(load_default=None)
    called = Flag(load_default=None)
    source = CleanStr(max=12, load_default=None, validate=one_of(Source))
    cause = CleanStr(max=12, load_default=None, validate=one_of(Cause))
    level = CleanStr(max=10, load_default=None, validate=one_of(Level))
    q = CleanStr(max=60, load_default=None)
    sort = CleanStr(max=6, load_default="newest", validate=validate.OneOf(list(ORDERS), error="没有这种排序"))

    @validates_schema
    def _due_is_open(self, data: dict[str, Any], **_: Any) -> None:
        sort, state = data.get("sort"), data.get("state")
        if sort == "due" and state in ("closed", *OVER):
            raise ValidationError({"sort": ["已经结束的不按办结期限排序"]})
        if sort == "review" and state not in (None, "open", "all", State.SUSPENDED):
            raise ValidationError({"sort": ["只有停着的才按复核日期排序"]})


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
    suspended_until = fields.AwareDateTime(required=True, allow_none=True)
    responsible = fields.Nested(ResponsibleOut, required=True, allow_none=True)
    assignee = fields.Nested(RefOut, required=True, allow_none=True)
    photo_url = fields.String(required=True, allow_none=True)
    rating = fields.Integer(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    result = fields.String(required=True, allow_none=True)
    result_name = fields.String(required=True, allow_none=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    cause = fields.String(required=True, allow_none=True)
    level = fields.String(required=True, allow_none=True)
    level_name = fields.String(required=True, allow_none=True)
    behalf_text = fields.String(required=True, metadata={"description": "who reported it for whom; empty if nobody"})


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
    provisional = fields.Boolean(required=True)
    explanation = fields.String(required=True)


class PausesOut(Out):
    """What the present round has used of the days for which it may be suspended, and of the questions."""

    days = fields.Integer(required=True)
    days_left = fields.Integer(required=True)
    questions = fields.Integer(required=True)
    questions_left = fields.Integer(required=True)


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


class RequestOut(Out):
    """Something that waits for a decision, or was decided. ``actions`` are what this person may decide."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    level = fields.String(required=True, allow_none=True)
    level_name = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_name = fields.String(required=True)
    note = fields.String(required=True)
    until = fields.AwareDateTime(required=True, allow_none=True)
    target = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    decided_name = fields.String(required=True, allow_none=True)
    decision_note = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class PartyOut(Out):
    """An organisation that was called to help."""

    organisation = fields.Nested(RefOut, required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    task = fields.String(required=True)
    invited_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    reported_at = fields.AwareDateTime(required=True, allow_none=True)
    note = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class OtherTicketOut(Out):
    """Another ticket by number."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)


class SimilarOut(Out):
    """An open ticket that may be about the same thing. Nothing of its reporter is in it."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    category_name = fields.String(required=True, allow_none=True)
    place_text = fields.String(required=True)
    state_name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    text = fields.String(required=True)
    photo_url = fields.String(required=True, allow_none=True)
    reporters = fields.Integer(required=True)
    joined = fields.Boolean(required=True)
    reasons = fields.List(fields.String(), required=True)


class TicketOut(TicketItemOut):
    """A whole ticket."""

    building = fields.Nested(RefOut, required=True, allow_none=True)
    basis = fields.String(required=True)
    hide_me = fields.Boolean(required=True)
    round = fields.Integer(required=True)
    contact_phone_masked = fields.String(required=True, allow_none=True)
    pauses = fields.Nested(PausesOut, required=True)
    cause_name = fields.String(required=True, allow_none=True)
    question = fields.String(required=True, allow_none=True)
    result_reason = fields.String(required=True)
    ordered_basis = fields.String(required=True)
    follower_count = fields.Integer(required=True)
    joined = fields.Boolean(required=True)
    merged_into = fields.Nested(OtherTicketOut, required=True, allow_none=True)
    merged_from = fields.List(fields.Nested(OtherTicketOut), required=True)
    requests = fields.List(fields.Nested(RequestOut), required=True)
    parties = fields.List(fields.Nested(PartyOut), required=True)
    can_reveal = fields.Boolean(required=True)
    reporter = fields.Nested(ReporterOut, required=True)
    timeline = fields.List(fields.Nested(StepOut), required=True)
    clocks = fields.List(fields.Nested(ClockOut), required=True)
    media = fields.List(fields.Nested(PhotoOut), required=True)
    routing = fields.List(fields.Nested(RoutingOut), required=True)

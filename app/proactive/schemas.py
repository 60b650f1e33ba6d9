"""Shapes of proactive tasks on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, Strict
from app.media.schemas import FileOut
from app.proactive.models import KIND_NAMES, STATE_NAMES, TaskAction, TaskKind, TaskState
from app.tickets.models import Kind

MOST_PHOTOS = 9


class TaskQuery(ListQuery):
    """``active`` are the running ones, by next date."""

    state = CleanStr(
        max=10,
        load_default="active",
        validate=validate.OneOf(["active", "all", *[state.value for state in TaskState]], error="没有这个状态"),
    )
    kind = CleanStr(
        max=10,
        load_default=None,
        validate=validate.OneOf([kind.value for kind in TaskKind], error="没有这种任务"),
    )
    compound_id = Id(load_default=None)


class TaskActIn(Strict):
    """One move. Which fields it needs depends on the action; see the table of moves."""

    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=1000, load_default="")
    next_on = Day(load_default=None, allow_none=True)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )
    description = CleanStr(max=2000, load_default="")
    kind = CleanStr(
        max=20,
        load_default="repair",
        validate=validate.OneOf([kind.value for kind in Kind], error="没有这个选项"),
    )
    category = CleanStr(max=4, load_default=None, allow_none=True)
    building_id = Id(load_default=None, allow_none=True)
    asset_id = Id(load_default=None, allow_none=True)


class PlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class ProactiveTaskOut(Out):
    """A row of the list."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KIND_NAMES)))
    kind_name = fields.String(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)
    compound = fields.Nested(PlaceOut, required=True)
    community = fields.String(required=True)
    category_name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(list(STATE_NAMES)))
    state_name = fields.String(required=True)
    version = fields.Integer(required=True)
    owner = fields.String(required=True)
    next_on = fields.Date(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    created_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class TaskTicketOut(Out):
    """A ticket of a task."""

    id = fields.UUID(required=True)
    no = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    category_name = fields.String(required=True, allow_none=True)
    description = fields.String(required=True)
    building = fields.String(required=True, allow_none=True)
    organisation = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)


class EvidenceOut(TaskTicketOut):
    """``counts`` is false once it was withdrawn or merged; equal ``household`` numbers are the same household.

    ``joined``: how many other households said that it is their matter too, or had their own ticket merged into it.
    """

    counts = fields.Boolean(required=True)
    household = fields.Integer(required=True)
    joined = fields.Integer(required=True)


class FoundOut(Out):
    """What was counted when the task was opened, and by which rules."""

    tickets = fields.Integer()
    households = fields.Integer()
    of_households = fields.Integer()
    rules = fields.List(fields.String())


class TaskCountsOut(Out):
    """What counts now."""

    tickets = fields.Integer(required=True)
    households = fields.Integer(required=True)
    of_households = fields.Integer(required=True)


class LastTimeOut(Out):
    """How often a category came up in the same season of the year before."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    tickets = fields.Integer(required=True)
    households = fields.Integer(required=True)


class TaskEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    action = fields.String(required=True, validate=validate.OneOf([action.value for action in TaskAction]))
    after = fields.String(required=True)
    note = fields.String(required=True)
    next_on = fields.Date(required=True, allow_none=True)
    actor = fields.String(required=True, allow_none=True)
    photos = fields.List(fields.String(), required=True)


class ProactiveTaskDetailOut(ProactiveTaskOut):
    """A whole task."""

    found = fields.Nested(FoundOut, required=True)
    counts = fields.Nested(TaskCountsOut, required=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    lodged = fields.List(fields.Nested(TaskTicketOut), required=True)
    checks = fields.List(fields.String(), required=True)
    assets = fields.List(fields.Nested(PlaceOut), required=True)
    last_time = fields.List(fields.Nested(LastTimeOut), required=True)
    events = fields.List(fields.Nested(TaskEventOut), required=True)
    media = fields.List(fields.Nested(FileOut), required=True)


class SeasonOut(Out):
    """A season: when its tasks are opened, when it is, and what to check."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    year = fields.Integer(required=True)
    opens_on = fields.Date(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    checks = fields.List(fields.String(), required=True)
    source = fields.String(required=True)

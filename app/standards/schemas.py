"""Shapes of service standards on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Id, Int, ListQuery, Out, Strict, When
from app.media.schemas import FileOut
from app.standards.catalogue import CURRENT, PER_WORDS
from app.standards.models import BASIS_NAMES, STATE_NAMES, Basis, PlanAction
from app.standards.policy import MOST_TIMES

MOST_PHOTOS = 9
MOST_TERMS = 200
STATES = ["on_time", "not_yet", "due", "late", "as_needed", "not_applicable"]


class StandardsQuery(Strict):
    """Which edition of the standard."""

    version = CleanStr(max=40, load_default=CURRENT)


class PlanIn(Strict):
    """A new plan: the level of most items, and by what the contract goes."""

    level = Int(min=1, max=3, load_default=None, allow_none=True)
    basis = CleanStr(
        max=10,
        load_default=Basis.STANDARD.value,
        validate=validate.OneOf([basis.value for basis in Basis], error="没有这种约定方式"),
    )


class TermIn(Strict):
    """What is said of one item: one of level, agreed words, or why it does not apply; all empty takes it back."""

    item_code = CleanStr(max=8, min=1, required=True)
    level = Int(min=1, max=3, load_default=None, allow_none=True)
    agreed = CleanStr(max=200, min=1, load_default=None, allow_none=True)
    agreed_times = Int(min=1, max=MOST_TIMES, load_default=None, allow_none=True)
    agreed_per = CleanStr(
        max=10,
        load_default=None,
        allow_none=True,
        validate=validate.OneOf([*PER_WORDS], error="没有这种周期"),
    )
    not_applicable = CleanStr(max=200, min=1, load_default=None, allow_none=True)


class PlanActIn(Strict):
    """One move. ``save`` takes the terms that changed, ``supersede`` needs a reason."""

    version = Int(min=1, max=1_000_000, required=True)
    level = Int(min=1, max=3, load_default=None, allow_none=True)
    terms = fields.List(
        fields.Nested(TermIn), load_default=list, validate=validate.Length(max=MOST_TERMS, error="项目太多")
    )
    reason = CleanStr(max=200, load_default="")


class RecordIn(Strict):
    """What was done: the code of the label where it was, or the compound.

    ``done_at`` is when it was tapped, for a phone that had no network then; within the last three days.
    """

    code = CleanStr(max=32, load_default=None, allow_none=True)
    compound_id = Id(load_default=None, allow_none=True)
    building_id = Id(load_default=None, allow_none=True)
    item_code = CleanStr(max=8, min=1, required=True)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )
    note = CleanStr(max=300, load_default="")
    done_at = When(load_default=None, allow_none=True)


class RecordActIn(Strict):
    """``strike`` needs a reason."""

    reason = CleanStr(max=200, load_default="")


class RecordQuery(ListQuery):
    compound_id = Id(load_default=None)
    item_code = CleanStr(max=8, load_default=None)


class MyItemsQuery(Strict):
    """The code of the label that was scanned, or the compound."""

    code = CleanStr(max=32, load_default=None)
    compound_id = Id(load_default=None)


class StandardsPlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class StandardItemOut(Out):
    """One item of the standard. ``words`` are by level from 一级 on, or one for all."""

    code = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    clause = fields.String(required=True)
    measure = fields.String(required=True, validate=validate.OneOf(["freq", "time", "rate", "presence"]))
    levelled = fields.Boolean(required=True)
    optional = fields.Boolean(required=True)
    words = fields.List(fields.String(), required=True)
    evidence = fields.String(required=True, validate=validate.OneOf(["photo", "record", "none"]))


class CatalogueItemOut(StandardItemOut):
    catalogue_version = fields.String(required=True)


class StandardsContractOut(Out):
    id = fields.UUID(required=True)
    company = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class PlanRowOut(Out):
    """A plan without what it says."""

    id = fields.UUID(required=True)
    compound = fields.Nested(StandardsPlaceOut, required=True)
    contract = fields.Nested(StandardsContractOut, required=True)
    number = fields.Integer(required=True)
    basis = fields.String(required=True, validate=validate.OneOf(list(BASIS_NAMES)))
    basis_name = fields.String(required=True)
    catalogue_version = fields.String(required=True)
    level = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(list(STATE_NAMES)))
    state_name = fields.String(required=True)
    version = fields.Integer(required=True)
    reason = fields.String(required=True)
    made_by = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    fixed_by = fields.String(required=True, allow_none=True)
    fixed_at = fields.AwareDateTime(required=True, allow_none=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(required=True, allow_none=True)
    actions = fields.List(fields.String(validate=validate.OneOf([one.value for one in PlanAction])), required=True)


class TermOut(StandardItemOut):
    """An item with what the plan says of it; ``said`` is what is demanded, in words."""

    item_code = fields.String(required=True)
    level = fields.Integer(required=True, allow_none=True)
    agreed = fields.String(required=True, allow_none=True)
    agreed_times = fields.Integer(required=True, allow_none=True)
    agreed_per = fields.String(required=True, allow_none=True)
    not_applicable = fields.String(required=True, allow_none=True)
    level_name = fields.String(required=True)
    said = fields.String(required=True)
    since = fields.Date(required=True, allow_none=True)


class PlanProblemOut(Out):
    """What is still to be said of an item before the plan can be fixed."""

    item_code = fields.String(required=True)
    text = fields.String(required=True)


class PlanOut(PlanRowOut):
    """A whole plan."""

    terms = fields.List(fields.Nested(TermOut), required=True)
    problems = fields.List(fields.Nested(PlanProblemOut), required=True)


class CompoundPlansOut(Out):
    """The plans of a compound: what holds, what is being written, and everything there was."""

    compound = fields.Nested(StandardsPlaceOut, required=True)
    contract = fields.Nested(StandardsContractOut, required=True, allow_none=True)
    may_keep_own = fields.Boolean(required=True)
    fixed = fields.Nested(PlanRowOut, required=True, allow_none=True)
    draft = fields.Nested(PlanRowOut, required=True, allow_none=True)
    history = fields.List(fields.Nested(PlanRowOut), required=True)
    actions = fields.List(fields.String(), required=True)


class ShareOut(Out):
    """Of how many periods that ended how many were met; ``permille`` is null without any."""

    met = fields.Integer(required=True)
    ended = fields.Integer(required=True)
    permille = fields.Integer(required=True, allow_none=True)


class MonthShareOut(ShareOut):
    month = fields.Date(required=True)


class LastDoneOut(Out):
    """The newest record of an item."""

    record_id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    building = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    took_minutes = fields.Integer(required=True, allow_none=True)
    photos = fields.List(fields.Nested(FileOut), required=True)


class StandardWindowOut(Out):
    """The period that runs: its days, how often in it, and how often so far."""

    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    times = fields.Integer(required=True)
    done = fields.Integer(required=True)


class StandingOut(Out):
    """How an item stands. ``next_due_on`` is the last day to do it in time; past when it is late."""

    code = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    clause = fields.String(required=True)
    measure = fields.String(required=True)
    level = fields.Integer(required=True, allow_none=True)
    level_name = fields.String(required=True)
    level_words = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    state_name = fields.String(required=True)
    window = fields.Nested(StandardWindowOut, required=True, allow_none=True)
    next_due_on = fields.Date(required=True, allow_none=True)
    late_since = fields.Date(required=True, allow_none=True)
    share = fields.Nested(ShareOut, required=True)
    last_at = fields.AwareDateTime(required=True, allow_none=True)


class BoardItemOut(StandingOut):
    last = fields.Nested(LastDoneOut, required=True, allow_none=True)
    photo_count = fields.Integer(required=True)


class BoardPlanOut(Out):
    """Which plan holds."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    basis_name = fields.String(required=True)
    catalogue_version = fields.String(required=True)
    starts_on = fields.Date(required=True)
    fixed_at = fields.AwareDateTime(required=True)


class BoardCountsOut(Out):
    """How many items stand how."""

    on_time = fields.Integer(required=True)
    not_yet = fields.Integer(required=True)
    due = fields.Integer(required=True)
    late = fields.Integer(required=True)
    as_needed = fields.Integer(required=True)
    not_applicable = fields.Integer(required=True)


class BoardOut(Out):
    """应做 / 最近一次 of a compound, late items first; ``share`` is of the last twelve months."""

    compound = fields.Nested(StandardsPlaceOut, required=True)
    on = fields.Date(required=True)
    plan = fields.Nested(BoardPlanOut, required=True, allow_none=True)
    counts = fields.Nested(BoardCountsOut, required=True)
    share = fields.Nested(ShareOut, required=True)
    months = fields.List(fields.Nested(MonthShareOut), required=True)
    items = fields.List(fields.Nested(BoardItemOut), required=True)


class ServiceRecordOut(Out):
    """Something that was done. ``undone_at`` is set when it was taken back (no reason) or declared void.

    ``received_at`` is set when it was tapped without a network and sent later.
    """

    id = fields.UUID(required=True)
    compound = fields.Nested(StandardsPlaceOut, required=True)
    item_code = fields.String(required=True)
    item_name = fields.String(required=True)
    building = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    received_at = fields.AwareDateTime(required=True, allow_none=True)
    by = fields.String(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    ticket_id = fields.UUID(required=True, allow_none=True)
    ticket_no = fields.String(required=True, allow_none=True)
    took_minutes = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
    undo_reason = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class MyItemOut(StandingOut):
    """An item to be logged; ``mine`` is how often this person logged it here within thirty days."""

    evidence = fields.String(required=True, validate=validate.OneOf(["photo", "record"]))
    mine = fields.Integer(required=True)


class MyPlaceOut(Out):
    """The place that was scanned or chosen."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    compound = fields.Nested(StandardsPlaceOut, required=True)
    building_id = fields.UUID(required=True, allow_none=True)
    asset_id = fields.UUID(required=True, allow_none=True)


class MyItemsOut(Out):
    """The one-tap screen: the usual items first, and what may still be taken back."""

    place = fields.Nested(MyPlaceOut, required=True)
    items = fields.List(fields.Nested(MyItemOut), required=True)
    recent = fields.List(fields.Nested(ServiceRecordOut), required=True)

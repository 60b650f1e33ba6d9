"""Shapes of disclosures on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.ledger.wire import LedgerChangeOut, LedgerTableOut
from app.core.wire import CleanStr, Day, Flag, Id, Int, ListQuery, Out, Strict
from app.disclosures.models import ObjectionState, VersionState
from app.disclosures.queries.duties import STATES
from app.forms import FORMS, Level, Party, PeriodKind
from app.media.schemas import FileOut
from app.places.labels import Where

MOST_VERSION = 1_000_000
MOST_PLACES, MOST_ATTACHMENTS = 20, 20
FORM_CODES = list(FORMS)


def _one_of(values: list[str]) -> validate.OneOf:
    return validate.OneOf(values, error="没有这个选项")


# --- coming in ---


class DutiesQuery(ListQuery):
    compound_id = Id(load_default=None)
    state = CleanStr(max=10, load_default=None, validate=_one_of(list(STATES)))


class PublicationsQuery(ListQuery):
    compound_id = Id(load_default=None)
    form = CleanStr(max=20, load_default=None, validate=_one_of(FORM_CODES))
    state = CleanStr(max=12, load_default=None, validate=_one_of([state.value for state in VersionState]))


class ObjectionsQuery(ListQuery):
    compound_id = Id(load_default=None)
    state = CleanStr(max=10, load_default=None, validate=_one_of([state.value for state in ObjectionState]))


class PosterQuery(Strict):
    size = CleanStr(max=2, load_default="A4", validate=_one_of(["A4", "A3"]))


class LabelQuery(PosterQuery):
    place = CleanStr(max=4, required=True, validate=_one_of([where.value for where in Where]))
    building_id = Id(load_default=None)


class DutyActIn(Strict):
    version = Int(min=1, max=MOST_VERSION, required=True)
    reason = CleanStr(max=200, load_default="")


class PublicationIn(Strict):
    compound_id = Id(required=True)
    form = CleanStr(max=20, required=True)
    period_from = Day(load_default=None, allow_none=True)
    period_to = Day(load_default=None, allow_none=True)
    subject = CleanStr(max=80, load_default="")
    copy_previous = Flag(load_default=False)


class PostingPlaceIn(Strict):
    place = CleanStr(max=40, min=1, required=True)
    media_id = Id(required=True)


class VersionContentIn(Strict):
    """What is on the screen. A field that is left out stays as it is kept."""

    body = fields.Raw(allow_none=True, metadata={"type": "object", "description": "head and tables of the form"})
    places = fields.List(fields.Nested(PostingPlaceIn), allow_none=True, validate=validate.Length(max=MOST_PLACES))
    attachments = fields.List(Id(), allow_none=True, validate=validate.Length(max=MOST_ATTACHMENTS))
    valid_from = Day(allow_none=True)
    valid_to = Day(allow_none=True)


class VersionActIn(VersionContentIn):
    version = Int(min=1, max=MOST_VERSION, required=True)
    reason = CleanStr(max=300, load_default="")


class ObjectionIn(Strict):
    version_id = Id(required=True)
    anchor = CleanStr(max=400, min=1, required=True)
    reason = CleanStr(max=500, min=2, required=True)
    hide_me = Flag(load_default=True)


# --- going out ---


class NamedPlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class DisclosureFormOut(Out):
    code = fields.String(required=True)
    name = fields.String(required=True)
    duties = fields.List(fields.String(), required=True)
    period = fields.String(required=True, validate=validate.OneOf([kind.value for kind in PeriodKind]))
    party = fields.String(required=True, validate=validate.OneOf([party.value for party in Party]))
    least_places = fields.Integer(required=True)
    help = fields.String(required=True)
    head = fields.Nested(LedgerTableOut, required=True)
    tables = fields.List(fields.Nested(LedgerTableOut), required=True)


class DisclosureDutyOut(Out):
    id = fields.UUID(required=True)
    code = fields.String(required=True)
    form = fields.String(required=True)
    form_name = fields.String(required=True)
    content = fields.String(required=True)
    basis = fields.String(required=True)
    rhythm = fields.String(required=True)
    compound = fields.Nested(NamedPlaceOut, required=True)
    community_name = fields.String(required=True)
    next_due_on = fields.Date(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(list(STATES)))
    state_name = fields.String(required=True)
    days_late = fields.Integer(required=True)
    last_published_at = fields.AwareDateTime(required=True, allow_none=True)
    exempt_reason = fields.String(required=True)
    version = fields.Integer(required=True)
    may_publish = fields.Boolean(required=True)
    actions = fields.List(fields.String(), required=True)


class DisclosureOverviewOut(Out):
    compound = fields.Nested(NamedPlaceOut, required=True)
    compound_code = fields.String(required=True)
    community_name = fields.String(required=True)
    street_name = fields.String(required=True)
    company_name = fields.String(required=True, allow_none=True)
    published = fields.Integer(required=True)
    due = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    never = fields.Integer(required=True)
    overdue_since = fields.Date(required=True, allow_none=True)
    objections_open = fields.Integer(required=True)
    objections = fields.Integer(required=True)


class PublicationOut(Out):
    id = fields.UUID(required=True)
    form = fields.String(required=True)
    form_name = fields.String(required=True)
    compound_id = fields.UUID(required=True)
    compound_name = fields.String(required=True)
    compound_code = fields.String(required=True)
    period_from = fields.Date(required=True, allow_none=True)
    period_to = fields.Date(required=True, allow_none=True)
    period = fields.String(required=True)
    subject = fields.String(required=True)
    title = fields.String(required=True)


class VersionBriefOut(Out):
    id = fields.UUID(required=True)
    number = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    author_name = fields.String(required=True)
    submitted_by_name = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    return_reason = fields.String(required=True)
    why_not_me = fields.String(required=True)
    approved_by_name = fields.String(required=True, allow_none=True)
    corrects_id = fields.UUID(required=True, allow_none=True)
    correction_reason = fields.String(required=True)
    withdraw_reason = fields.String(required=True)


class PublicationVersionsOut(PublicationOut):
    versions = fields.List(fields.Nested(VersionBriefOut), required=True)


class PostingPlaceOut(Out):
    place = fields.String(required=True)
    media_id = fields.UUID(required=True)


class DisclosureProblemOut(Out):
    """``path`` is ``head.tax``, ``items.3.rate`` (rows from 1), a table's key, or ``valid_from`` and the like."""

    path = fields.String(required=True)
    text = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf([level.value for level in Level]))


class DisclosureTotalOut(Out):
    label = fields.String(required=True)
    text = fields.String(required=True)


class DisclosureVersionOut(Out):
    id = fields.UUID(required=True)
    publication = fields.Nested(PublicationOut, required=True)
    number = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in VersionState]))
    state_name = fields.String(required=True)
    version = fields.Integer(required=True)
    body = fields.Raw(required=True, metadata={"type": "object"})
    places = fields.List(fields.Nested(PostingPlaceOut), required=True)
    attachments = fields.List(fields.UUID(), required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    author_name = fields.String(required=True)
    editor_names = fields.List(fields.String(), required=True)
    submitted_by_name = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    approved_by_name = fields.String(required=True, allow_none=True)
    approved_post = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    return_reason = fields.String(required=True)
    corrects_id = fields.UUID(required=True, allow_none=True)
    correction_reason = fields.String(required=True)
    withdraw_reason = fields.String(required=True)
    why_not_me = fields.String(required=True)
    lead = fields.List(fields.String(), required=True)
    totals = fields.List(fields.Nested(DisclosureTotalOut), required=True)
    problems = fields.List(fields.Nested(DisclosureProblemOut), required=True)
    actions = fields.List(fields.String(), required=True)


class DisclosureCheckOut(Out):
    problems = fields.List(fields.Nested(DisclosureProblemOut), required=True)
    totals = fields.List(fields.Nested(DisclosureTotalOut), required=True)
    lead = fields.List(fields.String(), required=True)


class VersionNumberOut(Out):
    id = fields.UUID(required=True)
    number = fields.Integer(required=True)


class TableChangesOut(Out):
    table = fields.String(required=True)
    name = fields.String(required=True)
    changes = fields.List(fields.Nested(LedgerChangeOut), required=True)


class DisclosureChangesOut(Out):
    against = fields.Nested(VersionNumberOut, required=True, allow_none=True)
    tables = fields.List(fields.Nested(TableChangesOut), required=True)


class ObjectionOut(Out):
    id = fields.UUID(required=True)
    version_id = fields.UUID(required=True)
    compound = fields.Nested(NamedPlaceOut, required=True)
    form = fields.String(required=True)
    form_name = fields.String(required=True)
    title = fields.String(required=True)
    number = fields.Integer(required=True)
    anchor = fields.String(required=True)
    label = fields.String(required=True)
    shown = fields.String(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in ObjectionState]))
    state_name = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    ticket_id = fields.UUID(required=True)
    ticket_no = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)

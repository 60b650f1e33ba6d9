"""Shapes of a worker's desk and of the public page of a compound on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.callbacks.schemas import PublicRatesOut
from app.core.wire import CleanStr, Day, Flag, Out, Strict
from app.insights.calendar import NAMES
from app.places.schemas import ContractOut, EmergencyOut, NamedOut, ProviderOut


class TodoItemOut(Out):
    kind = fields.String(required=True)
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    subtitle = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    link = fields.String(required=True)


class TodoGroupOut(Out):
    key = fields.String(required=True)
    title = fields.String(required=True)
    hint = fields.String(required=True)
    link = fields.String(required=True)
    count = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    items = fields.List(fields.Nested(TodoItemOut), required=True)


class TodoOut(Out):
    groups = fields.List(fields.Nested(TodoGroupOut), required=True)


# --- the calendar ---


class AgendaQuery(Strict):
    """Beijing days, both inclusive; ``kind`` leaves the others out."""

    since = Day(required=True, data_key="from", error_messages={"required": "请选择开始日期"})
    until = Day(required=True, data_key="to", error_messages={"required": "请选择结束日期"})
    kind = CleanStr(max=20, load_default=None, validate=validate.OneOf(list(NAMES), error="没有这个类型"))


class AgendaKindOut(Out):
    kind = fields.String(required=True)
    name = fields.String(required=True)


class AgendaItemOut(Out):
    """Something with a day. ``state``: ``open``, ``late`` (the day is over and it is not done), ``done``."""

    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    on = fields.Date(required=True)
    title = fields.String(required=True)
    subtitle = fields.String(required=True)
    link = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["open", "late", "done"]))


class AgendaDayOut(Out):
    """``special``: the notice of days off names it; ``known``: the days off of its year were published."""

    on = fields.Date(required=True)
    working = fields.Boolean(required=True)
    special = fields.Boolean(required=True)
    known = fields.Boolean(required=True)


class AgendaOut(Out):
    """Days and what is due on them. ``cut`` names the kinds of which more than ``limit`` rows were found."""

    since = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True, data_key="to")
    today = fields.Date(required=True)
    kinds = fields.List(fields.Nested(AgendaKindOut), required=True)
    items = fields.List(fields.Nested(AgendaItemOut), required=True)
    cut = fields.List(fields.String(), required=True)
    limit = fields.Integer(required=True)
    days = fields.List(fields.Nested(AgendaDayOut), required=True)


# --- the public page ---


class PublicPhotoQuery(Strict):
    """The photo, or its small form."""

    thumb = Flag(load_default=False)


class PublicShareOut(Out):
    """Of how many windows that ended in twelve months how many were met."""

    met = fields.Integer(required=True)
    ended = fields.Integer(required=True)
    permille = fields.Integer(required=True, allow_none=True)


class PublicWindowOut(Out):
    """The stretch of time that runs: how often something is to be done in it, and how often it was."""

    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    times = fields.Integer(required=True)
    done = fields.Integer(required=True)


class PublicLastOut(Out):
    """The newest proof, without who did it."""

    at = fields.AwareDateTime(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    building = fields.String(required=True, allow_none=True)
    asset = fields.String(required=True, allow_none=True)
    took_minutes = fields.Integer(required=True, allow_none=True)


class PublicStandardOut(Out):
    """应做 / 最近一次 of one item. ``photos`` are ids for ``/public/photos/{id}``."""

    code = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    clause = fields.String(required=True)
    measure = fields.String(required=True)
    level = fields.Integer(required=True, allow_none=True)
    level_name = fields.String(required=True)
    level_words = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    window = fields.Nested(PublicWindowOut, required=True, allow_none=True)
    next_due_on = fields.Date(required=True, allow_none=True)
    late_since = fields.Date(required=True, allow_none=True)
    share = fields.Nested(PublicShareOut, required=True)
    last_at = fields.AwareDateTime(required=True, allow_none=True)
    last = fields.Nested(PublicLastOut, required=True, allow_none=True)
    photos = fields.List(fields.UUID(), required=True)


class PublicStandardsSummaryOut(Out):
    """How many items there are, how many are late, and the share done in time."""

    items = fields.Integer(required=True)
    late = fields.Integer(required=True)
    met = fields.Integer(required=True)
    ended = fields.Integer(required=True)
    share_permille = fields.Integer(required=True, allow_none=True)


class PublicPlanOut(Out):
    """Which plan of the contract holds."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    basis_name = fields.String(required=True)
    catalogue_version = fields.String(required=True)
    starts_on = fields.Date(required=True)
    fixed_at = fields.AwareDateTime(required=True)


class PublicCellOut(Out):
    """A value before and after, in words."""

    column = fields.String(required=True)
    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class PublicChangeOut(Out):
    """A row that is new, gone or different."""

    kind = fields.String(required=True)
    key = fields.String(required=True)
    cells = fields.List(fields.Nested(PublicCellOut), required=True)


class PublicTableChangesOut(Out):
    """What changed in one table of a form."""

    table = fields.String(required=True)
    name = fields.String(required=True)
    changes = fields.List(fields.Nested(PublicChangeOut), required=True)


class PublicAheadOut(Out):
    """What will be different, and from which day on."""

    version_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    valid_from = fields.Date(required=True)
    tables = fields.List(fields.Nested(PublicTableChangesOut), required=True)


class PublicCorrectedOut(Out):
    """What a correction put right; ``values`` are the old ones by anchor."""

    version_id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    reason = fields.String(required=True)
    values = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tables = fields.List(fields.Nested(PublicTableChangesOut), required=True)


class PublicObjectionOut(Out):
    """What was questioned and what was answered; never who asked."""

    number = fields.Integer(required=True)
    anchor = fields.String(required=True)
    label = fields.String(required=True)
    shown = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    state = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class PublicTotalOut(Out):
    """A figure that was worked out, in words."""

    label = fields.String(required=True)
    text = fields.String(required=True)


class PublicPostedOut(Out):
    """Where a version was posted, with the photo of it."""

    place = fields.String(required=True)
    media_id = fields.UUID(required=True)


class PublicVersionOut(Out):
    """A version that was published once, without what it says."""

    version_id = fields.UUID(required=True)
    form = fields.String(required=True)
    title = fields.String(required=True)
    number = fields.Integer(required=True)
    state = fields.String(required=True)
    published_at = fields.AwareDateTime(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)


class PublicDisclosureOut(PublicVersionOut):
    """A published version in full. ``left_out`` counts by table the rows that only its own address shows."""

    publication_id = fields.UUID(required=True)
    compound_id = fields.UUID(required=True)
    form_name = fields.String(required=True)
    period = fields.String(required=True)
    period_from = fields.Date(required=True, allow_none=True)
    period_to = fields.Date(required=True, allow_none=True)
    subject = fields.String(required=True)
    state_name = fields.String(required=True)
    approved_by_post = fields.String(required=True)
    hash = fields.String(required=True)
    body = fields.Dict(required=True)
    places = fields.List(fields.Nested(PublicPostedOut), required=True)
    attachments = fields.List(fields.UUID(), required=True)
    lead = fields.List(fields.String(), required=True)
    totals = fields.List(fields.Nested(PublicTotalOut), required=True)
    changes_ahead = fields.List(fields.Nested(PublicAheadOut), required=True)
    corrected_from = fields.Nested(PublicCorrectedOut, required=True, allow_none=True)
    withdraw_reason = fields.String(required=True)
    objections = fields.List(fields.Nested(PublicObjectionOut), required=True)
    left_out = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class PublicFeeRuleOut(Out):
    """My fee: area in 0.01 ㎡ times ``rate_fen``, divided by a hundred, half a fen rounded up."""

    name = fields.String(required=True)
    rate_fen = fields.Integer(required=True)
    unit = fields.String(required=True)
    price = fields.String(required=True)
    example_centi_m2 = fields.Integer(required=True)
    example_fen = fields.Integer(required=True)
    sentence = fields.String(required=True)


class PublicFeesOut(Out):
    """What a home pays by the sheet in force."""

    version_id = fields.UUID(required=True)
    lead = fields.List(fields.String(), required=True)
    my_fee = fields.Nested(PublicFeeRuleOut, required=True, allow_none=True)
    changes_ahead = fields.List(fields.Nested(PublicAheadOut), required=True)


class PublicOverdueOut(Out):
    """Something that should be disclosed and is not (应公示未公示)."""

    code = fields.String(required=True)
    form = fields.String(required=True)
    form_name = fields.String(required=True)
    content = fields.String(required=True)
    basis = fields.String(required=True)
    due_on = fields.Date(required=True)


class PublicQuestionsOut(Out):
    """How many questions were asked in the compound, and how many wait for an answer."""

    every = fields.Integer(required=True)
    open = fields.Integer(required=True)
    answered = fields.Integer(required=True)


class PublicCompoundOut(NamedOut):
    """The public page of a compound. ``as_of`` is the day for which it was put together."""

    code = fields.String(required=True)
    address = fields.String(required=True)
    community = fields.String(required=True)
    street = fields.String(required=True)
    provider = fields.Nested(ProviderOut, required=True, allow_none=True)
    contract = fields.Nested(ContractOut, required=True, allow_none=True)
    emergency = fields.List(fields.Nested(EmergencyOut), required=True)
    as_of = fields.Date(required=True)
    fees = fields.Nested(PublicFeesOut, required=True, allow_none=True)
    plan = fields.Nested(PublicPlanOut, required=True, allow_none=True)
    standards = fields.List(fields.Nested(PublicStandardOut), required=True)
    standards_summary = fields.Nested(PublicStandardsSummaryOut, required=True)
    disclosures = fields.List(fields.Nested(PublicDisclosureOut), required=True)
    overdue = fields.List(fields.Nested(PublicOverdueOut), required=True)
    objections = fields.Nested(PublicQuestionsOut, required=True)
    three_rates = fields.Nested(PublicRatesOut, required=True)
    etag = fields.String(required=True)

"""Shapes of what was promised, of cross posts and of coverage on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, Strict
from app.media.schemas import FileOut
from app.party.models import CommitmentState, Direction, Rhythm

MOST_PHOTOS = 9


class CommitmentQuery(ListQuery):
    """``open`` are those not reported done, ``overdue`` those of them whose day is over."""

    state = CleanStr(
        max=10,
        load_default="all",
        validate=validate.OneOf(
            ["all", "open", "overdue", *[state.value for state in CommitmentState]], error="没有这个状态"
        ),
    )
    agreement_id = Id(load_default=None)
    organisation_id = Id(load_default=None)
    since = Day(load_default=None)
    until = Day(load_default=None)


class CommitmentIn(Strict):
    """What a party promises, and until when. Without ``compound_id`` it is for all compounds of the agreement."""

    organisation_id = Id(required=True)
    compound_id = Id(load_default=None, allow_none=True)
    measure = CleanStr(min=1, max=300, required=True)
    rhythm = CleanStr(
        max=10,
        load_default=Rhythm.ONCE.value,
        validate=validate.OneOf([rhythm.value for rhythm in Rhythm], error="没有这个选项"),
    )
    due_on = Day(required=True)


class CommitmentActIn(Strict):
    """One move. ``content`` goes with ``save``, ``rating`` with ``rate``, photos with ``submit``."""

    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=1000, load_default="")
    rating = Int(min=1, max=5, load_default=None, allow_none=True)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )
    content = fields.Nested(CommitmentIn, load_default=None, allow_none=True)


class OpinionIn(Strict):
    """做到了 (true) or 没做到 (false)."""

    done = fields.Boolean(required=True)


class PartyThingOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class AgreementNumberOut(Out):
    id = fields.UUID(required=True)
    number = fields.String(required=True)


class CommitmentOut(Out):
    """A row of the list. ``overdue``: its day is over; ``late``: that was so once in this turn."""

    id = fields.UUID(required=True)
    agreement = fields.Nested(AgreementNumberOut, required=True)
    community = fields.String(required=True)
    organisation = fields.Nested(PartyThingOut, required=True)
    compound = fields.Nested(PartyThingOut, required=True, allow_none=True)
    measure = fields.String(required=True)
    rhythm = fields.String(required=True)
    rhythm_name = fields.String(required=True)
    due_on = fields.Date(required=True)
    round = fields.Integer(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    overdue = fields.Boolean(required=True)
    late = fields.Boolean(required=True)
    proof = fields.String(required=True)
    rating = fields.Integer(required=True, allow_none=True)
    said_done = fields.Integer(required=True)
    said_not_done = fields.Integer(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class CommitmentEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    after = fields.String(required=True)
    due_on = fields.Date(required=True)
    on_time = fields.Boolean(required=True, allow_none=True)
    note = fields.String(required=True)
    rating = fields.Integer(required=True, allow_none=True)


class CommitmentDetailOut(CommitmentOut):
    photos = fields.List(fields.Nested(FileOut), required=True)
    events = fields.List(fields.Nested(CommitmentEventOut), required=True)


class MyCommitmentOut(Out):
    """What was promised to the compound of a resident; ``mine`` is what he said of it."""

    id = fields.UUID(required=True)
    organisation = fields.String(required=True)
    compound = fields.String(required=True, allow_none=True)
    measure = fields.String(required=True)
    rhythm_name = fields.String(required=True)
    due_on = fields.Date(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    overdue = fields.Boolean(required=True)
    proof = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    said_done = fields.Integer(required=True)
    said_not_done = fields.Integer(required=True)
    mine = fields.Boolean(required=True, allow_none=True)
    may_say = fields.Boolean(required=True)


class CrossPostQuery(ListQuery):
    """``current``: only those held today."""

    current = fields.Boolean(load_default=True)


class CrossPostIn(Strict):
    """Somebody with a post on the other side. The two kinds of organisation say which way it leads."""

    name = CleanStr(min=1, max=40, required=True)
    from_id = Id(required=True)
    from_post = CleanStr(min=1, max=60, required=True)
    to_id = Id(required=True)
    to_post = CleanStr(min=1, max=60, required=True)
    basis = CleanStr(min=1, max=120, required=True)
    agreement_id = Id(load_default=None, allow_none=True)
    starts_on = Day(required=True)
    ends_on = Day(load_default=None, allow_none=True)
    namesake = CleanStr(max=200, load_default="")
    """Why he is not the one of the same name who may hold no post."""


class CrossPostEndIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    ends_on = Day(required=True)
    reason = CleanStr(max=300, load_default="")


class CrossPostOut(Out):
    id = fields.UUID(required=True)
    community = fields.String(required=True)
    name = fields.String(required=True)
    direction = fields.String(required=True, validate=validate.OneOf([one.value for one in Direction]))
    direction_name = fields.String(required=True)
    from_org = fields.Nested(PartyThingOut, required=True)
    from_post = fields.String(required=True)
    to_org = fields.Nested(PartyThingOut, required=True)
    to_post = fields.String(required=True)
    basis = fields.String(required=True)
    agreement_id = fields.UUID(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    ended_because = fields.String(required=True)
    held = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class CoverageQuery(Strict):
    """``gaps``: only compounds that lack something."""

    gaps = fields.Boolean(load_default=False)


class CoverageOut(Out):
    """What one compound has, and where it stands (WGS84). ``gaps`` names in words what it lacks."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    community = fields.String(required=True)
    street = fields.String(required=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    company = fields.String(required=True, allow_none=True)
    agreement = fields.Nested(AgreementNumberOut, required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    company_signed = fields.Boolean(required=True)
    to_company = fields.Integer(required=True)
    to_community = fields.Integer(required=True)
    open = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    gaps = fields.List(fields.String(), required=True)


class CoverageSumOut(Out):
    """How many of a street's, a community's or all compounds have what."""

    name = fields.String(required=True)
    compounds = fields.Integer(required=True)
    agreement = fields.Integer(required=True)
    company = fields.Integer(required=True)
    posts = fields.Integer(required=True)
    whole = fields.Integer(required=True)


class CoveragePageOut(Out):
    """``streets`` are the sums of a district's streets; who reaches less gets those of communities, as ``by`` says."""

    day = fields.Date(required=True)
    total = fields.Nested(CoverageSumOut, required=True)
    by = fields.String(required=True)
    streets = fields.List(fields.Nested(CoverageSumOut), required=True)
    items = fields.List(fields.Nested(CoverageOut), required=True)


class MonthQuery(Strict):
    """A month as 2026-11."""

    month = CleanStr(max=7, required=True, validate=validate.Regexp(r"^20\d\d-(0[1-9]|1[0-2])$", error="应为年-月"))

"""Shapes of idle resources on the wire. Areas are in 0.01 ㎡, money in fen."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Flag, Id, Int, ListQuery, Out, Strict
from app.resources.models import Kind, Ownership, Stage, Stuck, Use

MOST_PHOTOS = 9
LARGEST_AREA = 10_000_000
MOST_FEN = 10**12


def _one_of(values: type[StrEnum], *more: str) -> validate.OneOf:
    return validate.OneOf([*more, *[value.value for value in values]], error="没有这个选项")


class ResourcesQuery(ListQuery):
    """``under_way`` are those on which somebody still has to work, ``due`` those to be looked at within a week."""

    stage = CleanStr(max=12, load_default=None, validate=_one_of(Stage, "under_way", "due"))
    stuck = Flag(load_default=None)
    kind = CleanStr(max=10, load_default=None, validate=_one_of(Kind))
    street_id = Id(load_default=None)
    community_id = Id(load_default=None)
    compound_id = Id(load_default=None)
    q = CleanStr(max=60, load_default=None)


class ResourceOverviewQuery(Strict):
    group_by = CleanStr(
        max=10,
        load_default="street",
        validate=validate.OneOf(["street", "community"], error="应为 street 或 community"),
    )


class _Common(Strict):
    """What every step may bring."""

    note = CleanStr(max=1000, load_default="")
    next_on = Day(load_default=None, allow_none=True)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )
    name = CleanStr(max=80, load_default="")
    kind = CleanStr(max=10, load_default=None, allow_none=True, validate=_one_of(Kind))
    place = CleanStr(max=120, load_default="")
    area = Int(min=1, max=LARGEST_AREA, load_default=None, allow_none=True)
    ownership = CleanStr(max=10, load_default=None, allow_none=True, validate=_one_of(Ownership))
    owner_id = Id(load_default=None, allow_none=True)
    owner_text = CleanStr(max=80, load_default="")
    present_use = CleanStr(max=120, load_default="")


class ResourceIn(_Common):
    """A resource that the survey found."""

    compound_id = Id(required=True)


class ResourceActIn(_Common):
    """One step. Which fields it needs depends on the action; see the table of moves."""

    version = Int(min=1, max=1_000_000, required=True)
    use = CleanStr(max=10, load_default=None, allow_none=True, validate=_one_of(Use))
    decision = CleanStr(max=200, load_default="")
    money_fen = Int(min=0, max=MOST_FEN, load_default=None, allow_none=True)
    money_from = CleanStr(max=120, load_default="")
    service_name = CleanStr(max=40, load_default="")
    service_hours = CleanStr(max=80, load_default="")
    service_phone = CleanStr(
        max=30, load_default="", validate=validate.Regexp(r"[0-9 \-转]*$", error="电话只能写数字和短横线")
    )
    stuck = CleanStr(max=10, load_default=None, allow_none=True, validate=_one_of(Stuck))


class StarsIn(Strict):
    stars = Int(min=1, max=5, required=True)


class ResourcePlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class ResourceChoiceOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class ResourceWordsOut(Out):
    """What every choice is called."""

    kinds = fields.List(fields.Nested(ResourceChoiceOut), required=True)
    ownerships = fields.List(fields.Nested(ResourceChoiceOut), required=True)
    uses = fields.List(fields.Nested(ResourceChoiceOut), required=True)
    stages = fields.List(fields.Nested(ResourceChoiceOut), required=True)
    stuck = fields.List(fields.Nested(ResourceChoiceOut), required=True)
    actions = fields.List(fields.Nested(ResourceChoiceOut), required=True)


class IdleResourceOut(Out):
    """A row of the list. ``stars_tenths`` is the mean of the ratings in tenths of a star."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    compound = fields.Nested(ResourcePlaceOut, required=True)
    community = fields.String(required=True)
    street = fields.String(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    place = fields.String(required=True)
    area = fields.Integer(required=True)
    ownership = fields.String(required=True)
    ownership_name = fields.String(required=True)
    owner_id = fields.UUID(required=True, allow_none=True)
    owner = fields.String(required=True)
    present_use = fields.String(required=True)
    use = fields.String(required=True, allow_none=True)
    use_name = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True)
    money_fen = fields.Integer(required=True, allow_none=True)
    money_from = fields.String(required=True)
    service_name = fields.String(required=True)
    service_hours = fields.String(required=True)
    service_phone = fields.String(required=True)
    stage = fields.String(required=True)
    stage_name = fields.String(required=True)
    stuck = fields.String(required=True, allow_none=True)
    stuck_name = fields.String(required=True, allow_none=True)
    stuck_since = fields.AwareDateTime(required=True, allow_none=True)
    next_on = fields.Date(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    ratings = fields.Integer(required=True)
    stars_tenths = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    actions = fields.List(fields.String(), required=True)


class ResourceStepOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    action = fields.String(required=True)
    action_name = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True)
    after_name = fields.String(required=True)
    note = fields.String(required=True)
    next_on = fields.Date(required=True, allow_none=True)
    photos = fields.List(fields.String(), required=True)
    actor = fields.String(required=True, allow_none=True)


class ResourcePhotoOut(Out):
    id = fields.UUID(required=True)
    url = fields.String(required=True)
    thumb_url = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class ResourcePollOut(Out):
    """A poll of the owners: how it stands in words, and what came of it. Without ``decides`` it is an opinion."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    use = fields.String(required=True)
    decides = fields.Boolean(required=True)
    kind_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    said = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    outcome_name = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    concluded_at = fields.AwareDateTime(required=True, allow_none=True)
    may_open = fields.Boolean(required=True)


class IdleResourceDetailOut(IdleResourceOut):
    """A whole resource."""

    polls = fields.List(fields.Nested(ResourcePollOut), required=True)
    steps = fields.List(fields.Nested(ResourceStepOut), required=True)
    media = fields.List(fields.Nested(ResourcePhotoOut), required=True)


class ResourcePointOut(Out):
    """Where a resource stands: at the point of its compound (WGS84), which may be unknown."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    compound = fields.String(required=True)
    street = fields.String(required=True)
    street_id = fields.UUID(required=True)
    stage = fields.String(required=True)
    stage_name = fields.String(required=True)
    stuck_name = fields.String(required=True, allow_none=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)


class ResourceMapOut(Out):
    """All that a map shows at once; ``more`` says that some were left off."""

    items = fields.List(fields.Nested(ResourcePointOut), required=True)
    more = fields.Boolean(required=True)


class ResourceOverviewOut(Out):
    """How the resources of one street or community stand."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    count = fields.Integer(required=True)
    area = fields.Integer(required=True)
    found = fields.Integer(required=True)
    consulted = fields.Integer(required=True)
    planned = fields.Integer(required=True)
    funded = fields.Integer(required=True)
    converting = fields.Integer(required=True)
    running = fields.Integer(required=True)
    ended = fields.Integer(required=True)
    stuck = fields.Integer(required=True)
    running_area = fields.Integer(required=True)


class ConvenienceServiceOut(Out):
    """A running service as neighbours see it; ``mine`` are the stars that the person gave."""

    id = fields.UUID(required=True)
    compound = fields.Nested(ResourcePlaceOut, required=True)
    name = fields.String(required=True)
    use_name = fields.String(required=True, allow_none=True)
    place = fields.String(required=True)
    hours = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    ratings = fields.Integer(required=True)
    stars_tenths = fields.Integer(required=True, allow_none=True)
    mine = fields.Integer(required=True, allow_none=True)
    may_rate = fields.Boolean(required=True)
    photos = fields.List(fields.Nested(ResourcePhotoOut), required=True)

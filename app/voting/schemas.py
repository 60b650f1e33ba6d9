"""Shapes of polls on the wire. Areas are in 0.01 ㎡."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, QueryInt, Strict, When
from app.media.schemas import FileOut
from app.voting.models import Channel, Choice, Kind, PollState, VisitState
from app.voting.policy import MOST_PHOTOS, MOST_TOPICS

NUMBER = validate.Range(1, 1_000_000, error="应在 1 到 1000000 之间")


def _one_of(values: type[StrEnum]) -> validate.OneOf:
    return validate.OneOf([value.value for value in values], error="没有这个选项")


class PollsQuery(ListQuery):
    state = CleanStr(max=10, load_default=None, validate=_one_of(PollState))
    compound_id = Id(load_default=None)


class TopicIn(Strict):
    """``matter`` is the number of 民法典 278, first paragraph; 0 for none."""

    matter = Int(min=0, max=9, required=True)
    text = CleanStr(max=300, required=True, validate=validate.Length(min=1, error="请写明表决什么"))


class _PollFields(Strict):
    kind = CleanStr(max=10, load_default=Kind.SURVEY.value, validate=_one_of(Kind))
    title = CleanStr(max=80, load_default="")
    organiser = CleanStr(max=80, load_default="")
    explanation = CleanStr(max=4000, load_default="")
    opens_at = When(load_default=None, allow_none=True)
    closes_at = When(load_default=None, allow_none=True)
    secret = fields.Boolean(load_default=False)
    topics = fields.List(
        fields.Nested(TopicIn),
        load_default=list,
        validate=validate.Length(max=MOST_TOPICS, error=f"最多 {MOST_TOPICS} 个议题"),
    )


class PollIn(_PollFields):
    """A poll that is begun."""

    compound_id = Id(required=True)
    title = CleanStr(max=80, required=True, validate=validate.Length(min=1, error="请写明表决的名称"))
    organiser = CleanStr(max=80, required=True, validate=validate.Length(min=1, error="请写明由谁召集"))


class PollActIn(_PollFields):
    """One move; ``save`` reads the fields of the poll, ``announce`` and ``cancel`` their own."""

    version = Int(min=1, max=1_000_000, required=True)
    posted_on = Day(load_default=None, allow_none=True)
    posted_at = CleanStr(max=300, load_default="")
    reason = CleanStr(max=300, load_default="")


def _choices() -> fields.List[str]:
    return fields.List(
        CleanStr(max=10, validate=_one_of(Choice)),
        required=True,
        validate=validate.Length(min=1, max=MOST_TOPICS, error="每个议题都要选同意、不同意或弃权"),
    )


class VoteIn(Strict):
    """The vote of one home: a choice for each topic, in their order."""

    home_id = Id(required=True)
    choices = _choices()


class PaperIn(VoteIn):
    """One reading of a paper ballot."""

    channel = CleanStr(
        max=6,
        load_default=Channel.PAPER.value,
        validate=validate.OneOf([Channel.PAPER.value, Channel.DOOR.value], error="没有这个选项"),
    )
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )


class EvoteIn(Strict):
    """``reference`` is the number of the vote in the municipal system."""

    reference = CleanStr(max=60, load_default="")


class PollHomeIn(Strict):
    home_id = Id(required=True)


class BoxTopicIn(Strict):
    """How many papers say what to one topic."""

    yes = Int(min=0, max=100_000, required=True)
    no = Int(min=0, max=100_000, required=True)
    abstain = Int(min=0, max=100_000, required=True)


class BoxIn(Strict):
    sums = fields.List(
        fields.Nested(BoxTopicIn),
        required=True,
        validate=validate.Length(min=1, max=MOST_TOPICS, error="每个议题都要填同意、不同意和弃权的张数"),
    )


class BallotsQuery(Strict):
    """Which papers to print, by their numbers, both included."""

    first = QueryInt(required=True, validate=NUMBER)
    last = QueryInt(required=True, validate=NUMBER)


class PollVisitIn(Strict):
    home_id = Id(required=True)
    state = CleanStr(max=10, required=True, validate=_one_of(VisitState))


class PollPlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class PollChoiceOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class PollWordsOut(Out):
    kinds = fields.List(fields.Nested(PollChoiceOut), required=True)
    matters = fields.List(fields.Nested(PollChoiceOut), required=True)


class PollTopicOut(Out):
    number = fields.Integer(required=True)
    matter = fields.Integer(required=True)
    matter_name = fields.String(required=True)
    text = fields.String(required=True)


class SumOut(Out):
    """Some homes together."""

    area = fields.Integer(required=True)
    heads = fields.Integer(required=True)
    homes = fields.Integer(required=True)


class ChoiceSumOut(Out):
    """Those who chose the same. A secret poll has homes only, and with few of them nothing."""

    area = fields.Integer(required=True, allow_none=True)
    heads = fields.Integer(required=True, allow_none=True)
    homes = fields.Integer(required=True, allow_none=True)


class TopicResultOut(Out):
    """``approved`` by those who took part; ``passed`` when enough took part too; neither where no sum is given."""

    number = fields.Integer(required=True)
    matter = fields.Integer(required=True)
    yes = fields.Nested(ChoiceSumOut, required=True)
    no = fields.Nested(ChoiceSumOut, required=True)
    abstain = fields.Nested(ChoiceSumOut, required=True)
    approved = fields.Boolean(required=True, allow_none=True)
    passed = fields.Boolean(required=True, allow_none=True)


class PollResultOut(Out):
    """``whole`` is the register, ``part`` who took part, ``enough`` whether that is two thirds of both."""

    whole = fields.Nested(SumOut, required=True)
    part = fields.Nested(SumOut, required=True)
    enough = fields.Boolean(required=True)
    topics = fields.List(fields.Nested(TopicResultOut), required=True)
    channels = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class PollOut(Out):
    """A row of the list."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    secret = fields.Boolean(required=True)
    title = fields.String(required=True)
    organiser = fields.String(required=True)
    compound = fields.Nested(PollPlaceOut, required=True)
    community = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class BoxOut(Out):
    """The box of a secret poll: papers put in, how often it was counted, whether that is settled. Never a sum."""

    papers = fields.Integer(required=True)
    readings = fields.Integer(required=True)
    settled = fields.Boolean(required=True)


class EvoteOut(Out):
    """What came from the municipal system; ``already`` are homes that had voted another way."""

    reference = fields.String(required=True)
    taken = fields.Integer(required=True)
    already = fields.List(fields.String(), required=True)


class PollPaperOut(Out):
    """The photos of one reading of a paper."""

    turn = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    channel_name = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)


class PollDetailOut(PollOut):
    """A whole poll. Before the count nothing of it says what anybody chose."""

    explanation = fields.String(required=True)
    topics = fields.List(fields.Nested(PollTopicOut), required=True)
    frozen_at = fields.AwareDateTime(required=True, allow_none=True)
    totals = fields.Nested(SumOut, required=True, allow_none=True)
    register = fields.Integer(required=True, allow_none=True)
    voted = fields.Integer(required=True)
    channels = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    unresolved = fields.Integer(required=True)
    box = fields.Nested(BoxOut, required=True, allow_none=True)
    evote = fields.Nested(EvoteOut, required=True, allow_none=True)
    from_council = fields.Boolean(required=True)
    resource_id = fields.UUID(required=True, allow_none=True)
    result = fields.Nested(PollResultOut, required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    counted_at = fields.AwareDateTime(required=True, allow_none=True)
    post_until = fields.Date(required=True, allow_none=True)
    posted_on = fields.Date(required=True, allow_none=True)
    posted_at = fields.String(required=True)
    ended_because = fields.String(required=True)


class PollHomeOut(Out):
    """A home of the register: ``none``, ``once`` (read once), ``differs`` (two readings), or ``voted``.

    ``mine``: I read its paper, or noted that it went into the box.
    """

    home_id = fields.UUID(required=True)
    building = fields.String(required=True)
    unit = fields.String(required=True)
    label = fields.String(required=True)
    ballot_no = fields.Integer(required=True, allow_none=True)
    channel_name = fields.String(required=True, allow_none=True)
    visit = fields.String(required=True, allow_none=True)
    visit_name = fields.String(required=True, allow_none=True)
    entries = fields.Integer(required=True)
    mine = fields.Boolean(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["none", "once", "differs", "voted"]))


class ReceiptOut(Out):
    at = fields.AwareDateTime(required=True)
    channel_name = fields.String(required=True)
    choices = fields.List(fields.String(), required=True)


class MyPollOut(Out):
    """A poll for one home of the person."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    secret = fields.Boolean(required=True)
    title = fields.String(required=True)
    organiser = fields.String(required=True)
    explanation = fields.String(required=True)
    compound = fields.Nested(PollPlaceOut, required=True)
    home = fields.Nested(PollPlaceOut, required=True)
    area = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    opens_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_at = fields.AwareDateTime(required=True, allow_none=True)
    topics = fields.List(fields.Nested(PollTopicOut), required=True)
    may_vote = fields.Boolean(required=True)
    why_not = fields.String(required=True, allow_none=True)
    receipt = fields.Nested(ReceiptOut, required=True, allow_none=True)
    result = fields.Nested(PollResultOut, required=True, allow_none=True)
    hash = fields.String(required=True, allow_none=True)
    ended_because = fields.String(required=True)


class PublicPollOut(Out):
    """A posted result: sums, never a home."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    secret = fields.Boolean(required=True)
    title = fields.String(required=True)
    organiser = fields.String(required=True)
    compound = fields.Nested(PollPlaceOut, required=True)
    opens_at = fields.AwareDateTime(required=True)
    closes_at = fields.AwareDateTime(required=True)
    counted_at = fields.AwareDateTime(required=True)
    topics = fields.List(fields.Nested(PollTopicOut), required=True)
    result = fields.Nested(PollResultOut, required=True)
    hash = fields.String(required=True)

"""Shapes of the council on the wire."""

from __future__ import annotations

from enum import StrEnum

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, Strict, When
from app.council.models import Kind, MeetingKind, TopicState
from app.media.schemas import FileOut

MOST_PHOTOS, MOST_LINES, MOST_TOPICS = 9, 20, 20


def _one_of(values: type[StrEnum], *more: str) -> validate.OneOf:
    return validate.OneOf([*more, *(value.value for value in values)], error="没有这个选项")


class TopicsQuery(ListQuery):
    """``open`` are those under way."""

    state = CleanStr(max=12, load_default="open", validate=_one_of(TopicState, "open", "all"))
    compound_id = Id(load_default=None)
    q = CleanStr(max=40, load_default=None)


class MeetingsQuery(ListQuery):
    """``kind``: of one body alone."""

    kind = CleanStr(max=10, load_default=None, validate=_one_of(MeetingKind))


class _Content(Strict):
    kind = CleanStr(max=10, load_default=Kind.OTHER.value, validate=_one_of(Kind))
    title = CleanStr(min=1, max=80, required=True)
    words = CleanStr(max=4000, load_default="")


class ProposalIn(_Content):
    """What a resident proposes for a compound where he is at home."""

    compound_id = Id(required=True)


class TopicContentIn(_Content):
    """``matter`` is the number of 民法典 278, first paragraph; 0 for none."""

    matter = Int(min=0, max=9, load_default=0)


class CouncilTopicIn(TopicContentIn):
    compound_id = Id(required=True)


class TopicActIn(Strict):
    """One move: what it needs depends on the move."""

    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=500, load_default="")
    scope = CleanStr(max=500, load_default="")
    resolution = CleanStr(max=4000, load_default="")
    resolved_by = CleanStr(max=80, load_default="")
    posted_at = CleanStr(max=300, load_default="")
    posted_on = Day(load_default=None, allow_none=True)
    rating = Int(min=1, max=5, load_default=None, allow_none=True)
    content = fields.Nested(TopicContentIn, load_default=None, allow_none=True)


class CouncilTaskIn(Strict):
    owner = CleanStr(min=1, max=80, required=True)
    measure = CleanStr(min=1, max=300, required=True)
    due_on = Day(required=True)


class CouncilTaskDoneIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    proof = CleanStr(max=500, load_default="")
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )


class CouncilTaskChangeIn(CouncilTaskIn):
    version = Int(min=1, max=1_000_000, required=True)
    reason = CleanStr(max=200, load_default="")


class CouncilTaskRemoveIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    reason = CleanStr(max=200, load_default="")


class SupportIn(Strict):
    on = fields.Boolean(required=True)


class TopicRatingIn(Strict):
    stars = Int(min=1, max=5, required=True)


class SuggestionDeclineIn(Strict):
    reason = CleanStr(max=300, load_default="")


class AttendanceIn(Strict):
    """One side: who came, and how many."""

    side = CleanStr(min=1, max=40, required=True)
    names = CleanStr(max=300, load_default="")
    count = Int(min=1, max=500, required=True)


class MeetingTopicIn(Strict):
    topic_id = Id(required=True)
    statements = CleanStr(max=4000, load_default="")
    consensus = CleanStr(max=2000, load_default="")
    dissent = CleanStr(max=2000, load_default="")


class MeetingIn(Strict):
    """A meeting that was held."""

    kind = CleanStr(max=10, load_default=MeetingKind.COUNCIL.value, validate=_one_of(MeetingKind))
    at = When(required=True)
    place = CleanStr(min=1, max=120, required=True)
    convener = CleanStr(min=1, max=80, required=True)
    attendance = fields.List(
        fields.Nested(AttendanceIn),
        required=True,
        validate=validate.Length(1, MOST_LINES, error=f"请写 1 到 {MOST_LINES} 方"),
    )
    minutes = CleanStr(max=8000, load_default="")
    topics = fields.List(
        fields.Nested(MeetingTopicIn),
        load_default=list,
        validate=validate.Length(max=MOST_TOPICS, error=f"最多 {MOST_TOPICS} 个议题"),
    )
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    )


class MeetingVersionIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)


class MeetingSaveIn(MeetingIn, MeetingVersionIn):
    pass


class CouncilPlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class CouncilChoiceOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class CouncilWordsOut(Out):
    kinds = fields.List(fields.Nested(CouncilChoiceOut), required=True)
    meetings = fields.List(fields.Nested(CouncilChoiceOut), required=True)


class CouncilTopicOut(Out):
    """A row of the list. ``late``: a task of it is overdue. ``next_on``: the day until which ``next_words`` is done."""

    id = fields.UUID(required=True)
    compound = fields.Nested(CouncilPlaceOut, required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    title = fields.String(required=True)
    matter = fields.Integer(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    supports = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    tasks_left = fields.Integer(required=True)
    late = fields.Boolean(required=True)
    next_on = fields.Date(required=True, allow_none=True)
    next_words = fields.String(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class TopicMeetingOut(Out):
    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    kind_name = fields.String(required=True)
    statements = fields.String(required=True)
    consensus = fields.String(required=True)
    dissent = fields.String(required=True)


class CouncilTaskOut(Out):
    id = fields.UUID(required=True)
    owner = fields.String(required=True)
    measure = fields.String(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    proof = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    late = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    may_finish = fields.Boolean(required=True)
    may_change = fields.Boolean(required=True)


class CouncilEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    after = fields.String(required=True)
    note = fields.String(required=True)


class CouncilTopicDetailOut(CouncilTopicOut):
    """A whole topic. ``likely_matter`` hints that it is probably one for the owners."""

    words = fields.String(required=True)
    proposer = fields.String(required=True, allow_none=True)
    likely_matter = fields.Integer(required=True, allow_none=True)
    likely_because = fields.String(required=True, allow_none=True)
    scope = fields.String(required=True)
    resolution = fields.String(required=True)
    resolved_by = fields.String(required=True)
    posted_at = fields.String(required=True)
    posted_on = fields.Date(required=True, allow_none=True)
    post_until = fields.Date(required=True, allow_none=True)
    poll_id = fields.UUID(required=True, allow_none=True)
    outcome = fields.String(required=True)
    rating = fields.Integer(required=True, allow_none=True)
    rated = fields.Integer(required=True)
    stars = fields.Float(required=True, allow_none=True)
    because = fields.String(required=True)
    meetings = fields.List(fields.Nested(TopicMeetingOut), required=True)
    tasks = fields.List(fields.Nested(CouncilTaskOut), required=True)
    may_add_task = fields.Boolean(required=True)
    events = fields.List(fields.Nested(CouncilEventOut), required=True)


class SuggestionOut(Out):
    id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    compound = fields.Nested(CouncilPlaceOut, required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    title = fields.String(required=True)
    words = fields.String(required=True)
    may_decide = fields.Boolean(required=True)


class AttendanceOut(Out):
    side = fields.String(required=True)
    names = fields.String(required=True)
    count = fields.Integer(required=True)


class MeetingTopicOut(Out):
    topic_id = fields.UUID(required=True)
    title = fields.String(required=True)
    statements = fields.String(required=True)
    consensus = fields.String(required=True)
    dissent = fields.String(required=True)


class MeetingOut(Out):
    """A meeting with its minutes."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    community = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    place = fields.String(required=True)
    convener = fields.String(required=True)
    attendance = fields.List(fields.Nested(AttendanceOut), required=True)
    people = fields.Integer(required=True)
    minutes = fields.String(required=True)
    topics = fields.List(fields.Nested(MeetingTopicOut), required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    version = fields.Integer(required=True)
    may_save = fields.Boolean(required=True)


class MyTopicTaskOut(Out):
    owner = fields.String(required=True)
    measure = fields.String(required=True)
    due_on = fields.Date(required=True)
    done = fields.Boolean(required=True)
    proof = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)


class MyTopicOut(Out):
    """A topic as a neighbour sees it. ``stars``: the mean of what ``rated`` neighbours said, to one place."""

    id = fields.UUID(required=True)
    compound = fields.String(required=True)
    kind_name = fields.String(required=True)
    title = fields.String(required=True)
    words = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    is_mine = fields.Boolean(required=True)
    supports = fields.Integer(required=True)
    supported = fields.Boolean(required=True)
    may_support = fields.Boolean(required=True)
    rated = fields.Integer(required=True)
    stars = fields.Float(required=True, allow_none=True)
    my_stars = fields.Integer(required=True, allow_none=True)
    may_rate = fields.Boolean(required=True)
    resolution = fields.String(required=True)
    post_until = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True)
    tasks = fields.List(fields.Nested(MyTopicTaskOut), required=True)

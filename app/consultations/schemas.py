"""Shapes of consultations on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from app.consultations.models import Decision, Source, State
from app.consultations.policy import ENTERED
from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, QueryInt, Strict
from app.media.schemas import FileOut, PublicPaperOut

MOST_TOPICS = 99
MOST_AT_ONCE = 200
LONGEST_OPINION = 5000
MOST_SCANS = 9


def _one_of(values: type[StrEnum] | tuple[StrEnum, ...], *more: str) -> validate.OneOf:
    return validate.OneOf([*more, *[value.value for value in values]], error="没有这个选项")


class ConsultationsQuery(ListQuery):
    state = CleanStr(max=10, load_default=None, validate=_one_of(State))
    q = CleanStr(max=60, load_default=None)


class PublicConsultationsQuery(ListQuery):
    """Pages of what everybody may read."""


class ConsultationOpinionsQuery(ListQuery):
    """``none`` are those of which nobody has said yet what becomes of them."""

    source = CleanStr(max=8, load_default=None, validate=_one_of(Source))
    topic = QueryInt(load_default=None, validate=validate.Range(min=1, max=MOST_TOPICS, error="没有这个主题"))
    decision = CleanStr(max=10, load_default=None, validate=_one_of(Decision, "none"))
    q = CleanStr(max=60, load_default=None)


class _Facts(Strict):
    hearing_on = Day(load_default=None, allow_none=True)
    hearing_papers_on = Day(load_default=None, allow_none=True)
    legal_sent_on = Day(load_default=None, allow_none=True)
    legal_done_on = Day(load_default=None, allow_none=True)
    explanation = CleanStr(max=20_000, load_default="")
    closes_on = Day(load_default=None, allow_none=True)
    shorter_because = CleanStr(max=300, load_default="")


def _topics(**more: Any) -> Any:
    return fields.List(
        CleanStr(min=1, max=60),
        validate=validate.Length(max=MOST_TOPICS, error=f"最多 {MOST_TOPICS} 个主题"),
        **more,
    )


class ConsultationIn(_Facts):
    """A draft. ``follows_id`` is the round before."""

    title = CleanStr(min=1, max=120, required=True)
    draft_text = CleanStr(min=1, max=50_000, required=True)
    follows_id = Id(load_default=None, allow_none=True)
    topics = _topics(load_default=list)


class ConsultationActIn(_Facts):
    """One move. Which fields it needs depends on the action; see the table of moves."""

    version = Int(min=1, max=1_000_000, required=True)
    title = CleanStr(max=120, load_default="")
    draft_text = CleanStr(max=50_000, load_default="")
    summary = CleanStr(max=10_000, load_default="")
    reason = CleanStr(max=300, load_default="")


class ConsultationTopicsIn(Strict):
    """All topics in their order: a known place is renamed, what follows is added."""

    version = Int(min=1, max=1_000_000, required=True)
    topics = _topics(required=True)


class ConsultationOpinionIn(Strict):
    """What somebody writes himself. ``contact`` is stored encrypted and shown to nobody."""

    text = CleanStr(min=1, max=LONGEST_OPINION, required=True)
    contact = CleanStr(max=100, load_default="")


class OpinionEnteredIn(ConsultationOpinionIn):
    """What staff take down from a sheet, a letter or a meeting, with scans; ``again``: words that are there already."""

    source = CleanStr(max=8, required=True, validate=_one_of(ENTERED))
    sheet_no = Int(min=1, max=1_000_000, load_default=None, allow_none=True)
    received_on = Day(required=True)
    again = fields.Boolean(load_default=False)
    media_ids = fields.List(
        Id(), load_default=list, validate=validate.Length(max=MOST_SCANS, error=f"最多 {MOST_SCANS} 张")
    )


class OpinionVersionIn(Strict):
    id = Id(required=True)
    version = Int(min=1, max=1_000_000, required=True)


class OpinionsIn(Strict):
    """Some opinions as they are on the screen."""

    opinions = fields.List(
        fields.Nested(OpinionVersionIn),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE, error=f"一次选择 1 到 {MOST_AT_ONCE} 条"),
    )


class OpinionsCodeIn(OpinionsIn):
    topic = Int(min=1, max=MOST_TOPICS, required=True)


class OpinionsMergeIn(OpinionsIn):
    into_id = Id(required=True)


class OpinionsDecideIn(OpinionsIn):
    decision = CleanStr(max=10, required=True, validate=_one_of(Decision))
    reason = CleanStr(max=500, load_default="")
    topic = Int(min=1, max=MOST_TOPICS, load_default=None, allow_none=True)


class ConsultationChoiceOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class PublicConsultationOut(Out):
    """A consultation in a list for everybody."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    region = fields.String(required=True)
    round = fields.Integer(required=True)
    follows_id = fields.UUID(required=True, allow_none=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    open_at = fields.AwareDateTime(required=True, allow_none=True)
    close_at = fields.AwareDateTime(required=True, allow_none=True)
    closes_on = fields.Date(required=True, allow_none=True)
    shorter_because = fields.String(required=True)
    taking = fields.Boolean(required=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)


class ConsultationOut(PublicConsultationOut):
    """A consultation in the list of staff."""

    opinions = fields.Integer(required=True)
    undecided = fields.Integer(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class ConsultationReasonOut(Out):
    decision = fields.String(required=True)
    decision_name = fields.String(required=True)
    reason = fields.String(required=True)
    count = fields.Integer(required=True)


class ConsultationCountsOut(Out):
    """How many opinions, and what became of them: the five always add up to ``total``."""

    total = fields.Integer(required=True)
    adopted = fields.Integer(required=True)
    partly = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    explained = fields.Integer(required=True)
    undecided = fields.Integer(required=True)


class ConsultationTopicOut(ConsultationCountsOut):
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    said = fields.List(fields.Nested(ConsultationReasonOut), required=True)


class ConsultationResultOut(ConsultationCountsOut):
    line = fields.String(required=True)
    topics = fields.List(fields.Nested(ConsultationTopicOut), required=True)


class ConsultationPaperOut(PublicPaperOut):
    """A file of a consultation; ``url`` is live for everybody who may read it."""

    stage = fields.String(required=True)
    url = fields.String(required=True)


class PublicConsultationDetailOut(PublicConsultationOut):
    """The draft, and the result once it is published; ``stage`` says to which of the two a paper belongs."""

    papers = fields.List(fields.Nested(ConsultationPaperOut), required=True)

    draft_text = fields.String(required=True)
    explanation = fields.String(required=True)
    summary = fields.String(required=True)
    result = fields.Nested(ConsultationResultOut, required=True, allow_none=True)


class ConsultationDetailOut(ConsultationOut):
    """A whole consultation for staff; ``result`` is what would be published now."""

    draft_text = fields.String(required=True)
    explanation = fields.String(required=True)
    hearing_on = fields.Date(required=True, allow_none=True)
    hearing_papers_on = fields.Date(required=True, allow_none=True)
    legal_sent_on = fields.Date(required=True, allow_none=True)
    legal_done_on = fields.Date(required=True, allow_none=True)
    summary = fields.String(required=True)
    ended_because = fields.String(required=True)
    result = fields.Nested(ConsultationResultOut, required=True)
    papers = fields.List(fields.Nested(ConsultationPaperOut), required=True)
    papers_stage = fields.String(required=True, allow_none=True)
    papers_may_go = fields.Boolean(required=True)
    decisions = fields.List(fields.Nested(ConsultationChoiceOut), required=True)
    sources = fields.List(fields.Nested(ConsultationChoiceOut), required=True)


class OpinionOut(Out):
    """An opinion for those who work on it: never who sent it. ``scans`` are shown to the office that asks alone."""

    id = fields.UUID(required=True)
    receipt = fields.String(required=True)
    source = fields.String(required=True)
    source_name = fields.String(required=True)
    sheet_no = fields.Integer(required=True, allow_none=True)
    received_on = fields.Date(required=True)
    created_at = fields.AwareDateTime(required=True)
    text = fields.String(required=True)
    scans = fields.List(fields.Nested(FileOut), required=True)
    topic = fields.Integer(required=True, allow_none=True)
    topic_name = fields.String(required=True, allow_none=True)
    merged_into = fields.UUID(required=True, allow_none=True)
    merged_receipt = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True)
    decision_name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class OpinionReceiptOut(Out):
    """What became of an opinion, for whoever has its number: never what it said."""

    receipt = fields.String(required=True)
    title = fields.String(required=True)
    source_name = fields.String(required=True)
    received_on = fields.Date(required=True)
    state_name = fields.String(required=True)
    decision_name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)


class MyOpinionOut(OpinionReceiptOut):
    consultation_id = fields.UUID(required=True)
    text = fields.String(required=True)

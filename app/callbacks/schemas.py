"""Shapes of call-backs and rates on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.callbacks.models import COUNTS, Channel, Reason, Satisfaction, TaskState
from app.callbacks.queries import GROUPS, MEASURES
from app.core.wire import CleanStr, Flag, Id, Int, ListQuery, Out, Strict
from app.tickets.models import Outcome

UNKNOWN = "没有这个选项"


def _one_of(*values: str) -> validate.OneOf:
    return validate.OneOf(list(values), error=UNKNOWN)


class OwnAnswerIn(Strict):
    """A resident's own answer: three answers, satisfaction, and a word if he likes."""

    outcome = CleanStr(max=10, required=True, validate=_one_of(*Outcome))
    satisfaction = CleanStr(max=14, required=True, validate=_one_of(*Satisfaction))
    contacted = Flag(load_default=None, allow_none=True)
    reason = CleanStr(max=500, load_default="")


class CallbackAnswerIn(OwnAnswerIn):
    """An answer that somebody took down."""

    version = Int(min=1, max=1_000_000, required=True)
    channel = CleanStr(max=8, load_default="phone", validate=_one_of(Channel.PHONE, Channel.VISIT))


class CallbackMissedIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=300, load_default="")


class CallbackCorrectIn(OwnAnswerIn):
    """A corrected answer with the reason why."""

    version = Int(min=1, max=1_000_000, required=True)
    why = CleanStr(max=300, min=1, required=True)


class CallbackListQuery(ListQuery):
    state = CleanStr(max=10, load_default="open", validate=_one_of(*TaskState))


class ExclusionIn(Strict):
    reason = CleanStr(max=16, required=True, validate=_one_of(*Reason))
    note = CleanStr(max=500, min=1, required=True)


class ExclusionRevokeIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=500, min=1, required=True)


class ExclusionDecideIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=500, load_default="")


class _Within(Strict):
    """Months from ``first`` to ``last`` (``2026-11``), narrowed to a place or a company."""

    first = CleanStr(max=7, min=7, required=True)
    last = CleanStr(max=7, min=7, required=True)
    street_id = Id(load_default=None)
    community_id = Id(load_default=None)
    compound_id = Id(load_default=None)
    company_id = Id(load_default=None)


class RatesQuery(_Within):
    """Which months and places, and by what they are grouped."""

    group_by = CleanStr(max=10, load_default="community", validate=_one_of(*GROUPS))


class RateRowsQuery(_Within, ListQuery):
    """Which number is looked behind."""

    measure = CleanStr(max=20, required=True, validate=_one_of(*MEASURES))


class CallbackRevealIn(Strict):
    """Why the number is needed."""

    reason = CleanStr(max=20, required=True)


class CallbackOut(Out):
    """One call-back as the desk and the resident see it."""

    id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    no = fields.String(required=True)
    round = fields.Integer(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    version = fields.Integer(required=True)
    category_name = fields.String(required=True, allow_none=True)
    place_text = fields.String(required=True)
    description = fields.String(required=True)
    person_name = fields.String(required=True, allow_none=True)
    organisation_name = fields.String(required=True, allow_none=True)
    is_reporter = fields.Boolean(required=True)
    on_behalf = fields.Boolean(required=True, metadata={"description": "whether the reader answers for a relative"})
    tries = fields.Integer(required=True)
    last_try_at = fields.AwareDateTime(required=True, allow_none=True)
    next_try_at = fields.AwareDateTime(required=True, allow_none=True)
    has_phone = fields.Boolean(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    finish_due_at = fields.AwareDateTime(required=True)
    outcome = fields.String(required=True, allow_none=True)
    satisfaction = fields.String(required=True, allow_none=True)
    satisfaction_name = fields.String(required=True, allow_none=True)
    excluded = fields.Boolean(required=True)
    actions = fields.List(fields.String(), required=True)


class CallbackTryOut(Out):
    at = fields.AwareDateTime(required=True)
    note = fields.String(required=True)


class CallbackDetailOut(CallbackOut):
    """With the words to read aloud and the attempts so far."""

    script = fields.List(fields.String(), required=True)
    blocked = fields.String(required=True, allow_none=True, metadata={"description": "why this post may not call"})
    attempts = fields.List(fields.Nested(CallbackTryOut), required=True)


class CallbackPhoneOut(Out):
    phone = fields.String(required=True)


class ExclusionOut(Out):
    """An order that is left out of the rates, or is to be."""

    id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    no = fields.String(required=True)
    compound_name = fields.String(required=True)
    reason = fields.String(required=True)
    reason_name = fields.String(required=True)
    note = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    asked_name = fields.String(required=True)
    decided_name = fields.String(required=True, allow_none=True)
    decision_note = fields.String(required=True)
    revoked_name = fields.String(required=True, allow_none=True)
    revoke_note = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class RateOut(Out):
    """One rate; ``per_mille`` is rounded, null without a denominator."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    numerator = fields.Integer(required=True)
    denominator = fields.Integer(required=True)
    per_mille = fields.Integer(required=True, allow_none=True)


RateCountsOut = Out.from_dict({name: fields.Integer(required=True) for name in COUNTS}, name="RateCountsOut")


class RatesOfOut(Out):
    """The rates of one scope, the counts behind them, and the weighted score in hundredths of a point."""

    rates = fields.List(fields.Nested(RateOut), required=True)
    counts = fields.Nested(RateCountsOut, required=True)
    score = fields.Integer(required=True, allow_none=True)


class RateGroupOut(RatesOfOut):
    id = fields.UUID(required=True, metadata={"description": "for companies all zeros: no organisation yet"})
    name = fields.String(required=True)


class RateMonthOut(RatesOfOut):
    month = fields.String(required=True)


class RateWeightsOut(Out):
    response = fields.Integer(required=True)
    solution = fields.Integer(required=True)
    satisfaction = fields.Integer(required=True)


class RatesOut(Out):
    """The three rates and the property standard's own, in all, by group and by month."""

    whole = fields.Nested(RatesOfOut, required=True)
    groups = fields.List(fields.Nested(RateGroupOut), required=True)
    months = fields.List(fields.Nested(RateMonthOut), required=True)
    weights = fields.Nested(RateWeightsOut, required=True)


class PublicRatesOut(RatesOfOut):
    """The rates of a compound over the last twelve months."""

    first = fields.String(required=True)
    last = fields.String(required=True)

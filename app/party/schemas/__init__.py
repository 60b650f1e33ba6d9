"""Shapes of agreements on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.core.ledger.wire import LedgerChangeOut
from app.core.wire import CleanStr, Day, Id, Int, ListQuery, Out, QueryInt, Strict
from app.media.schemas import PaperOut
from app.party.models import AgreementAction, AgreementState, PartyRole

MOST_COMPOUNDS, MOST_PARTIES, MOST_ROWS = 50, 20, 100


class AgreementQuery(ListQuery):
    """``ending`` are those in force that end within 30 days."""

    state = CleanStr(
        max=10,
        load_default="all",
        validate=validate.OneOf(["all", "ending", *[state.value for state in AgreementState]], error="没有这个状态"),
    )
    compound_id = Id(load_default=None)


class AgreementPartyIn(Strict):
    organisation_id = Id(required=True)
    role = CleanStr(
        max=10, required=True, validate=validate.OneOf([role.value for role in PartyRole], error="没有这种身份")
    )


class AgreementRowIn(Strict):
    """A row of one of the three lists."""

    text = CleanStr(min=1, max=300, required=True)
    owner = CleanStr(max=80, load_default="")
    note = CleanStr(max=300, load_default="")


def _rows() -> Any:
    longest = validate.Length(max=MOST_ROWS, error=f"每张清单最多 {MOST_ROWS} 行")
    return fields.List(fields.Nested(AgreementRowIn), load_default=list, validate=longest)


class AgreementListsIn(Strict):
    """The three lists: 需求清单, 资源清单, 项目清单."""

    needs = _rows()
    resources = _rows()
    projects = _rows()


class AgreementIn(Strict):
    """What a community writes into an agreement."""

    number = CleanStr(min=1, max=40, required=True)
    compound_ids = fields.List(
        Id(), required=True, validate=validate.Length(1, MOST_COMPOUNDS, error=f"请选择 1 到 {MOST_COMPOUNDS} 个小区")
    )
    parties = fields.List(
        fields.Nested(AgreementPartyIn),
        required=True,
        validate=validate.Length(max=MOST_PARTIES, error=f"最多 {MOST_PARTIES} 个签约单位"),
    )
    signed_on = Day(load_default=None, allow_none=True)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    goal = CleanStr(max=2000, load_default="")
    lists = fields.Nested(AgreementListsIn, load_default=lambda: {"needs": [], "resources": [], "projects": []})


class AgreementCopyIn(Strict):
    """The number of the next agreement; everything else comes from the last one."""

    number = CleanStr(min=1, max=40, required=True)


class AgreementActIn(Strict):
    """One move. ``content`` goes with ``save``, ``reason`` with ``terminate``."""

    version = Int(min=1, max=1_000_000, required=True)
    content = fields.Nested(AgreementIn, load_default=None, allow_none=True)
    reason = CleanStr(max=500, load_default="")


class AgreementCompoundOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class AgreementPartyOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, validate=validate.OneOf([role.value for role in PartyRole]))
    role_name = fields.String(required=True)


class AgreementPromisedOut(Out):
    """How much was promised in an agreement: what is done (reported or more), and what is open after its day."""

    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    overdue = fields.Integer(required=True)


class AgreementOut(Out):
    """A row of the wall. ``days_left`` counts the last day; null unless it is in force."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    community = fields.String(required=True)
    compounds = fields.List(fields.Nested(AgreementCompoundOut), required=True)
    parties = fields.List(fields.Nested(AgreementPartyOut), required=True)
    signed_on = fields.Date(required=True, allow_none=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in AgreementState]))
    state_name = fields.String(required=True)
    days_left = fields.Integer(required=True, allow_none=True)
    ending = fields.Boolean(required=True)
    promised = fields.Nested(AgreementPromisedOut, required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    may_copy = fields.Boolean(required=True)


class AgreementRowOut(Out):
    text = fields.String(required=True)
    owner = fields.String(required=True)
    note = fields.String(required=True)


class AgreementListsOut(Out):
    needs = fields.List(fields.Nested(AgreementRowOut), required=True)
    resources = fields.List(fields.Nested(AgreementRowOut), required=True)
    projects = fields.List(fields.Nested(AgreementRowOut), required=True)


class AgreementEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(
        required=True,
        validate=validate.OneOf(["draft", "copy", "papers", *[action.value for action in AgreementAction]]),
    )
    after = fields.String(required=True)


class AgreementDetailOut(AgreementOut):
    """A whole agreement. ``missing`` says what keeps a draft from being signed."""

    goal = fields.String(required=True)
    lists = fields.Nested(AgreementListsOut, required=True)
    reason = fields.String(required=True)
    missing = fields.List(fields.String(), required=True)
    copied_from = fields.UUID(required=True, allow_none=True)
    papers = fields.List(fields.Nested(PaperOut), required=True)
    may_change_papers = fields.Boolean(required=True)
    events = fields.List(fields.Nested(AgreementEventOut), required=True)


class AgreementFormQuery(Strict):
    """``version`` is that of the draft with which the form was compared."""

    version = QueryInt(required=True, validate=validate.Range(1, 1_000_000, error="应在 1 到 1000000 之间"))


class AgreementFormProblemOut(Out):
    """What is wrong in a form, and where it stands there. Rows are counted below the heading."""

    place = fields.String(required=True)
    text = fields.String(required=True)


class AgreementFormOut(Out):
    """What a form would change. It is taken over only without ``problems``; ``version`` is null for a new agreement."""

    version = fields.Integer(required=True, allow_none=True)
    changes = fields.List(fields.Nested(LedgerChangeOut), required=True)
    problems = fields.List(fields.Nested(AgreementFormProblemOut), required=True)

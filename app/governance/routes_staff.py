"""Committees of owners for the community that keeps them and for those who look after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.governance import listings, schemas
from app.governance.models import Action
from app.governance.service import committees, sessions, showing

api = Api("governance", __name__, url_prefix="/api/v1/staff/committees", description="Committees of owners")

Shape = dict[str, Any]
ACTIONS = {action.value for action in Action}


def _rows(actor: Actor, gaps: bool) -> list[Shape]:
    return [row for row in showing.overview(actor) if row["gaps"] or not gaps]


@api.get(
    "",
    permission=Permission.GOVERNANCE_READ,
    query=schemas.CommitteesQuery,
    answers=schemas.CommitteesOut,
    operation="list_committees",
    summary="Every compound in my region with its committee, and what it lacks",
)
def list_committees(actor: Actor, query: Shape) -> Shape:
    return {"items": _rows(actor, query["gaps"])}


@api.get(
    "/export.xlsx",
    permission=Permission.GOVERNANCE_READ,
    query=schemas.CommitteesQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_committees",
    summary="The same as a table to be saved",
)
def committees_file(actor: Actor, query: Shape) -> Response:
    def pages(*, limit: int, cursor: str | None, gaps: bool) -> Page:
        return Page(_rows(actor, gaps))

    return export(listings.COMMITTEES, actor, pages, query)


@api.post(
    "",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.CommitteeIn,
    answers=schemas.CommitteeDetailOut,
    status=201,
    creates=True,
    operation="add_committee",
    summary="Begin the committee of a compound that has none",
)
def add(actor: Actor, body: Shape, once: Once) -> Shape:
    compound_id = body.pop("compound_id")
    with unit_of_work():
        made = once(lambda: committees.add(actor, compound_id, body))
    return showing.detail(actor, made)


@api.get(
    "/<uuid:committee_id>",
    permission=Permission.GOVERNANCE_READ,
    answers=schemas.CommitteeDetailOut,
    operation="get_committee",
    summary="One committee with its members, what the rules say of them, meetings and decisions",
)
def get(actor: Actor, committee_id: UUID) -> Shape:
    return showing.detail(actor, committee_id)


@api.post(
    "/<uuid:committee_id>/actions/<action>",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.CommitteeActIn,
    answers=schemas.CommitteeDetailOut,
    operation="act_on_committee",
    summary="Save, post the members, add photos, take office, note the half-yearly posting, or end",
)
def act(actor: Actor, committee_id: UUID, action: str, body: Shape) -> Shape:
    if action not in ACTIONS:
        raise NotFound
    with unit_of_work():
        committees.act(actor, committee_id, Action(action), body)
    return showing.detail(actor, committee_id)


@api.post(
    "/<uuid:committee_id>/members",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.CommitteeMemberIn,
    answers=schemas.CommitteeDetailOut,
    status=201,
    creates=True,
    operation="add_committee_member",
    summary="Put somebody on a committee",
)
def add_member(actor: Actor, committee_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: committees.add_member(actor, committee_id, body))
    return showing.detail(actor, made)


@api.post(
    "/members/<uuid:member_id>/actions/leave",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.MemberLeaveIn,
    answers=schemas.CommitteeDetailOut,
    operation="leave_committee",
    summary="Somebody leaves a committee, with the reason",
)
def leave(actor: Actor, member_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        committee_id = committees.leave(actor, member_id, body["reason"])
    return showing.detail(actor, committee_id)


@api.post(
    "/members/<uuid:member_id>/actions/unit",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.MemberUnitIn,
    answers=schemas.CommitteeDetailOut,
    operation="name_committee_unit",
    summary="Write down from which unit a representative comes that was stored without one",
)
def name_unit(actor: Actor, member_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        committee_id = committees.name_unit(actor, member_id, body["organisation_id"])
    return showing.detail(actor, committee_id)


@api.post(
    "/members/<uuid:member_id>/actions/namesake",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.NamesakeIn,
    answers=schemas.CommitteeDetailOut,
    operation="say_committee_namesake",
    summary="Say why a member is not the one of the same name who may hold no post",
)
def say_namesake(actor: Actor, member_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        committee_id = committees.namesake(actor, member_id, body["reason"])
    return showing.detail(actor, committee_id)


@api.post(
    "/<uuid:committee_id>/meetings",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.CommitteeMeetingIn,
    answers=schemas.CommitteeDetailOut,
    status=201,
    creates=True,
    operation="hold_committee_meeting",
    summary="Write a meeting down with its decisions; quorum and signatures are checked",
)
def hold(actor: Actor, committee_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: sessions.hold(actor, committee_id, body))
    return showing.detail(actor, made)


STEPS: dict[str, Callable[[Actor, UUID, Shape], UUID]] = {
    "post": sessions.post,
    "photos": sessions.photos,
    "done": sessions.done,
}


@api.post(
    "/decisions/<uuid:decision_id>/actions/revoke",
    permission=Permission.GOVERNANCE_OVERSEE,
    body=schemas.DecisionRevokeIn,
    answers=schemas.CommitteeDetailOut,
    operation="revoke_committee_decision",
    summary="Revoke an unlawful decision",
)
def revoke(actor: Actor, decision_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        committee_id = sessions.revoke(actor, decision_id, body)
    return showing.detail(actor, committee_id)


@api.post(
    "/decisions/<uuid:decision_id>/actions/<action>",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.DecisionActIn,
    answers=schemas.CommitteeDetailOut,
    operation="act_on_committee_decision",
    summary="Post a decision, add photos while it hangs, or say that it was carried out",
)
def decide(actor: Actor, decision_id: UUID, action: str, body: Shape) -> Shape:
    if action not in STEPS:
        raise NotFound
    with unit_of_work():
        committee_id = STEPS[action](actor, decision_id, body)
    return showing.detail(actor, committee_id)

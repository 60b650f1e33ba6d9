"""A committee from its preparation to its end, and its members; every rule that bars a step is told with its clause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.governance import policy, queries, workflow
from app.governance.models import Action, Committee, CommitteeEvent, Kind, Member, Role, State
from app.governance.policy import Finding
from app.governance.queries.postings import MEMBERS
from app.governance.service import barred, postings, ties
from app.places.queries import get_compound, reaches

Shape = dict[str, Any]


def refuse(finding: Finding, field: str) -> InvalidInput:
    """Return the refusal of a step that a rule bars, with the clause."""
    words = f"{finding.words}（{finding.clause}）"
    return InvalidInput(words, fields={field: [words]})


def add(actor: Actor, compound_id: UUID, body: Shape) -> UUID:
    """Begin a committee of a compound that has none; return its id.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    if not reaches(actor, compound_id):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    compound = get_compound(compound_id)
    policy.may_work(actor, compound.community_id).enforce()
    if queries.present_in(compound_id):
        raise Conflict("这个小区已经有一个组织，先结束它，再登记新的")
    committee = Committee(
        id=new_id(),
        created_at=now(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        state=State.DRAFT,
        version=1,
    )
    _take(committee, body)
    db.session.add(committee)
    db.session.flush()
    note(actor, committee, "add")
    return committee.id


def _take(committee: Committee, body: Shape) -> None:
    problem = policy.term_problem(body["kind"], body["starts_on"], body["ends_on"])
    if problem:
        raise refuse(problem, "ends_on")
    for name in ("kind", "starts_on", "ends_on"):
        setattr(committee, name, body[name])


def act(actor: Actor, committee_id: UUID, action: Action, body: Shape) -> None:
    """Move a committee. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    committee = queries.lock(actor, committee_id)
    policy.may_work(actor, committee.community_id).enforce()
    target = workflow.target_of(action, committee)
    if committee.version != body["version"]:
        raise Conflict
    with db.session.no_autoflush:
        EFFECTS[action](committee, body)
    if action is Action.POST:
        postings.attach(actor, MEMBERS, committee.id, body["media_ids"])
    elif action is Action.PHOTOS:
        postings.add(actor, MEMBERS, committee.id, body["media_ids"])
    else:
        postings.refuse_photos(body["media_ids"])
    committee.state = target
    committee.version += 1
    note(actor, committee, action, body["reason"])


def _save(committee: Committee, body: Shape) -> None:
    if body["content"] is None:
        raise InvalidInput(fields={"content": ["请填写"]})
    _take(committee, body["content"])


def findings(committee: Committee) -> list[Finding]:
    """Return everything that is wrong with who sits on a committee now."""
    sitting = queries.members(committee.id)
    found = policy.composition(committee.kind, queries.homes(committee.compound_id), sitting)
    more = policy.without_unit(sitting), policy.vacancies(committee.seats, sitting)
    return [*found, *(one for one in more if one)]


def _post(committee: Committee, body: Shape) -> None:
    barring = [one for one in findings(committee) if one.bars]
    if barring:
        words = [f"{one.words}（{one.clause}）" for one in barring]
        raise InvalidInput(words[0], fields={"members": words})
    barred.refuse_any(committee, queries.members(committee.id))
    if body["day"] is None or body["day"] > today():
        raise InvalidInput(fields={"day": ["请填写张贴的日期，不能晚于今天"]})
    if not policy.enough_places(body["posted_at"]):
        raise InvalidInput(fields={"posted_at": ["请写明张贴在哪里，至少两处，用顿号或逗号隔开"]})
    committee.posted_on, committee.posted_at = body["day"], body["posted_at"]


def _nothing(committee: Committee, body: Shape) -> None:
    """Photos alone are added."""


def _take_office(committee: Committee, body: Shape) -> None:
    if committee.kind == Kind.INTERIM and committee.posted_on is not None:
        until = committee.posted_on + policy.POSTED_DAYS
        if until > today():
            raise Conflict(f"成员名单要公示满七天，到 {until} 才能上任")
    if body["day"] is None or body["day"] > today():
        raise InvalidInput(fields={"day": ["请填写向街道备案（或街道批准）的日期，不能晚于今天"]})
    barred.refuse_any(committee, queries.members(committee.id))
    committee.filed_on = body["day"]
    committee.seats = len(policy.regular(queries.members(committee.id)))


def _fees(committee: Committee, body: Shape) -> None:
    if body["day"] is None or body["day"] > today():
        raise InvalidInput(fields={"day": ["请填写公示的日期，不能晚于今天"]})
    committee.fees_on = body["day"]


def _end(committee: Committee, body: Shape) -> None:
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么结束：届满、重新选举、业主委员会成立等"]})
    committee.because = body["reason"]


EFFECTS: dict[Action, Callable[[Committee, Shape], None]] = {
    Action.SAVE: _save,
    Action.POST: _post,
    Action.PHOTOS: _nothing,
    Action.TAKE_OFFICE: _take_office,
    Action.FEES: _fees,
    Action.END: _end,
}


def add_member(actor: Actor, committee_id: UUID, body: Shape) -> UUID:
    """Put somebody on a committee; return the committee.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible`` or ``InvalidInput`` for one who sits there already, may hold
    no post, or names a unit or a home that does not go with him.
    """
    committee = _changeable(actor, committee_id)
    ties.tie(committee, body)
    same = [one for one in queries.members(committee.id) if (one.name, one.home) == (body["name"], body["home"])]
    if same:
        raise InvalidInput(fields={"name": ["他已经在名单里"]})
    if body["role"] == Role.HEAD and any(one.role == Role.HEAD for one in queries.members(committee.id)):
        raise InvalidInput(fields={"role": ["已经有主任"]})
    namesake = body.pop("namesake")
    member = Member(id=new_id(), created_at=now(), committee_id=committee.id, left_because="", **body)
    db.session.add(member)
    db.session.flush()
    barred.ask(actor, committee, member, namesake)
    committee.version += 1
    note(actor, committee, "member_add")
    return committee.id


def _changeable(actor: Actor, committee_id: UUID) -> Committee:
    committee = queries.lock(actor, committee_id)
    policy.may_work(actor, committee.community_id).enforce()
    if committee.state not in workflow.CHANGEABLE:
        raise workflow.MoveNotPossible("公示期间名单不能改")
    return committee


def namesake(actor: Actor, member_id: UUID, reason: str) -> UUID:
    """Say why a member is not the one of his name who may hold no post; return the committee.

    Raises ``NotFound``, ``Forbidden`` or ``Conflict`` when nobody of his name is on the list.
    """
    member, committee = queries.lock_member(actor, member_id)
    policy.may_work(actor, committee.community_id).enforce()
    if not barred.say_other(actor, committee, member, reason):
        raise Conflict("名单上没有与他同名的人")
    committee.version += 1
    note(actor, committee, "namesake", reason)
    return committee.id


def name_unit(actor: Actor, member_id: UUID, organisation_id: UUID) -> UUID:
    """Write down from which unit a representative comes that was stored without one; return the committee.

    Raises ``NotFound``, ``Forbidden``, ``InvalidInput``, or ``Conflict`` when it is known already.
    """
    member, committee = queries.lock_member(actor, member_id)
    policy.may_work(actor, committee.community_id).enforce()
    if committee.state == State.ENDED or member.left_on is not None:
        raise workflow.MoveNotPossible
    ties.check_unit(committee, member.type, organisation_id)
    if member.organisation_id is not None:
        raise Conflict("他的单位已经写了；写错的，请离任后重新增加")
    member.organisation_id = organisation_id
    committee.version += 1
    note(actor, committee, "member_unit")
    return committee.id


def leave(actor: Actor, member_id: UUID, reason: str) -> UUID:
    """Let somebody leave a committee, with the reason; return the committee."""
    member, committee = queries.lock_member(actor, member_id)
    policy.may_work(actor, committee.community_id).enforce()
    if committee.state not in workflow.CHANGEABLE or member.left_on is not None:
        raise workflow.MoveNotPossible
    if not reason:
        raise InvalidInput(fields={"reason": ["请写明为什么：辞职、不再是业主、被罢免等"]})
    if committee.state == State.DRAFT:
        db.session.delete(member)
    else:
        member.left_on, member.left_because = today(), reason
    committee.version += 1
    note(actor, committee, "member_leave", reason)
    return committee.id


def note(actor: Actor | None, committee: Committee, action: str, words: str = "") -> None:
    """Add what was done to the history and to the audit log."""
    db.session.add(
        CommitteeEvent(
            committee_id=committee.id,
            seq=committee.version,
            at=now(),
            actor_id=actor.person_id if actor else None,
            action=action,
            note=words,
        )
    )
    audit.record(actor, f"governance.{action}", f"committee:{committee.id}")
    db.session.flush()

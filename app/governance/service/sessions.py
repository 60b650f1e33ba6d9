"""Meetings of committees with what was decided: quorum, signatures, posting, execution, and the street's revocation."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.governance import policy, queries
from app.governance.models import Committee, Decision, Kind, Meeting, State
from app.governance.queries.postings import DECISION
from app.governance.service import postings
from app.governance.service.committees import note, refuse
from app.workdays.service import calendar

Shape = dict[str, Any]


def hold(actor: Actor, committee_id: UUID, body: Shape) -> UUID:
    """Write a meeting of a committee down with its decisions; return the committee.

    Raises ``NotFound`` for somebody who is no member, ``Forbidden``, ``Conflict`` or ``InvalidInput`` with the clause
    that keeps it from deciding.
    """
    committee = queries.lock(actor, committee_id)
    policy.may_work(actor, committee.community_id).enforce()
    if committee.state != State.IN_OFFICE:
        raise Conflict("上任以后才开会")
    if body["held_on"] > today():
        raise InvalidInput(fields={"held_on": ["会议开过以后再记"]})
    members = {one.id: one for one in queries.members(committee.id)}
    present = set(body["present"])
    if not present <= set(members):
        raise NotFound("名单里没有这个人", fields={"present": ["名单里没有这个人"]})
    if body["decisions"]:
        missing = policy.quorum(committee.kind, list(members.values()), [members[one] for one in present])
        if missing:
            raise refuse(missing, "present")
    meeting = Meeting(
        id=new_id(),
        created_at=now(),
        committee_id=committee.id,
        present=list(present),
        **{name: body[name] for name in ("held_on", "told_on", "place", "minutes")},
    )
    db.session.add(meeting)
    db.session.flush()
    for line in body["decisions"]:
        _decide(committee, meeting, line, members, present)
    committee.version += 1
    note(actor, committee, "meeting")
    return committee.id


def _decide(committee: Committee, meeting: Meeting, line: Shape, members: dict[UUID, Any], present: set[UUID]) -> None:
    if line["matter"]:
        words = f"这是业主共同决定的事项，委员会不得决定，请送业主表决（{policy.FORBIDDEN}）"
        raise InvalidInput(words, fields={"decisions": [words]})
    signed = set(line["signed"])
    if not signed <= set(members):
        raise NotFound("名单里没有这个人", fields={"decisions": ["名单里没有这个人"]})
    counted = sum(1 for one in policy.regular([members[one] for one in signed]))
    missing = policy.signatures(committee.kind, list(members.values()), counted)
    if missing:
        raise refuse(missing, "decisions")
    db.session.add(
        Decision(
            id=new_id(),
            created_at=now(),
            committee_id=committee.id,
            meeting_id=meeting.id,
            decided_on=meeting.held_on,
            signed=list(signed),
            words=line["words"],
            owner=line["owner"],
            due_on=line["due_on"],
            version=1,
        )
    )


def post(actor: Actor, decision_id: UUID, body: Shape) -> UUID:
    """Write down where a decision hangs; one of an interim committee hangs for ten working days."""
    decision, committee = _mine(actor, decision_id, body)
    if decision.posted_on is not None:
        raise Conflict("已经公示过")
    if body["day"] is None or not decision.decided_on <= body["day"] <= today():
        raise InvalidInput(fields={"day": ["请填写张贴的日期，在决定以后、不晚于今天"]})
    if not policy.enough_places(body["posted_at"]):
        raise InvalidInput(fields={"posted_at": ["请写明张贴在哪里，至少两处，用顿号或逗号隔开"]})
    decision.posted_on, decision.posted_at = body["day"], body["posted_at"]
    if committee.kind == Kind.INTERIM:
        start = datetime.combine(body["day"], time(9), BEIJING)
        until = calendar().add_working_days(start, policy.POSTED_WORKING_DAYS)
        decision.post_until = until.astimezone(BEIJING).date()
    postings.attach(actor, DECISION, decision.id, body["media_ids"])
    return _changed(actor, decision, committee, "decision_post")


def photos(actor: Actor, decision_id: UUID, body: Shape) -> UUID:
    """Add photos that were taken after a decision was posted, while it hangs."""
    decision, committee = _mine(actor, decision_id, body)
    if decision.posted_on is None:
        raise Conflict("公示以后才补照片")
    if not policy.hangs(committee, decision, today()):
        raise Conflict("公示已经结束，不能再补照片")
    postings.add(actor, DECISION, decision.id, body["media_ids"])
    return _changed(actor, decision, committee, "decision_photos")


def done(actor: Actor, decision_id: UUID, body: Shape) -> UUID:
    """Write down that a decision was carried out, with the proof."""
    decision, committee = _mine(actor, decision_id, body)
    if decision.posted_on is None or decision.done_on is not None:
        raise Conflict("公示以后才记办完，办完的不再记")
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明做了什么、谁看过"]})
    postings.refuse_photos(body["media_ids"])
    decision.done_on, decision.proof = today(), body["reason"]
    return _changed(actor, decision, committee, "decision_done")


def revoke(actor: Actor, decision_id: UUID, body: Shape) -> UUID:
    """Revoke an unlawful decision, by the street."""
    decision, committee = queries.lock_decision(actor, decision_id)
    policy.may_revoke(actor, committee).enforce()
    _fresh(decision, body)
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明违反了什么规定，业主看得到"]})
    decision.revoked_because = body["reason"]
    return _changed(actor, decision, committee, "decision_revoke")


def _mine(actor: Actor, decision_id: UUID, body: Shape) -> tuple[Decision, Committee]:
    decision, committee = queries.lock_decision(actor, decision_id)
    policy.may_work(actor, committee.community_id).enforce()
    _fresh(decision, body)
    return decision, committee


def _fresh(decision: Decision, body: Shape) -> None:
    if decision.version != body["version"]:
        raise Conflict
    if decision.revoked_because:
        raise Conflict("这个决定已经被撤销")


def _changed(actor: Actor, decision: Decision, committee: Committee, action: str) -> UUID:
    decision.version += 1
    committee.version += 1
    note(actor, committee, action)
    return committee.id

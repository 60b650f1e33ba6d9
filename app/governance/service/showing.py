"""Committees as staff and owners see them, what each compound lacks, and what waits on the desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.governance import policy, queries, workflow
from app.governance.models import KIND_NAMES, ROLE_NAMES, STATE_NAMES, TYPE_NAMES, Kind, MemberType, Role, State
from app.governance.queries.postings import DECISION, MEMBERS
from app.governance.service import assembly_showing, ties
from app.governance.service.committees import findings
from app.media.service import photos_on

Shape = dict[str, Any]
DESK_LIMIT = 50


def gaps_of(row: Any, day: date) -> list[str]:
    """Return in words what a compound lacks, or what its committee or its assembly is late with."""
    return [*_committee_gaps(row, day), *assembly_showing.gaps_of(row, day)]


def _committee_gaps(row: Any, day: date) -> list[str]:
    if row.id is None:
        return ["没有业主委员会或物业管理委员会"]
    if row.state != State.IN_OFFICE:
        return []
    found = []
    if row.ends_on < day:
        found.append("任期已满")
    elif row.ends_on - policy.REPORT_BEFORE <= day:
        found.append("任期将满，应报告换届")
    if row.sitting * 2 < row.seats:
        found.append("委员不足一半，应重新选举")
    if row.unitless:
        found.append(f"{row.unitless} 位产权单位的代表没有写单位")
    if max(filter(None, (row.met_on, row.filed_on, row.starts_on))) + policy.MEET_WITHIN < day:
        found.append("两个月没有开会")
    if row.unposted:
        found.append(f"{row.unposted} 个决定没有按时公示")
    if row.kind == Kind.COMMITTEE and (row.fees_on is None or row.fees_on < policy.half_year(day)):
        found.append("本半年没有公示委员自己的交费")
    return found


def overview(actor: Actor) -> list[Shape]:
    """Return every compound in reach with its committee and what it lacks."""
    day = today()
    return [
        {
            "compound": {"id": row.compound_id, "name": row.compound},
            "community": row.community,
            "id": row.id,
            "kind_name": KIND_NAMES[Kind(row.kind)] if row.kind else None,
            "state": row.state,
            "state_name": STATE_NAMES[State(row.state)] if row.state else None,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "sitting": row.sitting,
            "met_on": row.met_on,
            "assembly": assembly_showing.summary(row),
            "gaps": gaps_of(row, day),
            "may_add": row.id is None and bool(policy.may_work(actor, row.community_id)),
        }
        for row in queries.overview(actor, day)
    ]


def detail(actor: Actor, committee_id: UUID) -> Shape:
    """Return one committee with its members, findings, meetings, decisions and history. Raises ``NotFound``."""
    row = queries.one(actor, committee_id)
    one = row.Committee
    works = bool(policy.may_work(actor, one.community_id))
    sitting = queries.members(one.id, past=True)
    names = {member.id: member.name for member in sitting}
    decisions = queries.decisions([one.id]).get(one.id, [])
    photos = photos_on(actor, DECISION, [decision.id for decision in decisions])
    return {
        "id": one.id,
        "compound": {"id": one.compound_id, "name": row.compound},
        "kind": one.kind,
        "kind_name": KIND_NAMES[Kind(one.kind)],
        "state": one.state,
        "state_name": STATE_NAMES[State(one.state)],
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "seats": one.seats,
        "posted_on": one.posted_on,
        "posted_at": one.posted_at,
        "photos": photos_on(actor, MEMBERS, [one.id]).get(one.id, []),
        "filed_on": one.filed_on,
        "fees_on": one.fees_on,
        "because": one.because,
        "version": one.version,
        "actions": workflow.actions_for(actor, one),
        "may_change_members": works and one.state in workflow.CHANGEABLE,
        "may_name_units": works and one.state != State.ENDED,
        "may_meet": works and one.state == State.IN_OFFICE,
        "findings": [
            {"clause": found.clause, "words": found.words, "bars": found.bars}
            for found in ([] if one.state == State.ENDED else findings(one))
        ],
        "members": ties.rows(one, sitting),
        "title_units": ties.units(one.compound_id),
        "meetings": [
            {
                "id": meeting.id,
                "held_on": meeting.held_on,
                "told_on": meeting.told_on,
                "told_late": meeting.told_on is None or meeting.told_on > meeting.held_on - policy.TOLD_BEFORE,
                "place": meeting.place,
                "present": [names[member] for member in meeting.present if member in names],
                "minutes": meeting.minutes,
            }
            for meeting in queries.meetings(one.id)
        ],
        "decisions": [_decision(actor, one, decision, photos.get(decision.id, [])) for decision in decisions],
        "events": [
            {
                "seq": event.CommitteeEvent.seq,
                "at": event.CommitteeEvent.at,
                "actor": event.actor,
                "action": event.CommitteeEvent.action,
                "note": event.CommitteeEvent.note,
            }
            for event in queries.events(one.id)
        ],
    }


def _decision(actor: Actor, committee: Any, decision: Any, photos: list[Shape]) -> Shape:
    works = bool(policy.may_work(actor, committee.community_id)) and not decision.revoked_because
    post_by = decision.decided_on + policy.POST_WITHIN
    return {
        "id": decision.id,
        "words": decision.words,
        "signed": len(decision.signed),
        "decided_on": decision.decided_on,
        "post_by": post_by,
        "late": decision.posted_on is None and post_by < today() and not decision.revoked_because,
        "posted_on": decision.posted_on,
        "posted_at": decision.posted_at,
        "post_until": decision.post_until,
        "photos": photos,
        "owner": decision.owner,
        "due_on": decision.due_on,
        "done_on": decision.done_on,
        "proof": decision.proof,
        "revoked_because": decision.revoked_because,
        "version": decision.version,
        "may_post": works and decision.posted_on is None,
        "may_add_photos": works and policy.hangs(committee, decision, today()),
        "may_finish": works and decision.posted_on is not None and decision.done_on is None,
        "may_revoke": bool(policy.may_revoke(actor, committee)) and not decision.revoked_because,
    }


def at_home(actor: Actor) -> list[Shape]:
    """Return the committees of the compounds where ``actor`` is at home: who they are, what they decided."""
    rows = queries.at_home(actor)
    ids = [row.Committee.id for row in rows]
    decisions = {id_: [one for one in made if one.posted_on][:10] for id_, made in queries.decisions(ids).items()}
    photos = photos_on(actor, MEMBERS, ids)
    proofs = photos_on(actor, DECISION, [one.id for made in decisions.values() for one in made])
    return [
        {
            "id": row.Committee.id,
            "compound": row.compound,
            "kind_name": KIND_NAMES[Kind(row.Committee.kind)],
            "state_name": STATE_NAMES[State(row.Committee.state)],
            "starts_on": row.Committee.starts_on,
            "ends_on": row.Committee.ends_on,
            "posted_at": row.Committee.posted_at,
            "photos": photos.get(row.Committee.id, []),
            "members": [
                {
                    "name": member.name,
                    "role_name": ROLE_NAMES[Role(member.role)],
                    "type_name": TYPE_NAMES[MemberType(member.type)],
                }
                for member in queries.members(row.Committee.id)
            ],
            "decisions": [
                {
                    "words": one.words,
                    "decided_on": one.decided_on,
                    "posted_at": one.posted_at,
                    "photos": proofs.get(one.id, []),
                    "done_on": one.done_on,
                    "revoked_because": one.revoked_because,
                }
                for one in decisions.get(row.Committee.id, [])
            ],
        }
        for row in rows
    ]


def todo(actor: Actor) -> list[Shape]:
    """Return the committees and assemblies that are late with something, or soon will be, as rows of the desk."""
    day = today()
    end = datetime.combine(day + timedelta(days=1), time(), BEIJING)
    rows = queries.overview(actor, day)
    committees = [
        {
            "kind": "committee",
            "id": row.id,
            "title": f"{row.compound}{KIND_NAMES[Kind(row.kind)]}：{'；'.join(gaps)}",
            "subtitle": row.community,
            "due_at": end,
            "late": True,
            "link": f"/committees/{row.id}",
        }
        for row in rows
        if row.id is not None and (gaps := [*_committee_gaps(row, day), *assembly_showing.lacks(row)])
    ]
    return [*committees, *assembly_showing.todo(rows)][:DESK_LIMIT]

"""What was promised, as screens show it: to staff, to residents, on the desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.paging import Page
from app.media.service import photos_on
from app.party import policy, workflow
from app.party.models import COMMITMENT_STATE_NAMES, OPEN, RHYTHM_NAMES, CommitmentState, Rhythm
from app.party.queries import commitments as found

Shape = dict[str, Any]
SOON = timedelta(days=7)
DESK_LIMIT = 50
UNSETTLED = (*OPEN, CommitmentState.SUBMITTED)


def page(actor: Actor, **query: Any) -> Page:
    """Return what was promised that ``actor`` sees."""
    rows = found.page(actor, **query)
    said = found.opinions(row.Commitment.id for row in rows.items)
    return Page([_row(actor, row, said) for row in rows.items], rows.next)


def detail(actor: Actor, commitment_id: UUID) -> Shape:
    """Return one thing promised with its proof and history. Raises ``NotFound``."""
    row = found.one(actor, commitment_id)
    photos = photos_on(actor, found.SUBJECT, [commitment_id]).get(commitment_id, [])
    return _row(actor, row, found.opinions([commitment_id])) | {
        "photos": photos,
        "events": [
            {
                "seq": one.CommitmentEvent.seq,
                "at": one.CommitmentEvent.at,
                "actor": one.actor,
                "action": one.CommitmentEvent.action,
                "after": one.CommitmentEvent.after,
                "due_on": one.CommitmentEvent.due_on,
                "on_time": one.CommitmentEvent.on_time,
                "note": one.CommitmentEvent.note,
                "rating": one.CommitmentEvent.rating,
            }
            for one in found.events(commitment_id)
        ],
    }


def _row(actor: Actor, row: Any, said: dict[tuple[UUID, int], tuple[int, int]]) -> Shape:
    one = row.Commitment
    done, not_done = said.get((one.id, one.round), (0, 0))
    return {
        "id": one.id,
        "agreement": {"id": one.agreement_id, "number": row.number},
        "community": row.community,
        "organisation": {"id": one.organisation_id, "name": row.organisation},
        "compound": {"id": one.compound_id, "name": row.compound} if one.compound_id else None,
        "measure": one.measure,
        "rhythm": one.rhythm,
        "rhythm_name": RHYTHM_NAMES[Rhythm(one.rhythm)],
        "due_on": one.due_on,
        "round": one.round,
        "state": one.state,
        "state_name": COMMITMENT_STATE_NAMES[CommitmentState(one.state)],
        "overdue": policy.is_overdue(one.state, one.due_on, today()),
        "late": one.late,
        "proof": one.proof,
        "rating": one.rating,
        "said_done": done,
        "said_not_done": not_done,
        "version": one.version,
        "actions": workflow.steps_for(actor, one),
    }


def at_home(actor: Actor) -> list[Shape]:
    """Return what was promised to the compounds where ``actor`` is at home, with what he said of it."""
    rows = found.for_home(actor)
    said = found.opinions(row.Commitment.id for row in rows)
    photos = photos_on(actor, found.SUBJECT, (row.Commitment.id for row in rows))
    return [
        {
            "id": row.Commitment.id,
            "organisation": row.organisation,
            "compound": row.compound,
            "measure": row.Commitment.measure,
            "rhythm_name": RHYTHM_NAMES[Rhythm(row.Commitment.rhythm)],
            "due_on": row.Commitment.due_on,
            "state": row.Commitment.state,
            "state_name": COMMITMENT_STATE_NAMES[CommitmentState(row.Commitment.state)],
            "overdue": policy.is_overdue(row.Commitment.state, row.Commitment.due_on, today()),
            "proof": row.Commitment.proof,
            "photos": [
                photo
                for photo in photos.get(row.Commitment.id, [])
                if photo["stage"] == f"round{row.Commitment.round}"[:20]
            ],
            "said_done": said.get((row.Commitment.id, row.Commitment.round), (0, 0))[0],
            "said_not_done": said.get((row.Commitment.id, row.Commitment.round), (0, 0))[1],
            "mine": row.mine,
            "may_say": row.Commitment.state in (CommitmentState.SUBMITTED, CommitmentState.CONFIRMED),
        }
        for row in rows
    ]


WAITS = {
    CommitmentState.LISTED: "请认领",
    CommitmentState.CLAIMED: "请办理",
    CommitmentState.DOING: "请报办结",
    CommitmentState.SUBMITTED: "请确认办结",
    CommitmentState.CONFIRMED: "请评价",
}


OVERSEEN = "已超期，请督促"


def todo(actor: Actor) -> list[Shape]:
    """Return what was promised and waits for the post in use, as rows of the desk, the first due at the top.

    A street, which does none of it, finds what is overdue: it has to see to it that somebody does.
    """
    rows = found.due_soon(actor, today() + SOON, DESK_LIMIT)
    oversees = actor.post is not None and actor.post.region_kind == "street"

    def asked(state: str) -> str:
        return OVERSEEN if oversees else WAITS[CommitmentState(state)]

    return [
        {
            "kind": "commitment",
            "id": row.Commitment.id,
            "title": f"{row.Commitment.measure}：{asked(row.Commitment.state)}",
            "subtitle": f"{row.organisation} · {row.number}",
            "due_at": datetime.combine(row.Commitment.due_on + timedelta(days=1), time(), BEIJING),
            "late": policy.is_overdue(row.Commitment.state, row.Commitment.due_on, today()),
            "link": f"/party/commitments/{row.Commitment.id}",
        }
        for row in rows
        if workflow.steps_for(actor, row.Commitment)
        or (oversees and policy.is_overdue(row.Commitment.state, row.Commitment.due_on, today()))
    ]


def commitment_words(commitment_id: UUID) -> Shape | None:
    """Return what a thing promised says, for an area that takes it up, and whether it is settled; None when it is gone.

    It stays as it is until the transaction ends, so that its settling is told after what the area writes.
    """
    row = found.words(commitment_id, hold=True)
    if row is None:
        return None
    one = row.Commitment
    return {
        "title": one.measure,
        "text": f"{row.organisation}在《党建联建协议》{row.number}里承诺：{one.measure}。应在 {one.due_on} 以前办结。",
        "community_id": one.community_id,
        "compound_id": one.compound_id,
        "settled": one.state not in UNSETTLED or one.due_on >= today(),
    }

"""What was promised in an agreement: written, taken up, reported done, confirmed by another, rated; late ones told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.permissions import Role
from app.events.party import CommitmentDue, CommitmentOverdue, CommitmentSettled
from app.identity.queries import people_with_post
from app.media.service import link
from app.notify.service import tell
from app.party import policy, queries, workflow
from app.party.models import (
    OPEN,
    Agreement,
    AgreementState,
    Commitment,
    CommitmentAction,
    CommitmentEvent,
    CommitmentOpinion,
    CommitmentState,
)
from app.party.queries import commitments as found

Shape = dict[str, Any]
LATE = "《党建联建协议》{number}里，{organisation}承诺“{text}”应在 {day} 以前办结，现在还没有报办结。"
SETTLED = (CommitmentAction.SAVE, CommitmentAction.CONFIRM, CommitmentAction.DROP)
"""Steps after which nothing is overdue any more."""
MOST = 100
"""Promises in one agreement."""


def add(actor: Actor, agreement_id: UUID, body: Shape) -> UUID:
    """Write something that a party promises into an agreement that is in force; return its id.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    agreement = queries.lock(actor, agreement_id)
    policy.may_write(actor, agreement.community_id).enforce()
    if agreement.state != AgreementState.IN_FORCE or agreement.ends_on < today():
        raise Conflict("协议签订以后、到期以前才能列承诺事项")
    if len(found.of_agreement(agreement.id)) >= MOST:
        raise Conflict(f"一份协议最多列 {MOST} 件承诺事项")
    commitment = _new(agreement)
    _take(commitment, agreement, body)
    _begin(actor, commitment)
    return commitment.id


def write(actor: Actor, agreement: Agreement, last: Commitment, due_on: date) -> None:
    """Write into an agreement what was promised in the one before it, with the day on which it is due now."""
    commitment = _new(agreement)
    for name in ("organisation_id", "compound_id", "measure", "rhythm"):
        setattr(commitment, name, getattr(last, name))
    commitment.due_on = due_on
    _begin(actor, commitment)


def _new(agreement: Agreement) -> Commitment:
    return Commitment(
        id=new_id(),
        created_at=now(),
        district_id=agreement.district_id,
        street_id=agreement.street_id,
        community_id=agreement.community_id,
        agreement_id=agreement.id,
        state=CommitmentState.LISTED,
        version=1,
        round=1,
        late=False,
        proof="",
    )


def _begin(actor: Actor, commitment: Commitment) -> None:
    db.session.add(commitment)
    db.session.flush()
    _note(actor, commitment, "add", None)
    wait_for(commitment)


def _take(commitment: Commitment, agreement: Agreement, body: Shape) -> None:
    compounds, parties = queries.links(agreement.id)
    if body["organisation_id"] not in parties:
        raise NotFound("它不是这份协议的签约单位", fields={"organisation_id": ["它不是这份协议的签约单位"]})
    if body["compound_id"] is not None and body["compound_id"] not in compounds:
        raise NotFound("协议里没有这个小区", fields={"compound_id": ["协议里没有这个小区"]})
    problem = policy.due_problem(body["due_on"], agreement.starts_on, agreement.ends_on)
    if problem is None and body["due_on"] < today():
        problem = "应办日期已经过了"
    if problem:
        raise InvalidInput(problem, fields={"due_on": [problem]})
    for name in ("organisation_id", "compound_id", "measure", "rhythm", "due_on"):
        setattr(commitment, name, body[name])


def wait_for(commitment: Commitment) -> None:
    """Set the timer of the present due day in the place of the one before."""
    outbox.cancel(_timers(commitment))
    outbox.publish(
        CommitmentDue(str(commitment.id), commitment.due_on.isoformat()),
        due_at=datetime.combine(commitment.due_on + timedelta(days=1), time(), BEIJING),
        dedupe=f"{_timers(commitment)}{commitment.due_on}:{commitment.version}",
    )


def _timers(commitment: Commitment) -> str:
    return f"party_commitment:{commitment.id}:"


def act(actor: Actor, commitment_id: UUID, action: CommitmentAction, body: Shape) -> None:
    """Move something promised. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    commitment = found.lock(actor, commitment_id)
    target = workflow.take(actor, action, commitment)
    if commitment.version != body["version"]:
        raise Conflict
    before, commitment.state = commitment.state, target
    commitment.version += 1
    EFFECTS[action](actor, commitment, body)
    _note(actor, commitment, action, before, body)
    if action is CommitmentAction.RATE:
        _next_round(commitment)


def _save(actor: Actor, commitment: Commitment, body: Shape) -> None:
    if body["content"] is None:
        raise InvalidInput(fields={"content": ["请填写"]})
    agreement = queries.lock(actor, commitment.agreement_id)
    _take(commitment, agreement, body["content"])
    commitment.late = False
    wait_for(commitment)


def _submit(actor: Actor, commitment: Commitment, body: Shape) -> None:
    if not body["note"]:
        raise InvalidInput(fields={"note": ["请写明做了什么"]})
    commitment.proof, commitment.submitted_by = body["note"], actor.person_id
    link(actor.person_id, body["media_ids"], found.SUBJECT, commitment.id, f"round{commitment.round}"[:20])


def _reason(actor: Actor, commitment: Commitment, body: Shape) -> None:
    if not body["note"]:
        raise InvalidInput(fields={"note": ["请写明原因"]})


def _return(actor: Actor, commitment: Commitment, body: Shape) -> None:
    _reason(actor, commitment, body)
    commitment.submitted_by = None


def _rate(actor: Actor, commitment: Commitment, body: Shape) -> None:
    if body["rating"] is None:
        raise InvalidInput(fields={"rating": ["请选择 1 到 5 分"]})
    commitment.rating = body["rating"]


def _drop(actor: Actor, commitment: Commitment, body: Shape) -> None:
    _reason(actor, commitment, body)
    outbox.cancel(_timers(commitment))


def _nothing(actor: Actor, commitment: Commitment, body: Shape) -> None:
    return None


EFFECTS: dict[CommitmentAction, Callable[[Actor, Commitment, Shape], None]] = {
    CommitmentAction.SAVE: _save,
    CommitmentAction.CLAIM: _nothing,
    CommitmentAction.START: _nothing,
    CommitmentAction.SUBMIT: _submit,
    CommitmentAction.RETURN: _return,
    CommitmentAction.CONFIRM: _nothing,
    CommitmentAction.RATE: _rate,
    CommitmentAction.DROP: _drop,
}


def _next_round(commitment: Commitment) -> None:
    """Begin the next turn of a rhythm, taken up already; without one in the term the last stays done."""
    agreement = db.session.get_one(Agreement, commitment.agreement_id)
    after = max(commitment.due_on, today()) + timedelta(days=1)
    first = found.first_due(commitment.id) or commitment.due_on
    due = policy.turn_from(first, commitment.rhythm, after, agreement.ends_on)
    if due is None or agreement.state != AgreementState.IN_FORCE:
        outbox.cancel(_timers(commitment))
        return
    commitment.state, commitment.due_on = CommitmentState.CLAIMED, due
    commitment.round += 1
    commitment.version += 1
    commitment.late, commitment.proof, commitment.submitted_by, commitment.rating = False, "", None, None
    _note(None, commitment, "next", CommitmentState.RATED)
    wait_for(commitment)


def _note(
    actor: Actor | None, commitment: Commitment, action: str, before: str | None, body: Shape | None = None
) -> None:
    """Add what was done to the history and to the audit log."""
    is_report = action == CommitmentAction.SUBMIT
    db.session.add(
        CommitmentEvent(
            commitment_id=commitment.id,
            seq=commitment.version,
            at=now(),
            actor_id=actor.person_id if actor else None,
            action=action,
            before=before,
            after=commitment.state,
            round=commitment.round,
            due_on=commitment.due_on,
            on_time=today() <= commitment.due_on if is_report else None,
            note=body["note"] if body else "",
            rating=commitment.rating if action == CommitmentAction.RATE else None,
        )
    )
    audit.record(actor, f"party.commitment_{action}", f"commitment:{commitment.id}", round=commitment.round)
    if action in SETTLED:
        outbox.publish(CommitmentSettled(str(commitment.id), str(commitment.community_id)))
    db.session.flush()


def overdue(commitment_id: UUID, due_on: date) -> bool:
    """Tell the community and the party that a due day passed; the council may take it up. Returns whether it was late.

    Harmless when it was done, moved to another day, or told already.
    """
    commitment = found.lock_for_system(commitment_id)
    if commitment is None or commitment.due_on != due_on or commitment.late:
        return False
    if not policy.is_overdue(commitment.state, commitment.due_on, today()):
        return False
    commitment.late = True
    commitment.version += 1
    _note(None, commitment, "late", commitment.state)
    outbox.publish(
        CommitmentOverdue(
            str(commitment.id), str(commitment.community_id), str(commitment.compound_id or ""), str(due_on)
        )
    )
    row = found.words(commitment.id)
    if row is None:
        return True
    people = {
        person
        for role in (Role.COMMUNITY, Role.SECRETARY)
        for person in people_with_post(role, community_id=commitment.community_id)
    } | set(people_with_post(Role.MANAGER, organisation_id=commitment.organisation_id))
    tell(
        sorted(people),
        event_key=f"party_commitment:{commitment.id}:{due_on}",
        district_id=commitment.district_id,
        title="联建承诺到期没有办结",
        text=LATE.format(number=row.number, organisation=row.organisation, text=commitment.measure, day=due_on),
    )
    return True


def close_with(agreement: Agreement) -> None:
    """Drop what is still open in an agreement that is over, in the current unit of work."""
    for commitment in found.of_agreement(agreement.id):
        if commitment.state not in OPEN:
            continue
        before, commitment.state = commitment.state, CommitmentState.DROPPED
        commitment.version += 1
        outbox.cancel(_timers(commitment))
        _note(None, commitment, "drop", before)


def say(actor: Actor, commitment_id: UUID, done: bool) -> None:
    """Keep what a resident says of something reported done; he may change his mind until it is rated.

    Raises ``NotFound`` or ``Conflict``.
    """
    commitment = found.lock_for_resident(actor, commitment_id)
    if commitment.state not in (CommitmentState.SUBMITTED, CommitmentState.CONFIRMED):
        raise Conflict("报了办结、还没有评价的，才能说做到没做到")
    values = {"done": done, "at": now()}
    statement = insert(CommitmentOpinion).values(
        commitment_id=commitment.id, round=commitment.round, person_id=actor.person_id, **values
    )
    same = [CommitmentOpinion.commitment_id, CommitmentOpinion.round, CommitmentOpinion.person_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_=values))

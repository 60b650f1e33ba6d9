"""One matter, several reporters: merging (并案), taking apart again, and joining (我也遇到)."""

from __future__ import annotations

from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.events.tickets import TicketJoined, TicketMerged, TicketUnmerged
from app.tickets import workflow
from app.tickets.models import OVER, Action, Follower, State, Ticket, TicketEvent
from app.tickets.queries import Door, followers_of, lock_for_change, lock_for_system, may_see, merged_reporters
from app.tickets.service.behalf import standing
from app.tickets.service.recording import record
from app.tickets.service.requests import void_requests
from app.tickets.service.standing import go_on
from app.tickets.service.step import Step


def merge(step: Step) -> None:
    """Put the ticket into another open one of the same compound. Its clocks stop, its reporters come along."""
    step.needs_note("请写明为什么是同一件事")
    ticket, into_id = step.ticket, step.body.get("into_id")
    if into_id is None or into_id == ticket.id:
        raise InvalidInput(fields={"into_id": ["请选择要并入的那件事"]})
    main = lock_for_system(into_id)
    if main is None or not may_see(step.actor, main.id):
        raise NotFound(fields={"into_id": ["没有这件事"]})
    if main.compound_id != ticket.compound_id:
        raise InvalidInput(fields={"into_id": ["只能并入同一小区的事"]})
    if main.state in OVER:
        raise Conflict("要并入的那件事已经结束")
    if any(row.how == "merged" for row in followers_of(ticket.id)):
        raise Conflict("这件事已经有别的事并入，请先解除并案")
    go_on(ticket)
    void_requests(step)
    ticket.merged_into_id, ticket.merged_at = main.id, step.at
    step.detail |= {"into": str(main.id), "into_no": main.no}
    joined = {ticket.reporter_id} | {row.person_id for row in followers_of(ticket.id)}
    known = {main.reporter_id} | {row.person_id for row in followers_of(main.id)}
    for person_id in joined - known:
        _follow(main, person_id, "merged", ticket.id)
    _tell_main(step, main, Action.MERGE, {"from": str(ticket.id), "from_no": ticket.no})
    outbox.publish(TicketMerged(str(ticket.id), str(main.id)))


def unmerge(step: Step) -> None:
    """Take the ticket out again: it goes on by itself, its time as merged does not count."""
    step.needs_note("请写明为什么要分开办")
    ticket = step.ticket
    main = lock_for_system(ticket.merged_into_id) if ticket.merged_into_id else None
    ticket.merged_into_id = ticket.merged_at = None
    step.again = True
    if main is None:
        return
    step.detail |= {"out_of": str(main.id), "out_of_no": main.no}
    _let_go(main, ticket.id)
    _tell_main(step, main, Action.UNMERGE, {"from": str(ticket.id), "from_no": ticket.no})
    outbox.publish(TicketUnmerged(str(ticket.id), str(main.id)))


def _let_go(main: Ticket, leaving_id: UUID) -> None:
    """Take off ``main`` who came along with a ticket, unless another one that stays merged brought him too."""
    db.session.flush()  # the one that leaves counts no more
    others = merged_reporters(main.id)
    for row in followers_of(main.id):
        if row.from_ticket_id != leaving_id:
            continue
        if row.person_id in others:
            row.from_ticket_id = others[row.person_id]
        else:
            db.session.delete(row)


def _tell_main(step: Step, main: Ticket, action: Action, detail: dict[str, str]) -> None:
    """Write into the history of the one that stays what came to it or left it."""
    main.version += 1
    db.session.add(
        TicketEvent(
            ticket_id=main.id,
            seq=main.version,
            at=step.at,
            district_id=main.district_id,
            actor_id=step.actor.person_id,
            actor_role=step.actor.role,
            action=Action.JOIN,
            before=main.state,
            after=main.state,
            note=step.body.get("note") or "",
            detail=detail | {"how": action.value},
        )
    )
    audit.record(step.actor, f"tickets.{action}", f"ticket:{main.id}")


def _follow(main: Ticket, person_id: UUID, how: str, from_id: UUID | None, note: str = "") -> None:
    db.session.add(
        Follower(ticket_id=main.id, person_id=person_id, how=how, from_ticket_id=from_id, at=now(), note=note)
    )
    outbox.publish(TicketJoined(str(main.id), str(person_id), how))


def join(*, actor: Actor, ticket_id: UUID, note: str, on_behalf_of: UUID | None = None) -> UUID:
    """Let ``actor``, or who lets him act for him, join a ticket where that person could report. Again does nothing.

    Returns the ticket that is followed now: the one it was merged into, if it was. Raises ``NotFound`` when there is
    no such ticket where he could report.
    """
    ticket = lock_for_system(ticket_id)
    while ticket is not None and ticket.state == State.MERGED and ticket.merged_into_id is not None:
        ticket = lock_for_system(ticket.merged_into_id)
    if ticket is None:
        raise NotFound
    whom = standing(actor, ticket.compound_id, on_behalf_of)
    if any(row.person_id == whom.person_id for row in followers_of(ticket.id)):
        return ticket.id
    before, _ = workflow.move(actor, ticket, Action.JOIN)
    _follow(ticket, whom.person_id, "joined", None, note)
    detail = {"how": "joined"} | ({"delegation": str(whom.delegation_id)} if whom.delegation_id else {})
    record(ticket, Action.JOIN, before, now(), actor=actor, door=Door.RESIDENT, note=note, detail=detail)
    return ticket.id


def join_caller(*, actor: Actor, ticket_id: UUID, person_id: UUID, channel: str, note: str) -> UUID:
    """Let somebody who called, or came to the window, join an open ticket in his stead. Again does nothing.

    Raises ``NotFound`` for a ticket that the office does not see, ``Conflict`` when it is the caller's own.
    """
    ticket = lock_for_change(actor, Door.STAFF, ticket_id)
    if ticket.reporter_id == person_id:
        raise Conflict("这件事就是这位居民报的，不用再登记")
    if any(row.person_id == person_id for row in followers_of(ticket.id)):
        return ticket.id
    before, _ = workflow.move(actor, ticket, Action.JOIN)
    _follow(ticket, person_id, "joined", None, note)
    detail = {"how": "called", "channel": channel}
    record(ticket, Action.JOIN, before, now(), actor=actor, door=Door.STAFF, note=note, detail=detail)
    return ticket.id

"""Joint handling (吹哨报到): the street calls other organisations; the responsible one stays in the lead."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.core.errors import Forbidden, InvalidInput
from app.events.tickets import PartyDue, PartySilent
from app.tickets import workflow
from app.tickets.ladder import moment_to_tell
from app.tickets.models import Action, Party
from app.tickets.queries import lock_for_system, organisation_in_district, party_of
from app.tickets.service.recording import category_name
from app.tickets.service.step import Step

REPORT_WITHIN = timedelta(hours=24)
"""A called organisation reports within a day (common practice; the ordinance names no hours)."""


def whistle(step: Step) -> None:
    """Call an organisation to help, with what it is to do."""
    task = step.needs_note("请写明需要配合做什么")
    called = step.other_organisation("请选择要吹哨的单位")
    if party_of(step.ticket.id, called.id) is not None:
        raise InvalidInput(fields={"organisation_id": [f"已经吹哨{called.name}"]})
    db.session.add(
        Party(
            ticket_id=step.ticket.id,
            organisation_id=called.id,
            state="invited",
            invited_by=step.actor.person_id,
            invited_at=step.at,
            due_at=step.at + REPORT_WITHIN,
            task=task,
        )
    )
    step.detail["organisation"] = called.name
    step.about, step.other = "whistle", called.id
    _timer(step.ticket.id, called.id, step.at + REPORT_WITHIN)


def _timer(ticket_id: UUID, organisation_id: UUID, due: datetime) -> None:
    key = outbox.subject_key("party", ticket_id, organisation_id, int(due.timestamp()))
    outbox.publish(PartyDue(str(ticket_id), str(organisation_id)), due_at=due, dedupe=key)


def note_silence(ticket_id: UUID, organisation_id: UUID) -> bool:
    """Tell of a called organisation that has not reported in in time, once. Returns whether it has not.

    At night people hear of it in the morning, unless the matter is urgent. Nobody is told of what is done already.
    """
    ticket = lock_for_system(ticket_id)
    party = party_of(ticket_id, organisation_id)
    if ticket is None or party is None or party.state != "invited":
        return False
    if not workflow.BY_ACTION[Action.REPORT_IN].fits(ticket):
        return False
    if party.due_at > now():
        _timer(ticket_id, organisation_id, party.due_at)
        return False
    outbox.publish(
        PartySilent(str(ticket_id), str(organisation_id), ticket.no, category_name(ticket)),
        due_at=moment_to_tell(ticket.urgency, now()),
        dedupe=outbox.subject_key("party-silent", ticket_id, organisation_id),
    )
    return True


def report_in(step: Step) -> None:
    """Report (报到) as a called organisation, with what it does or has done."""
    note = step.needs_note("请写明怎样配合")
    organisation_id = step.actor.post.organisation_id if step.actor.post else None
    party = party_of(step.ticket.id, organisation_id) if organisation_id else None
    if party is None:
        raise Forbidden("只有被吹哨的单位可以报到")
    called = organisation_in_district(party.organisation_id, step.ticket.district_id)
    party.state, party.note = "reported", note
    party.reported_at = party.reported_at or step.at
    party.reported_by = step.actor.person_id
    step.detail["organisation"] = called.name if called else ""
    step.attach("after")

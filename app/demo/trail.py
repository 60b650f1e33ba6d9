"""What the product itself would have written beside the data: audit rows, timers of open tickets, dead messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.people import Register
from app.demo.story import Story
from app.events.tickets import ReviewDue, SuspensionOver, TicketDeadline, TicketSubmitted
from app.identity.models import BindingState
from app.tickets import jobs
from app.tickets.clocks import CLOCK_NAMES, DUE_COLUMN, MET_COLUMN
from app.tickets.models import Action, Cause, Source, State

AUDIT_DAYS = 45
"""The log shows the last weeks; older rows of the demo would only be more of the same."""
AT_WORK = frozenset({State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS})
GAVE_UP_AFTER = timedelta(minutes=146)
"""How long twelve tries take (``outbox``: delays doubling from 5 s to an hour)."""
GAVE_UP_WITH = "app.core.errors.Unavailable app.unavailable"
FILED, LODGED = "tickets.file", "tickets.lodge"
STANDSTILLS = frozenset({Action.SUSPEND, Action.ASK, Action.SHELVE})
TOLD_ELSEWHERE = frozenset({Action.MERGE, Action.UNMERGE})
"""What the history of the other ticket says; the log has it once."""


class Trail:
    """Collects the rows as the stories are told, and writes them in the order of time."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._since = district.now - timedelta(days=AUDIT_DAYS)
        self._audit: list[dict[str, Any]] = []
        self._timers: list[dict[str, Any]] = []
        self._dead: list[dict[str, Any]] = []

    def follow(self, story: Story) -> None:
        """Note what ``story`` left behind."""
        self._audit.extend(self._acts(story))
        ticket = story.ticket
        if ticket.state is State.SUBMITTED:
            self._dead.extend(_gave_up(story))
        elif ticket.state is State.SUSPENDED and ticket.suspended_until is not None:
            self._timers.extend(_standstill(story, ticket.suspended_until))
        elif ticket.state in AT_WORK:
            self._timers.extend(self._clocks(story))

    def decisions(self, register: Register) -> None:
        """Note the decisions on homes and the posts of the demo persons."""
        for row in register.bindings:
            if row["decided_by"] is not None and row["state"] is not BindingState.ENDED:
                before, after = BindingState.PENDING, row["state"]
                what = "approve" if after is BindingState.ACTIVE else "refuse"
                detail = {"person": str(row["person_id"]), "before": before, "after": after}
                self._note(
                    f"identity.home_{what}", row["decided_at"], row["decided_by"], f"binding:{row['id']}", detail
                )
        granted_by = self._district.personas["sysadmin"]
        personas = set(self._district.personas.values())
        for row in register.posts:
            if row["person_id"] in personas:
                detail = {"person": str(row["person_id"]), "role": row["role"]}
                self._note("identity.post_granted", row["created_at"], granted_by, f"post:{row['id']}", detail)

    def act(self, what: str, at: datetime, actor: UUID, subject: str, **detail: Any) -> None:
        """Note an act of the last weeks that no story tells."""
        if at >= self._since:
            self._note(what, at, actor, subject, detail)

    def write(self, copier: Copier) -> None:
        """Write everything; the audit log in the order of time, since its numbers follow it."""
        copier.rows(audit.AuditEntry, sorted(self._audit, key=lambda row: row["at"]))
        copier.rows(outbox.OutboxMessage, self._timers)
        copier.rows(outbox.OutboxMessage, self._dead)

    def _acts(self, story: Story) -> Iterator[dict[str, Any]]:
        for event in story.events:
            if event["actor_id"] is None or event["at"] < self._since or event["detail"].get("how") in TOLD_ELSEWHERE:
                continue
            what, detail = _noted(story, event)
            yield self._row(what, event["at"], event["actor_id"], f"ticket:{story.ticket.id}", detail)

    def _note(self, *values: Any) -> None:
        self._audit.append(self._row(*values))

    def _row(self, what: str, at: Any, actor: Any, subject: str, detail: dict[str, Any]) -> dict[str, Any]:
        return {
            "at": at,
            "district_id": self._district.id,
            "actor_id": actor,
            "what": what,
            "subject": subject,
            "detail": detail,
        }

    def _clocks(self, story: Story) -> Iterator[dict[str, Any]]:
        ticket = story.ticket
        for clock in CLOCK_NAMES:
            due, met = getattr(ticket, DUE_COLUMN[clock]), getattr(ticket, MET_COLUMN[clock])
            if due is None or met is not None or due <= self._district.now:
                continue
            event = TicketDeadline(str(ticket.id), ticket.round, clock)
            key = outbox.subject_key("deadline", ticket.id, ticket.round, clock, int(due.timestamp()))
            yield from outbox.rows_for(event, due_at=due, dedupe=key)


def _noted(story: Story, event: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return what the log says of a step, and its detail."""
    ticket = story.ticket
    if event["action"] is not Action.SUBMIT:
        return f"tickets.{event['action']}", {"before": event["before"], "after": event["after"]}
    if ticket.source is Source.APP and ticket.ordered_due_at is None:
        return FILED, {"basis": ticket.basis, "photos": 0}
    return LODGED, {"source": ticket.source}


def _standstill(story: Story, until: datetime) -> Iterable[dict[str, Any]]:
    """The timer of the step that let the ticket stand still: the end of a pause, or the review of a hard case."""
    seq = max(event["seq"] for event in story.events if event["action"] in STANDSTILLS)
    ticket_id = story.ticket.id
    if story.ticket.suspend_cause == Cause.SHELVED:
        review = ReviewDue(str(ticket_id), seq)
        return outbox.rows_for(review, due_at=until, dedupe=outbox.subject_key("review", ticket_id, seq))
    over = SuspensionOver(str(ticket_id), seq)
    return outbox.rows_for(over, due_at=until, dedupe=outbox.subject_key("suspension", ticket_id, seq))


def _gave_up(story: Story) -> Iterable[dict[str, Any]]:
    """The message that should have routed the ticket was tried twelve times; an administrator can try it again."""
    ticket = story.ticket
    rows = outbox.rows_for(TicketSubmitted(str(ticket.id), str(ticket.compound_id)), due_at=ticket.created_at)
    for row in rows:
        yield row | {
            "created_at": ticket.created_at,
            "attempts": outbox.MAX_ATTEMPTS,
            "last_error": GAVE_UP_WITH,
            "dead_at": ticket.created_at + GAVE_UP_AFTER,
        }


SUBSCRIBING = jobs
"""The subscribers must be known before rows for them are made."""

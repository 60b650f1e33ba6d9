"""One ticket and its history, told step by step. The table of moves of the tickets area judges every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from app.core.clock import BEIJING
from app.demo.chance import ident
from app.demo.district import Asset, Building, Compound, Resident, Worker
from app.places.routing import Party
from app.tickets import workflow
from app.tickets.clocks import limits_of
from app.tickets.models import Action, Basis, Kind, Outcome, State, Urgency
from app.tickets.policy import TicketFacts
from app.tickets.queries.reference import CategoryFacts
from app.tickets.routing import Decision

BY_HAND = "人工改派"
CHECK_LAG = timedelta(seconds=2)
"""How long after a deadline the timer marks a ticket late."""


@dataclass
class Draft:
    """A row of the ticket table before it is written; the names are those of the columns."""

    id: UUID
    no: str
    district_id: UUID
    street_id: UUID
    community_id: UUID
    compound_id: UUID
    building_id: UUID | None
    home_id: UUID | None
    asset_id: UUID | None
    kind: Kind
    category: str
    urgency: Urgency
    state: State
    reporter_id: UUID
    filed_by_id: UUID
    basis: Basis
    hide_me: bool
    description: str
    created_at: datetime
    clock_from: datetime
    contact_due_at: datetime
    onsite_due_at: datetime | None
    finish_due_at: datetime
    version: int = 1
    round: int = 1
    contact_cipher: bytes | None = None
    responsible_org_id: UUID | None = None
    responsible_region_id: UUID | None = None
    assignee_id: UUID | None = None
    outcome: Outcome | None = None
    rating: int | None = None
    contacted_at: datetime | None = None
    onsite_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None
    late_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports, before anybody does anything about it. ``number`` is its place in time."""

    key: str
    number: int
    kind: Kind
    category: CategoryFacts
    compound: Compound
    building: Building | None
    asset: Asset | None
    reporter: Resident
    filed_by: UUID
    words: str
    hide_me: bool = False


@dataclass
class Story:
    """A ticket with what happened to it. Every method is one step at the time ``at``."""

    report: Report
    ticket: Draft
    events: list[dict[str, Any]] = field(default_factory=list)
    routings: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    assignee: Worker | None = None
    organisation: Party | None = None

    @classmethod
    def begin(cls, report: Report, district_id: UUID, at: datetime) -> Story:
        """Report it at ``at``."""
        compound, home = report.compound, report.reporter.home
        due = limits_of(report.category).due(at)
        draft = Draft(
            id=ident("ticket", report.key),
            no=f"{at.astimezone(BEIJING):%y%m%d}{report.number:06d}",
            district_id=district_id,
            street_id=compound.street.id,
            community_id=compound.community.id,
            compound_id=compound.id,
            building_id=report.building.id if report.building else None,
            home_id=home.id if home and report.reporter.basis != Basis.VISITOR else None,
            asset_id=report.asset.id if report.asset else None,
            kind=report.kind,
            category=report.category.code,
            urgency=Urgency(report.category.urgency),
            state=State.SUBMITTED,
            reporter_id=report.reporter.person,
            filed_by_id=report.filed_by,
            basis=Basis(report.reporter.basis),
            hide_me=report.hide_me,
            description=report.words,
            created_at=at,
            clock_from=at,
            **due,
        )
        story = cls(report, draft)
        story._write(Action.SUBMIT, at, None, report.filed_by)
        return story

    def dispatch(self, decision: Decision, party: Party, region: UUID | None, at: datetime) -> None:
        """The router makes ``party`` responsible."""
        self._move(Action.DISPATCH)
        self._responsible(party, region)
        self._write(Action.DISPATCH, at, State.SUBMITTED, None, detail={"organisation": party.name})
        self._route(decision.rule, party, decision.reasons, at)

    def accept(self, worker: Worker, at: datetime) -> None:
        """``worker`` takes it on, which is also the first contact with the resident."""
        before = self._move(Action.ACCEPT)
        self.assignee = worker
        self.ticket.assignee_id = worker.person
        self.ticket.contacted_at = self.ticket.contacted_at or at
        self._write(Action.ACCEPT, at, before, worker.person, worker.role)

    def start(self, at: datetime) -> None:
        """The worker is on site."""
        before = self._move(Action.START)
        self.ticket.onsite_at = self.ticket.onsite_at or at
        self._by_assignee(Action.START, at, before)

    def suspend(self, at: datetime, until: datetime, note: str) -> None:
        """It has to wait until ``until`` for the reason in ``note``."""
        before = self._move(Action.SUSPEND)
        self.ticket.suspended_at, self.ticket.suspended_until = at, until
        self._by_assignee(Action.SUSPEND, at, before, note, {"until": until.isoformat()})

    def resume(self, at: datetime) -> None:
        """It goes on; the clock of the finish moves by the pause."""
        before = self._move(Action.RESUME)
        ticket = self.ticket
        if ticket.suspended_at is not None:
            ticket.finish_due_at += at - ticket.suspended_at
        ticket.suspended_at = ticket.suspended_until = None
        self._by_assignee(Action.RESUME, at, before)

    def finish(self, at: datetime, note: str) -> None:
        """The work is done; the resident is asked."""
        before = self._move(Action.FINISH)
        self.ticket.finished_at = at
        self.mark_late(at)
        self._by_assignee(Action.FINISH, at, before, note, {"photos": []})

    def confirm(self, at: datetime, outcome: Outcome, rating: int, comment: str) -> None:
        """The resident says what became of it."""
        before = self._move(Action.CONFIRM)
        ticket = self.ticket
        ticket.outcome, ticket.rating, ticket.closed_at = outcome, rating, at
        person = ticket.filed_by_id
        detail = {"outcome": outcome, "rating": rating}
        self._write(Action.CONFIRM, at, before, person, note=comment, detail=detail)
        self.ratings.append(
            {
                "ticket_id": ticket.id,
                "round": ticket.round,
                "district_id": ticket.district_id,
                "at": at,
                "person_id": person,
                "outcome": outcome,
                "rating": rating,
                "comment": comment,
            }
        )

    def reopen(self, at: datetime, note: str, worker: Worker | None = None) -> None:
        """The resident, or ``worker`` of the community, sends it back; all clocks begin anew."""
        before = self._move(Action.REOPEN)
        ticket = self.ticket
        ticket.round += 1
        ticket.outcome = ticket.rating = ticket.assignee_id = ticket.late_at = None
        ticket.contacted_at = ticket.onsite_at = ticket.finished_at = ticket.closed_at = None
        ticket.clock_from = at
        vars(ticket).update(limits_of(self.report.category).due(at))
        self.assignee = None
        who, role = (worker.person, worker.role) if worker else (ticket.filed_by_id, None)
        self._write(Action.REOPEN, at, before, who, role, note, {"round": ticket.round})

    def withdraw(self, at: datetime, note: str) -> None:
        """The resident takes it back."""
        before = self._move(Action.WITHDRAW)
        self.ticket.closed_at = at
        self._write(Action.WITHDRAW, at, before, self.ticket.filed_by_id, note=note)

    def give_to(self, party: Party, region: UUID | None, worker: Worker, at: datetime, note: str) -> None:
        """``worker`` of a region gives it to another organisation."""
        before = self._move(Action.REASSIGN)
        self._responsible(party, region)
        detail = {"organisation": party.name}
        self._write(Action.REASSIGN, at, before, worker.person, worker.role, note, detail)
        self._route(BY_HAND, party, (f"{note}（{BY_HAND}）",), at)

    def hand_over(self, colleague: Worker, manager: Worker, at: datetime, note: str) -> None:
        """The manager gives it to a colleague."""
        before = self._move(Action.REASSIGN)
        self.assignee, self.ticket.assignee_id = colleague, colleague.person
        detail = {"assignee": str(colleague.person)}
        self._write(Action.REASSIGN, at, before, manager.person, manager.role, note, detail)

    def mark_late(self, at: datetime) -> None:
        """Note that the finish was late, if it was by ``at``."""
        due = self.ticket.finish_due_at
        if due < at and self.ticket.late_at is None:
            self.ticket.late_at = due + CHECK_LAG

    def last_at(self) -> datetime:
        """Return when the latest step was."""
        latest: datetime = self.events[-1]["at"]
        return latest

    def rows(self) -> dict[str, Any]:
        """Return the row of the ticket."""
        return vars(self.ticket)

    def _move(self, action: Action) -> State:
        before, _ = workflow.move(None, cast(TicketFacts, self.ticket), action)
        self.ticket.version += 1
        return before

    def _responsible(self, party: Party, region: UUID | None) -> None:
        self.organisation, self.assignee = party, None
        ticket = self.ticket
        ticket.responsible_org_id, ticket.responsible_region_id, ticket.assignee_id = party.id, region, None

    def _route(self, rule: str, party: Party, reasons: tuple[str, ...], at: datetime) -> None:
        self.routings.append(
            {
                "ticket_id": self.ticket.id,
                "seq": self.ticket.version,
                "district_id": self.ticket.district_id,
                "at": at,
                "rule": rule,
                "organisation_id": party.id,
                "reasons": list(reasons),
            }
        )

    def _by_assignee(
        self,
        action: Action,
        at: datetime,
        before: State,
        note: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        worker = self.assignee
        if worker is None:
            raise ValueError("nobody has accepted this ticket")
        self._write(action, at, before, worker.person, worker.role, note, detail)

    def _write(
        self,
        action: Action,
        at: datetime,
        before: State | None,
        actor: UUID | None,
        role: str | None = None,
        note: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        self.events.append(
            {
                "ticket_id": self.ticket.id,
                "seq": self.ticket.version,
                "at": at,
                "district_id": self.ticket.district_id,
                "actor_id": actor,
                "actor_role": role,
                "action": action,
                "before": before,
                "after": self.ticket.state,
                "note": note,
                "detail": detail or {},
            }
        )


def all_rows(stories: list[Story], name: str) -> Iterator[dict[str, Any]]:
    """Yield the ``events``, ``routings`` or ``ratings`` of ``stories``."""
    for story in stories:
        yield from getattr(story, name)

"""One ticket and its history, told step by step. The table of moves of the tickets area judges every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self, cast
from uuid import UUID

from app.core.clock import BEIJING
from app.demo.chance import ident
from app.demo.district import Worker
from app.demo.draft import Draft, Report, Said
from app.places.routing import Party
from app.tickets import clocks, ladder, workflow
from app.tickets.clocks import limits_of
from app.tickets.models import Action, Basis, Cause, Outcome, Result, Source, State, Urgency
from app.tickets.policy import TicketFacts
from app.tickets.routing import Decision
from app.workdays.service import calendar

BY_HAND = "人工改派"
CAUSES = {
    "等配件到货": Cause.PARTS,
    "等天晴后施工": Cause.WEATHER,
    "业主出差，约好下周上门": Cause.ACCESS,
    "等产权单位答复": Cause.THIRD_PARTY,
}
"""What the words of a suspension mean."""
CHECK_LAG = timedelta(seconds=2)
"""How long after a deadline the timer marks a ticket late."""


@dataclass
class Story:
    """A ticket with what happened to it. Every method is one step at the time ``at``."""

    report: Report
    ticket: Draft
    events: list[dict[str, Any]] = field(default_factory=list)
    routings: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    parties: list[dict[str, Any]] = field(default_factory=list)
    followers: list[dict[str, Any]] = field(default_factory=list)
    merged: list[Story] = field(default_factory=list)
    """Those that were put into this one and not taken out again."""
    said: list[Said] = field(default_factory=list)
    """What the reporter answered, round by round."""
    assignee: Worker | None = None
    organisation: Party | None = None

    @property
    def hearing(self) -> list[UUID]:
        """Who hears of it: its reporter and its followers."""
        return [self.ticket.reporter_id, *(row["person_id"] for row in self.followers)]

    @classmethod
    def begin(cls, report: Report, district_id: UUID, at: datetime) -> Self:
        """Report it at ``at``."""
        compound, home = report.compound, report.reporter.home
        ordered, basis = report.ordered or (None, "")
        due = limits_of(report.category).columns(at, calendar(), ordered)
        told_by_office = report.source is not Source.APP
        draft = Draft(
            id=ident("ticket", report.key),
            no=f"{at.astimezone(BEIJING):%y%m%d}{report.number:06d}",
            district_id=district_id,
            street_id=compound.street.id,
            community_id=compound.community.id,
            compound_id=compound.id,
            building_id=report.building.id if report.building else None,
            home_id=home.id if home and report.reporter.basis != Basis.VISITOR and not told_by_office else None,
            asset_id=report.asset.id if report.asset else None,
            kind=report.kind,
            category=report.category.code,
            urgency=Urgency(report.category.urgency),
            state=State.SUBMITTED,
            reporter_id=report.reporter.person,
            filed_by_id=report.filed_by,
            delegation_id=report.delegation,
            basis=Basis.STAFF if told_by_office else Basis(report.reporter.basis),
            hide_me=report.hide_me,
            description=report.words,
            created_at=at,
            clock_from=at,
            source=report.source,
            ordered_due_at=ordered,
            ordered_basis=basis,
            **due,
        )
        story = cls(report, draft)
        story._submit(at, told_by_office=told_by_office)
        return story

    def _submit(self, at: datetime, *, told_by_office: bool) -> None:
        report = self.report
        if not told_by_office:
            # What another area files for its asker says where it comes from, as all that is lodged does.
            detail = {"source": report.source} if report.ordered else None
            self._write(Action.SUBMIT, at, None, report.filed_by, detail=detail)
            return
        # What another system sent was filed by nobody here; its caller stands in for the one who filed it.
        clerk = report.clerk
        who, role = (clerk.person, clerk.role) if clerk else (None, None)
        self._write(Action.SUBMIT, at, None, who, role, detail={"source": report.source})

    def dispatch(self, decision: Decision, party: Party, region: UUID | None, at: datetime) -> None:
        """The router makes ``party`` responsible."""
        self._move(Action.DISPATCH)
        self._responsible(party, region, at)
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
        ticket = self.ticket
        ticket.suspended_at, ticket.suspended_until, ticket.resume_to = at, until, before
        ticket.suspend_cause = CAUSES.get(note, Cause.OTHER)
        detail = {"until": until.isoformat(), "cause": ticket.suspend_cause}
        self._by_assignee(Action.SUSPEND, at, before, note, detail)

    def resume(self, at: datetime) -> None:
        """It goes on; the clocks that are not met move by the pause."""
        before = self._move(Action.RESUME)
        self._go_on()
        self._by_assignee(Action.RESUME, at, before)
        self.due_again()

    def _go_on(self) -> None:
        ticket = self.ticket
        ticket.suspended_at = ticket.suspended_until = ticket.suspend_cause = ticket.resume_to = None

    def due_again(self) -> None:
        """Compute the deadlines from the history, as the product does after every step that moves them."""
        ticket = self.ticket
        told = clocks.read(self.events)
        dues = clocks.compute(
            told.pauses,
            limits_of(self.report.category),
            ticket.clock_from,
            calendar(),
            ordered=ticket.ordered_due_at,
            extended=told.extended,
            met={clock: getattr(ticket, column) for clock, column in clocks.MET_COLUMN.items()},
        )
        vars(ticket).update(dues.columns())
        if ticket.late_at is not None and ticket.finish_due_at > ticket.late_at:
            ticket.late_at = None

    def climb(self, now: datetime) -> list[dict[str, Any]]:
        """Return the rungs of the ladder that an open ticket has reached by ``now``, and arm the next one."""
        ticket = self.ticket
        if ticket.state not in ladder.RUNNING:
            return []
        reached = [rung for rung in ladder.RUNGS if ticket.ladder[rung.step - 1] <= now]
        ticket.next_step = len(reached) + 1
        ticket.next_step_at = ladder.next_moment(ticket.state, ticket.ladder, ticket.next_step)
        ticket.level = reached[-1].level if reached else ticket.level
        return [
            {
                "ticket_id": ticket.id,
                "round": ticket.round,
                "step": rung.step,
                "level": rung.level,
                "moment": ticket.ladder[rung.step - 1],
                "at": min(ticket.ladder[rung.step - 1] + CHECK_LAG, now),
            }
            for rung in reached
        ]

    def finish(self, at: datetime, note: str, result: Result = Result.SOLVED, reason: str = "") -> None:
        """The work is done, or cannot be and ``reason`` says why; the resident is asked."""
        before = self._move(Action.FINISH)
        ticket = self.ticket
        ticket.finished_at, ticket.result, ticket.result_reason = at, result, reason
        self.mark_late(at)
        self._by_assignee(Action.FINISH, at, before, note, {"result": result, "reason": reason})

    def confirm(self, at: datetime, outcome: Outcome, rating: int, comment: str) -> None:
        """The resident says what became of it."""
        before = self._move(Action.CONFIRM)
        ticket = self.ticket
        ticket.outcome, ticket.rating, ticket.closed_at = outcome, rating, at
        person = ticket.filed_by_id
        detail = {"outcome": outcome, "rating": rating}
        self._write(Action.CONFIRM, at, before, person, note=comment, detail=detail)
        self._rate(person, comment)

    def _rate(self, person: UUID, comment: str, channel: str = "app", clerk: UUID | None = None) -> None:
        """Note the answer that closed the ticket; ``clerk`` is who took it down."""
        ticket = self.ticket
        if ticket.outcome is not None:
            self.ratings.append(
                {
                    "ticket_id": ticket.id,
                    "round": ticket.round,
                    "district_id": ticket.district_id,
                    "at": ticket.closed_at,
                    "person_id": person,
                    "outcome": ticket.outcome,
                    "rating": ticket.rating,
                    "comment": comment,
                }
            )
        self.said.append(Said.of(ticket, channel, clerk or (person if person != ticket.reporter_id else None), comment))

    def reopen(self, at: datetime, note: str, worker: Worker | None = None) -> None:
        """The resident, or ``worker`` of the community, sends it back; all clocks begin anew."""
        before = self._move(Action.REOPEN)
        ticket = self.ticket
        ticket.round += 1
        ticket.outcome = ticket.rating = ticket.assignee_id = ticket.late_at = ticket.result = None
        ticket.result_reason = ""
        ticket.contacted_at = ticket.onsite_at = ticket.finished_at = ticket.closed_at = None
        ticket.urged_at = ticket.ordered_due_at = None
        ticket.clock_from = ticket.dispatched_at = at
        ticket.next_step = 1
        vars(ticket).update(limits_of(self.report.category).columns(at, calendar()))
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
        self._responsible(party, region, at)
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
            self.ticket.late_at = min(due + CHECK_LAG, at)

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

    def _responsible(self, party: Party, region: UUID | None, at: datetime) -> None:
        self.organisation, self.assignee = party, None
        ticket = self.ticket
        ticket.responsible_org_id, ticket.responsible_region_id, ticket.assignee_id = party.id, region, None
        ticket.dispatched_at, ticket.open_to_all = at, True

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
        detail = detail or {}
        if self.report.delegation is not None and actor == self.report.filed_by:
            detail = detail | {"delegation": str(self.report.delegation)}
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
                "detail": detail,
            }
        )


def all_rows(stories: list[Story], name: str) -> Iterator[dict[str, Any]]:
    """Yield the ``events``, ``routings``, ``ratings``, ``requests``, ``parties`` or ``followers`` of ``stories``."""
    for story in stories:
        yield from getattr(story, name)

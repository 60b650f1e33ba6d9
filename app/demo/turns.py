"""The turns that a ticket can take besides the straight way: questions, requests, joint handling, merging, urging.

Each method writes what the product's own service writes at that step (``app.tickets.service``): columns, history with
its detail, requests, called organisations, followers, and the deadlines computed anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.demo.chance import ident
from app.demo.district import Worker
from app.demo.story import BY_HAND, Story
from app.places.routing import Party
from app.tickets.models import Action, Cause, Level, Outcome, RequestKind, RequestState, State
from app.tickets.service.joint import REPORT_WITHIN
from app.tickets.service.standing import ANSWER_DAYS

ASKING = {
    RequestKind.EXTENSION: Action.EXTEND,
    RequestKind.RETURN: Action.RETURN,
    RequestKind.TRANSFER: Action.TRANSFER,
    RequestKind.CONFERENCE: Action.CONFER,
}
UNANSWERED = "居民 5 天内没有补充，继续处理"
REDUE = "放假安排已公布，重算期限"
CLIMBED = "多次重开提级"


class Turns(Story):
    """A story that may take any turn. ``who`` is the one who takes it."""

    # --- standing still ---

    def ask(self, who: Worker, at: datetime, note: str) -> None:
        """Ask the resident for what is missing."""
        before = self._move(Action.ASK)
        self._stand(Action.ASK, who, at, before, (at + ANSWER_DAYS, Cause.RESIDENT), note)
        self.ticket.contacted_at = self.ticket.contacted_at or at

    def answer(self, at: datetime, note: str) -> None:
        """The resident answers."""
        before = self._move(Action.ANSWER)
        self._go_on()
        self._write(Action.ANSWER, at, before, self.ticket.filed_by_id, note=note)
        self.due_again()

    def unanswered(self) -> None:
        """Five days are over; the timer lets it go on and says so."""
        until = self.ticket.suspended_until
        if until is None:
            raise ValueError("nobody was asked")
        before = self._move(Action.RESUME)
        self._go_on()
        self._write(Action.RESUME, until + timedelta(seconds=2), before, None, note=UNANSWERED)
        self.due_again()

    def shelve(self, who: Worker, at: datetime, until: datetime, note: str) -> None:
        """The street puts it on the ledger of hard cases until a review."""
        before = self._move(Action.SHELVE)
        self._stand(Action.SHELVE, who, at, before, (until, Cause.SHELVED), note)

    def unshelve(self, who: Worker, at: datetime, note: str) -> None:
        """The street takes it off the ledger."""
        before = self._move(Action.UNSHELVE)
        self._go_on()
        self._write(Action.UNSHELVE, at, before, who.person, who.role, note)
        self.due_again()

    def _stand(
        self, action: Action, who: Worker, at: datetime, before: State, pause: tuple[datetime, Cause], note: str
    ) -> None:
        ticket, (until, cause) = self.ticket, pause
        if before is not State.SUSPENDED:
            ticket.resume_to = before
        ticket.suspended_at = ticket.suspended_at or at
        ticket.suspended_until, ticket.suspend_cause = until, cause
        self._write(action, at, before, who.person, who.role, note, {"until": until.isoformat(), "cause": cause})

    # --- what somebody else decides ---

    def request(
        self,
        kind: RequestKind,
        who: Worker,
        at: datetime,
        note: str,
        *,
        level: Level | None = None,
        until: datetime | None = None,
        target: Party | None = None,
    ) -> dict[str, Any]:
        """Ask for a decision at ``level``, or by ``target``. Returns the request."""
        before = self._move(ASKING[kind])
        asked = ident("request", self.report.key, len(self.requests))
        by_organisation = who.role in ("manager", "handler")
        row = {
            "id": asked,
            "ticket_id": self.ticket.id,
            "district_id": self.ticket.district_id,
            "kind": kind,
            "state": RequestState.PENDING,
            "level": level,
            "asked_by": who.person,
            "asked_role": who.role,
            "asked_org_id": self.ticket.responsible_org_id if by_organisation else None,
            "asked_at": at,
            "note": note,
            "until": until,
            "target_org_id": target.id if target else None,
            "decided_by": None,
            "decided_at": None,
            "decision_note": "",
            "created_at": at,
        }
        self.requests.append(row)
        detail: dict[str, Any] = {"until": until.isoformat()} if until else {}
        if target is not None:
            detail["organisation"] = target.name
        detail |= {"request": kind, "request_id": str(asked), "level": level}
        self._write(ASKING[kind], at, before, who.person, who.role, note, detail)
        return row

    def refuse(self, asked: dict[str, Any], who: Worker, at: datetime, note: str) -> None:
        """Refuse a request with the reason."""
        self._decide(asked, who, at, note, RequestState.DENIED, {})

    def grant(self, asked: dict[str, Any], who: Worker, at: datetime, note: str = "") -> None:
        """Approve more time, or give the conclusion of a conference."""
        detail = {"conclusion": True} if asked["until"] is None else {"extended_to": asked["until"].isoformat()}
        self._decide(asked, who, at, note, RequestState.APPROVED, detail)
        self.due_again()

    def uphold(
        self, asked: dict[str, Any], who: Worker, at: datetime, note: str, party: Party, region: UUID | None = None
    ) -> None:
        """Find an objection right: ``party`` is responsible, and the time of the objection is given back."""
        detail = {"credit_from": asked["asked_at"].isoformat(), "organisation": party.name}
        self._decide(asked, who, at, note, RequestState.APPROVED, detail, (party, region, State.DISPATCHED))
        self._route(BY_HAND, party, (f"派单异议成立：{note}",), at)
        self.due_again()

    def take_over(self, asked: dict[str, Any], who: Worker, at: datetime, party: Party) -> None:
        """Accept a transfer as ``party``, which is responsible from then on."""
        detail = {"organisation": party.name}
        self._decide(asked, who, at, "", RequestState.APPROVED, detail, (party, None, State.ACCEPTED))
        self.assignee, self.ticket.assignee_id = who, who.person
        self._route(BY_HAND, party, (f"经转办，由{party.name}接手",), at)
        self.due_again()

    def _decide(
        self,
        asked: dict[str, Any],
        who: Worker,
        at: datetime,
        note: str,
        state: RequestState,
        detail: dict[str, Any],
        heir: tuple[Party, UUID | None, State] | None = None,
    ) -> None:
        before = self._move(Action.DECIDE)
        asked |= {"state": state, "decided_by": who.person, "decided_at": at, "decision_note": note}
        if heir is not None:
            party, region, self.ticket.state = heir
            self._responsible(party, region, at)
        told = {
            "request": asked["kind"],
            "request_id": str(asked["id"]),
            "approved": state is RequestState.APPROVED,
        }
        self._write(Action.DECIDE, at, before, who.person, who.role, note, told | detail)

    # --- several at once ---

    def whistle(self, who: Worker, party: Party, at: datetime, task: str) -> None:
        """The street calls ``party`` to help."""
        before = self._move(Action.WHISTLE)
        self.parties.append(
            {
                "ticket_id": self.ticket.id,
                "organisation_id": party.id,
                "state": "invited",
                "invited_by": who.person,
                "invited_at": at,
                "due_at": at + REPORT_WITHIN,
                "task": task,
                "reported_at": None,
                "reported_by": None,
                "note": "",
            }
        )
        self._write(Action.WHISTLE, at, before, who.person, who.role, task, {"organisation": party.name})

    def report_in(self, who: Worker, party: Party, at: datetime, note: str) -> None:
        """``party`` reports."""
        before = self._move(Action.REPORT_IN)
        called = next(row for row in self.parties if row["organisation_id"] == party.id)
        called |= {"state": "reported", "reported_at": at, "reported_by": who.person, "note": note}
        self._write(Action.REPORT_IN, at, before, who.person, who.role, note, {"organisation": party.name})

    def merge_into(self, main: Turns, who: Worker, at: datetime, note: str) -> None:
        """It is the same matter as ``main``; who hears of it comes along, unless he hears of ``main`` already."""
        before = self._move(Action.MERGE)
        self._go_on()
        ticket = self.ticket
        ticket.merged_into_id, ticket.merged_at = main.ticket.id, at
        detail = {"into": str(main.ticket.id), "into_no": main.ticket.no}
        self._write(Action.MERGE, at, before, who.person, who.role, note, detail)
        known = main.hearing
        for person in self.hearing:
            if person not in known:
                main.follow(person, at, how="merged", source=ticket.id)
        main.merged.append(self)
        main.hear_of(self, Action.MERGE, who, at, note)

    def unmerge_from(self, main: Turns, who: Worker, at: datetime, note: str) -> None:
        """It was another matter after all; who came along goes, unless another one that stays brought him too."""
        before = self._move(Action.UNMERGE)
        ticket = self.ticket
        ticket.merged_into_id = ticket.merged_at = None
        main.merged.remove(self)
        for row in [row for row in main.followers if row["from_ticket_id"] == ticket.id]:
            other = next((one for one in main.merged if row["person_id"] in one.hearing), None)
            if other is None:
                main.followers.remove(row)
            else:
                row["from_ticket_id"] = other.ticket.id
        detail = {"out_of": str(main.ticket.id), "out_of_no": main.ticket.no}
        self._write(Action.UNMERGE, at, before, who.person, who.role, note, detail)
        self.due_again()
        main.hear_of(self, Action.UNMERGE, who, at, note)

    def hear_of(self, other: Story, action: Action, who: Worker, at: datetime, note: str) -> None:
        """Write into this history what came to it or left it."""
        self.ticket.version += 1
        detail = {"from": str(other.ticket.id), "from_no": other.ticket.no, "how": action}
        self._write(Action.JOIN, at, self.ticket.state, who.person, who.role, note, detail)

    def join(self, person: UUID, at: datetime, note: str = "") -> None:
        """A neighbour has the same trouble."""
        before = self._move(Action.JOIN)
        self.follow(person, at, how="joined", note=note)
        self._write(Action.JOIN, at, before, person, note=note, detail={"how": "joined"})

    def follow(self, person: UUID, at: datetime, *, how: str, source: UUID | None = None, note: str = "") -> None:
        """Let ``person`` hear of it from now on."""
        row = {"person_id": person, "how": how, "from_ticket_id": source, "at": at, "note": note}
        self.followers.append({"ticket_id": self.ticket.id} | row)

    # --- small steps ---

    def urge(self, at: datetime, note: str) -> None:
        """The resident presses for it."""
        before = self._move(Action.URGE)
        self.ticket.urged_at = at
        self._write(Action.URGE, at, before, self.ticket.filed_by_id, note=note)

    def assign(self, colleague: Worker, who: Worker | None, at: datetime, note: str) -> None:
        """Name who takes it: by the manager, or by the roster (``who`` None)."""
        before = self._move(Action.ASSIGN)
        self.assignee, self.ticket.assignee_id = colleague, colleague.person
        person, role = (who.person, who.role) if who else (None, None)
        self._write(Action.ASSIGN, at, before, person, role, note, {"assignee": str(colleague.person)})

    def redue(self, at: datetime, was: datetime) -> None:
        """Its deadline was computed again when a year's days off were published."""
        before = self._move(Action.REDUE)
        detail = {"was": was.isoformat(), "due": self.ticket.finish_due_at.isoformat()}
        self._write(Action.REDUE, at, before, None, note=REDUE, detail=detail)

    def settle(
        self, at: datetime, outcome: Outcome | None, rating: int | None, comment: str, *, channel: str, clerk: Worker
    ) -> None:
        """A call-back closes it; without ``outcome`` nobody was reached."""
        before = self._move(Action.SETTLE)
        ticket = self.ticket
        ticket.outcome, ticket.rating, ticket.closed_at = outcome, rating, at
        detail: dict[str, Any] = {"channel": channel, "unreached": outcome is None}
        if outcome is not None:
            detail |= {"outcome": outcome, "rating": rating}
        self._write(Action.SETTLE, at, before, clerk.person, clerk.role, comment, detail)
        self._rate(ticket.reporter_id, comment, channel, clerk.person)

    def follow_up(self, who: Worker, at: datetime, note: str) -> None:
        """An office above looks after a closed matter that was called unsolved."""
        before = self._move(Action.FOLLOW_UP)
        self._write(Action.FOLLOW_UP, at, before, who.person, who.role, note)

    def climb_by_reopening(self, at: datetime, note: str, party: Party, region: UUID | None) -> None:
        """The third time within 30 days it goes to the office above instead of back."""
        self.reopen(at, note)
        self._responsible(party, region, at)
        self.ticket.level = Level.STREET
        self.events[-1]["detail"]["organisation"] = party.name
        reason = f"30天内第三次重新打开，提级由{party.name}负责。"
        self._route(CLIMBED, party, (reason,), at)

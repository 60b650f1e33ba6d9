"""The three clocks of a ticket: first contact, on site, finished. Pure: everything follows from limits and history.

Contact and visit count natural minutes. Finishing counts hours up to a week; from seven days on it counts days, and
a last day that is no working day moves to the next one (after 民法典第203条); an order may count working days.
A routing rule may set another limit for finishing than the category's; a deadline that came with the order (派单期限)
overrides both. Time in which the ticket was suspended or merged does not count, and neither does the time of an
objection that was upheld; a pause that begins after a deadline no longer moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.core.calendar import Calendar
from app.tickets.ladder import moments
from app.tickets.models import Action, State
from app.tickets.queries.reference import CategoryFacts, Deadline

# For a report without a category until it has one: the class 一般 (domain tiers: contact 4 h, finish 7 days).
UNSORTED = ("U3", 240, None, 168)
DAYS_FROM_HOURS = 168
UNIT_NAMES = {"hours": "小时", "days": "天", "working_days": "个工作日"}

CLOCK_NAMES = {"contact": "首次联系", "onsite": "到场", "finish": "办结"}
DUE_COLUMN = {"contact": "contact_due_at", "onsite": "onsite_due_at", "finish": "finish_due_at"}
MET_COLUMN = {"contact": "contacted_at", "onsite": "onsite_at", "finish": "finished_at"}

Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Limits:
    """Urgency and the limits of the three clocks; ``onsite`` is None where no visit is due.

    ``finish`` is an amount of ``unit``: ``hours``, ``days`` or ``working_days``; ``ruled`` says that a routing rule
    set it, not the category.
    """

    urgency: str
    contact: timedelta
    onsite: timedelta | None
    finish: int
    unit: str
    ruled: bool = False

    def stored(self) -> dict[str, Any]:
        """Return the limits as the ticket keeps them (minutes, and amount with unit)."""
        kept = {
            "contact": round(self.contact.total_seconds() / 60),
            "onsite": round(self.onsite.total_seconds() / 60) if self.onsite is not None else None,
            "finish": self.finish,
            "unit": self.unit,
        }
        return kept | {"ruled": True} if self.ruled else kept

    def under(self, deadline: Deadline | None) -> Limits:
        """Return the limits with the deadline that a routing rule sets for finishing, if it sets one."""
        return replace(self, finish=deadline.amount, unit=deadline.unit, ruled=True) if deadline else self

    @property
    def length(self) -> timedelta:
        """The finishing limit as natural time, days off left aside."""
        return timedelta(hours=self.finish) if self.unit == "hours" else timedelta(days=self.finish)

    def end(self, start: datetime, calendar: Calendar) -> datetime:
        """Return when the finishing clock ends that starts at ``start`` and is never paused, before any rolling."""
        if self.unit == "working_days":
            return calendar.add_working_days(start, self.finish)
        return start + self.length

    def columns(self, start: datetime, calendar: Calendar, ordered: datetime | None = None) -> dict[str, Any]:
        """Return the columns of a ticket whose round starts at ``start``."""
        dues = compute([], self, start, calendar, ordered=ordered)
        return dues.columns() | {"limits": self.stored()}


def limits_of(category: CategoryFacts | None, urgency: str | None = None) -> Limits:
    """Return the limits of a category, or those of an unsorted report."""
    known, contact, onsite, hours = (
        (category.urgency, category.contact_minutes, category.onsite_minutes, category.finish_hours)
        if category
        else UNSORTED
    )
    visit = timedelta(minutes=onsite) if onsite is not None else None
    in_days = hours >= DAYS_FROM_HOURS and hours % 24 == 0
    amount, unit = (hours // 24, "days") if in_days else (hours, "hours")
    return Limits(urgency or known, timedelta(minutes=contact), visit, amount, unit)


def kept_limits(urgency: str, stored: Mapping[str, Any], category: CategoryFacts | None) -> Limits:
    """Return the limits that a ticket keeps; those of its category for tickets older than that record."""
    if not stored:
        return limits_of(category, urgency)
    onsite = timedelta(minutes=stored["onsite"]) if stored["onsite"] is not None else None
    contact, ruled = timedelta(minutes=stored["contact"]), bool(stored.get("ruled"))
    return Limits(urgency, contact, onsite, stored["finish"], stored["unit"], ruled)


@dataclass(frozen=True, slots=True)
class Dues:
    """Computed deadlines, and what they rest on. ``rolled`` says that a day off moved the last one."""

    contact: datetime
    onsite: datetime | None
    finish: datetime
    paused: timedelta
    provisional: bool
    rolled: bool
    ladder: list[datetime]

    def columns(self) -> dict[str, Any]:
        """Return them as columns of the ticket."""
        return {
            "contact_due_at": self.contact,
            "onsite_due_at": self.onsite,
            "finish_due_at": self.finish,
            "paused_seconds": round(self.paused.total_seconds()),
            "due_provisional": self.provisional,
            "ladder": self.ladder,
        }


def shifted(due: datetime, pauses: Iterable[Pause]) -> datetime:
    """Return ``due`` moved on by every pause that begins before it."""
    for begin, end in pauses:
        if begin < due:
            due += end - begin
    return due


def compute(
    pauses: Sequence[Pause],
    limits: Limits,
    start: datetime,
    calendar: Calendar,
    *,
    ordered: datetime | None = None,
    extended: tuple[datetime, datetime] | None = None,
    met: Mapping[str, datetime | None] | None = None,
) -> Dues:
    """Return the deadlines of a round that starts at ``start``.

    ``pauses`` are disjoint and in order. ``ordered`` is the deadline that came with the order; ``extended`` is
    (when, until) of the last extension that was approved: both stand fast, whatever is suspended. ``met`` says when
    a clock was met, after which no pause moves it.
    """
    met = met or {}

    def counted(clock: str) -> list[Pause]:
        until = met.get(clock)
        return [pause for pause in pauses if until is None or pause[0] < until]

    contact = shifted(start + limits.contact, counted("contact"))
    onsite = shifted(start + limits.onsite, counted("onsite")) if limits.onsite is not None else None
    plain = shifted(limits.end(start, calendar), counted("finish"))
    rolled = False
    fixed = extended[1] if extended else ordered
    if fixed is not None:
        finish, paused, provisional = fixed, timedelta(0), False
    else:
        finish = plain if limits.unit == "hours" else calendar.roll_forward(plain)
        rolled = finish != plain
        paused = plain - limits.end(start, calendar)
        provisional = limits.unit != "hours" and calendar.provisional(start, finish)
    ladder = moments(start, finish, paused)
    return Dues(contact, onsite, finish, paused, provisional, rolled, ladder)


STANDING = frozenset({State.SUSPENDED, State.MERGED})


@dataclass(frozen=True, slots=True)
class Told:
    """What the history of the present round tells the clocks."""

    start: datetime
    pauses: list[Pause]
    extended: tuple[datetime, datetime] | None


def read(history: Sequence[Mapping[str, Any]]) -> Told:
    """Read the steps of a ticket (in order; keys ``at``, ``action``, ``after``, ``detail``) for the present round.

    A pause that still lasts is not among the pauses: nobody knows yet how long it is.
    """
    first = max((n for n, step in enumerate(history) if step["action"] in (Action.SUBMIT, Action.REOPEN)), default=0)
    start = history[first]["at"]
    pauses: list[Pause] = []
    extended: tuple[datetime, datetime] | None = None
    since: datetime | None = None
    for step in history[first:]:
        standing = step["after"] in STANDING
        if standing and since is None:
            since = step["at"]
        elif not standing and since is not None:
            pauses.append((since, step["at"]))
            since = None
        detail = step["detail"] or {}
        if "credit_from" in detail:
            pauses.append((datetime.fromisoformat(detail["credit_from"]), step["at"]))
        if "extended_to" in detail:
            extended = (step["at"], datetime.fromisoformat(detail["extended_to"]))
    return Told(start, disjoint(pauses), extended)


def disjoint(pauses: Iterable[Pause]) -> list[Pause]:
    """Return the same time as pauses that do not overlap, in order."""
    joined: list[Pause] = []
    for begin, end in sorted(pauses):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


class ClockFacts(Protocol):
    """The columns from which clocks are shown."""

    state: str
    urgency: str
    clock_from: datetime
    contact_due_at: datetime
    onsite_due_at: datetime | None
    finish_due_at: datetime
    contacted_at: datetime | None
    onsite_at: datetime | None
    finished_at: datetime | None
    suspended_at: datetime | None
    limits: Mapping[str, Any]
    ordered_due_at: datetime | None
    ordered_basis: str
    due_provisional: bool


def span(length: timedelta) -> str:
    """Return a length of time as people say it."""
    minutes = round(length.total_seconds() / 60)
    if minutes % 1440 == 0 and minutes >= 2880:
        return f"{minutes // 1440}天"
    if minutes % 60 == 0 and minutes:
        return f"{minutes // 60}小时"
    if minutes < 60:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时{minutes % 60}分钟"


def status(ticket: ClockFacts, due: datetime, met: datetime | None, at: datetime) -> str:
    """Return ``met``, ``late``, ``paused``, ``void`` or ``running`` for one clock at the instant ``at``."""
    if ticket.state == State.MERGED:
        return "void"
    if met is not None:
        return "met" if met <= due else "late"
    if ticket.state in ("withdrawn", "closed"):
        return "void"
    if ticket.suspended_at is not None:
        return "paused"
    return "late" if at > due else "running"

"""The ladder (提级): when a ticket that stays undone climbs, and to whom. Pure.

An order climbs from its handler to the project manager, the community, the street and the district at 50, 80, 100
and 150 % of the time it has (product rule; the marks are reminders, the law fixes none). At night nobody is
disturbed, except for what must be done within two hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.core.clock import BEIJING
from app.tickets.models import Level, State, Urgency


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: its number, the share of the time that has passed in per cent, and who is told."""

    step: int
    percent: int
    level: Level


RUNGS = (
    Rung(1, 50, Level.COMPANY),
    Rung(2, 80, Level.COMMUNITY),
    Rung(3, 100, Level.STREET),
    Rung(4, 150, Level.DISTRICT),
)
RUNNING = frozenset({State.SUBMITTED, State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS})
QUIET_FROM, QUIET_UNTIL = time(22), time(7)
NEVER_QUIET = timedelta(hours=2)
DISTURBING = frozenset({Urgency.U1, Urgency.U2})
"""What is told at night too when it is late: 危急 and 急修, where somebody should have been there within minutes."""


def outside_quiet_hours(moment: datetime) -> datetime:
    """Return ``moment``, or 7 o'clock in Beijing after it when it lies between 22 and 7 o'clock."""
    local = moment.astimezone(BEIJING)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=BEIJING)


def moment_to_tell(urgency: str, at: datetime) -> datetime:
    """Return when people are told of something that happened at ``at``: at once, or in the morning."""
    return at if urgency in DISTURBING else outside_quiet_hours(at)


def moments(start: datetime, due: datetime, paused: timedelta) -> list[datetime]:
    """Return when each rung is reached, counted on the time that ran between ``start`` and ``due``.

    ``paused`` is the time within it that did not count; it lies in the past when this is computed.
    """
    span = max(due - start - paused, timedelta(0))
    reached = [due - span * (100 - rung.percent) / 100 for rung in RUNGS]
    return reached if span <= NEVER_QUIET else [outside_quiet_hours(moment) for moment in reached]


def next_moment(state: str, ladder: list[datetime], next_step: int) -> datetime | None:
    """Return when the next rung is due, or None while the clocks stand or nothing is above."""
    if state not in RUNNING or not 1 <= next_step <= len(ladder):
        return None
    return ladder[next_step - 1]

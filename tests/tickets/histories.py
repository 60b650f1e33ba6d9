"""Made-up lives of orders with every step that moves a clock, and a clerk with a stopwatch who knows their deadlines.

The clerk is the second way to count: he looks at the running time second by second, as it were, and has nothing of
``app.tickets.clocks``. What he writes down is stored; the product must find the same in the history.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core.calendar import Calendar
from app.core.clock import BEIJING

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOCKS = ("contact", "onsite", "finish")
MARKS = (50, 80, 100, 150)
HELD = ("dispatched", "accepted", "in_progress", "suspended")
CAUSES = ("parts", "weather", "access", "third_party", "other")


@dataclass
class Life:
    """One order while its life is made up. ``stops`` are (from, to) of what did not count in this round."""

    chance: random.Random
    start: datetime
    contact: int
    onsite: int | None
    amount: int
    unit: str
    ordered: datetime | None
    at: datetime = field(init=False)
    state: str = "submitted"
    round: int = 1
    events: list[dict] = field(default_factory=list)
    stops: list[tuple[datetime, datetime]] = field(default_factory=list)
    stopped_at: datetime | None = None
    back_to: str | None = None
    cause: str | None = None
    until: datetime | None = None
    extended: datetime | None = None
    objected: datetime | None = None
    asked_more: datetime | None = None
    offered: bool = False
    met: dict[str, datetime | None] = field(default_factory=lambda: dict.fromkeys(CLOCKS))

    def __post_init__(self) -> None:
        self.at = self.start
        self.note("submit", None, "submitted")

    def note(self, action: str, before: str | None, after: str, **detail: object) -> None:
        """Write a step into the history."""
        self.state = after
        self.events.append(
            {"seq": len(self.events) + 1, "at": self.at, "action": action, "before": before, "after": after,
             "detail": detail}
        )  # fmt: skip

    def stand(self, action: str, cause: str, days: int) -> None:
        """Let it stand still."""
        before = self.state
        if before != "suspended":
            self.back_to, self.stopped_at = before, self.at
        self.cause, self.until = cause, self.at + DAY * days
        self.note(action, before, "suspended", cause=cause, until=self.until.isoformat())

    def go_on(self) -> None:
        """Let it run again; what it stood does not count."""
        if self.stopped_at is not None:
            self.stops.append((self.stopped_at, self.at))
        self.stopped_at = self.cause = self.until = self.back_to = None

    def void(self) -> None:
        """What waits for a decision is asked no longer."""
        self.objected = self.asked_more = None
        self.offered = False

    def meet(self, *clocks: str) -> None:
        """Meet clocks that nobody has met yet."""
        for clock in clocks:
            self.met[clock] = self.met[clock] or self.at


def steps(life: Life) -> list[Callable[[], None]]:
    """Return what may happen next, each as something that lets it happen."""
    state, found = life.state, []

    def may(condition: bool, step: Callable[[], None]) -> None:
        if condition:
            found.append(step)

    may(state == "submitted", lambda: life.note("dispatch", state, "dispatched"))
    may(state == "dispatched", lambda: (life.meet("contact"), life.note("accept", state, "accepted")))
    may(state == "accepted", lambda: (life.meet("onsite"), life.note("start", state, "in_progress")))
    may(state == "in_progress", lambda: life.stand("suspend", life.chance.choice(CAUSES), 20))
    may(
        state in HELD[:3],
        lambda: (life.meet("contact"), life.stand("ask", "resident", 5)),
    )
    may(state in ("accepted", "in_progress") or (state == "suspended" and life.cause != "shelved"),
        lambda: life.stand("shelve", "shelved", 90))  # fmt: skip
    may(state == "suspended", lambda: _end_standstill(life))
    may(state in HELD, lambda: _merge(life))
    may(state == "merged", lambda: (life.go_on(), life.note("unmerge", state, "dispatched")))
    may(state in HELD, lambda: (life.go_on(), life.void(), life.note("reassign", state, "dispatched")))
    may(state in HELD[:2] and life.objected is None, lambda: _ask(life, "return"))
    may(state in HELD[:3] and life.asked_more is None, lambda: _ask(life, "extend"))
    may(state in HELD[:3] and not life.offered, lambda: _ask(life, "transfer"))
    may(state in HELD and life.objected is not None, lambda: _uphold(life))
    may(state in HELD and life.asked_more is not None and life.asked_more > life.at, lambda: _extend(life))
    may(state in HELD and life.offered, lambda: (life.go_on(), life.void(), life.note("decide", state, "accepted")))
    may(state in HELD, lambda: life.note("redue", state, state))
    may(state in HELD, lambda: life.note("urge", state, state))
    may(state == "in_progress", lambda: _finish(life))
    may(state == "awaiting_confirmation", lambda: life.note("settle", state, "closed"))
    may(state in ("awaiting_confirmation", "closed"), lambda: _reopen(life))
    return found


def _end_standstill(life: Life) -> None:
    action = {"resident": "answer", "shelved": "unshelve"}.get(life.cause or "", "resume")
    after = life.back_to or "in_progress"
    life.go_on()
    life.note(action, "suspended", after)


def _merge(life: Life) -> None:
    """It goes into another one. A standstill goes over into it without a gap."""
    before, since = life.state, life.stopped_at or life.at
    life.void()
    life.stopped_at, life.cause, life.until, life.back_to = since, None, None, None
    life.note("merge", before, "merged")


def _ask(life: Life, action: str) -> None:
    if action == "return":
        life.objected = life.at
    elif action == "extend":
        life.asked_more = life.at + DAY * life.chance.randrange(1, 60)
    else:
        life.offered = True
    life.note(action, life.state, life.state)


def _uphold(life: Life) -> None:
    before, since = life.state, life.objected
    assert since is not None
    life.go_on()
    life.stops.append((since, life.at))
    life.void()
    life.note("decide", before, "dispatched", request="return", approved=True, credit_from=since.isoformat())


def _extend(life: Life) -> None:
    assert life.asked_more is not None
    life.extended, life.asked_more = life.asked_more, None
    life.note("decide", life.state, life.state, request="extension", approved=True,
              extended_to=life.extended.isoformat())  # fmt: skip


def _finish(life: Life) -> None:
    life.meet("finish")
    life.void()
    life.note("finish", "in_progress", "awaiting_confirmation", result="solved", reason="")


def _reopen(life: Life) -> None:
    before = life.state
    life.round += 1
    life.start, life.stops, life.extended, life.ordered = life.at, [], None, None
    life.met = dict.fromkeys(CLOCKS)
    life.void()
    life.note("reopen", before, "dispatched", round=life.round)


def live(chance: random.Random) -> Life:
    """Return a whole made-up life."""
    unit = chance.choice(["hours", "hours", "days", "working_days"])
    start = datetime(2025, 1, 1, tzinfo=BEIJING) + MINUTE * chance.randrange(730 * 1440)
    life = Life(
        chance,
        start,
        contact=chance.choice([15, 60, 240]),
        onsite=chance.choice([None, 15, 120]),
        amount=chance.choice([2, 12, 24, 72]) if unit == "hours" else chance.choice([1, 5, 7, 15]),
        unit=unit,
        ordered=start + HOUR * chance.randrange(1, 400) if chance.random() < 0.1 else None,
    )
    longest = chance.choice([30, 600, 6000])
    for _ in range(chance.randrange(14)):
        life.at += MINUTE * chance.randrange(1, longest)
        if found := steps(life):
            chance.choice(found)()
    return life


# --- the clerk ---


def runs_out(start: datetime, length: timedelta, stops: list[tuple[datetime, datetime]]) -> datetime:
    """Return when a stopwatch that does not run during ``stops`` has run for ``length``."""
    left, here = length, start
    for begin, end in stops:
        if begin - here >= left:
            break
        left -= max(begin - here, timedelta(0))
        here = max(here, end)
    return here + left


def without_overlap(stops: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the time of ``stops`` with nothing counted twice."""
    edges = sorted([(begin, 0) for begin, _ in stops] + [(end, 1) for _, end in stops])
    found, depth, since = [], 0, None
    for at, is_end in edges:
        if not is_end:
            since = at if depth == 0 else since
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                found.append((since, at))
    return found


def clerk(life: Life, calendar: Calendar) -> dict[str, object]:
    """Return the stored columns of an order as the clerk has them."""
    stops = without_overlap(life.stops)

    def counted(clock: str) -> list[tuple[datetime, datetime]]:
        met = life.met[clock]
        return [stop for stop in stops if met is None or stop[0] < met]

    natural = _length(life, calendar)
    plain = runs_out(life.start, natural, counted("finish"))
    fixed = life.extended or life.ordered
    finish, stood = plain, plain - life.start - natural
    if fixed is not None:
        finish, stood = fixed, timedelta(0)
    elif life.unit != "hours":
        while not calendar.is_working(finish.astimezone(BEIJING).date()):
            finish += DAY
    years = range(life.start.astimezone(BEIJING).year, finish.astimezone(BEIJING).year + 1)
    guessed = fixed is None and life.unit != "hours" and any(year not in calendar.years for year in years)
    onsite = runs_out(life.start, MINUTE * life.onsite, counted("onsite")) if life.onsite is not None else None
    return {
        "contact_due_at": runs_out(life.start, MINUTE * life.contact, counted("contact")),
        "onsite_due_at": onsite,
        "finish_due_at": finish,
        "paused_seconds": round(stood.total_seconds()),
        "due_provisional": guessed,
        "ladder": _marks(life.start, finish, stood),
    }


def _length(life: Life, calendar: Calendar) -> timedelta:
    if life.unit == "hours":
        return HOUR * life.amount
    if life.unit == "days":
        return DAY * life.amount
    here, left = life.start, life.amount
    while left:
        here += DAY
        left -= calendar.is_working(here.astimezone(BEIJING).date())
    return here - life.start


def _marks(start: datetime, due: datetime, stood: timedelta) -> list[datetime]:
    whole = max(due - start - stood, timedelta(0))
    marks = []
    for mark in MARKS:
        moment = due + whole * (mark - 100) / 100
        if whole > 2 * HOUR:
            moment = _in_the_day(moment.astimezone(BEIJING))
        marks.append(moment)
    return marks


def _in_the_day(moment: datetime) -> datetime:
    if 7 <= moment.hour < 22:
        return moment
    morning = moment.replace(hour=7, minute=0, second=0, microsecond=0)
    return morning if moment.hour < 7 else morning + DAY

"""What is going on today: open matters in every state, and a few that were closed within the last days.

Ages are counted back from the moment of loading, so that the district looks alive whenever it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.demo import reports, seasons
from app.demo.chance import split, stream
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.district import District, Resident
from app.demo.history import COMMENTS, RATINGS, SUSPENSIONS, is_company, pick_worker
from app.demo.story import Story
from app.demo.turns import Turns
from app.tickets.models import Kind, Outcome, State
from app.tickets.queries.reference import CategoryFacts

STATES: tuple[State, ...] = (
    State.SUBMITTED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.IN_PROGRESS,
    State.SUSPENDED,
    State.AWAITING_CONFIRMATION,
    State.CLOSED,
)
STATE_SHARES = (4, 18, 16, 20, 10, 18, 14)
LATE_SHARE = 0.14
PENDING_SHARE = 0.06
FIRST_SHARE = 0.6
"""Share of a company's tickets that its first repair worker has; for some compounds that is the demo person."""
FRESH_CLOSED_OUTCOMES = (Outcome.SOLVED, Outcome.SOLVED, Outcome.SOLVED, Outcome.UNSOLVED, Outcome.PARTLY)
SUSPENDABLE_HOURS = 168
SUSPENDED_HOURS = (44, 160)
"""Some go on within two days, which is when desks show them; the others later."""
UNTOUCHED = (State.SUBMITTED, State.DISPATCHED)
WAITING = (State.SUBMITTED, State.SUSPENDED)
STUCK_MINUTES = (160, 1500)
"""How long ago the reports came in whose routing gave up; twelve tries take two and a half hours."""


@dataclass(frozen=True, slots=True)
class Open:
    """An open matter: how old it is, and how far it has come. ``late`` is judged by the limit of the finish."""

    key: str
    at: datetime
    reporter: Resident
    kind: Kind
    category: CategoryFacts
    state: State


def plan(district: District, count: int) -> Iterator[Open]:
    """Yield ``count`` matters of today, in no order."""
    near = _near(district)
    anywhere = reports.Reporters.of(district)
    counts = split(count, STATE_SHARES)
    states = [state for state, share in zip(STATES, counts, strict=True) for _ in range(share)]
    for index, state in enumerate(states):
        key = f"open{index}"
        chance = stream("plan", key)
        reporter = (near if chance.random() < district.size.open_near_share else anywhere).pick(chance)
        waiting = reporter.compound.residents.get("pending")
        if waiting and chance.random() < PENDING_SHARE:
            reporter = chance.choice(waiting)
        kind, category = _matter(chance, reporter, state, district.today.month)
        age = _age(chance, category, state)
        yield Open(key, district.now - age, reporter, kind, category, state)


def _near(district: District) -> reports.Reporters:
    community = district.compounds[PERSONA_COMPOUND].community
    found = [c for c in district.compounds.values() if c.community == community]
    running, total = [], 0
    for compound in found:
        total += len(compound.homes)
        running.append(total)
    return reports.Reporters(found, running)


def _matter(chance: Random, reporter: Resident, state: State, month: int) -> tuple[Kind, CategoryFacts]:
    """Return kind and category; only what may take a week is suspended, and nothing urgent waits long."""
    while True:
        kind = reports.pick_kind(chance)
        category = reports.pick_category(chance, kind, reporter.compound)
        slow = category.finish_hours >= SUSPENDABLE_HOURS
        if not seasons.in_season(category.code, month) or (state in WAITING and not slow):
            continue
        if state in (State.AWAITING_CONFIRMATION, State.CLOSED) or category.finish_hours > 2:
            return kind, category


def _age(chance: Random, category: CategoryFacts, state: State) -> timedelta:
    limit = timedelta(hours=category.finish_hours)
    if state is State.SUBMITTED:
        return timedelta(minutes=chance.randint(*STUCK_MINUTES))
    if state in (State.AWAITING_CONFIRMATION, State.CLOSED):
        return limit * chance.uniform(0.3, 0.8) + timedelta(hours=chance.uniform(2, 40))
    if state is State.DISPATCHED:
        return min(limit * chance.uniform(0.02, 0.3), timedelta(minutes=category.contact_minutes * 0.8))
    if chance.random() < LATE_SHARE:
        return limit * chance.uniform(1.03, 1.6)
    return limit * chance.uniform(0.1, 0.85)


def tell(district: District, planned: Open, number: int) -> Story:
    """Tell how far ``planned`` has come by now."""
    told = reports.report(planned.key, number, planned.reporter, planned.kind, planned.category)
    story = Turns.begin(told, district.id, planned.at)
    if planned.state is not State.SUBMITTED:
        reports.dispatch(district, story, planned.at + reports.ROUTED_AFTER)
    chance = stream("life", planned.key)
    repairers = told.compound.repairers
    if planned.state not in UNTOUCHED and chance.random() < FIRST_SHARE and is_company(district, story):
        story.assignee = repairers[0]
    advance(district, story, chance, planned.state)
    return story


def advance(district: District, story: Story, chance: Random, state: State) -> None:
    """Bring a dispatched ``story`` to ``state`` between its report and now."""
    if state in UNTOUCHED:
        return
    begin, age = story.ticket.created_at, district.now - story.ticket.created_at
    worker = pick_worker(district, story, chance)
    if worker is None:
        raise ValueError("nobody works for the responsible organisation")
    contact = (story.ticket.contact_due_at - begin) * chance.uniform(0.1, 0.9)
    story.accept(worker, begin + min(contact, age * 0.3))
    if state is State.ACCEPTED:
        story.mark_late(district.now)
        return
    arrived = age * chance.uniform(0.32, 0.45)
    if story.ticket.onsite_due_at is not None:
        arrived = min(arrived, (story.ticket.onsite_due_at - begin) * chance.uniform(0.92, 1.0))
    story.start(begin + arrived)
    if state is State.SUSPENDED:
        until = district.now + timedelta(hours=chance.randint(6, chance.choice(SUSPENDED_HOURS)))
        story.suspend(begin + age * chance.uniform(0.55, 0.9), until, chance.choice(SUSPENSIONS))
    elif state is State.IN_PROGRESS:
        story.mark_late(district.now)
    else:
        _end(district, story, chance, state)


def _end(district: District, story: Story, chance: Random, state: State) -> None:
    left = district.now - story.last_at()
    limit = story.ticket.finish_due_at - story.ticket.clock_from
    worked = min(left * chance.uniform(0.3, 0.6), limit * chance.uniform(0.2, 0.75))
    story.finish(story.last_at() + worked, _fixed(chance, story))
    if state is State.CLOSED:
        outcome = chance.choice(FRESH_CLOSED_OUTCOMES)
        rating = chance.choices(*RATINGS[outcome])[0]
        left = district.now - story.last_at()
        comment = chance.choice(COMMENTS[outcome])
        story.confirm(story.last_at() + left * chance.uniform(0.2, 0.9), outcome, rating, comment)


def _fixed(chance: Random, story: Story) -> str:
    return chance.choice(reports.phrases()[story.ticket.category].fix)

"""Two years of matters that are over: accepted, repaired, judged, some late, some reopened, some taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from uuid import UUID

from app.demo import reports, seasons
from app.demo.chance import stream
from app.demo.district import District, Resident, Worker
from app.demo.people import workers_on
from app.demo.story import Story
from app.tickets.models import Kind, Outcome
from app.tickets.queries.reference import CategoryFacts

# Days that a matter with this limit (hours) may take in all; the newest closed one is at least this old.
LEAST_AGE_DAYS = {2: 4, 12: 6, 24: 8, 168: 26, 360: 46}
LONGEST = 1.45
"""A matter takes at most this many times its limit."""
WITHDRAWN_SHARE = 0.04
GIVEN_AWAY_SHARE = 0.03
HANDED_OVER_SHARE = 0.04
SUSPENDED_SHARE = 0.06
REOPEN_LEAST_AGE_DAYS = 90
DAYTIME_LIMIT = timedelta(days=7)
"""What may take this long is done in working hours, and may be suspended."""

OUTCOMES = (Outcome.SOLVED, Outcome.PARTLY, Outcome.UNSOLVED)
OUTCOME_SHARES = (95.2, 3.0, 1.8)
"""Rates between 92 and 97 per cent are usual in Beijing (domain study, 1.2)."""
REOPENED_AFTER = {Outcome.SOLVED: 0.008, Outcome.PARTLY: 0.25, Outcome.UNSOLVED: 0.6}
RATINGS = {
    Outcome.SOLVED: ((5, 4, 3, 2), (70, 23, 5, 2)),
    Outcome.PARTLY: ((4, 3, 2), (20, 60, 20)),
    Outcome.UNSOLVED: ((3, 2, 1), (15, 45, 40)),
}
COMMENTS = {
    Outcome.SOLVED: ("", "", "", "师傅来得快，谢谢！", "修得挺好", "态度好，活儿干得干净", "挺满意的"),
    Outcome.PARTLY: ("修了一部分，再看看", "比以前好点，还没全好", ""),
    Outcome.UNSOLVED: ("来看了一眼就走了，没修好", "过两天又坏了", "说修不了，也没说找谁"),
}
WITHDRAWALS = ("已经好了", "自己修好了", "报错地方了", "邻居已经报过了")
REOPENINGS = ("没修好，又犯了", "还是老样子，请再来看看", "只修了一半")
SUSPENSIONS = ("等配件到货", "等天晴后施工", "业主出差，约好下周上门", "等产权单位答复")
GIVEN_AWAY = ("不属于本单位职责，由对口单位办理", "需要街道统筹", "经核实改由居委会协调")
HANDED_OVER = ("就近安排", "原师傅休假", "需要电工处理")


def lognormal(chance: Random, limit: timedelta, *, in_time: float, spread: float) -> timedelta:
    """Return a length that stays within ``limit`` with about the probability ``in_time`` (0.90 to 0.99)."""
    z = {0.90: 1.28, 0.95: 1.64, 0.97: 1.88, 0.99: 2.33}[in_time]
    return limit * exp(spread * (chance.gauss(0.0, 1.0) - z))


@dataclass(frozen=True, slots=True)
class Planned:
    """A matter of the past with the moment of its report; what becomes of it is told later."""

    key: str
    at: datetime
    reporter: Resident
    kind: Kind
    category: CategoryFacts


def plan(district: District, count: int) -> Iterator[Planned]:
    """Yield ``count`` matters of the past, in no order."""
    reporters = reports.Reporters.of(district)
    found = [_planned(district, reporters, f"past{index}", None) for index in range(count)]
    often = Counter(planned.category.code for planned in found)
    place = 0
    for category in reports.taxonomy().categories.values():
        # However rarely something is reported, in two years somebody has.
        while not often[category.code] and place < count:
            if often[found[place].category.code] > 1:
                often[found[place].category.code] -= 1
                often[category.code] += 1
                found[place] = _planned(district, reporters, f"past{place}", category)
            place += 1
    yield from found


def _planned(district: District, reporters: reports.Reporters, key: str, category: CategoryFacts | None) -> Planned:
    """Return a matter of the past, of a category by chance or of the one that is named."""
    chance = stream("plan", key)
    reporter, kind = reporters.pick(chance), reports.pick_kind(chance)
    if category is None:
        category = reports.pick_category(chance, kind, reporter.compound)
    else:
        kind = Kind(category.kinds[0])
        while not reports.can_be_reported(category, reporter.compound):
            reporter = reporters.pick(chance)
    least = LEAST_AGE_DAYS[category.finish_hours]
    when = stream("when", key)
    days = district.size.months * 365 // 12
    day = seasons.reported_on(when, district.today, category.code, least_age_days=least, days=days)
    return Planned(key, seasons.reported_at(when, day), reporter, kind, category)


def tell(district: District, planned: Planned, number: int) -> Story:
    """Tell what became of ``planned``, to its end."""
    told = reports.report(planned.key, number, planned.reporter, planned.kind, planned.category)
    story = Story.begin(told, district.id, planned.at)
    chance = stream("life", planned.key)
    reports.dispatch(district, story, planned.at + reports.ROUTED_AFTER)
    if chance.random() < WITHDRAWN_SHARE:
        after = lognormal(chance, timedelta(hours=3), in_time=0.90, spread=0.8)
        story.withdraw(planned.at + min(after, timedelta(days=2)), chance.choice(WITHDRAWALS))
        return story
    age_days = (district.now - planned.at).days
    _work(district, story, chance, may_wander=True)
    outcome = _judge(story, chance)
    if age_days > REOPEN_LEAST_AGE_DAYS and chance.random() < REOPENED_AFTER[outcome]:
        later = story.last_at() + timedelta(hours=chance.uniform(4, 96))
        story.reopen(later, chance.choice(REOPENINGS))
        _work(district, story, chance, may_wander=False)
        _judge(story, chance)
    return story


def _work(district: District, story: Story, chance: Random, *, may_wander: bool) -> None:
    """Accept, go there and finish, within times that are mostly kept."""
    ticket = story.ticket
    begin = ticket.clock_from
    limit = ticket.finish_due_at - begin
    contact = lognormal(chance, ticket.contact_due_at - begin, in_time=0.97, spread=0.7)
    longest = 2 * (ticket.contact_due_at - begin)
    accepted = begin + min(max(contact, timedelta(seconds=40)), longest)
    if ticket.onsite_due_at is not None:
        arrived = begin + lognormal(chance, ticket.onsite_due_at - begin, in_time=0.97, spread=0.35)
        accepted = min(accepted, begin + (arrived - begin) * 0.7)
    else:
        if ticket.contact_due_at - begin >= timedelta(days=1):
            accepted = seasons.in_working_hours(accepted, chance)
        arrived = accepted + limit * chance.uniform(0.02, 0.12)
        arrived = arrived if limit < DAYTIME_LIMIT else seasons.in_working_hours(arrived, chance)
    if may_wander:
        _wander(district, story, chance, accepted)
    worker = pick_worker(district, story, chance)
    if worker is None:
        raise ValueError("nobody works for the responsible organisation")
    story.accept(worker, accepted)
    story.start(arrived)
    length = min(lognormal(chance, limit, in_time=0.97, spread=0.42), limit * LONGEST)
    finished = max(begin + length, arrived + timedelta(minutes=chance.randint(8, 30)))
    if limit >= DAYTIME_LIMIT:
        finished = seasons.in_working_hours(finished, chance)
        if chance.random() < SUSPENDED_SHARE:
            finished = _pause(story, chance, arrived, finished)
    story.finish(finished, chance.choice(reports.phrases()[ticket.category].fix))


def _wander(district: District, story: Story, chance: Random, accepted: datetime) -> None:
    """A few tickets go to somebody else before they are accepted."""
    dice = chance.random()
    given = story.ticket.clock_from + (accepted - story.ticket.clock_from) * 0.6
    compound = story.report.compound
    if dice < GIVEN_AWAY_SHARE:
        worker = chance.choice(district.cadres[compound.community.id])
        offices = [o for o in (compound.community.office, compound.street.office) if o != story.organisation]
        party = chance.choice(offices)
        story.give_to(party, district.seats[party.id], worker, given, chance.choice(GIVEN_AWAY))
    elif dice < GIVEN_AWAY_SHARE + HANDED_OVER_SHARE and is_company(district, story):
        manager, colleague = compound.manager, chance.choice(compound.repairers)
        if manager is not None:
            story.hand_over(colleague, manager, given, chance.choice(HANDED_OVER))


def is_company(district: District, story: Story) -> bool:
    """Return whether the property company that serves the compound today is responsible, and has repair workers."""
    compound = story.report.compound
    service = compound.company_on(district.today)
    return service is not None and service.company == story.organisation and bool(compound.repairers)


def pick_worker(district: District, story: Story, chance: Random) -> Worker | None:
    """Return who accepts it: the colleague it was handed to, else anybody of the responsible organisation."""
    if story.assignee is not None:
        return story.assignee
    organisation: UUID | None = story.ticket.responsible_org_id
    if organisation is None:
        return None
    workers = list(workers_on(district, story.report.compound, organisation))
    return chance.choice(workers) if workers else None


def _pause(story: Story, chance: Random, arrived: datetime, finished: datetime) -> datetime:
    """Suspend it for some days on the way. Returns when it is finished then."""
    begin = arrived + (finished - arrived) * 0.3
    until = begin + timedelta(days=chance.randint(2, 7))
    resumed = begin + (until - begin) * chance.uniform(0.6, 1.0)
    story.suspend(begin, until, chance.choice(SUSPENSIONS))
    story.resume(resumed)
    return finished + (resumed - begin)


def _judge(story: Story, chance: Random) -> Outcome:
    outcome = chance.choices(OUTCOMES, OUTCOME_SHARES)[0]
    rating = chance.choices(*RATINGS[outcome])[0]
    at = story.last_at() + min(timedelta(hours=chance.expovariate(1 / 9)) + timedelta(minutes=4), timedelta(days=3))
    story.confirm(at, outcome, rating, chance.choice(COMMENTS[outcome]))
    return outcome

"""Loads the demo district: all of it in one transaction, so that an interrupted load leaves nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter

from sqlalchemy import text

from app.core import clock
from app.core.db import db, fast_row
from app.core.settings import get_settings
from app.core.uow import unit_of_work
from app.demo import (
    asking,
    assemblies,
    committees,
    committees_at_work,
    compounds,
    council,
    current,
    decisions,
    filed,
    helping,
    history,
    idle,
    life,
    own_matters,
    people,
    regions,
    residents,
    rulebook,
    together,
)
from app.demo.album import Album, develop
from app.demo.around import Around
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.messages import Inbox
from app.demo.openness import Openness
from app.demo.sizes import FULL, SMALL, Size
from app.demo.story import Story, all_rows
from app.demo.trail import Trail
from app.identity.models import Delegation
from app.media.models import MediaFile
from app.standards.service import load_catalogue
from app.tickets import models
from app.tickets.service import load_reference
from app.workdays.service import calendar, load_seed

Say = Callable[[str], None]
Tell = Callable[[int], Story]

LOCK = 727010
"""Advisory lock: two loads at once wait for one another, and the second finds the district there."""
AT_ONCE = 2_000
"""Tickets in memory at the same time."""
LANDMARK = ident("compound", compounds.PERSONA_COMPOUND)
"""The compound of the demo persons: while it is there, the district is, whatever its size."""
THERE = text("SELECT 1 FROM places_compound WHERE id = :id")


class DemoRefused(RuntimeError):
    """The demo district is never loaded into a product that serves real people."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A matter to be told: when it was reported, and how to tell it once its number is known."""

    at: datetime
    key: str
    tell: Tell


def load(full: bool, say: Say, at: datetime | None = None) -> None:
    """Load the demo district, small or ``full``; does nothing when one is there. Progress goes to ``say``.

    Its stories end ``at`` that moment, now without one: the same moment gives the same district.
    Needs an app context and a migrated database. Raises ``DemoRefused`` in production.
    """
    if get_settings().env == "production":
        raise DemoRefused("The demo district is refused in production.")
    size = FULL if full else SMALL
    began = perf_counter()
    if fast_row(THERE, {"id": LANDMARK}) is not None:
        say("The demo district is there already.")
        return
    say("Drawing photos ...")
    photos, papers = develop(), filed.develop()
    with unit_of_work():
        _take_turn(Copier(db.session.connection()))
        _reference()
    # The calendar of days off is read by another connection, which has to find it.
    calendar(fresh=True)
    with unit_of_work():
        copier = Copier(db.session.connection())
        _take_turn(copier)
        if copier.one("SELECT 1 FROM places_compound WHERE id = %s", LANDMARK):
            say("The demo district is there already.")
            return
        district = _new_district(size, at or clock.now())
        register = _places_and_people(district, copier, say)
        album, trail, inbox = Album(district, photos), Trail(district), Inbox(district)
        trail.decisions(register)
        openness = Openness(district, album, trail)
        _tickets(district, copier, say, album, trail, inbox, openness)
        say("What is promised, done and published ...")
        openness.write(copier)
        idle.write(district, copier)
        decisions.write(district, copier)
        asking.write(district, copier)
        together.write(district, copier)
        council.write(district, copier)
        committees_at_work.write(district, copier, album)
        assemblies.write(district, copier)
        rulebook.write(district, copier, trail)
        copier.rows(MediaFile, album.rows())
        filed.write(district, copier, papers)
        trail.write(copier)
        inbox.write(copier)
        say("Letting the database know its tables ...")
        copier.analyze()
    say(f"The demo district is loaded: {_summary(copier)} in {perf_counter() - began:.1f} s.")


def _take_turn(copier: Copier) -> None:
    # A load is one long transaction; the limits are for requests. They come back when it ends.
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        copier.run("SELECT set_config(%s, '0', true)", limit)
    copier.run("SELECT pg_advisory_xact_lock(%s)", LOCK)


def _reference() -> None:
    """Load what every installation has: categories, rules, days off. It stays when a load is interrupted."""
    if Copier(db.session.connection()).one("SELECT count(*) FROM tickets_category") == 0:
        load_reference()
        load_catalogue()
        load_seed()


def _new_district(size: Size, at: datetime) -> District:
    return District(id=ident("region", regions.DISTRICT_CODE), size=size, now=at, today=clock.day_of(at))


def _places_and_people(district: District, copier: Copier, say: Say) -> people.Register:
    regions.build(district, copier)
    compounds.build(district, copier)
    committees.write(district, copier)
    say(f"Places: {copier.written['places_compound']} compounds, {copier.written['places_home']} homes.")
    register = people.Register(district)
    people.enter_personas(register)
    people.enter_staff(register)
    residents.enter(register)
    register.write(copier)
    say(f"People: {len(register.people)}, with {len(register.bindings)} claims to homes.")
    return register


def _tickets(
    district: District, copier: Copier, say: Say, album: Album, trail: Trail, inbox: Inbox, openness: Openness
) -> None:
    told = life.Life(district)
    around = Around(district, told)
    copier.rows(Delegation, [helping.delegation(district)])
    coming = sorted(_coming(district, told, openness), key=lambda matter: (matter.at, matter.key))
    told.tell({matter.key: number for number, matter in enumerate(coming, start=1)})
    numbered = enumerate(coming, start=1)
    while batch := list(islice(numbered, AT_ONCE)):
        stories = [matter.tell(number) for number, matter in batch]
        for story in stories:
            around.hand_out(story)
            around.follow(story)
            album.consider(story, always=story.report.key.startswith("own:"))
            trail.follow(story)
            inbox.follow(story)
            openness.follow(story)
        steps = []
        for story in stories:
            for step in story.climb(district.now):
                steps.append(step)
                inbox.climbed(story, step)
        copier.rows(models.Ticket, (story.rows() for story in stories))
        copier.rows(models.Step, steps)
        copier.rows(models.TicketEvent, all_rows(stories, "events"))
        copier.rows(models.Routing, all_rows(stories, "routings"))
        copier.rows(models.Rating, all_rows(stories, "ratings"))
        say(f"Tickets: {batch[-1][0]} of {len(coming)}.")
    around.write(copier)
    copier.run("SELECT setval('tickets_number_seq', %s)", len(coming))


def _coming(district: District, told: life.Life, openness: Openness) -> Iterator[Coming]:
    size = district.size
    own, lived, asked = list(own_matters.plan(district)), list(told.plan()), list(openness.plan())
    for at, key in lived:
        yield Coming(at, key, _having_told(told, key))
    for at, matter in own:
        yield Coming(at, f"own:{matter.key}", _telling_own(district, at, matter))
    for at, key in asked:
        yield Coming(at, f"asked:{key}", _telling_asked(openness, key))
    for planned in current.plan(district, size.open_tickets):
        yield Coming(planned.at, planned.key, _telling_open(district, planned))
    for past in history.plan(district, size.tickets - size.open_tickets - len(own) - len(lived) - len(asked)):
        yield Coming(past.at, past.key, _telling_past(district, past))


def _having_told(told: life.Life, key: str) -> Tell:
    return lambda number: told.story(key)


def _telling_own(district: District, at: datetime, matter: own_matters.Matter) -> Tell:
    return lambda number: own_matters.tell(district, at, matter, number)


def _telling_asked(openness: Openness, key: str) -> Tell:
    return lambda number: openness.tell(key, number)


def _telling_open(district: District, planned: current.Open) -> Tell:
    return lambda number: current.tell(district, planned, number)


def _telling_past(district: District, planned: history.Planned) -> Tell:
    return lambda number: history.tell(district, planned, number)


def _summary(copier: Copier) -> str:
    written = copier.written
    return (
        f"{written['places_compound']} compounds, {written['places_home']} homes, "
        f"{written['identity_person']} people, {written['tickets_ticket']} tickets"
    )

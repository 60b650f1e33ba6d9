"""Loads the demo district: everything in one transaction, so that an interrupted load leaves nothing."""

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
from app.demo import compounds, current, history, own_matters, people, regions, residents
from app.demo.album import Album, develop
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.messages import Inbox
from app.demo.sizes import FULL, SMALL, Size
from app.demo.story import Story, all_rows
from app.demo.trail import Trail
from app.media.models import MediaFile
from app.tickets import models
from app.tickets.service import load_reference

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


def load(full: bool, say: Say) -> None:
    """Load the demo district, small or ``full``; does nothing when one is there. Progress goes to ``say``.

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
    photos = develop()
    with unit_of_work():
        copier = Copier(db.session.connection())
        _prepare(copier)
        if copier.one("SELECT 1 FROM places_compound WHERE id = %s", LANDMARK):
            say("The demo district is there already.")
            return
        district = _new_district(size)
        register = _places_and_people(district, copier, say)
        album, trail, inbox = Album(district, photos), Trail(district), Inbox(district)
        trail.decisions(register)
        _tickets(district, copier, say, album, trail, inbox)
        copier.rows(MediaFile, album.rows())
        trail.write(copier)
        inbox.write(copier)
        say("Letting the database know its tables ...")
        copier.analyze()
    say(f"The demo district is loaded: {_summary(copier)} in {perf_counter() - began:.1f} s.")


def _prepare(copier: Copier) -> None:
    # A load is one long transaction; the limits are for requests. They come back when it ends.
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        copier.run("SELECT set_config(%s, '0', true)", limit)
    copier.run("SELECT pg_advisory_xact_lock(%s)", LOCK)
    if copier.one("SELECT count(*) FROM tickets_category") == 0:
        load_reference()


def _new_district(size: Size) -> District:
    return District(id=ident("region", regions.DISTRICT_CODE), size=size, now=clock.now(), today=clock.today())


def _places_and_people(district: District, copier: Copier, say: Say) -> people.Register:
    regions.build(district, copier)
    compounds.build(district, copier)
    say(f"Places: {copier.written['places_compound']} compounds, {copier.written['places_home']} homes.")
    register = people.Register(district)
    people.enter_personas(register)
    people.enter_staff(register)
    residents.enter(register)
    register.write(copier)
    say(f"People: {len(register.people)}, with {len(register.bindings)} claims to homes.")
    return register


def _tickets(district: District, copier: Copier, say: Say, album: Album, trail: Trail, inbox: Inbox) -> None:
    coming = sorted(_coming(district), key=lambda matter: (matter.at, matter.key))
    numbered = enumerate(coming, start=1)
    while batch := list(islice(numbered, AT_ONCE)):
        stories = [matter.tell(number) for number, matter in batch]
        for story in stories:
            album.consider(story, always=story.report.key.startswith("own:"))
            trail.follow(story)
            inbox.follow(story)
        copier.rows(models.Ticket, (story.rows() for story in stories))
        copier.rows(models.TicketEvent, all_rows(stories, "events"))
        copier.rows(models.Routing, all_rows(stories, "routings"))
        copier.rows(models.Rating, all_rows(stories, "ratings"))
        say(f"Tickets: {batch[-1][0]} of {len(coming)}.")
    copier.run("SELECT setval('tickets_number_seq', %s)", len(coming))


def _coming(district: District) -> Iterator[Coming]:
    size = district.size
    own = list(own_matters.plan(district))
    for at, matter in own:
        yield Coming(at, f"own:{matter.key}", _telling_own(district, at, matter))
    for planned in current.plan(district, size.open_tickets):
        yield Coming(planned.at, planned.key, _telling_open(district, planned))
    for past in history.plan(district, size.tickets - size.open_tickets - len(own)):
        yield Coming(past.at, past.key, _telling_past(district, past))


def _telling_own(district: District, at: datetime, matter: own_matters.Matter) -> Tell:
    return lambda number: own_matters.tell(district, at, matter, number)


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

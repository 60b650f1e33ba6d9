"""Very many synthetic tickets for measurements: 10,000 to some millions, over the people and places that are there.

They are shaped like real ones where a query can tell the difference (owner, place, state, deadlines, time-ordered
ids, history rows), and dull where it cannot (one sentence of text per category).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from time import perf_counter
from typing import Any, cast

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.settings import get_settings
from app.core.uow import unit_of_work
from app.demo import reports
from app.demo.chance import stream
from app.demo.loading import DemoRefused
from app.tickets.clocks import limits_of
from app.tickets.models import Kind, State
from app.tickets.queries.reference import CategoryFacts

Say = Callable[[str], None]

BLOCK = 20_000
"""Tickets in one block of COPY."""
MONTHS = 24
STATES = (State.DISPATCHED, State.ACCEPTED, State.IN_PROGRESS, State.AWAITING_CONFIRMATION, State.CLOSED)
"""In the order in which a ticket passes through them."""
OPEN_DAYS = 12
"""Only what was reported within this many days may still be on its way."""
NULL = r"\N"

COLUMNS = (
    "id", "no", "district_id", "street_id", "community_id", "compound_id", "building_id", "home_id", "kind",
    "category", "urgency", "state", "version", "reporter_id", "filed_by_id", "basis", "description",
    "created_at", "clock_from", "contact_due_at", "onsite_due_at", "finish_due_at", "responsible_org_id",
    "assignee_id", "outcome", "rating", "contacted_at", "onsite_at", "finished_at", "closed_at",
)  # fmt: skip

PLACES = text("""
    SELECT b.person_id::text AS reporter, b.home_id::text AS home, h.building_id::text AS building,
           c.id::text AS compound, c.street_id::text AS street, c.community_id::text AS community,
           c.district_id::text AS district, k.company_id::text AS organisation,
           (SELECT p.person_id::text FROM identity_post p
            WHERE p.organisation_id = k.company_id AND p.role = 'repair' AND p.ended_at IS NULL
              AND coalesce(p.compound_id, c.id) = c.id ORDER BY p.id LIMIT 1) AS worker
    FROM identity_home_binding b
    JOIN places_home h ON h.id = b.home_id
    JOIN places_compound c ON c.id = b.compound_id
    JOIN places_contract k ON k.compound_id = c.id AND k.starts_on <= :today
         AND coalesce(k.ends_on, :today) >= :today
    WHERE b.state = 'active' ORDER BY b.id
""")

SET = text("SELECT set_config(:name, :value, true)")
SUPERUSER = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")

# What happened to each ticket follows from its columns; one statement writes it for all of them.
HISTORY = text("""
    INSERT INTO tickets_event (ticket_id, seq, at, district_id, actor_id, actor_role, action, before, after)
    SELECT t.id, e.seq, e.at, t.district_id, e.actor, e.role, e.action, e.before, e.after
    FROM tickets_ticket t CROSS JOIN LATERAL (VALUES
        (1, t.created_at, t.reporter_id, NULL, 'submit', NULL, 'submitted'),
        (2, t.created_at, NULL, NULL, 'dispatch', 'submitted', 'dispatched'),
        (3, t.contacted_at, t.assignee_id, 'repair', 'accept', 'dispatched', 'accepted'),
        (4, t.onsite_at, t.assignee_id, 'repair', 'start', 'accepted', 'in_progress'),
        (5, t.finished_at, t.assignee_id, 'repair', 'finish', 'in_progress', 'awaiting_confirmation'),
        (6, t.closed_at, t.reporter_id, NULL, 'confirm', 'awaiting_confirmation', 'closed')
    ) AS e(seq, at, actor, role, action, before, after)
    WHERE t.no > :after AND t.no <= :upto AND e.at IS NOT NULL
""")
ROUTING = text("""
    INSERT INTO tickets_routing (ticket_id, seq, district_id, at, rule, organisation_id, reasons)
    SELECT t.id, 2, t.district_id, t.created_at, :rule, t.responsible_org_id, CAST(:reasons AS jsonb)
    FROM tickets_ticket t WHERE t.no > :after AND t.no <= :upto
""")
RULE = "物业服务单位按合同负责"
REASONS = '["由物业服务单位按合同负责。"]'


@dataclass(frozen=True, slots=True)
class Filled:
    """How a measurement refers to what was filled in."""

    tickets: int
    seconds: float


def fill(count: int, say: Say, *, seed: int = 1) -> Filled:
    """Add ``count`` tickets with their history to the database, oldest first, in one transaction.

    Needs the demo district and an app context. ``seed`` (0 to 999) tells several fillings apart: their numbers
    do not meet. Raises ``DemoRefused`` in production and ``LookupError`` when nobody lives in the database.
    """
    if get_settings().env == "production":
        raise DemoRefused("Synthetic tickets are refused in production.")
    began = perf_counter()
    with unit_of_work():
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            db.session.execute(SET, {"name": limit, "value": "0"})
        if db.session.scalar(SUPERUSER):
            # The rows refer to rows that were just read; checking millions of references takes most of the time.
            db.session.execute(SET, {"name": "session_replication_role", "value": "replica"})
        places = [tuple(row) for row in db.session.execute(PLACES, {"today": clock.today()})]
        if not places:
            raise LookupError("load the demo district first")
        lines = _lines(count, places, seed)
        done = 0
        while block := list(islice(lines, BLOCK)):
            _copy("".join(block))
            done += len(block)
            say(f"Synthetic tickets: {done:,} of {count:,}.")
        say("Their history ...")
        span = {"after": _number(seed, 0), "upto": _number(seed, done)}
        db.session.execute(HISTORY, span)
        db.session.execute(ROUTING, span | {"rule": RULE, "reasons": REASONS})
        for table in ("tickets_ticket", "tickets_event", "tickets_routing"):
            db.session.execute(text(f"ANALYZE {table}"))
    return Filled(done, perf_counter() - began)


def _copy(block: str) -> None:
    cursor = cast(Any, db.session.connection().connection.driver_connection).cursor()
    with cursor.copy(f"COPY tickets_ticket ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        copy.write(block)


def _number(seed: int, place: int) -> str:
    """Return a ticket number that cannot be one of the product's own, which begin with a year."""
    return f"S{seed:03d}{place:09d}"


def _lines(count: int, places: list[tuple[Any, ...]], seed: int) -> Iterator[str]:
    chance = stream("scale", seed)
    kinds, shares = list(reports.KINDS), list(accumulate(reports.KINDS.values()))
    categories = list(reports.taxonomy().categories.values())
    weights = list(accumulate(reports.phrases()[category.code].weight for category in categories))
    now = clock.now()
    first = now - timedelta(days=MONTHS * 365 // 12)
    step = (now - timedelta(minutes=30) - first) / max(count, 1)
    for place in range(1, count + 1):
        at = first + step * place
        kind = chance.choices(kinds, cum_weights=shares)[0]
        category = chance.choices(categories, cum_weights=weights)[0]
        yield _line(chance, _number(seed, place), at, now, kind, category, chance.choice(places))


def _line(
    chance: Random,
    number: str,
    at: datetime,
    now: datetime,
    kind: Kind,
    category: CategoryFacts,
    place: tuple[Any, ...],
) -> str:
    reporter, home, building, compound, street, community, district, organisation, worker = place
    limits = limits_of(category)
    recent = now - at < timedelta(days=OPEN_DAYS)
    done = chance.randrange(len(STATES)) if recent else len(STATES) - 1
    moments = _moments(at, now, limits.length, chance.random())
    steps = [moment.isoformat() if step < done else None for step, moment in enumerate(moments)]
    solved = done == len(STATES) - 1
    values = (
        _time_id(at, chance), number, district, street, community, compound, building, home, kind.value,
        category.code, limits.urgency, STATES[done].value, 2 + done, reporter, reporter,
        "home", reports.phrases()[category.code].fix[0], at.isoformat(), at.isoformat(),
        (at + limits.contact).isoformat(), (at + limits.onsite).isoformat() if limits.onsite else None,
        (at + limits.length).isoformat(), organisation, worker if done else None,
        "solved" if solved else None, 5 if solved else None,
        *steps,
    )  # fmt: skip
    return "\t".join(NULL if value is None else str(value) for value in values) + "\n"


def _moments(at: datetime, now: datetime, finish: timedelta, dice: float) -> list[datetime]:
    """Return when it was accepted, started, finished and closed: spread over its limit, never after now."""
    whole = min(finish * (0.3 + 0.7 * dice), now - at)
    return [at + whole * share for share in (0.05, 0.15, 0.7, 0.95)]


def _time_id(at: datetime, chance: Random) -> str:
    """Return a UUIDv7 for the instant ``at``: sorted by time, as the product's own ids are."""
    millis = int(at.timestamp() * 1000)
    body = chance.getrandbits(74)
    tail = f"{0b10 << 62 | body & (1 << 62) - 1:016x}"
    head = f"{millis:012x}7{body >> 62:03x}"
    return f"{head[:8]}-{head[8:12]}-{head[12:]}-{tail[:4]}-{tail[4:]}"

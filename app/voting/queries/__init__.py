"""All SELECTs of the voting area. What is made for a member of staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text

from app.core.auth import Actor
from app.core.db import Found, db, fast, read_row
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.voting.models import PUBLIC, Ballot, BoxReading, Channel, Elector, Entry, Poll, Topic

POLLS = """
    SELECT x.id, x.created_at, x.district_id, x.street_id, x.community_id, x.compound_id, x.kind, x.title, x.organiser,
           x.explanation, x.opens_at, x.closes_at, x.state, x.version, x.frozen_at, x.totals, x.result, x.hash,
           x.counted_at, x.posted_on, x.posted_at, x.ended_because, x.secret, x.evote, x.topic_id, x.resource_id,
           c.name AS compound_name, m.name AS community_name
    FROM voting_poll x
    JOIN places_compound c ON c.id = x.compound_id JOIN places_region m ON m.id = x.community_id
"""
SHOWN = "x.state IN ('" + "', '".join(PUBLIC) + "')"


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``x`` and its parameters: the polls in the region of the post in use."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.VOTING_READ):
        return "false", {}
    return f"x.{post.region_kind or 'community'}_id = :scope", {"scope": post.region_id}


def page(actor: Actor, *, state: str | None, compound_id: UUID | None, limit: int, cursor: str | None) -> Page:
    """Return polls that ``actor`` sees, the newest first."""
    condition, params = visible(actor)
    conditions, params = [condition], params | {"limit": limit + 1}
    for name, value in (("state", state), ("compound_id", compound_id)):
        if value is not None:
            conditions.append(f"x.{name} = :{name}")
            params[name] = value
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(x.created_at, x.id) < (:at, :after)")
    statement = text(f"{POLLS} WHERE {' AND '.join(conditions)} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def one(actor: Actor, poll_id: UUID) -> Found:
    """Return one poll. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    found = read_row(text(f"{POLLS} WHERE x.id = :id AND {condition}"), {"id": poll_id} | params)
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, poll_id: UUID, *, share: bool = False) -> Poll:
    """Lock and return one poll, alone or (``share``) beside others who do not change it. Raises ``NotFound``."""
    condition, params = visible(actor)
    mode = "SHARE" if share else "UPDATE"
    statement = text(f"SELECT x.id FROM voting_poll x WHERE x.id = :id AND {condition} FOR {mode}")  # noqa: S608
    if db.session.execute(statement, {"id": poll_id} | params).first() is None:
        raise NotFound
    return _fresh(poll_id)


def lock_for_system(poll_id: UUID) -> Poll | None:
    """Lock and return one poll for the clock, or None."""
    return db.session.scalar(select(Poll).where(Poll.id == poll_id).with_for_update())


def lock_for_vote(poll_id: UUID, compounds: Iterable[UUID]) -> Poll:
    """Return a poll of one's own compounds that cannot be closed until the vote is stored. Raises ``NotFound``."""
    statement = text(f"""
        SELECT x.id FROM voting_poll x WHERE x.id = :id AND x.compound_id = ANY(:compounds) AND {SHOWN} FOR SHARE
    """)  # noqa: S608
    if db.session.execute(statement, {"id": poll_id, "compounds": list(compounds)}).first() is None:
        raise NotFound
    return _fresh(poll_id)


def instant() -> datetime:
    """Return what the clock of the database says now, the same one for every web server; after any lock, not before."""
    at: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


def _fresh(poll_id: UUID) -> Poll:
    found = db.session.get(Poll, poll_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def topics_of(poll_id: UUID) -> list[Topic]:
    """Return the topics of a poll in their order."""
    return list(db.session.scalars(select(Topic).where(Topic.poll_id == poll_id).order_by(Topic.number)))


def elector(poll_id: UUID, home_id: UUID) -> Elector | None:
    """Return a home of the register, or None."""
    return db.session.get(Elector, (poll_id, home_id))


# --- the register ---

HOMES = text("""
    SELECT h.id AS home_id, b.name AS building, u.name AS unit, h.label, h.area_centi_m2 AS area
    FROM places_home h JOIN places_unit u ON u.id = h.unit_id JOIN places_building b ON b.id = h.building_id
    WHERE h.compound_id = :compound ORDER BY b.name, u.name, h.label, h.id
""")


def homes(compound_id: UUID) -> list[Row[Any]]:
    """Return every home of a compound with its registered area, which may be unknown."""
    return list(db.session.execute(HOMES, {"compound": compound_id}).all())


REGISTER = text("""
    SELECT e.home_id, b.name AS building, u.name AS unit, h.label, e.area, e.head, e.ballot_no
    FROM voting_elector e JOIN places_home h ON h.id = e.home_id
    JOIN places_unit u ON u.id = h.unit_id JOIN places_building b ON b.id = h.building_id
    WHERE e.poll_id = :poll ORDER BY b.name, u.name, h.label, e.home_id
""")


def register(poll_id: UUID) -> list[Row[Any]]:
    """Return the register of a poll by building, stairwell and door."""
    return list(db.session.execute(REGISTER, {"poll": poll_id}).all())


def register_size(poll_id: UUID) -> int:
    """Return how many homes are in a register."""
    statement = text("SELECT count(*) AS homes FROM voting_elector WHERE poll_id = :poll")
    found = read_row(statement, {"poll": poll_id})
    return found.homes if found else 0


OWNERS = text("""
    SELECT DISTINCT o.id FROM voting_elector e CROSS JOIN LATERAL unnest(e.owners) AS o(id)
    WHERE e.poll_id = :poll AND o.id > :after ORDER BY o.id LIMIT :limit
""")


def owners_after(poll_id: UUID, after: UUID, limit: int) -> list[UUID]:
    """Return some confirmed owners of a frozen register, in the order of their ids."""
    return list(db.session.scalars(OWNERS, {"poll": poll_id, "after": after, "limit": limit}))


# The register is driven by the homes as they were read: of rows this new the database has no statistics, and a join of
# two subqueries would look at each pair of homes.
FREEZE = text("""
    UPDATE voting_elector e SET
        ballot_no = n.ballot_no,
        owners = coalesce((SELECT array_agg(b.person_id ORDER BY b.person_id) FROM identity_home_binding b
                           WHERE b.home_id = n.home_id AND b.state = 'active' AND b.relation = 'owner'), '{}')
    FROM unnest(CAST(:homes AS uuid[])) WITH ORDINALITY AS n(home_id, ballot_no)
    WHERE e.poll_id = :poll AND e.home_id = n.home_id
""")


def freeze(poll_id: UUID, homes: Iterable[UUID]) -> None:
    """Write down who the confirmed owners are at this moment, and number the papers in the order of ``homes``."""
    db.session.execute(FREEZE, {"poll": poll_id, "homes": list(homes)})


# --- votes ---

ONE_OF = "AND (CAST(:home AS uuid) IS NULL OR {}.home_id = CAST(:home AS uuid))"
DOORS = text(f"""
    SELECT e.home_id, b.name AS building, u.name AS unit, h.label, e.ballot_no
    FROM voting_elector e JOIN places_home h ON h.id = e.home_id
    JOIN places_unit u ON u.id = h.unit_id JOIN places_building b ON b.id = h.building_id
    WHERE e.poll_id = :poll {ONE_OF.format("e")} ORDER BY b.name, u.name, h.label, e.home_id
""")  # noqa: S608
VOTED = text(f"""
    SELECT v.home_id, v.channel, v.by_person = :person AND v.channel = 'paper' AS mine
    FROM voting_ballot v WHERE v.poll_id = :poll {ONE_OF.format("v")}
""")  # noqa: S608
VISITS = text(f"SELECT t.home_id, t.state FROM voting_visit t WHERE t.poll_id = :poll {ONE_OF.format('t')}")  # noqa: S608
READ = text(f"""
    SELECT n.home_id, count(*) AS entries, bool_or(n.by_person = :person) AS mine
    FROM voting_entry n WHERE n.poll_id = :poll {ONE_OF.format("n")} GROUP BY n.home_id
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Door:
    """A home of a register, and how far its vote is."""

    home: Row[Any]
    channel: str | None
    visit: str | None
    entries: int
    mine: bool


def grid(poll_id: UUID, person_id: UUID, home_id: UUID | None = None) -> list[Door]:
    """Return every home of the register, or one, with how far its vote is, never with what it says.

    Put together here, as ``votes`` is.
    """
    values = {"poll": poll_id, "home": home_id}
    with fast() as connection:
        voted = {row.home_id: row for row in connection.execute(VOTED, values | {"person": person_id})}
        visits = {row.home_id: row.state for row in connection.execute(VISITS, values)}
        read = {row.home_id: row for row in connection.execute(READ, values | {"person": person_id})}
        doors = connection.execute(DOORS, values).all()
    found = []
    for home in doors:
        entry, ballot = read.get(home.home_id), voted.get(home.home_id)
        found.append(
            Door(
                home,
                ballot.channel if ballot else None,
                visits.get(home.home_id),
                entry.entries if entry else 0,
                (entry is not None and entry.mine) or (ballot is not None and ballot.mine),
            )
        )
    return found


PROGRESS = text("""
    SELECT v.channel, count(*) AS homes FROM voting_ballot v WHERE v.poll_id = :poll GROUP BY v.channel
""")
UNRESOLVED = text("""
    SELECT count(DISTINCT n.home_id) FROM voting_entry n
    WHERE n.poll_id = :poll
      AND NOT EXISTS (SELECT 1 FROM voting_ballot v WHERE v.poll_id = n.poll_id AND v.home_id = n.home_id)
""")


def progress(poll_id: UUID) -> tuple[dict[str, int], int]:
    """Return how many homes voted by each channel, and how many papers are not read to the end."""
    with fast() as connection:
        rows = connection.execute(PROGRESS, {"poll": poll_id}).all()
        unresolved = int(connection.execute(UNRESOLVED, {"poll": poll_id}).scalar_one())
    return {row.channel: row.homes for row in rows}, unresolved


def unresolved(poll_id: UUID) -> int:
    """Return how many papers are not read to the end, in the current unit of work."""
    return int(db.session.execute(UNRESOLVED, {"poll": poll_id}).scalar_one())


def entries_of(poll_id: UUID, home_id: UUID) -> list[Entry]:
    """Return the readings of a paper in their order."""
    statement = select(Entry).where(Entry.poll_id == poll_id, Entry.home_id == home_id).order_by(Entry.turn)
    return list(db.session.scalars(statement))


ELECTORS = text("""
    SELECT home_id, area, head, ballot_no FROM voting_elector WHERE poll_id = :poll ORDER BY ballot_no
""")
BALLOTS = text("SELECT home_id, id, channel, sealed FROM voting_ballot WHERE poll_id = :poll")


def votes(poll_id: UUID) -> list[tuple[Row[Any], Row[Any] | None]]:
    """Return the whole register, each home with its sealed vote.

    They are put together here: of a poll this young the database has no statistics, and its join looks at every pair.
    """
    ballots = {row.home_id: row for row in db.session.execute(BALLOTS, {"poll": poll_id})}
    return [(row, ballots.get(row.home_id)) for row in db.session.execute(ELECTORS, {"poll": poll_id})]


OPENED = text("""
    UPDATE voting_ballot v SET sealed = NULL, choices = said.choices
    FROM jsonb_each(CAST(:opened AS jsonb)) AS said(id, choices) WHERE v.id = CAST(said.id AS uuid)
""")


def keep_opened(opened: str) -> None:
    """Write what was sealed in the open; ``opened`` is a JSON object of choices by ballot."""
    db.session.execute(OPENED, {"opened": opened})


def boxed(poll_id: UUID) -> int:
    """Return how many homes put a paper into the box of a secret poll."""
    statement = select(func.count()).where(Ballot.poll_id == poll_id, Ballot.channel == Channel.PAPER)
    return db.session.scalar(statement) or 0


def box_readings(poll_id: UUID) -> list[BoxReading]:
    """Return what was counted in the box, in its order."""
    return list(db.session.scalars(select(BoxReading).where(BoxReading.poll_id == poll_id).order_by(BoxReading.turn)))


def poll_of_topic(topic_id: UUID) -> UUID | None:
    """Return the poll that a topic of the council asked for, or None."""
    return db.session.scalar(select(Poll.id).where(Poll.topic_id == topic_id))


FACTS = text("SELECT id, title, kind, state, result FROM voting_poll WHERE id = ANY(:ids)")


def facts(ids: Iterable[UUID]) -> list[Row[Any]]:
    """Return how some polls stand, for the area that asked for them."""
    with fast() as connection:
        return list(connection.execute(FACTS, {"ids": list(ids)}).all())


PAPERS = text("""
    SELECT n.id, n.turn, n.channel, n.created_at AS at FROM voting_entry n
    WHERE n.poll_id = :poll AND n.home_id = :home ORDER BY n.turn
""")


def papers(poll_id: UUID, home_id: UUID) -> list[Row[Any]]:
    """Return the readings of a home's paper, the first one first."""
    with fast() as connection:
        return list(connection.execute(PAPERS, {"poll": poll_id, "home": home_id}).all())


def poll_of_entry(entry_id: UUID) -> UUID | None:
    """Return the poll of a reading, or None."""
    return db.session.scalar(select(Entry.poll_id).where(Entry.id == entry_id))


# --- what owners see ---

MINE = text(f"""
    SELECT y.*, e.home_id AS elector, e.owners, e.area, b.name || u.name || h.label AS home_label,
           w.home_id AS wanted_home, v.id AS ballot_id, v.channel, v.at AS voted_at, v.sealed, v.choices
    FROM unnest(CAST(:homes AS uuid[])) AS w(home_id)
    JOIN places_home h ON h.id = w.home_id
    JOIN places_unit u ON u.id = h.unit_id JOIN places_building b ON b.id = h.building_id
    JOIN ({POLLS} WHERE x.frozen_at IS NOT NULL) AS y ON y.compound_id = h.compound_id
    LEFT JOIN voting_elector e ON e.poll_id = y.id AND e.home_id = w.home_id
    LEFT JOIN voting_ballot v ON v.poll_id = y.id AND v.home_id = w.home_id
    ORDER BY y.created_at DESC, y.id, home_label LIMIT 100
""")  # noqa: S608


def mine(homes: Iterable[UUID]) -> list[Row[Any]]:
    """Return the polls of the compounds of some homes that were ever announced, a row for each poll and home."""
    with fast() as connection:
        return list(connection.execute(MINE, {"homes": list(homes)}).all())


TOPICS = text("SELECT poll_id, number, matter, text FROM voting_topic WHERE poll_id = ANY(:polls) ORDER BY number")


def topics(polls: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return the topics of some polls."""
    found: dict[UUID, list[Row[Any]]] = {}
    with fast() as connection:
        for row in connection.execute(TOPICS, {"polls": list(polls)}):
            found.setdefault(row.poll_id, []).append(row)
    return found


ANNOUNCED = text(f"{POLLS} WHERE x.id = :id AND x.state = 'announced'")


def announced(poll_id: UUID) -> Found:
    """Return a poll whose result everybody may read. Raises ``NotFound``."""
    found = read_row(ANNOUNCED, {"id": poll_id})
    if found is None:
        raise NotFound
    return found


RECOUNT = text("""
    SELECT x.recount, x.hash FROM voting_poll x
    WHERE x.id = :id AND x.state = 'announced' AND x.compound_id = ANY(:compounds)
""")


def recount(poll_id: UUID, compounds: Iterable[UUID]) -> Found:
    """Return the file from which a result follows, for people of the compound. Raises ``NotFound``."""
    found = read_row(RECOUNT, {"id": poll_id, "compounds": list(compounds)})
    if found is None:
        raise NotFound
    return found

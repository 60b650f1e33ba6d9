"""All SELECTs of the resources area. What is made for a member of staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.auth import Actor
from app.core.clock import today
from app.core.dated import Span
from app.core.db import Found, db, fast, read_row
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.resources.models import Asked, Outcome, Resource
from app.resources.policy import DESK_DAYS

ROWS = """
    SELECT x.*, c.name AS compound_name, m.name AS community_name, s.name AS street_name, o.name AS owner_name,
           (SELECT count(*) FROM resources_rating r WHERE r.resource_id = x.id) AS ratings,
           (SELECT sum(r.stars) FROM resources_rating r WHERE r.resource_id = x.id) AS stars
    FROM resources_resource x
    JOIN places_compound c ON c.id = x.compound_id
    JOIN places_region m ON m.id = x.community_id JOIN places_region s ON s.id = x.street_id
    LEFT JOIN places_organisation o ON o.id = x.owner_id
"""


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``x`` and its parameters: what the post in use may read.

    Offices read what lies in their region, a company what lies in the compounds that it serves, an organisation what
    is its own.
    """
    post = actor.post
    if post is None or not actor.holds(Permission.RESOURCES_READ):
        return "false", {}
    if post.region_id is not None:
        return f"x.{post.region_kind or 'community'}_id = :scope", {"scope": post.region_id}
    return "(x.compound_id = ANY(:served) OR x.owner_id = :own)", {
        "served": list(post.compounds),
        "own": post.organisation_id,
    }


def may_see(actor: Actor, resource_id: UUID) -> bool:
    """Return whether a person may see a resource's photos: staff in scope, and everybody once it is open."""
    condition, params = visible(actor)
    statement = text(f"SELECT 1 FROM resources_resource x WHERE x.id = :id AND ({condition} OR x.stage = 'running')")  # noqa: S608
    return read_row(statement, {"id": resource_id} | params) is not None


def narrowed(actor: Actor, q: str | None, equal: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Return the conditions on ``ROWS`` that a list is narrowed by, and their parameters; the scope is the first."""
    condition, params = visible(actor)
    conditions, equal = [condition], dict(equal)
    if equal.pop("stuck", None):
        conditions.append("x.stuck IS NOT NULL")
    stage = equal.pop("stage", None)
    if stage == "under_way":
        conditions.append("x.next_on IS NOT NULL")
    elif stage == "due":
        conditions.append("x.next_on <= :due")
        params["due"] = today() + DESK_DAYS
    elif stage is not None:
        conditions.append("x.stage = :stage")
        params["stage"] = stage
    for name, value in equal.items():
        if value is not None:
            conditions.append(f"x.{name} = :{name}")
            params[name] = value
    if q:
        conditions.append("(strpos(x.name, :q) > 0 OR strpos(x.place, :q) > 0 OR strpos(c.name, :q) > 0)")
        params["q"] = q
    return conditions, params


def page(actor: Actor, *, limit: int, cursor: str | None, q: str | None = None, **equal: Any) -> Page:
    """Return resources that ``actor`` sees, the newest first; ``equal`` are columns and what they hold."""
    conditions, params = narrowed(actor, q, equal)
    params["limit"] = limit + 1
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(x.created_at, x.id) < (:at, :after)")
    statement = text(f"{ROWS} WHERE {' AND '.join(conditions)} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


POINTS = """
    SELECT x.id, x.name, x.stage, x.stuck, c.name AS compound, s.name AS street, s.id AS street_id,
           c.latitude, c.longitude
    FROM resources_resource x
    JOIN places_compound c ON c.id = x.compound_id JOIN places_region s ON s.id = x.street_id
"""


def points(actor: Actor, limit: int, *, q: str | None = None, **equal: Any) -> list[Row[Any]]:
    """Return where the resources that ``actor`` sees stand, by street and compound; at most ``limit``."""
    conditions, params = narrowed(actor, q, equal)
    order = "ORDER BY s.name, s.id, c.name, c.id, x.name, x.id LIMIT :limit"
    statement = text(f"{POINTS} WHERE {' AND '.join(conditions)} {order}")
    with fast() as connection:
        return list(connection.execute(statement, params | {"limit": limit}).all())


def one(actor: Actor, resource_id: UUID) -> Found:
    """Return one resource. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    found = read_row(text(f"{ROWS} WHERE x.id = :id AND {condition}"), {"id": resource_id} | params)
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, resource_id: UUID) -> Resource:
    """Lock and return one resource for a move. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    statement = text(f"SELECT x.id FROM resources_resource x WHERE x.id = :id AND {condition} FOR UPDATE")  # noqa: S608
    if db.session.execute(statement, {"id": resource_id} | params).first() is None:
        raise NotFound
    found = db.session.get(Resource, resource_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def due_soon(actor: Actor, limit: int) -> tuple[list[Row[Any]], int]:
    """Return the first that somebody should look at within a week, by next date, and how many: those of ``due``."""
    conditions, params = narrowed(actor, None, {"stage": "due"})
    where = " AND ".join(conditions)
    statement = text(f"{ROWS} WHERE {where} ORDER BY x.next_on, x.id LIMIT :limit")
    with fast() as connection:
        rows = list(connection.execute(statement, params | {"limit": limit}).all())
        if len(rows) < limit:
            return rows, len(rows)
        counted = text(f"SELECT count(*) FROM resources_resource x WHERE {where}")  # noqa: S608
        return rows, connection.scalar(counted, params) or 0


STEPS = text("""
    SELECT e.seq, e.at, e.action, e.before, e.after, e.note, e.next_on, e.photos, p.display_name AS actor
    FROM resources_step e LEFT JOIN identity_person p ON p.id = e.actor_id WHERE e.resource_id = :id ORDER BY e.seq
""")


def steps_of(resource_id: UUID) -> list[Row[Any]]:
    """Return the history of a resource, the first step first. The caller has decided that it may be shown."""
    with fast() as connection:
        return list(connection.execute(STEPS, {"id": resource_id}).all())


def overview(actor: Actor, group_by: str) -> list[Row[Any]]:
    """Return how the resources in sight stand, by ``street`` or ``community``: numbers by stage, areas in 0.01 ㎡."""
    condition, params = visible(actor)
    statement = text(f"""
        SELECT g.id, g.name, count(*) AS count, sum(x.area) AS area,
               count(*) FILTER (WHERE x.stage = 'found') AS found,
               count(*) FILTER (WHERE x.stage = 'consulted') AS consulted,
               count(*) FILTER (WHERE x.stage = 'planned') AS planned,
               count(*) FILTER (WHERE x.stage = 'funded') AS funded,
               count(*) FILTER (WHERE x.stage = 'converting') AS converting,
               count(*) FILTER (WHERE x.stage = 'running') AS running,
               count(*) FILTER (WHERE x.stage = 'ended') AS ended,
               count(*) FILTER (WHERE x.stuck IS NOT NULL) AS stuck,
               coalesce(sum(x.area) FILTER (WHERE x.stage = 'running'), 0) AS running_area
        FROM resources_resource x JOIN places_region g ON g.id = x.{group_by}_id
        WHERE {condition} GROUP BY g.id, g.name ORDER BY g.name, g.id
    """)  # noqa: S608
    with fast() as connection:
        return list(connection.execute(statement, params).all())


SERVICES = text(f"""
    SELECT y.*, mine.stars AS mine FROM ({ROWS} WHERE x.compound_id = ANY(:compounds) AND x.stage = 'running') AS y
    LEFT JOIN resources_rating mine ON mine.resource_id = y.id AND mine.person_id = :person
    ORDER BY y.compound_name, y.service_name, y.id LIMIT 100
""")  # noqa: S608


def services(person_id: UUID, compounds: Iterable[UUID]) -> list[Row[Any]]:
    """Return the running services of some compounds, with what the person said of each."""
    with fast() as connection:
        return list(connection.execute(SERVICES, {"person": person_id, "compounds": list(compounds)}).all())


def running(resource_id: UUID) -> Resource:
    """Return a resource that anybody may know of. Raises ``NotFound`` while it is not open."""
    found = db.session.get(Resource, resource_id)
    if found is None or found.stage != "running":
        raise NotFound
    return found


def lock_for_system(resource_id: UUID) -> Resource | None:
    """Lock and return one resource for what the owners decided, or None."""
    return db.session.scalar(select(Resource).where(Resource.id == resource_id).with_for_update())


def deciding_poll(resource_id: UUID) -> Asked | None:
    """Return the last poll whose vote is the owners' decision on a use, unless it was cancelled."""
    return db.session.scalar(
        select(Asked)
        .where(Asked.resource_id == resource_id, Asked.decides, Asked.outcome.is_distinct_from(Outcome.CANCELLED))
        .order_by(Asked.asked_at.desc(), Asked.poll_id.desc())
        .limit(1)
    )


ASKED = text("""
    SELECT poll_id, use, decides, outcome, asked_at, concluded_at FROM resources_poll
    WHERE resource_id = :id ORDER BY asked_at DESC, poll_id DESC
""")


def asked_of(resource_id: UUID) -> list[Row[Any]]:
    """Return what the owners were asked about a resource, the last first. The caller has decided who may see it."""
    with fast() as connection:
        return list(connection.execute(ASKED, {"id": resource_id}).all())


def owner(district_id: UUID, organisation_id: UUID) -> bool:
    """Return whether an organisation is one of the district."""
    statement = text("SELECT 1 FROM places_organisation WHERE id = :id AND district_id = :district")
    return db.session.execute(statement, {"id": organisation_id, "district": district_id}).first() is not None


def days(actor: Actor, span: Span) -> Sequence[Row[Any]]:
    """Return the days of a span on which somebody looks again at what ``actor`` sees, for the calendar."""
    condition, params = visible(actor)
    statement = text(f"""
        SELECT 'resource' AS kind, x.next_on AS on_day, x.id, x.name AS title, c.name AS subtitle, '' AS extra,
               false AS done
        FROM resources_resource x JOIN places_compound c ON c.id = x.compound_id
        WHERE {condition} AND x.next_on BETWEEN :first AND :last
        ORDER BY x.next_on, x.name, x.id LIMIT :limit
    """)  # noqa: S608
    params |= {"first": span.first, "last": span.last, "limit": span.limit}
    with fast() as connection:
        return connection.execute(statement, params).all()

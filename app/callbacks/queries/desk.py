"""SELECTs of the call-back desk and of the phone: what a post may see, in which order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.callbacks.models import Task
from app.callbacks.policy import own_organisations
from app.callbacks.queries.sides import NOT_HANDLED_BY_ME
from app.core.auth import Actor
from app.core.db import db, fast
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission, Role

REGION = {"district": "district_id", "street": "street_id", "community": "community_id"}


def scope(actor: Actor, alias: str) -> tuple[str, dict[str, Any]]:
    """Return the condition on tasks, cells or exclusions that the post in use may see."""
    post = actor.post
    if post is None:
        return "false", {}
    if post.region_id is not None:
        return f"{alias}.{REGION[post.region_kind or 'community']} = :region", {"region": post.region_id}
    if post.role is Role.MANAGER:
        return (
            f"{alias}.company_id = :org AND {alias}.compound_id = ANY(:served)",
            {"org": post.organisation_id, "served": list(post.compounds)},
        )
    return "false", {}


def to_call(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return the condition on tasks ``q`` that stand on the desk of the post in use.

    The district's desk holds only what neither community nor street may call back about.
    """
    condition, params = scope(actor, "q")
    if not actor.holds(Permission.CALLBACKS_WORK):
        raise NotFound
    return (f"{condition} AND q.for_district" if actor.role is Role.DISTRICT else condition), params


def waiting(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return the condition on tasks ``q`` about which the person may call now: ``policy.may_call`` as SQL."""
    condition, params = to_call(actor)
    own = {"actor": actor.person_id, "own": list(own_organisations(actor))}
    return f"{condition} AND q.state = 'open' AND {NOT_HANDLED_BY_ME}", params | own


LIST = """
    SELECT q.id, q.ticket_id, q.person_id, q.round, q.state, q.version, q.tries, q.created_at, q.outcome,
           q.satisfaction, q.is_reporter, q.excluded, q.district_id, q.street_id, q.community_id, q.company_id, q.kind,
           t.no, t.state AS ticket_state, t.hide_me, t.finished_at, t.finish_due_at, c.name AS compound_name,
           b.name AS building_name, k.name AS category_name, p.display_name AS person_name,
           o.name AS organisation_name, t.description, y.last_try_at, y.that_day,
           (p.phone_cipher IS NOT NULL OR q.is_reporter AND t.contact_cipher IS NOT NULL) AS has_phone
    FROM callbacks_task q JOIN tickets_ticket t ON t.id = q.ticket_id
    JOIN places_compound c ON c.id = q.compound_id LEFT JOIN places_building b ON b.id = t.building_id
    LEFT JOIN tickets_category k ON k.code = t.category JOIN identity_person p ON p.id = q.person_id
    LEFT JOIN places_organisation o ON o.id = q.company_id
    LEFT JOIN LATERAL (
        SELECT x.last_try_at, count(*) FILTER (
            WHERE (x.at AT TIME ZONE 'Asia/Shanghai')::date = (x.last_try_at AT TIME ZONE 'Asia/Shanghai')::date
        ) AS that_day
        FROM (SELECT r.at, max(r.at) OVER () AS last_try_at FROM callbacks_try r WHERE r.task_id = q.id) x
        GROUP BY x.last_try_at
    ) y ON true
"""


def desk(actor: Actor, *, state: str, limit: int, cursor: str | None) -> Page:
    """Return the call-backs of a post, oldest first: who has waited longest is called first."""
    condition, params = to_call(actor)
    params |= {"state": state, "limit": limit + 1}
    after = ""
    if cursor:
        at, row_id = decode_cursor(cursor)
        after = "AND (q.created_at, q.id) > (:at, :after)"
        params |= {"at": at, "after": row_id}
    statement = text(f"{LIST} WHERE {condition} AND q.state = :state {after} ORDER BY q.created_at, q.id LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def one(actor: Actor, task_id: UUID) -> Row[Any]:
    """Return one call-back of the desk. Raises ``NotFound`` when it does not stand on the post's."""
    condition, params = to_call(actor)
    row = db.session.execute(text(f"{LIST} WHERE q.id = :id AND {condition}"), params | {"id": task_id}).first()
    if row is None:
        raise NotFound
    return row


def task_to_change(actor: Actor, task_id: UUID) -> Task:
    """Lock and return one call-back of the desk. Raises ``NotFound`` when it does not stand on the post's."""
    one(actor, task_id)
    found = db.session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


FIRST = "ORDER BY q.is_reporter, q.created_at DESC"
"""What neighbours reported stands first: about his own the matter itself asks him, and nothing else about theirs."""


def own(actor: Actor) -> list[Row[Any]]:
    """Return the open call-backs of a resident, and of those who let him answer for them."""
    statement = text(f"{LIST} WHERE q.person_id = ANY(:mine) AND q.state = 'open' {FIRST} LIMIT 50")
    with fast() as connection:
        return list(connection.execute(statement, {"mine": [actor.person_id, *actor.acts_for]}).all())

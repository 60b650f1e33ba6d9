"""Versions of the routing rules. A street sees what was published, and its own proposals; the district sees all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import ColumnElement, func, or_, select, text

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Role
from app.identity.models import Person
from app.places.models import Region
from app.rulebook.policy import street_of
from app.tickets.models import RoutingRule
from app.tickets.models.reference import RuleSet, RuleSetState

FIRST_ID = uuid5(NAMESPACE_URL, "haofuwu:routing-rules:1")
"""The id of version 1 of every district: the rules that the product brings."""
FIRST_TITLE = "系统预置规则"
OVER = (RuleSetState.PUBLISHED, RuleSetState.RETIRED)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on ``RuleSet`` under which a person may see it."""
    here = RuleSet.district_id == actor.district_id
    if actor.role is Role.DISTRICT:
        return here
    return here & or_(RuleSet.state.in_(OVER), RuleSet.street_id == street_of(actor))


def product_rules() -> list[dict[str, Any]]:
    """Return the rules of version 1 in the form in which versions are stored."""
    rows = db.session.execute(
        select(RoutingRule.name, RoutingRule.conditions, RoutingRule.target, RoutingRule.reason).order_by(
            RoutingRule.position
        )
    )
    return [
        {
            "id": uuid5(FIRST_ID, row.name).hex,
            "name": row.name,
            "conditions": row.conditions,
            "target": row.target,
            "reason": row.reason,
            "deadline": None,
            "urgency": None,
        }
        for row in rows
    ]


def first_version(district_id: UUID) -> RuleSet:
    """Return version 1 as if it were a stored one. It belongs to no session and is never written."""
    in_force = id_in_force(district_id)
    return RuleSet(
        id=FIRST_ID,
        district_id=district_id,
        street_id=None,
        number=1,
        title=FIRST_TITLE,
        note="随系统安装的规则，由系统发布。",
        state=RuleSetState.RETIRED if in_force else RuleSetState.PUBLISHED,
        version=1,
        rules=product_rules(),
        editors=[],
        return_reason="",
    )


def page(actor: Actor, *, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return the versions that a person sees, newest first; version 1 ends the last page."""
    statement = select(RuleSet).where(visible(actor))
    statement = statement.where(RuleSet.state == state if state else RuleSet.state != RuleSetState.DISCARDED)
    found = newest_first(statement, RuleSet.created_at, RuleSet.id, limit=limit, cursor=cursor)
    if found.next is not None:
        return found
    first = first_version(actor.district_id)
    return Page([*found.items, first] if state in (None, first.state) else found.items)


def get(actor: Actor, set_id: UUID) -> RuleSet:
    """Return a version that a person sees. Raises ``NotFound``."""
    if set_id == FIRST_ID:
        return first_version(actor.district_id)
    found = db.session.scalar(select(RuleSet).where(RuleSet.id == set_id, visible(actor)))
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, set_id: UUID) -> RuleSet:
    """Return a version that a person sees, locked and as it is now. Raises ``NotFound``; version 1 never moves."""
    statement = select(RuleSet).where(RuleSet.id == set_id, visible(actor)).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def by_id(set_id: UUID | None, district_id: UUID) -> RuleSet:
    """Return a version of the district, whoever asks; none means version 1."""
    if set_id is None or set_id == FIRST_ID:
        return first_version(district_id)
    return db.session.scalars(select(RuleSet).where(RuleSet.id == set_id, RuleSet.district_id == district_id)).one()


def in_force(district_id: UUID) -> RuleSet:
    """Return the version that decides now."""
    found = stored_in_force(district_id)
    return found if found is not None else first_version(district_id)


def stored_in_force(district_id: UUID, *, lock: bool = False) -> RuleSet | None:
    """Return the published version, locked if wanted; None while the product's own decides."""
    statement = select(RuleSet).where(RuleSet.district_id == district_id, RuleSet.state == RuleSetState.PUBLISHED)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def id_in_force(district_id: UUID) -> UUID | None:
    """Return the id of the published version; None while the product's own decides."""
    return db.session.scalar(
        select(RuleSet.id).where(RuleSet.district_id == district_id, RuleSet.state == RuleSetState.PUBLISHED)
    )


def lock_district(district_id: UUID) -> None:
    """Let one transaction at a time publish in a district."""
    key = f"rulebook:{district_id}"
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def next_number(district_id: UUID) -> int:
    """Return the number of the next published version."""
    last = db.session.scalar(select(func.max(RuleSet.number)).where(RuleSet.district_id == district_id))
    return (last or 1) + 1


def waiting_for(actor: Actor, limit: int) -> list[RuleSet]:
    """Return the versions that wait for his publishing, the longest waiting first."""
    me = actor.person_id
    statement = (
        select(RuleSet)
        .where(visible(actor), RuleSet.state == RuleSetState.SUBMITTED)
        .where(RuleSet.author_id != me, RuleSet.submitted_by != me, ~RuleSet.editors.contains([me]))
        .order_by(RuleSet.submitted_at, RuleSet.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def sent_back_to(actor: Actor, limit: int) -> list[RuleSet]:
    """Return the drafts of his side that were sent back to be mended, the newest first."""
    statement = (
        select(RuleSet)
        .where(visible(actor), RuleSet.state == RuleSetState.DRAFT, RuleSet.returned_at.is_not(None))
        .where(RuleSet.street_id.is_not_distinct_from(street_of(actor)))
        .order_by(RuleSet.returned_at.desc(), RuleSet.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def person_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of people by id."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def street_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of streets by id."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(Region.id, Region.name).where(Region.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def numbers(ids: Iterable[UUID | None]) -> dict[UUID, int | None]:
    """Return the numbers of published versions by id."""
    wanted = {one for one in ids if one is not None}
    rows = db.session.execute(select(RuleSet.id, RuleSet.number).where(RuleSet.id.in_(wanted)))
    return {row.id: row.number for row in rows}

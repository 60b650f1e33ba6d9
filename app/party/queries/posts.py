"""SELECTs of cross posts. What is read for staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import tuple_

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.party.models import CrossPost
from app.places.models import Organisation, Region

SOURCE, TARGET = aliased(Organisation), aliased(Organisation)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees a cross post: a region its own, a company its own."""
    post = actor.post
    if post is None or not actor.holds(Permission.PARTY_READ):
        return false()
    if post.region_id is not None:
        columns = {"district": CrossPost.district_id, "street": CrossPost.street_id}
        return columns.get(post.region_kind or "", CrossPost.community_id) == post.region_id
    return or_(CrossPost.from_id == post.organisation_id, CrossPost.to_id == post.organisation_id)


def held_on(day: date) -> ColumnElement[bool]:
    """Give the condition that a cross post is held on a day."""
    return and_(CrossPost.starts_on <= day, or_(CrossPost.ends_on.is_(None), CrossPost.ends_on >= day))


def _posts() -> Any:
    return (
        select(
            CrossPost,
            Region.name.label("community"),
            SOURCE.name.label("source"),
            TARGET.name.label("target"),
        )
        .join(Region, Region.id == CrossPost.community_id)
        .join(SOURCE, SOURCE.id == CrossPost.from_id)
        .join(TARGET, TARGET.id == CrossPost.to_id)
    )


def page(actor: Actor, *, current: bool, limit: int, cursor: str | None) -> Page:
    """Return cross posts that ``actor`` sees, the newest on record first; ``current``: those held today."""
    statement = _posts().where(visible(actor))
    if current:
        statement = statement.where(held_on(today()))
    at, row_id = CrossPost.created_at, CrossPost.id
    if cursor:
        statement = statement.where(tuple_(at, row_id) < tuple_(*decode_cursor(cursor)))
    rows = statement.add_columns(at.label("created_at"), row_id.label("id")).order_by(at.desc(), row_id.desc())
    return page_of_rows(db.session.execute(rows.limit(limit + 1)).all(), limit)


def one(actor: Actor, post_id: UUID) -> Row[Any]:
    """Return a cross post that ``actor`` sees. Raises ``NotFound``."""
    statement = _posts().where(CrossPost.id == post_id, visible(actor))
    found: Row[Any] | None = db.session.execute(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, post_id: UUID) -> CrossPost:
    """Return a cross post that ``actor`` sees, locked. Raises ``NotFound``."""
    statement = select(CrossPost).where(CrossPost.id == post_id, visible(actor)).with_for_update()
    found = db.session.scalar(statement, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def organisations(district_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """Return the organisations of a district among ``ids``."""
    statement = select(Organisation).where(Organisation.id.in_(list(ids)), Organisation.district_id == district_id)
    return {one.id: one for one in db.session.scalars(statement)}

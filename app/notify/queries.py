"""All SELECTs of the inbox and of deliveries, and who belongs to which side of a ticket."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, text

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Role
from app.identity.models import Person, PersonStatus, Post
from app.identity.queries import people_with_post, post_counts
from app.notify.models import QUITE_NORMAL, UNSETTLED, Delivery, DeliveryState, Listed, Notice, Subscription
from app.places.models import Organisation
from app.places.queries import serves

MOST_UNREAD = 1000
MOST_COUNTED = 1000
REGION_ROLES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
"""Roles at a region whose holders do the work of the region's own organisation."""


# --- the inbox ---


def inbox(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the person's own notices."""
    statement = select(Notice).where(Notice.person_id == actor.person_id)
    return newest_first(statement, Notice.created_at, Notice.id, limit=limit, cursor=cursor)


def unread_count(actor: Actor) -> int:
    """Return how many notices the person has not read; counting stops at ``MOST_UNREAD``."""
    unread = select(Notice.id).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None)).limit(MOST_UNREAD)
    return db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0


# --- who is told ---


def handling_side(organisation: Organisation, compound_id: UUID) -> list[UUID]:
    """Return the active persons of an organisation who look after its tickets in a compound.

    Managers count while their company serves the compound by contract; a region's organisation has no posts of
    its own, its people are those of the region.
    """
    roles = [Role.HANDLER, *([Role.MANAGER] if serves(organisation.id, compound_id) else [])]
    here = or_(Post.role == Role.HANDLER, Post.compound_id.is_(None), Post.compound_id == compound_id)
    employed = and_(Post.organisation_id == organisation.id, Post.role.in_(roles), here)
    region_id = organisation.region_id
    of_region = and_(Post.region_id == region_id, Post.role.in_(REGION_ROLES)) if region_id else false()
    statement = (
        select(Person.id)
        .join(Post, Post.person_id == Person.id)
        .where(or_(employed, of_region), post_counts(), Person.status == PersonStatus.ACTIVE)
    )
    return list(db.session.scalars(statement.distinct().order_by(Person.id)))


def community_workers(community_id: UUID) -> list[UUID]:
    """Return the active community workers of a community."""
    return people_with_post(Role.COMMUNITY, community_id=community_id)


def permitted(person_ids: Collection[UUID], templates: Collection[str]) -> set[tuple[UUID, str]]:
    """Return which of these persons have a permission left for which of these templates."""
    statement = select(Subscription.person_id, Subscription.template).where(
        Subscription.person_id.in_(person_ids), Subscription.template.in_(templates), Subscription.remaining > 0
    )
    return {(row.person_id, row.template) for row in db.session.execute(statement)}


# --- deliveries ---


def permissions_of(person_id: UUID) -> dict[str, int]:
    """Return by template how many messages a person allowed that were not used yet."""
    statement = select(Subscription.template, Subscription.remaining).where(Subscription.person_id == person_id)
    return {row.template: row.remaining for row in db.session.execute(statement)}


def lock_delivery(delivery_id: UUID) -> Delivery | None:
    """Lock and return a delivery until the transaction ends, or None."""
    statement = select(Delivery).where(Delivery.id == delivery_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def texts_in_a_day(phone_index: bytes, *, besides: UUID) -> int:
    """Return how many text messages one number got, or may have got, of those planned within 24 hours.

    Until the transaction ends nobody else counts for this number, so that two at once cannot both be the last one.
    """
    key = int.from_bytes(phone_index[:8], "big", signed=True)
    db.session.execute(select(func.pg_advisory_xact_lock(key)))
    statement = select(func.count(Delivery.id)).where(
        Delivery.phone_index == phone_index,
        Delivery.id != besides,
        Delivery.created_at > func.now() - text("interval '24 hours'"),
        Delivery.state.in_((DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)),
    )
    return db.session.scalar(statement) or 0


def deliveries_visible_to(actor: Actor) -> Select[Delivery]:
    """The only start of a list of deliveries for a person: those of the district."""
    return select(Delivery).where(Delivery.district_id == actor.district_id)


WAITS_FOR_A_PERSON = and_(Delivery.decided_at.is_(None), Delivery.reason.not_in(QUITE_NORMAL))


def _listed(listed: str) -> ColumnElement[bool]:
    """Return the condition for one list of messages."""
    if listed == Listed.FAILED:
        return and_(Delivery.state == DeliveryState.FAILED, WAITS_FOR_A_PERSON)
    if listed == Listed.SET_ASIDE:
        return and_(Delivery.state == DeliveryState.FAILED, not_(WAITS_FOR_A_PERSON))
    return Delivery.state == listed


def deliveries(actor: Actor, *, state: str, channel: str | None, limit: int, cursor: str | None) -> Page:
    """Return the messages of one list (``Listed``), the newest first."""
    statement = deliveries_visible_to(actor).where(_listed(state))
    if channel:
        statement = statement.where(Delivery.channel == channel)
    return newest_first(statement, Delivery.created_at, Delivery.id, limit=limit, cursor=cursor)


def delivery_counts(actor: Actor) -> list[dict[str, Any]]:
    """Return for each list that holds unsettled messages how many (at most ``MOST_COUNTED``) and since when."""
    found = []
    for listed in UNSETTLED:
        mine = select(Delivery.created_at).where(Delivery.district_id == actor.district_id, _listed(listed))
        rows = mine.order_by(Delivery.created_at).limit(MOST_COUNTED).subquery()
        row = db.session.execute(select(func.count(), func.min(rows.c.created_at)).select_from(rows)).one()
        found.append({"state": listed.value, "count": row[0], "oldest_at": row[1]})
    return found


def delivery_to_decide(actor: Actor, delivery_id: UUID) -> Delivery:
    """Lock and return one delivery. Raises ``NotFound``."""
    statement = deliveries_visible_to(actor).where(Delivery.id == delivery_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found

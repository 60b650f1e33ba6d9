"""SELECTs on what is shown over Open311: requests that came that way, and the district that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.db import db
from app.hotline.models import Order
from app.hotline.queries.orders import COLUMNS, JOINS, OPEN311
from app.places.models import Compound, Region

REQUESTS = text(f"""
    SELECT {COLUMNS}, k.code AS service_code, own.description, own.public_ok,
           c.id AS compound_id, c.latitude, c.longitude,
           coalesce(t.closed_at, (SELECT max(e.at) FROM tickets_event e WHERE e.ticket_id = t.id)) AS moved_at
    {JOINS}
    WHERE o.district_id = :district AND o.source = '{OPEN311}'
      AND (CAST(:numbers AS text[]) IS NULL OR o.own_no = ANY(:numbers))
      AND (CAST(:codes AS text[]) IS NULL OR t.category = ANY(:codes))
      AND (CAST(:states AS text[]) IS NULL OR t.state = ANY(:states))
      AND (CAST(:since AS timestamptz) IS NULL OR o.created_at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR o.created_at <= :until)
    ORDER BY o.created_at DESC, o.id DESC LIMIT :limit OFFSET :skip
""")  # noqa: S608 - only constants of these modules are put in


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; None filters nothing."""

    numbers: Sequence[str] | None = None
    codes: Sequence[str] | None = None
    states: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 1000
    skip: int = 0


def requests(district_id: UUID, wanted: Wanted) -> list[Row[Any]]:
    """Return requests of a district that came over Open311, newest first."""
    params: dict[str, Any] = {name: getattr(wanted, name) for name in ("since", "until", "limit", "skip")}
    for name in ("numbers", "codes", "states"):
        words = getattr(wanted, name)
        params[name] = None if words is None else list(words)
    return list(db.session.execute(REQUESTS, params | {"district": district_id}).all())


def number_of(order_id: UUID) -> str:
    """Return the number of an order that is there."""
    return db.session.execute(select(Order.own_no).where(Order.id == order_id)).scalar_one()


def order_with(district_id: UUID, number: str) -> UUID:
    """Return the order with a number that is there."""
    statement = select(Order.id).where(
        Order.district_id == district_id, Order.source == OPEN311, Order.own_no == number
    )
    return db.session.execute(statement).scalar_one()


def compound(district_id: UUID, written: str) -> UUID | None:
    """Return the compound of a district with an id, or None when there is none or it is no id."""
    try:
        wanted = UUID(written)
    except ValueError:
        return None
    return db.session.scalar(select(Compound.id).where(Compound.id == wanted, Compound.district_id == district_id))


def districts(code: str | None) -> list[UUID]:
    """Return up to two districts: the one with a code, or any when no code is given."""
    statement = select(Region.id).where(Region.kind == "district").order_by(Region.code).limit(2)
    return list(db.session.scalars(statement.where(Region.code == code) if code is not None else statement))

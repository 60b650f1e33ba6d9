"""Running services as neighbours see them, and what they think of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import NotFound
from app.media.service import photos_on
from app.resources import policy, queries
from app.resources.models import USE_NAMES, Rating, Use
from app.resources.service.showing import SUBJECT, tenths

Shape = dict[str, Any]


def services(actor: Actor) -> list[Shape]:
    """Return the running services of the compounds in which ``actor`` lives or stands."""
    places = {home.compound_id for home in actor.homes} | set(actor.visits)
    rows = queries.services(actor.person_id, places)
    photos = photos_on(actor, SUBJECT, [row.id for row in rows])
    return [
        {
            "id": row.id,
            "compound": {"id": row.compound_id, "name": row.compound_name},
            "name": row.service_name,
            "use_name": USE_NAMES[Use(row.use)] if row.use else None,
            "place": row.place,
            "hours": row.service_hours,
            "phone": row.service_phone or None,
            "ratings": row.ratings,
            "stars_tenths": tenths(row),
            "mine": row.mine,
            "may_rate": bool(policy.may_rate(actor, row)),
            "photos": photos.get(row.id, [])[-3:],
        }
        for row in rows
    ]


def rate(actor: Actor, resource_id: UUID, stars: int) -> None:
    """Keep what a neighbour thinks; it replaces what he said before. Raises ``NotFound`` or ``Forbidden``."""
    resource = queries.running(resource_id)
    if not any(home.compound_id == resource.compound_id for home in actor.homes):
        raise NotFound
    policy.may_rate(actor, resource).enforce()
    values = {"resource_id": resource_id, "person_id": actor.person_id, "stars": stars, "at": now()}
    statement = insert(Rating).values(**values)
    same = [Rating.resource_id, Rating.person_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_={"stars": stars, "at": now()}))

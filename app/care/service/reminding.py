"""Reminding of warranties that end within 90, 30 and 7 days: each once, by what the tables say on that day.

Nothing is planned ahead: the sweeper asks again and again which reminder is due and was not told. So a last day that
was changed needs no correction anywhere, and an outage of any length is caught up with by the one reminder that fits.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.care import queries
from app.care.models import Reminder
from app.care.service.showing import place_of, stands, words
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.outbox import publish, subject_key
from app.core.permissions import Role
from app.events.care import WarrantyEndsSoon
from app.identity.queries import people_with_post
from app.notify.queries import handling_side
from app.notify.service import tell
from app.places.periods import standing
from app.places.queries import provider_of

BATCH = 500
FIRST_HOUR = 8
"""Before it, in Beijing, nobody is told anything that can wait for the morning."""
TEXT = (
    "{compound}{place}的{part}保修到 {day}，{words}。请在期满前会同施工单位（{contractor}）检查一遍，有问题现在就报修。"
)


def arm() -> int:
    """Hand over what has to be told today. Returns how many; repeating it is harmless."""
    if now().astimezone(BEIJING).hour < FIRST_HOUR:
        return 0
    found = queries.untold(BATCH)
    for row in found:
        event = WarrantyEndsSoon(str(row.id), row.ends_on.isoformat(), row.days)
        # Once a day: one that came to nothing, because the last day was another for an hour, may come again.
        publish(event, dedupe=subject_key("care", row.id, row.ends_on.isoformat(), row.days, today().isoformat()))
    return len(found)


def remind(event: WarrantyEndsSoon) -> int:
    """Tell the company and the community of a warranty, unless its dates are others now. Returns the new notices."""
    row = queries.warranty(UUID(event.warranty_id))
    ends_on = date.fromisoformat(event.ends_on)
    if row is None or row.ends_on != ends_on or standing(ends_on, today()) != ("soon", event.days):
        return 0
    people = _people(row)
    # With nobody to tell it is not told: whoever takes the post tomorrow hears of it.
    if not people or not _note(row, event.days):
        return 0
    return tell(
        sorted(people),
        event_key=f"care:{row.id}:{ends_on}:{event.days}",
        district_id=row.district_id,
        title=f"保修快到期：{place_of(row)}",
        text=TEXT.format(
            compound=row.compound,
            place=place_of(row),
            part=row.part,
            day=ends_on,
            words="，".join(words(stands(row, today()))),
            contractor=row.contractor,
        ),
    )


def _note(row: Any, days: int) -> bool:
    """Write down that it is told. Returns whether it was not before."""
    values = {"warranty_id": row.id, "ends_on": row.ends_on, "days": days, "district_id": row.district_id}
    statement = insert(Reminder).values(values).on_conflict_do_nothing().returning(Reminder.warranty_id)
    return db.session.scalar(statement) is not None


def _people(row: Any) -> set[UUID]:
    """Return the managers who look after the compound today, and the workers of its community."""
    people = set(people_with_post(Role.COMMUNITY, community_id=row.community_id))
    provider = provider_of(row.compound_id)
    if provider is not None:
        managers = people_with_post(Role.MANAGER, organisation_id=provider[0].id)
        people |= set(managers) & set(handling_side(provider[0], row.compound_id))
    return people

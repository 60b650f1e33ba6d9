"""People who have no account here: who rings up, comes to the window, or is named on an order from 12345."""

from __future__ import annotations

from uuid import UUID

from app.core.crypto import get_crypto
from app.core.db import db
from app.core.ids import new_id
from app.identity.models import Person
from app.identity.queries import relatives
from app.identity.service.contacts import PHONE, set_phone


def contact_person(*, district_id: UUID, name: str, phone: str | None) -> UUID:
    """Return who has ``phone`` in the district, else a new person who cannot sign in.

    Without a number it is always a new one: two unknown callers are never taken for one person. Of several people
    with one number (a family's landline) the eldest account is meant; the number on the ticket itself decides whom
    one calls.
    """
    if phone:
        index = get_crypto().phone_index(phone, column=PHONE)
        relatives.lock_phone(index)
        known = relatives.person_by_phone(district_id, index)
        if known is not None:
            return known
    person = Person(id=new_id(), district_id=district_id, display_name=name or "来电居民")
    set_phone(person, phone)
    db.session.add(person)
    db.session.flush()
    return person.id

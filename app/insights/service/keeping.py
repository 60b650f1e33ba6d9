"""The public page is built when something changes and read by one key; who reads does not wait for what lies behind it.

Three times he does: when nothing is kept, when the day has changed, and when ten minutes have passed he builds it anew.
So nothing that tells no event (a contract that ends, a phone number) stays wrong for longer, and a page that was lost
comes back by itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert

from app.core.clock import now, today
from app.core.db import db
from app.core.errors import NotFound
from app.insights import queries
from app.insights.models import PublicPage
from app.insights.service.composing import compose
from app.places import queries as places

FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ready:
    """A page as it goes out: its bytes and their tag. ``fresh`` is False when it should be built anew."""

    etag: str
    body: bytes
    fresh: bool = True


def page(compound_id: UUID) -> Ready | None:
    """Return the kept page, None when there is none. One statement by key."""
    row = queries.kept_page(compound_id)
    if row is None:
        return None
    return Ready(row.etag, row.body, fresh=row.as_of == today() and row.built_at > now() - FRESH)


def rebuild(compound_id: UUID) -> None:
    """Put the page of a compound together anew, in the caller's unit of work. A compound that is gone has none.

    Two at once build one after the other, each from what is committed when its turn comes, so the last word is the
    newest.
    """
    queries.lock_page(compound_id)
    try:
        compound = places.get_compound(compound_id)
    except NotFound:
        return
    shape = compose(compound, today())
    etag = hashlib.sha256(orjson.dumps(shape, option=orjson.OPT_NON_STR_KEYS)).hexdigest()[:32]
    body = orjson.dumps(shape | {"etag": etag}, option=orjson.OPT_NON_STR_KEYS)
    values = {"district_id": compound.district_id, "etag": etag, "body": body, "as_of": today(), "built_at": now()}
    statement = insert(PublicPage).values(compound_id=compound_id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["compound_id"], set_=values))


def built(compound_id: UUID) -> bool:
    """Build the page unless somebody else is at it, in the caller's unit of work. Returns whether it was built here."""
    if not queries.try_lock_page(compound_id):
        return False
    rebuild(compound_id)
    return True

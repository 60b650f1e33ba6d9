"""SELECTs on other systems and on the messages that go to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.core.db import Found, db, read_row
from app.core.errors import NotFound
from app.core.paging import Page, newest_first, page_of_rows
from app.hotline.models import Callback, Client

BY_KEY = text("""
    SELECT id, district_id, name, scopes, networks, revoked_at FROM hotline_client WHERE key_hash = :key
""")

CALLBACKS = text("""
    SELECT b.id, b.created_at, b.kind, b.seq, b.state, b.attempts, b.reason, b.tried_at, b.sent_at,
           o.own_no, c.name AS client_name
    FROM hotline_callback b
    JOIN hotline_client c ON c.id = b.client_id
    LEFT JOIN hotline_order o ON o.id = b.order_id
    WHERE b.district_id = :district
      AND (CAST(:client AS uuid) IS NULL OR b.client_id = :client)
      AND (CAST(:state AS text) IS NULL OR b.state = :state)
      AND (CAST(:at AS timestamptz) IS NULL OR (b.created_at, b.id) < (:at, :row))
    ORDER BY b.created_at DESC, b.id DESC LIMIT :limit
""")


def by_key(key_hash: bytes) -> Found | None:
    """Return the client with a key, revoked or not."""
    return read_row(BY_KEY, {"key": key_hash})


def page(district_id: UUID, limit: int, cursor: str | None) -> Page:
    """Return the clients of a district, newest first."""
    statement = select(Client).where(Client.district_id == district_id)
    return newest_first(statement, Client.created_at, Client.id, limit=limit, cursor=cursor)


def client(client_id: UUID) -> Client | None:
    """Return one client, or None."""
    return db.session.scalar(select(Client).where(Client.id == client_id))


def lock(district_id: UUID, client_id: UUID) -> Client:
    """Lock and return a client of a district. Raises ``NotFound``."""
    statement = select(Client).where(Client.id == client_id, Client.district_id == district_id).with_for_update()
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def lock_callback(callback_id: UUID) -> Callback | None:
    """Lock and return a message, or None."""
    statement = select(Callback).where(Callback.id == callback_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def callbacks(
    district_id: UUID, client_id: UUID | None, state: str | None, limit: int, mark: tuple[Any, UUID] | None
) -> Page:
    """Return messages of a district, newest first."""
    at, row = mark or (None, None)
    params = {"district": district_id, "client": client_id, "state": state, "at": at, "row": row, "limit": limit + 1}
    return page_of_rows(db.session.execute(CALLBACKS, params).all(), limit)

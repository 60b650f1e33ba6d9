"""A submission sent again from a bad network is done once. Keys belong to a person and a route and are kept 7 days."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Index, LargeBinary, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db
from app.core.errors import BadRequest, InvalidInput

KEEP_DAYS = 7
KEY_FORM = re.compile(r"[\x21-\x7e]{8,100}")


class IdempotencyKey(Model):
    """What a key has made. Holds the id of the made thing, never its content."""

    __tablename__ = "core_idempotency"
    __table_args__ = (Index("ix_core_idempotency_created_at", "created_at"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    object_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class KeyReused(InvalidInput):
    """The same key with another body."""

    code, message = "app.idempotency_key_reused", "这次提交的内容与上次不同，请重新打开页面后再提交"


def fingerprint(body: Any) -> bytes:
    """Return the SHA-256 of the canonical form of ``body``."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).digest()


def checked_key(header: str | None) -> str | None:
    """Return the header's key, or None without one. Raises ``BadRequest`` for one of another form."""
    if header is None:
        return None
    if not KEY_FORM.fullmatch(header):
        raise BadRequest("Idempotency-Key 应为 8 到 100 个可见的英文字符")
    return header


@dataclass(frozen=True, slots=True)
class Once:
    """The key of one request. Call it inside a unit of work with the function that makes the thing."""

    person_id: UUID
    route: str
    key: str | None
    fingerprint: bytes

    def __call__(self, make: Callable[[], UUID]) -> UUID:
        """Return the id that ``make`` returns, or the one that the same key made before.

        A second request with the key waits for the first to commit. Without a key ``make`` simply runs.
        Raises ``KeyReused`` when the body differs from the first one.
        """
        if self.key is None:
            return make()
        values = {"person": self.person_id, "route": self.route, "key": self.key, "print": self.fingerprint}
        new = db.session.execute(
            text("""
                INSERT INTO core_idempotency (person_id, route, key, fingerprint)
                VALUES (:person, :route, :key, :print) ON CONFLICT DO NOTHING RETURNING 1
            """),
            values,
        ).first()
        if new is None:
            return self.made_before()
        made = make()
        db.session.execute(
            text("""
                UPDATE core_idempotency SET object_id = :made
                WHERE person_id = :person AND route = :route AND key = :key
            """),
            values | {"made": made},
        )
        return made

    def made_before(self) -> UUID:
        """Return what the key made. Raises ``KeyReused`` when it was used with another body."""
        made = self.made_before_or_none()
        if made is None:
            raise LookupError("the key was not used")
        return made

    def made_before_or_none(self) -> UUID | None:
        """Like ``made_before``; None when the key was not used."""
        row = db.session.execute(
            text("""
                SELECT object_id, fingerprint FROM core_idempotency
                WHERE person_id = :person AND route = :route AND key = :key
            """),
            {"person": self.person_id, "route": self.route, "key": self.key},
        ).first()
        if row is None:
            return None
        if bytes(row.fingerprint) != self.fingerprint:
            raise KeyReused
        made: UUID | None = row.object_id
        return made


def forget_old(limit: int = 5000) -> int:
    """Delete keys older than ``KEEP_DAYS``. Returns how many."""
    result = db.session.execute(
        text("""
            DELETE FROM core_idempotency WHERE ctid IN (
                SELECT ctid FROM core_idempotency WHERE created_at < now() - make_interval(days => :days) LIMIT :limit)
        """),
        {"days": KEEP_DAYS, "limit": limit},
    )
    return int(getattr(result, "rowcount", 0))

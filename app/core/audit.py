"""The audit log: one row per consequential act, in the same transaction as the act. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.auth import Actor
from app.core.db import Model, db


class AuditEntry(Model):
    """One act. ``detail`` holds ids, state names and field names, never personal text."""

    __tablename__ = "core_audit"
    __table_args__ = (Index("ix_core_audit_subject", "subject"), Index("ix_core_audit_actor", "actor_id", "id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    district_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    post_id: Mapped[UUID | None]
    what: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


def record(actor: Actor | None, what: str, subject: str, **detail: Any) -> None:
    """Add an audit row. ``actor`` is None for the system itself or somebody who is not signed in."""
    db.session.add(
        AuditEntry(
            district_id=actor.district_id if actor else None,
            actor_id=actor.person_id if actor else None,
            session_id=actor.session_id if actor else None,
            post_id=actor.post.id if actor and actor.post else None,
            what=what,
            subject=subject,
            detail={key: str(value) if isinstance(value, UUID) else value for key, value in detail.items()},
        )
    )

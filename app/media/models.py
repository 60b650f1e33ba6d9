"""Photos and papers, and how much each person has uploaded. The files themselves lie in ``core.storage``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class MediaFile(Identified, Model):
    """One clean photo with its thumbnail, or one clean paper (PDF, Word) with its ``name`` and ``pages``.

    ``subject`` is what it was attached to, ``stage`` at which step. ``owner_id`` is who sent it, or who took it off a
    thing; ``linked_at`` is when it was attached or taken off last. ``sha256`` and ``bytes`` are of the stored file, not
    of what was sent.
    """

    __tablename__ = "media_file"
    __table_args__ = (
        CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name="subject"),
        CheckConstraint("kind IN ('photo', 'pdf', 'docx')", name="kind_known"),
        CheckConstraint(
            "(kind = 'photo') = (width IS NOT NULL AND height IS NOT NULL AND thumb_key IS NOT NULL)", name="photo"
        ),
        CheckConstraint("(kind = 'photo') = (name = '')", name="papers_have_names"),
        Index(
            "ix_media_file_subject",
            "subject_kind",
            "subject_id",
            "created_at",
            "id",
            postgresql_where=text("subject_id IS NOT NULL"),
        ),
        Index("ix_media_file_unlinked", "created_at", postgresql_where=text("subject_id IS NULL")),
    )

    district_id: Mapped[UUID]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8), server_default="photo")
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    bytes: Mapped[int] = mapped_column(Integer)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    storage_key: Mapped[str] = mapped_column(String(200))
    thumb_key: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120), server_default="")
    pages: Mapped[int | None] = mapped_column(Integer)
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[UUID | None]
    stage: Mapped[str | None] = mapped_column(String(20))
    linked_at: Mapped[datetime | None]


class MediaQuota(Model):
    """What one person sent on one day in Beijing, refused files included."""

    __tablename__ = "media_quota"
    __table_args__ = (Index("ix_media_quota_day", "day"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    files: Mapped[int] = mapped_column(Integer)
    bytes: Mapped[int] = mapped_column(BigInteger)

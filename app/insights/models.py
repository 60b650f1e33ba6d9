"""What is kept ready-made: the public page of every compound."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, LargeBinary, String, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class PublicPage(Model):
    """The public page of a compound as it goes to everybody: JSON bytes and the tag by which a client knows them.

    ``as_of`` is the Beijing day for which it was put together: on another day other things may be due.
    """

    __tablename__ = "insights_public_page"

    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), primary_key=True)
    district_id: Mapped[UUID]
    etag: Mapped[str] = mapped_column(String(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    as_of: Mapped[date] = mapped_column(Date)
    built_at: Mapped[datetime] = mapped_column(server_default=func.now())

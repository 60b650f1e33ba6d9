"""People who may hold no post (不宜任职名单). Their names are encrypted and found by a keyed index alone."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.governance.models.committees import one_of


class Reason(StrEnum):
    """Why somebody may hold no post."""

    ARREARS = "arrears"
    ILLEGAL_BUILDING = "illegal_building"
    REMOVED = "removed"
    SANCTION = "sanction"


REASON_NAMES: dict[Reason, str] = {
    Reason.ARREARS: "拖欠物业费或维修资金",
    Reason.ILLEGAL_BUILDING: "违法建设没有改正",
    Reason.REMOVED: "被罢免",
    Reason.SANCTION: "受过处分或处罚",
}


class Barred(Identified, Model):
    """One entry of a street's list, tied to an organisation, a compound or a home in it, so that a name says whose."""

    __tablename__ = "governance_barred"
    __table_args__ = (
        CheckConstraint(one_of("reason", Reason), name="reason_known"),
        CheckConstraint("(organisation_id IS NULL) <> (compound_id IS NULL)", name="tied"),
        CheckConstraint("home_id IS NULL OR compound_id IS NOT NULL", name="home_in_compound"),
        CheckConstraint("until_on >= from_on", name="days"),
        CheckConstraint("(off_on IS NULL) = (off_because = '')", name="off_has_reason"),
        Index("ix_governance_barred_name", "name_index"),
        Index("ix_governance_barred_street", "street_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    name_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    name_index: Mapped[bytes] = mapped_column(LargeBinary)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_compound.id"))
    home_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_home.id"))
    reason: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(120))
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    off_on: Mapped[date | None] = mapped_column(Date)
    off_because: Mapped[str] = mapped_column(String(300), default="", server_default="")


class BarredOther(Identified, Model):
    """That a member of an entry's name is another person, with the reason that the desk gave."""

    __tablename__ = "governance_barred_other"
    __table_args__ = (UniqueConstraint("barred_id", "member_id"),)

    barred_id: Mapped[UUID] = mapped_column(ForeignKey("governance_barred.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("governance_member.id", ondelete="CASCADE"), index=True)
    because: Mapped[str] = mapped_column(String(200))


class BarredEvent(Model):
    """One step of one entry. ``seq`` is its version afterwards. Rows are added, never changed."""

    __tablename__ = "governance_barred_event"

    barred_id: Mapped[UUID] = mapped_column(ForeignKey("governance_barred.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(300), server_default="")

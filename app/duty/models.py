"""The duty roster (值班表) of a company and how it hands out its orders.

A setting belongs to a company in a compound; without one the order lies in the pool, for whoever takes it first.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model

NO_OVERLAP = "ex_duty_shift_no_overlap"


class Mode(StrEnum):
    """How a company hands out what it is responsible for (派单方式)."""

    MANUAL = "manual"
    ROUND = "round"
    POOL = "pool"


MODE_NAMES: dict[Mode, str] = {
    Mode.MANUAL: "人工指派",
    Mode.ROUND: "值班轮派",
    Mode.POOL: "自行接单",
}


class Outcome(StrEnum):
    """What became of one order when it was handed out."""

    ASSIGNED = "assigned"
    POOL = "pool"
    WAITING = "waiting"


class Setting(Model):
    """How a company hands out its orders in one compound. ``turns`` counts the orders that went by round."""

    __tablename__ = "duty_setting"
    __table_args__ = (
        CheckConstraint("mode in ('manual', 'round', 'pool')", name="mode_known"),
        Index("ix_duty_setting_compound", "compound_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), primary_key=True)
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), primary_key=True)
    district_id: Mapped[UUID]
    mode: Mapped[str] = mapped_column(String(8))
    turns: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Turn(Model):
    """When somebody's last turn was, as the number of the order in his company and compound."""

    __tablename__ = "duty_turn"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), primary_key=True)
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    last_turn: Mapped[int] = mapped_column(BigInteger)


class Shift(Identified, Model):
    """A span during which somebody is on duty: in one compound, or wherever his company serves.

    ``starts_at`` is included, ``ends_at`` is not. Nobody has two shifts at the same time.
    """

    __tablename__ = "duty_shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="span"),
        ExcludeConstraint(
            (column("person_id"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name=NO_OVERLAP,
            using="gist",
        ),
        Index("ix_duty_shift_organisation", "organisation_id", "ends_at"),
        Index("ix_duty_shift_person", "person_id", "ends_at"),
    )

    district_id: Mapped[UUID]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_compound.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


class Handout(Model):
    """What became of one order when it was handed out, and why in words that people can read.

    ``seq`` is the ticket's version when it came to the company, ``setting_version`` that of the setting applied.
    """

    __tablename__ = "duty_handout"
    __table_args__ = (
        CheckConstraint("mode in ('manual', 'round', 'pool')", name="mode_known"),
        CheckConstraint("outcome in ('assigned', 'pool', 'waiting')", name="outcome_known"),
        CheckConstraint("(outcome = 'assigned') = (person_id is not null)", name="assigned_to_somebody"),
        Index("ix_duty_handout_newest", "organisation_id", "at", "ticket_id"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    setting_version: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    mode: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    reason: Mapped[str] = mapped_column(String(200))

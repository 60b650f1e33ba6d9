"""What stands beside a ticket: requests to decide, assisting organisations, people who joined, steps of the ladder."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.tickets.models.words import Level, RequestKind, RequestState, one_of


class Request(Identified, Model):
    """Something that somebody else decides: more time, a wrong dispatch, another organisation, a conference.

    At most one of a kind is pending for a ticket. ``level`` says at which region it is decided; a transfer is
    decided by ``target_org_id``.
    """

    __tablename__ = "tickets_request"
    __table_args__ = (
        CheckConstraint(f"kind in ({one_of(RequestKind)})", name="kind_known"),
        CheckConstraint(f"state in ({one_of(RequestState)})", name="state_known"),
        CheckConstraint("(kind = 'transfer') = (target_org_id is not null)", name="transfer_has_target"),
        CheckConstraint("decided_by is null or decided_by <> asked_by", name="two_people"),
        Index(
            "uq_tickets_request_pending",
            "ticket_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_tickets_request_level", "level", "asked_at", postgresql_where=text("state = 'pending'")),
        Index("ix_tickets_request_decided", "decided_by", postgresql_where=text("decided_by IS NOT NULL")),
        Index("ix_tickets_request_target", "target_org_id", postgresql_where=text("state = 'pending'")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), index=True)
    district_id: Mapped[UUID]
    kind: Mapped[RequestKind] = mapped_column(String(12))
    state: Mapped[RequestState] = mapped_column(String(10), server_default="pending")
    level: Mapped[Level | None] = mapped_column(String(10))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    asked_role: Mapped[str] = mapped_column(String(16))
    asked_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    asked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]
    target_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(Text, server_default="")


class Party(Model):
    """An organisation that was called to help (吹哨报到). The responsible one stays in the lead."""

    __tablename__ = "tickets_party"
    __table_args__ = (
        CheckConstraint("state in ('invited', 'reported')", name="state_known"),
        Index("ix_tickets_party_organisation", "organisation_id", "invited_at"),
        Index("ix_tickets_party_waiting", "due_at", "ticket_id", postgresql_where=text("state = 'invited'")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), server_default="invited")
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    invited_at: Mapped[datetime]
    due_at: Mapped[datetime]
    task: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime | None]
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    note: Mapped[str] = mapped_column(Text, server_default="")


class Follower(Model):
    """Somebody whose matter this is too: he joined it, or his own ticket was merged into it."""

    __tablename__ = "tickets_follower"
    __table_args__ = (
        CheckConstraint("how in ('joined', 'merged')", name="how_known"),
        CheckConstraint("(how = 'merged') = (from_ticket_id is not null)", name="merged_from_something"),
        Index("ix_tickets_follower_person", "person_id"),
        Index("ix_tickets_follower_from", "from_ticket_id", postgresql_where=text("from_ticket_id IS NOT NULL")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(8))
    from_ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets_ticket.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    note: Mapped[str] = mapped_column(Text, server_default="")


class Step(Model):
    """A step of the ladder that a round has climbed. Its key makes each step happen once."""

    __tablename__ = "tickets_ladder"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    round: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    step: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    level: Mapped[Level] = mapped_column(String(10))
    moment: Mapped[datetime]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

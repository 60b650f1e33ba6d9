"""The ticket (诉求工单), its history, its routing and its ratings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    SmallInteger,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import TZ, Base, Identified, Model
from app.tickets.models.words import (
    Action,
    Basis,
    Kind,
    Outcome,
    Result,
    Source,
    State,
    Urgency,
    one_of,
)

TICKET_NUMBER = Sequence("tickets_number_seq", metadata=Base.metadata)
OPEN_STATES = text("state NOT IN ('closed', 'withdrawn', 'merged')")


class Ticket(Identified, Model):
    """A complaint or a repair. ``version`` counts its moves; the three deadlines are in ``*_due_at``.

    ``limits`` are the limits in effect (minutes of contact and visit, amount and unit of finishing), ``ladder`` the
    four moments at which the present round climbs; ``next_step_at`` is the next of them, null while clocks stand.
    ``delegation_id`` is the delegation by which ``filed_by_id`` filed it for the reporter, if one.
    """

    __tablename__ = "tickets_ticket"
    __table_args__ = (
        CheckConstraint(f"state in ({one_of(State)})", name="state_known"),
        CheckConstraint(f"kind in ({one_of(Kind)})", name="kind_known"),
        CheckConstraint(f"urgency in ({one_of(Urgency)})", name="urgency_known"),
        CheckConstraint(f"basis in ({one_of(Basis)})", name="basis_known"),
        CheckConstraint(f"outcome is null or outcome in ({one_of(Outcome)})", name="outcome_known"),
        CheckConstraint("rating is null or rating between 1 and 5", name="rating_range"),
        CheckConstraint("(state = 'suspended') = (suspended_at is not null)", name="suspension_whole"),
        CheckConstraint("(state = 'suspended') = (suspend_cause is not null)", name="suspension_has_cause"),
        CheckConstraint("(state = 'merged') = (merged_into_id is not null)", name="merged_into_something"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        CheckConstraint(f"source in ({one_of(Source)})", name="source_known"),
        Index("ix_tickets_ticket_reporter_newest", "reporter_id", "created_at", "id"),
        Index("ix_tickets_ticket_compound_newest", "compound_id", "created_at", "id"),
        Index("ix_tickets_ticket_community_newest", "community_id", "created_at", "id"),
        Index("ix_tickets_ticket_street_newest", "street_id", "created_at", "id"),
        Index("ix_tickets_ticket_district_newest", "district_id", "created_at", "id"),
        Index("ix_tickets_ticket_org_newest", "responsible_org_id", "created_at", "id"),
        Index("ix_tickets_ticket_assignee_newest", "assignee_id", "created_at", "id"),
        Index(
            "ix_tickets_ticket_open_district", "district_id", "state", "created_at", "id", postgresql_where=OPEN_STATES
        ),
        Index(
            "ix_tickets_ticket_open_community",
            "community_id",
            "state",
            "created_at",
            "id",
            postgresql_where=OPEN_STATES,
        ),
        Index(
            "ix_tickets_ticket_open_org",
            "responsible_org_id",
            "state",
            "created_at",
            "id",
            postgresql_where=OPEN_STATES,
        ),
        Index("ix_tickets_ticket_open_due", "finish_due_at", "id", postgresql_where=OPEN_STATES),
        Index("ix_tickets_ticket_open_street_due", "street_id", "finish_due_at", "id", postgresql_where=OPEN_STATES),
        Index(
            "ix_tickets_ticket_open_org_due", "responsible_org_id", "finish_due_at", "id", postgresql_where=OPEN_STATES
        ),
        Index("ix_tickets_ticket_next_step", "next_step_at", postgresql_where=text("next_step_at IS NOT NULL")),
        Index("ix_tickets_ticket_filed_for_other", "filed_by_id", postgresql_where=text("filed_by_id <> reporter_id")),
        Index("ix_tickets_ticket_merged_into", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index(
            "ix_tickets_ticket_open_compound_category",
            "compound_id",
            "category",
            "created_at",
            postgresql_where=OPEN_STATES,
        ),
    )

    no: Mapped[str] = mapped_column(String(24), unique=True)
    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    building_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_building.id"))
    home_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_home.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_asset.id"))
    kind: Mapped[Kind] = mapped_column(String(16))
    category: Mapped[str | None] = mapped_column(ForeignKey("tickets_category.code"))
    urgency: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    round: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    filed_by_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    delegation_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_delegation.id"))
    basis: Mapped[str] = mapped_column(String(10))
    hide_me: Mapped[bool] = mapped_column(server_default=text("false"))
    description: Mapped[str] = mapped_column(Text)
    contact_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    responsible_org_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    responsible_region_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    clock_from: Mapped[datetime] = mapped_column(server_default=func.now())
    contact_due_at: Mapped[datetime]
    onsite_due_at: Mapped[datetime | None]
    finish_due_at: Mapped[datetime]
    contacted_at: Mapped[datetime | None]
    onsite_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    source: Mapped[Source] = mapped_column(String(12), server_default="app")
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    ordered_due_at: Mapped[datetime | None]
    ordered_basis: Mapped[str] = mapped_column(String(120), server_default="")
    paused_seconds: Mapped[int] = mapped_column(server_default=text("0"))
    due_provisional: Mapped[bool] = mapped_column(server_default=text("false"))
    ladder: Mapped[list[datetime]] = mapped_column(ARRAY(TZ), server_default=text("'{}'"))
    next_step: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    next_step_at: Mapped[datetime | None]
    level: Mapped[str | None] = mapped_column(String(10))
    dispatched_at: Mapped[datetime | None]
    open_to_all: Mapped[bool] = mapped_column(server_default=text("true"))
    suspend_cause: Mapped[str | None] = mapped_column(String(12))
    resume_to: Mapped[str | None] = mapped_column(String(24))
    result: Mapped[Result | None] = mapped_column(String(12))
    result_reason: Mapped[str] = mapped_column(String(300), server_default="")
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets_ticket.id"))
    merged_at: Mapped[datetime | None]
    urged_at: Mapped[datetime | None]
    public_ok: Mapped[bool] = mapped_column(server_default=text("false"))
    public_seq: Mapped[int] = mapped_column(server_default=text("0"))


class TicketEvent(Model):
    """One move of one ticket. ``seq`` is the ticket's version after it. Rows are added, never changed."""

    __tablename__ = "tickets_event"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    district_id: Mapped[UUID]
    actor_id: Mapped[UUID | None]
    actor_role: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[Action] = mapped_column(String(16))
    before: Mapped[str | None] = mapped_column(String(24))
    after: Mapped[State] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(Text, server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class Routing(Model):
    """Who was made responsible at one step, by which rule, and why in words that people can read."""

    __tablename__ = "tickets_routing"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    rule: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    reasons: Mapped[list[str]] = mapped_column(JSONB)


class Rating(Model):
    """What the resident said after one round. One per round, never changed."""

    __tablename__ = "tickets_rating"
    __table_args__ = (CheckConstraint("rating between 1 and 5", name="rating_range"),)

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    round: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    district_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    outcome: Mapped[Outcome] = mapped_column(String(10))
    rating: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str] = mapped_column(Text, server_default="")

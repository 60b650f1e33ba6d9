"""The tables of complaints and repairs (诉求工单): the ticket, its history, its routing and its ratings."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
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

from app.core.db import Base, Identified, Model


class Kind(StrEnum):
    """What the resident wants (诉求类型)."""

    REPAIR = "repair"
    COMPLAINT = "complaint"
    HELP = "help"
    SUGGESTION = "suggestion"
    REPORT = "report"
    CONSULTATION = "consultation"


KIND_NAMES = {
    Kind.REPAIR: "报修",
    Kind.COMPLAINT: "投诉",
    Kind.HELP: "求助",
    Kind.SUGGESTION: "建议",
    Kind.REPORT: "举报",
    Kind.CONSULTATION: "咨询",
}


class State(StrEnum):
    """Where a ticket is in its life. Changed only through ``workflow.move``."""

    SUBMITTED = "submitted"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.SUBMITTED: "待受理",
    State.DISPATCHED: "已派单",
    State.ACCEPTED: "已接单",
    State.IN_PROGRESS: "处理中",
    State.SUSPENDED: "挂起",
    State.AWAITING_CONFIRMATION: "待居民确认",
    State.CLOSED: "已办结",
    State.WITHDRAWN: "已撤回",
}

OVER = frozenset({State.CLOSED, State.WITHDRAWN})
OPEN = frozenset(State) - OVER


class Action(StrEnum):
    """What can be done to a ticket. ``dispatch`` is done by the router only."""

    SUBMIT = "submit"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    FINISH = "finish"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"


class Urgency(StrEnum):
    """Urgency classes (紧急程度), most urgent first."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"
    U5 = "U5"


URGENCY_NAMES = {
    Urgency.U1: "危急",
    Urgency.U2: "急修",
    Urgency.U3: "一般",
    Urgency.U4: "普通",
    Urgency.U5: "疑难",
}


class Basis(StrEnum):
    """Why the reporter may file here: his home, a home he asked for, or a scanned QR code."""

    HOME = "home"
    PENDING = "pending"
    VISITOR = "visitor"


class Outcome(StrEnum):
    """What the resident says in the end (办理结果). Only ``solved`` counts as solved."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"


OUTCOME_NAMES = {Outcome.SOLVED: "已解决", Outcome.PARTLY: "部分解决", Outcome.UNSOLVED: "未解决"}

TICKET_NUMBER = Sequence("tickets_number_seq", metadata=Base.metadata)


def one_of(values: type[StrEnum]) -> str:
    """Return the SQL list of an enum's values."""
    return ", ".join(f"'{value.value}'" for value in values)


class Category(Model):
    """One of the 81 categories of the taxonomy, with its default party and limits. Loaded from data/categories.csv."""

    __tablename__ = "tickets_category"
    __table_args__ = (CheckConstraint(f"urgency in ({one_of(Urgency)})", name="urgency_known"),)

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    group_code: Mapped[str] = mapped_column(String(2))
    group_name: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(40))
    party: Mapped[str] = mapped_column(String(8))
    urgency: Mapped[Urgency] = mapped_column(String(2))
    contact_minutes: Mapped[int]
    onsite_minutes: Mapped[int | None]
    finish_hours: Mapped[int]
    asset_kind: Mapped[str | None] = mapped_column(String(20))
    emergency: Mapped[str | None] = mapped_column(String(20))
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    note: Mapped[str] = mapped_column(Text, server_default="")


class RoutingRule(Model):
    """One rule of routing as data: when these facts hold, this party is responsible, for this reason."""

    __tablename__ = "tickets_routing_rule"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    target: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)


OPEN_STATES = text("state NOT IN ('closed', 'withdrawn')")


class Ticket(Identified, Model):
    """A complaint or a repair. ``version`` counts its moves; the three deadlines are in ``*_due_at``."""

    __tablename__ = "tickets_ticket"
    __table_args__ = (
        CheckConstraint(f"state in ({one_of(State)})", name="state_known"),
        CheckConstraint(f"kind in ({one_of(Kind)})", name="kind_known"),
        CheckConstraint(f"urgency in ({one_of(Urgency)})", name="urgency_known"),
        CheckConstraint(f"basis in ({one_of(Basis)})", name="basis_known"),
        CheckConstraint(f"outcome is null or outcome in ({one_of(Outcome)})", name="outcome_known"),
        CheckConstraint("rating is null or rating between 1 and 5", name="rating_range"),
        CheckConstraint("(state = 'suspended') = (suspended_at is not null)", name="suspension_whole"),
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
    basis: Mapped[Basis] = mapped_column(String(10))
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

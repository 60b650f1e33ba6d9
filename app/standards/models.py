"""Service standards: the catalogue, what each contract promises of it, and the records of what was done.

A plan is what a contract fixes (合同约定的服务标准). Once fixed it never changes: a correction is the next number, and
the old one stays readable, as the plans of earlier contracts do. The database refuses anything else.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class Basis(StrEnum):
    """By what a plan goes: the standard in force, or what a contract older than it says in its own words."""

    STANDARD = "standard"
    OWN = "own"


class PlanState(StrEnum):
    """The life of a plan."""

    DRAFT = "draft"
    FIXED = "fixed"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class PlanAction(StrEnum):
    """What can be done to a plan."""

    SAVE = "save"
    FIX = "fix"
    SUPERSEDE = "supersede"
    DISCARD = "discard"
    RESTORE = "restore"


class Source(StrEnum):
    """Where a record comes from: somebody tapped it where he did the work, or a repair was finished."""

    LOG = "log"
    TICKET = "ticket"


BASIS_NAMES: dict[Basis, str] = {Basis.STANDARD: "按现行标准约定", Basis.OWN: "按合同原有约定"}
STATE_NAMES: dict[PlanState, str] = {
    PlanState.DRAFT: "草稿",
    PlanState.FIXED: "已确定",
    PlanState.SUPERSEDED: "已被更正",
    PlanState.DISCARDED: "已放弃",
}
SOURCE_NAMES: dict[Source, str] = {Source.LOG: "现场打卡", Source.TICKET: "报修办理"}
LEVEL_NAMES: dict[int, str] = {1: "一级", 2: "二级", 3: "三级"}
"""The first is the lowest (DB11/T 751-2025, 3.0.2)."""


class Item(Model):
    """One item of a catalogue, as the data file has it; ``frequency`` and ``words`` are by level, or one for all."""

    __tablename__ = "standards_item"

    catalogue_version: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(60))
    clause: Mapped[str] = mapped_column(String(20))
    measure: Mapped[str] = mapped_column(String(10))
    levelled: Mapped[bool]
    optional: Mapped[bool]
    words: Mapped[list[str]] = mapped_column(JSONB)
    frequency: Mapped[list[Any]] = mapped_column(JSONB)
    evidence: Mapped[str] = mapped_column(String(10))
    equipment: Mapped[str | None] = mapped_column(String(20))


class Plan(Identified, Model):
    """What one contract fixes for its compound. ``number`` counts the plans of a contract from 1.

    ``starts_on`` is the first day on which a fixed plan counts, ``ended_on`` the last one of a superseded plan.
    """

    __tablename__ = "standards_plan"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'fixed', 'superseded', 'discarded')", name="state_known"),
        CheckConstraint("basis IN ('standard', 'own')", name="basis_known"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level_known"),
        CheckConstraint(
            "(state IN ('fixed', 'superseded')) = (fixed_at IS NOT NULL AND fixed_by IS NOT NULL"
            " AND starts_on IS NOT NULL)",
            name="fixed",
        ),
        CheckConstraint("(state = 'superseded') = (ended_on IS NOT NULL)", name="ended"),
        UniqueConstraint("contract_id", "number"),
        Index("uq_standards_plan_draft", "contract_id", unique=True, postgresql_where=text("state = 'draft'")),
        Index("uq_standards_plan_fixed", "contract_id", unique=True, postgresql_where=text("state = 'fixed'")),
        Index("ix_standards_plan_compound", "compound_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("places_contract.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    basis: Mapped[str] = mapped_column(String(10))
    catalogue_version: Mapped[str] = mapped_column(String(40))
    level: Mapped[int | None] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(12), server_default="draft")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    reason: Mapped[str] = mapped_column(String(200), server_default="")
    made_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    fixed_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    fixed_at: Mapped[datetime | None]
    starts_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)


class Term(Model):
    """What a plan says of one item: a level, the contract's own words, or why it does not apply (不适用).

    An item without levels that says none of these must be done as the standard has it. ``since`` is the first day on
    which this demand has held without a break; it is set when the plan is fixed.
    """

    __tablename__ = "standards_term"
    __table_args__ = (
        CheckConstraint("num_nonnulls(level, agreed, not_applicable) <= 1", name="one_of"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level_known"),
        CheckConstraint("(agreed_times IS NULL) = (agreed_per IS NULL)", name="agreed_frequency"),
        CheckConstraint("agreed IS NOT NULL OR agreed_times IS NULL", name="agreed_words"),
        ForeignKeyConstraint(
            ["catalogue_version", "item_code"],
            ["standards_item.catalogue_version", "standards_item.code"],
            name="fk_standards_term_item",
        ),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("standards_plan.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    catalogue_version: Mapped[str] = mapped_column(String(40))
    level: Mapped[int | None] = mapped_column(SmallInteger)
    agreed: Mapped[str | None] = mapped_column(String(200))
    agreed_times: Mapped[int | None] = mapped_column(SmallInteger)
    agreed_per: Mapped[str | None] = mapped_column(String(10))
    not_applicable: Mapped[str | None] = mapped_column(String(200))
    since: Mapped[date | None] = mapped_column(Date)


class Record(Identified, Model):
    """One thing that was done at one place (服务记录). Only that it was taken back is ever added to it.

    ``undone_by`` is empty when the repair behind it turned out not to be done. ``took_minutes`` is how long a repair
    took from dispatch to finish.
    """

    __tablename__ = "standards_record"
    __table_args__ = (
        CheckConstraint("source IN ('log', 'ticket')", name="source_known"),
        CheckConstraint("(source = 'ticket') = (ticket_id IS NOT NULL)", name="ticket"),
        CheckConstraint("(source = 'log') = (by_person IS NOT NULL)", name="person"),
        ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["places_building.id", "places_building.compound_id"],
            name="fk_standards_record_building",
        ),
        Index(
            "ix_standards_record_item",
            "compound_id",
            "item_code",
            "at",
            "id",
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_standards_record_newest", "compound_id", "at", "id", postgresql_where=text("undone_at IS NULL")),
        Index("ix_standards_record_person", "by_person", "compound_id", "at"),
        Index(
            "uq_standards_record_ticket",
            "ticket_id",
            "ticket_round",
            "item_code",
            unique=True,
            postgresql_where=text("ticket_id IS NOT NULL"),
        ),
    )

    district_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    building_id: Mapped[UUID | None]
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_asset.id"))
    catalogue_version: Mapped[str] = mapped_column(String(40))
    item_code: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    source: Mapped[str] = mapped_column(String(10), server_default="log")
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets_ticket.id"))
    ticket_round: Mapped[int | None] = mapped_column(SmallInteger)
    took_minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, server_default="")
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    undo_reason: Mapped[str] = mapped_column(String(200), server_default="")

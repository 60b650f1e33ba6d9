"""The taxonomy and the routing rules: those of the product, and the versions that a district made of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.tickets.models.words import Urgency, one_of


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
    """One rule as the product brings it (version 1): when these facts hold, this party is responsible, and why.

    Only the data file writes these rows. What people change is a ``RuleSet``, which they never touch.
    """

    __tablename__ = "tickets_routing_rule"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    target: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)


class RuleSetState(StrEnum):
    """The life of a version of the routing rules (派单规则版本)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"


RULE_SET_STATE_NAMES = {
    RuleSetState.DRAFT: "草稿",
    RuleSetState.SUBMITTED: "待审核",
    RuleSetState.PUBLISHED: "现行",
    RuleSetState.RETIRED: "已停用",
    RuleSetState.DISCARDED: "已作废",
}


class RuleSet(Identified, Model):
    """One version of a district's routing rules, as a whole and in order.

    ``rules`` is a list of objects with ``id name conditions target reason deadline urgency`` (data/README.md). It
    changes only in a draft; ``editors`` are all who ever changed it, and none of them, nor who submitted it, may
    publish it. ``street_id`` is set on the proposal of a street. ``number`` counts the published versions from 2:
    version 1 is the product's own. ``based_on_id`` is the version it was begun from, none meaning version 1.
    A trigger of the database refuses every other course (migration 0004).
    """

    __tablename__ = "tickets_rule_set"
    __table_args__ = (
        CheckConstraint(f"state in ({one_of(RuleSetState)})", name="state_known"),
        CheckConstraint(
            "(state in ('published', 'retired')) = (published_by is not null)", name="published_by_somebody"
        ),
        CheckConstraint("(published_by is null) = (number is null)", name="published_has_number"),
        CheckConstraint("(published_by is null) = (published_at is null)", name="published_has_time"),
        CheckConstraint("(state in ('draft', 'discarded')) = (submitted_by is null)", name="submitted_by_somebody"),
        CheckConstraint(
            "published_by is null or (published_by <> author_id and published_by <> submitted_by"
            " and published_by <> all (editors))",
            name="two_people",
        ),
        CheckConstraint("number > 1", name="number_after_the_first"),
        Index(
            "uq_tickets_rule_set_in_force",
            "district_id",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
        Index("uq_tickets_rule_set_number", "district_id", "number", unique=True),
        Index("ix_tickets_rule_set_newest", "district_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_region.id"))
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, server_default="")
    state: Mapped[RuleSetState] = mapped_column(String(12), server_default="draft")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    based_on_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets_rule_set.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    editors: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    changed_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    submitted_at: Mapped[datetime | None]
    returned_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(String(300), server_default="")
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

"""Agreements of 党建联建 with their compounds, parties and history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class AgreementState(StrEnum):
    """Where an agreement is in its life. Changed only through ``workflow``."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    ENDED = "ended"
    TERMINATED = "terminated"
    DISCARDED = "discarded"


class AgreementAction(StrEnum):
    """What can be done to an agreement. ``end`` is done by the calendar only."""

    SAVE = "save"
    SIGN = "sign"
    DISCARD = "discard"
    TERMINATE = "terminate"
    END = "end"


class PartyRole(StrEnum):
    """As what an organisation takes part."""

    COMMUNITY = "community"
    COMPANY = "company"
    COMMITTEE = "committee"
    TITLE_UNIT = "title_unit"
    UTILITY = "utility"
    OTHER = "other"


STATE_NAMES: dict[AgreementState, str] = {
    AgreementState.DRAFT: "草稿",
    AgreementState.IN_FORCE: "有效",
    AgreementState.ENDED: "已到期",
    AgreementState.TERMINATED: "已终止",
    AgreementState.DISCARDED: "已作废",
}
ROLE_NAMES: dict[PartyRole, str] = {
    PartyRole.COMMUNITY: "社区党组织",
    PartyRole.COMPANY: "物业服务企业党组织",
    PartyRole.COMMITTEE: "业委会（物管会）党组织",
    PartyRole.TITLE_UNIT: "产权单位党组织",
    PartyRole.UTILITY: "专业运营单位党组织",
    PartyRole.OTHER: "其他共建单位",
}
LIST_NAMES: dict[str, str] = {"needs": "需求清单", "resources": "资源清单", "projects": "项目清单"}


class Agreement(Identified, Model):
    """One 《党建联建协议》, in force from ``starts_on`` to ``ends_on`` inclusive once it is signed.

    ``lists`` holds the rows of the three lists by the keys of ``LIST_NAMES``.
    """

    __tablename__ = "party_agreement"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'in_force', 'ended', 'terminated', 'discarded')", name="state_known"),
        CheckConstraint("ends_on > starts_on", name="dates"),
        CheckConstraint("state in ('draft', 'discarded') or signed_on is not null", name="signed"),
        CheckConstraint("(state = 'terminated') = (reason <> '')", name="terminated_has_reason"),
        Index(
            "uq_party_agreement_number",
            "community_id",
            "number",
            unique=True,
            postgresql_where=text("state <> 'discarded'"),
        ),
        Index("ix_party_agreement_community", "community_id", "created_at", "id"),
        Index("ix_party_agreement_street", "street_id", "created_at", "id"),
        Index("ix_party_agreement_district", "district_id", "created_at", "id"),
        Index("ix_party_agreement_copied_from", "copied_from"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    number: Mapped[str] = mapped_column(String(40))
    signed_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    goal: Mapped[str] = mapped_column(Text, server_default="")
    lists: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(String(10), server_default="draft")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    copied_from: Mapped[UUID | None] = mapped_column(ForeignKey("party_agreement.id"))


class AgreementCompound(Model):
    """A compound that an agreement is about."""

    __tablename__ = "party_agreement_compound"
    __table_args__ = (Index("ix_party_agreement_compound_compound", "compound_id"),)

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("party_agreement.id"), primary_key=True)
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), primary_key=True)


class AgreementParty(Model):
    """An organisation that takes part in an agreement."""

    __tablename__ = "party_agreement_party"
    __table_args__ = (
        CheckConstraint(
            "role in ('community', 'company', 'committee', 'title_unit', 'utility', 'other')", name="role_known"
        ),
        Index("ix_party_agreement_party_organisation", "organisation_id"),
    )

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("party_agreement.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    role: Mapped[str] = mapped_column(String(10))


class AgreementEvent(Model):
    """One move of one agreement. ``seq`` is its version afterwards. Rows are added, never changed."""

    __tablename__ = "party_agreement_event"

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("party_agreement.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))

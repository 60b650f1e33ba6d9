"""Agreements of 党建联建 with their compounds, parties and history; what was promised in them; cross posts."""

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


class CommitmentState(StrEnum):
    """Where something promised stands. Changed only through ``workflow``."""

    LISTED = "listed"
    CLAIMED = "claimed"
    DOING = "doing"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    RATED = "rated"
    DROPPED = "dropped"


class CommitmentAction(StrEnum):
    """What can be done to something promised."""

    SAVE = "save"
    CLAIM = "claim"
    START = "start"
    SUBMIT = "submit"
    RETURN = "return"
    CONFIRM = "confirm"
    RATE = "rate"
    DROP = "drop"


class Rhythm(StrEnum):
    """How often something promised is due."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Direction(StrEnum):
    """Which way somebody holds a post beside his own (双向进入、交叉任职)."""

    TO_COMPANY = "to_company"
    TO_COMMUNITY = "to_community"


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
COMMITMENT_STATE_NAMES: dict[CommitmentState, str] = {
    CommitmentState.LISTED: "待认领",
    CommitmentState.CLAIMED: "已认领",
    CommitmentState.DOING: "办理中",
    CommitmentState.SUBMITTED: "待确认",
    CommitmentState.CONFIRMED: "待评价",
    CommitmentState.RATED: "已完成",
    CommitmentState.DROPPED: "已撤销",
}
COMMITMENT_ACTION_NAMES: dict[CommitmentAction, str] = {
    CommitmentAction.SAVE: "修改",
    CommitmentAction.CLAIM: "认领",
    CommitmentAction.START: "开始办理",
    CommitmentAction.SUBMIT: "报办结",
    CommitmentAction.RETURN: "退回",
    CommitmentAction.CONFIRM: "确认办结",
    CommitmentAction.RATE: "评价",
    CommitmentAction.DROP: "撤销",
}
RHYTHM_NAMES: dict[Rhythm, str] = {Rhythm.ONCE: "一次", Rhythm.MONTHLY: "每月", Rhythm.QUARTERLY: "每季度"}
DIRECTION_NAMES: dict[Direction, str] = {
    Direction.TO_COMPANY: "社区到企业任职",
    Direction.TO_COMMUNITY: "企业到社区任职",
}
OPEN = (CommitmentState.LISTED, CommitmentState.CLAIMED, CommitmentState.DOING)
"""Not done yet: these can be overdue."""
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


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} in ({listed})"


class Commitment(Identified, Model):
    """What one party of an agreement promised: a measure, due once or in a rhythm.

    ``round`` counts the times it was due; a rhythm begins the next one when the last is rated. ``submitted_by`` may not
    confirm. ``late`` is set when a day passed on which it was due, and stays for the report.
    """

    __tablename__ = "party_commitment"
    __table_args__ = (
        CheckConstraint(_one_of("state", CommitmentState), name="state_known"),
        CheckConstraint(_one_of("rhythm", Rhythm), name="rhythm_known"),
        CheckConstraint("rating between 1 and 5", name="rating"),
        Index("ix_party_commitment_agreement", "agreement_id", "due_on", "id"),
        Index("ix_party_commitment_community", "community_id", "due_on", "id"),
        Index("ix_party_commitment_street", "street_id", "due_on", "id"),
        Index("ix_party_commitment_district", "district_id", "due_on", "id"),
        Index("ix_party_commitment_organisation", "organisation_id", "due_on", "id"),
        Index("ix_party_commitment_compound", "compound_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("party_agreement.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_compound.id"))
    measure: Mapped[str] = mapped_column(String(300))
    rhythm: Mapped[str] = mapped_column(String(10), server_default="once")
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), server_default="listed")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    round: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    late: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    proof: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    rating: Mapped[int | None] = mapped_column(SmallInteger)


class CommitmentEvent(Model):
    """One move of something promised. ``seq`` is its version afterwards. Rows are added, never changed."""

    __tablename__ = "party_commitment_event"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("party_commitment.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))
    round: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date)
    on_time: Mapped[bool | None]
    note: Mapped[str] = mapped_column(String(1000), server_default="")
    rating: Mapped[int | None] = mapped_column(SmallInteger)


class CommitmentOpinion(Model):
    """What a resident says of something that a party says it did: 做到了, or not. One for each person and round."""

    __tablename__ = "party_commitment_opinion"

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("party_commitment.id"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    done: Mapped[bool]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class CrossPost(Identified, Model):
    """Somebody who holds a post with the other side (双向进入、交叉任职). His name is what the two sides publish."""

    __tablename__ = "party_cross_post"
    __table_args__ = (
        CheckConstraint(_one_of("direction", Direction), name="direction_known"),
        CheckConstraint("ends_on is null or ends_on >= starts_on", name="dates"),
        CheckConstraint("from_id <> to_id", name="two_sides"),
        Index("ix_party_cross_post_community", "community_id", "starts_on", "id"),
        Index("ix_party_cross_post_street", "street_id", "starts_on", "id"),
        Index("ix_party_cross_post_district", "district_id", "starts_on", "id"),
        Index("ix_party_cross_post_from", "from_id"),
        Index("ix_party_cross_post_to", "to_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    name: Mapped[str] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(12))
    from_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    from_post: Mapped[str] = mapped_column(String(60))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"))
    to_post: Mapped[str] = mapped_column(String(60))
    basis: Mapped[str] = mapped_column(String(120))
    agreement_id: Mapped[UUID | None] = mapped_column(ForeignKey("party_agreement.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_because: Mapped[str] = mapped_column(String(300), default="", server_default="")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))

"""Consultations on a draft, the opinions that came in, and what became of each.

Days are days in Beijing; ``close_at`` is the first instant after the last day. What somebody left to be reached by is
encrypted and shown nowhere.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class State(StrEnum):
    """Where a consultation is. Changed only through ``workflow``."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ANSWERED = "answered"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to a consultation. ``close`` is done by the clock."""

    SAVE = "save"
    OPEN = "open"
    EXTEND = "extend"
    FACTS = "facts"
    CLOSE = "close"
    ANSWER = "answer"
    BACK = "back"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"


class Source(StrEnum):
    """How an opinion came in."""

    APP = "app"
    WEB = "web"
    PAPER = "paper"
    LETTER = "letter"
    MEETING = "meeting"


class Decision(StrEnum):
    """What became of an opinion."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT = "not"
    EXPLAINED = "explained"


STATE_NAMES: dict[State, str] = {
    State.DRAFT: "草稿",
    State.OPEN: "征求意见中",
    State.CLOSED: "已截止，整理意见",
    State.ANSWERED: "待公布采纳情况",
    State.PUBLISHED: "已公布采纳情况",
    State.ARCHIVED: "已归档",
    State.WITHDRAWN: "已撤回",
}
ACTION_NAMES: dict[Action, str] = {
    Action.SAVE: "保存",
    Action.OPEN: "开始征求意见",
    Action.EXTEND: "延长期限",
    Action.FACTS: "补记听证和合法性审查",
    Action.CLOSE: "截止",
    Action.ANSWER: "提交采纳情况",
    Action.BACK: "退回修改",
    Action.PUBLISH: "公布采纳情况",
    Action.ARCHIVE: "归档",
    Action.WITHDRAW: "撤回",
}
SOURCE_NAMES: dict[Source, str] = {
    Source.APP: "手机",
    Source.WEB: "网页",
    Source.PAPER: "纸质意见表",
    Source.LETTER: "来信",
    Source.MEETING: "座谈会",
}
DECISION_NAMES: dict[Decision, str] = {
    Decision.ADOPTED: "采纳",
    Decision.PARTLY: "部分采纳",
    Decision.NOT: "未采纳",
    Decision.EXPLAINED: "解释说明",
}
PUBLIC = (State.OPEN, State.CLOSED, State.ANSWERED, State.PUBLISHED, State.ARCHIVED)
"""Where everybody may read the draft."""
TOLD = (State.PUBLISHED, State.ARCHIVED)
"""Where everybody may read what became of the opinions."""


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} IN ({listed})"


class Consultation(Identified, Model):
    """One round. ``region_id`` is the street or district that asks; ``follows_id`` the round before."""

    __tablename__ = "consultations_consultation"
    __table_args__ = (
        CheckConstraint(_one_of("state", State), name="state_known"),
        CheckConstraint("round BETWEEN 1 AND 9", name="round"),
        CheckConstraint("(round = 1) = (follows_id IS NULL)", name="first_round"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (open_at IS NOT NULL AND close_at > open_at)", name="times"
        ),
        CheckConstraint("state NOT IN ('answered', 'published', 'archived') OR summary_by IS NOT NULL", name="summary"),
        CheckConstraint(
            "state NOT IN ('published', 'archived') OR (published_by IS NOT NULL AND published_by <> summary_by)",
            name="two_people",
        ),
        Index("ix_consultations_consultation_district", "district_id", "created_at", "id"),
        Index("ix_consultations_consultation_region", "region_id", "created_at", "id"),
        Index(
            "uq_consultations_consultation_follows",
            "follows_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    region_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("consultations_consultation.id"))
    round: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(120))
    draft_text: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, server_default="")
    closes_on: Mapped[date | None] = mapped_column(Date)
    shorter_because: Mapped[str] = mapped_column(String(300), server_default="")
    hearing_on: Mapped[date | None] = mapped_column(Date)
    hearing_papers_on: Mapped[date | None] = mapped_column(Date)
    legal_sent_on: Mapped[date | None] = mapped_column(Date)
    legal_done_on: Mapped[date | None] = mapped_column(Date)
    open_at: Mapped[datetime | None]
    close_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), server_default="draft")
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    summary: Mapped[str] = mapped_column(Text, server_default="")
    summary_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    published_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(String(300), server_default="")


class Topic(Model):
    """Under what opinions of one consultation are grouped. Numbers are never given to something else."""

    __tablename__ = "consultations_topic"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 99", name="number"),)

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations_consultation.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))


class Opinion(Identified, Model):
    """One opinion. ``merged_into`` is the one that says the same and speaks for it; both are decided together."""

    __tablename__ = "consultations_opinion"
    __table_args__ = (
        CheckConstraint(_one_of("source", Source), name="source_known"),
        CheckConstraint(f"decision IS NULL OR {_one_of('decision', Decision)}", name="decision_known"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decision IS NULL OR decision = 'adopted' OR reason <> ''", name="reason"),
        CheckConstraint("decision IS NULL OR topic IS NOT NULL", name="decided_under_topic"),
        CheckConstraint("(source = 'paper') = (sheet_no IS NOT NULL)", name="sheet"),
        CheckConstraint("merged_into <> id", name="merged"),
        Index("ix_consultations_opinion_round", "consultation_id", "created_at", "id"),
        Index("ix_consultations_opinion_merged", "merged_into"),
        Index("ix_consultations_opinion_person", "person_id", "created_at", "id"),
        Index("uq_consultations_opinion_receipt", "receipt", unique=True),
        Index("uq_consultations_opinion_sheet", "consultation_id", "sheet_no", unique=True),
        ForeignKeyConstraint(
            ["consultation_id", "topic"],
            ["consultations_topic.consultation_id", "consultations_topic.number"],
            name="fk_consultations_opinion_topic",
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultations_consultation.id"))
    source: Mapped[str] = mapped_column(String(8))
    receipt: Mapped[str] = mapped_column(String(14))
    sheet_no: Mapped[int | None] = mapped_column(Integer)
    received_on: Mapped[date] = mapped_column(Date)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    words: Mapped[str] = mapped_column(Text)
    contact_cipher: Mapped[bytes | None]
    topic: Mapped[int | None] = mapped_column(SmallInteger)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("consultations_opinion.id"))
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500), server_default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))

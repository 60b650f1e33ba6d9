"""Polls of owners (业主共同决定, 意见征询), who may vote in them, and the votes.

Areas are whole numbers of 0.01 ㎡. The register of a poll is frozen with the notice: nothing that changes afterwards,
neither an area nor a binding, changes who may vote or with what weight. What somebody chose is sealed until the count.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class Kind(StrEnum):
    """What a poll is. Only an assembly decides; a decision over the Internet is for the municipal system (PMR 35)."""

    SURVEY = "survey"
    ASSEMBLY = "assembly"


class Matter(IntEnum):
    """What a topic is about: the numbers of 民法典 278, first paragraph; 0 is none of them."""

    NONE = 0
    RULES = 1
    CONVENTION = 2
    COMMITTEE = 3
    PROVIDER = 4
    USE_FUND = 5
    RAISE_FUND = 6
    REBUILD = 7
    COMMON_USE = 8
    OTHER = 9


class PollState(StrEnum):
    """Where a poll is. Changed only through ``workflow``."""

    DRAFT = "draft"
    NOTICED = "noticed"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class PollAction(StrEnum):
    """What can be done to a poll. ``open`` and ``close`` are done by the clock."""

    SAVE = "save"
    NOTICE = "notice"
    OPEN = "open"
    CLOSE = "close"
    COUNT = "count"
    ANNOUNCE = "announce"
    CANCEL = "cancel"


class Choice(StrEnum):
    """What one can say to a topic."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Channel(StrEnum):
    """How a vote came in."""

    APP = "app"
    PAPER = "paper"
    DOOR = "door"
    EVOTE = "evote"


class VisitState(StrEnum):
    """How a visit at a door ended."""

    ABSENT = "absent"
    HANDED = "handed"
    COLLECTED = "collected"
    REFUSED = "refused"


KIND_NAMES: dict[Kind, str] = {Kind.SURVEY: "意见征询", Kind.ASSEMBLY: "业主大会书面表决"}
STATE_NAMES: dict[PollState, str] = {
    PollState.DRAFT: "草稿",
    PollState.NOTICED: "已公告",
    PollState.OPEN: "投票中",
    PollState.CLOSED: "已截止",
    PollState.COUNTED: "已计票",
    PollState.ANNOUNCED: "已公布结果",
    PollState.CANCELLED: "已取消",
}
ACTION_NAMES: dict[PollAction, str] = {
    PollAction.SAVE: "保存",
    PollAction.NOTICE: "公告",
    PollAction.OPEN: "开始投票",
    PollAction.CLOSE: "截止",
    PollAction.COUNT: "计票",
    PollAction.ANNOUNCE: "公布结果",
    PollAction.CANCEL: "取消",
}
CHOICE_NAMES: dict[Choice, str] = {Choice.YES: "同意", Choice.NO: "不同意", Choice.ABSTAIN: "弃权"}
CHANNEL_NAMES: dict[Channel, str] = {
    Channel.APP: "手机",
    Channel.PAPER: "纸质票",
    Channel.DOOR: "上门",
    Channel.EVOTE: "全市电子投票",
}
VISIT_NAMES: dict[VisitState, str] = {
    VisitState.ABSENT: "家里没人",
    VisitState.HANDED: "已发票",
    VisitState.COLLECTED: "已收票",
    VisitState.REFUSED: "不愿投",
}
MATTER_NAMES: dict[Matter, str] = {
    Matter.NONE: "不属于法定表决事项",
    Matter.RULES: "制定和修改业主大会议事规则",
    Matter.CONVENTION: "制定和修改管理规约",
    Matter.COMMITTEE: "选举业主委员会或者更换委员",
    Matter.PROVIDER: "选聘和解聘物业服务企业",
    Matter.USE_FUND: "使用建筑物及其附属设施的维修资金",
    Matter.RAISE_FUND: "筹集建筑物及其附属设施的维修资金",
    Matter.REBUILD: "改建、重建建筑物及其附属设施",
    Matter.COMMON_USE: "改变共有部分的用途或者利用共有部分从事经营活动",
    Matter.OTHER: "有关共有和共同管理权利的其他重大事项",
}
RUNNING = (PollState.NOTICED, PollState.OPEN)
PUBLIC = (PollState.NOTICED, PollState.OPEN, PollState.CLOSED, PollState.COUNTED, PollState.ANNOUNCED)


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} IN ({listed})"


class Poll(Identified, Model):
    """One poll with its days. ``totals`` is what was frozen with the notice, ``result`` what was counted.

    ``recount`` is the published file from which the result follows, ``hash`` its SHA-256. In a ``secret`` poll nothing
    tells after the count what a home chose. ``topic_id`` is the topic of the council that asked for it,
    ``resource_id`` the idle resource. ``evote`` is what came from the municipal system: its number, how many homes, and
    which had voted another way.
    """

    __tablename__ = "voting_poll"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind_known"),
        CheckConstraint(_one_of("state", PollState), name="state_known"),
        CheckConstraint("opens_at < closes_at", name="times"),
        CheckConstraint("(state IN ('draft', 'cancelled')) OR frozen_at IS NOT NULL", name="frozen"),
        CheckConstraint("(state IN ('counted', 'announced')) = (result IS NOT NULL)", name="counted"),
        Index("ix_voting_poll_community", "community_id", "created_at", "id"),
        Index("ix_voting_poll_street", "street_id", "created_at", "id"),
        Index("ix_voting_poll_district", "district_id", "created_at", "id"),
        Index("ix_voting_poll_compound", "compound_id", "created_at", "id"),
        Index("uq_voting_poll_topic", "topic_id", unique=True, postgresql_where=text("topic_id IS NOT NULL")),
        CheckConstraint("NOT secret OR kind = 'survey'", name="secret_survey"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(80))
    organiser: Mapped[str] = mapped_column(String(80))
    explanation: Mapped[str] = mapped_column(Text, server_default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), server_default="draft")
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    frozen_at: Mapped[datetime | None]
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    recount: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    hash: Mapped[str | None] = mapped_column(String(64))
    counted_at: Mapped[datetime | None]
    posted_on: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[str] = mapped_column(String(300), server_default="")
    ended_because: Mapped[str] = mapped_column(String(300), server_default="")
    secret: Mapped[bool] = mapped_column(server_default=text("false"))
    topic_id: Mapped[UUID | None]
    resource_id: Mapped[UUID | None]
    evote: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Topic(Model):
    """What is voted on. Frozen with the notice: only what was announced may be voted (PMR 35)."""

    __tablename__ = "voting_topic"
    __table_args__ = (CheckConstraint("matter BETWEEN 0 AND 9", name="matter"),)

    poll_id: Mapped[UUID] = mapped_column(ForeignKey("voting_poll.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    matter: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(String(300))


class Elector(Model):
    """One home in the register of one poll. Homes with the same ``head`` are one head (one buyer, unsold homes).

    ``owners`` are the people who were confirmed owners of it when the notice was posted: they may vote by phone.
    ``ballot_no`` is the number of its paper.
    """

    __tablename__ = "voting_elector"
    __table_args__ = (
        CheckConstraint("area > 0", name="area"),
        Index("uq_voting_elector_ballot_no", "poll_id", "ballot_no", unique=True),
    )

    poll_id: Mapped[UUID] = mapped_column(ForeignKey("voting_poll.id"), primary_key=True)
    home_id: Mapped[UUID] = mapped_column(ForeignKey("places_home.id"), primary_key=True, index=True)
    area: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[str] = mapped_column(String(60), server_default="")
    owners: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    ballot_no: Mapped[int | None] = mapped_column(Integer)


class Ballot(Identified, Model):
    """The one vote of a home. ``sealed`` holds the choices until the count, ``choices`` from then on.

    In a secret poll the count takes ``sealed`` away and leaves nothing; a paper in its box never has either.
    """

    __tablename__ = "voting_ballot"
    __table_args__ = (
        CheckConstraint(_one_of("channel", Channel), name="channel_known"),
        CheckConstraint("sealed IS NULL OR choices IS NULL", name="sealed_until_counted"),
        Index("uq_voting_ballot_home", "poll_id", "home_id", unique=True),
        ForeignKeyConstraint(
            ["poll_id", "home_id"],
            ["voting_elector.poll_id", "voting_elector.home_id"],
            name="fk_voting_ballot_elector",
        ),
    )

    poll_id: Mapped[UUID]
    home_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(String(6))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_person: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    sealed: Mapped[bytes | None]
    choices: Mapped[list[str] | None] = mapped_column(JSONB)


class Entry(Identified, Model):
    """One reading of a paper ballot. Two people read each; where they differ a third one decides."""

    __tablename__ = "voting_entry"
    __table_args__ = (
        CheckConstraint("turn BETWEEN 1 AND 3", name="turn"),
        CheckConstraint(_one_of("channel", Channel), name="channel_known"),
        Index("uq_voting_entry_turn", "poll_id", "home_id", "turn", unique=True),
        Index("uq_voting_entry_person", "poll_id", "home_id", "by_person", unique=True),
        ForeignKeyConstraint(
            ["poll_id", "home_id"],
            ["voting_elector.poll_id", "voting_elector.home_id"],
            name="fk_voting_entry_elector",
        ),
    )

    poll_id: Mapped[UUID]
    home_id: Mapped[UUID]
    turn: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[str] = mapped_column(String(6))
    by_person: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    sealed: Mapped[bytes]


class Visit(Model):
    """How the last visit at the door of a home ended."""

    __tablename__ = "voting_visit"
    __table_args__ = (
        CheckConstraint(_one_of("state", VisitState), name="state_known"),
        ForeignKeyConstraint(
            ["poll_id", "home_id"],
            ["voting_elector.poll_id", "voting_elector.home_id"],
            name="fk_voting_visit_elector",
        ),
    )

    poll_id: Mapped[UUID] = mapped_column(primary_key=True)
    home_id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_person: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))


class BoxReading(Model):
    """What one person counted in the box of a secret poll: for each topic how many papers say what."""

    __tablename__ = "voting_box_reading"
    __table_args__ = (
        CheckConstraint("turn BETWEEN 1 AND 3", name="turn"),
        Index("uq_voting_box_reading_person", "poll_id", "by_person", unique=True),
    )

    poll_id: Mapped[UUID] = mapped_column(ForeignKey("voting_poll.id"), primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_person: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    sums: Mapped[list[dict[str, int]]] = mapped_column(JSONB)

"""Topics of the council with their support, tasks and history, suggestions of topics, and meetings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class TopicState(StrEnum):
    """Where a topic stands: 提 商 议 决/公示 办评, and beside them the owners. Changed only through ``workflow``."""

    PROPOSED = "proposed"
    LISTED = "listed"
    DISCUSSING = "discussing"
    DELIBERATING = "deliberating"
    OWNERS = "owners"
    POSTED = "posted"
    DOING = "doing"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"


class TopicAction(StrEnum):
    """What can be done to a topic. The clock begins the work, the owners' decision comes from the polls."""

    SAVE = "save"
    TAKE = "take"
    DECLINE = "decline"
    DISCUSS = "discuss"
    DELIBERATE = "deliberate"
    TO_OWNERS = "to_owners"
    DECIDED = "decided"
    RESOLVE = "resolve"
    BEGIN = "begin"
    BACK = "back"
    CLOSE = "close"
    DROP = "drop"


class Source(StrEnum):
    """Where a topic comes from."""

    RESIDENT = "resident"
    STAFF = "staff"
    LATE_TICKET = "late_ticket"
    REPEATS = "repeats"
    COMMITMENT = "commitment"


class Kind(StrEnum):
    """What a topic is about."""

    PARKING = "parking"
    BINS = "bins"
    GREEN = "green"
    LIFT = "lift"
    CHARGING = "charging"
    GATE = "gate"
    REVENUE = "revenue"
    CLEANING = "cleaning"
    PETS = "pets"
    NOISE = "noise"
    OTHER = "other"


class MeetingKind(StrEnum):
    """Which body meets: the neighbours' council, or the Party's coordination committee."""

    COUNCIL = "council"
    COMMITTEE = "committee"


STATE_NAMES: dict[TopicState, str] = {
    TopicState.PROPOSED: "居民提案，待受理",
    TopicState.LISTED: "提：已列为议题",
    TopicState.DISCUSSING: "商：正在商量",
    TopicState.DELIBERATING: "议：正在议",
    TopicState.OWNERS: "等业主表决",
    TopicState.POSTED: "决：公示中",
    TopicState.DOING: "办：正在办",
    TopicState.DONE: "评：已办完",
    TopicState.DECLINED: "没有受理",
    TopicState.DROPPED: "不再议",
}
ACTION_NAMES: dict[TopicAction, str] = {
    TopicAction.SAVE: "修改",
    TopicAction.TAKE: "列为议题",
    TopicAction.DECLINE: "不受理",
    TopicAction.DISCUSS: "开始商",
    TopicAction.DELIBERATE: "开始议",
    TopicAction.TO_OWNERS: "送业主表决",
    TopicAction.DECIDED: "业主表决有了结果",
    TopicAction.RESOLVE: "形成决议并公示",
    TopicAction.BEGIN: "公示期满，开始办",
    TopicAction.BACK: "有不同意见，再议",
    TopicAction.CLOSE: "办完评价",
    TopicAction.DROP: "不再议",
}
SOURCE_NAMES: dict[Source, str] = {
    Source.RESIDENT: "居民提案",
    Source.STAFF: "社区提出",
    Source.LATE_TICKET: "超期工单",
    Source.REPEATS: "反复发生",
    Source.COMMITMENT: "联建承诺超期",
}
KIND_NAMES: dict[Kind, str] = {
    Kind.PARKING: "停车",
    Kind.BINS: "垃圾桶站",
    Kind.GREEN: "绿化和场地",
    Kind.LIFT: "电梯",
    Kind.CHARGING: "充电车棚",
    Kind.GATE: "大门和门禁",
    Kind.REVENUE: "公共收益",
    Kind.CLEANING: "卫生费",
    Kind.PETS: "养宠物",
    Kind.NOISE: "噪声",
    Kind.OTHER: "其他",
}
MEETING_NAMES: dict[MeetingKind, str] = {
    MeetingKind.COUNCIL: "议事会",
    MeetingKind.COMMITTEE: "党建工作协调委员会",
}
LIKELY_MATTERS: dict[Kind, tuple[int, str]] = {
    Kind.PARKING: (8, "划车位、收停车费，用的是共有的道路和场地"),
    Kind.GREEN: (8, "改变绿地、场地的用途"),
    Kind.LIFT: (7, "加装、更换电梯是改建"),
    Kind.CHARGING: (8, "改变车棚、空地的用途"),
    Kind.GATE: (8, "改变共有部分或者利用它经营"),
    Kind.REVENUE: (8, "利用共有部分经营，收益怎么用"),
}
"""Types under which a topic is probably a matter of 民法典 278: its number there, and why."""
OPEN = (
    TopicState.LISTED,
    TopicState.DISCUSSING,
    TopicState.DELIBERATING,
    TopicState.OWNERS,
    TopicState.POSTED,
    TopicState.DOING,
)
RESOLVED = (TopicState.POSTED, TopicState.DOING, TopicState.DONE)
"""What was resolved, and is or was carried out."""
SHOWN = (*OPEN, TopicState.DONE, TopicState.DROPPED)
"""What every neighbour sees; a proposal and its refusal only who made it."""


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} in ({listed})"


class Topic(Identified, Model):
    """One topic of a compound.

    ``source_key`` names what it comes from, so that a source has one open topic. ``matter`` is the number of
    民法典 278, first paragraph, 0 for none: with one the council only recommends, and the owners decide.
    """

    __tablename__ = "council_topic"
    __table_args__ = (
        CheckConstraint(_one_of("state", TopicState), name="state_known"),
        CheckConstraint(_one_of("source", Source), name="source_known"),
        CheckConstraint(_one_of("kind", Kind), name="kind_known"),
        CheckConstraint("matter between 0 and 9", name="matter"),
        CheckConstraint("rating between 1 and 5", name="rating"),
        CheckConstraint("matter = 0 or state <> 'posted'", name="owners_decide"),
        Index("ix_council_topic_compound", "compound_id", "created_at", "id"),
        Index("ix_council_topic_community", "community_id", "created_at", "id"),
        Index("ix_council_topic_street", "street_id", "created_at", "id"),
        Index("ix_council_topic_district", "district_id", "created_at", "id"),
        Index("ix_council_topic_proposer", "proposer_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    source: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str] = mapped_column(String(120), default="", server_default="")
    proposer_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    matter: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    scope: Mapped[str] = mapped_column(String(500), default="", server_default="")
    resolution: Mapped[str] = mapped_column(Text, default="", server_default="")
    resolved_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    posted_at: Mapped[str] = mapped_column(String(300), default="", server_default="")
    posted_on: Mapped[date | None] = mapped_column(Date)
    post_until: Mapped[date | None] = mapped_column(Date)
    poll_id: Mapped[UUID | None]
    outcome: Mapped[str] = mapped_column(String(12), default="", server_default="")
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    because: Mapped[str] = mapped_column(String(500), default="", server_default="")


class TopicEvent(Model):
    """One move of a topic. ``seq`` is its version afterwards. Rows are added, never changed."""

    __tablename__ = "council_topic_event"

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("council_topic.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(String(500), server_default="")


class Support(Model):
    """Somebody stands behind a topic: one row for each person."""

    __tablename__ = "council_support"

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("council_topic.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Rating(Model):
    """How content somebody is with what was done: one row for each person, the last word counts."""

    __tablename__ = "council_rating"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("council_topic.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    stars: Mapped[int] = mapped_column(SmallInteger)


class Task(Identified, Model):
    """What follows from a resolution: who does what until when, and the proof that it was done."""

    __tablename__ = "council_task"
    __table_args__ = (
        CheckConstraint("(done_on is null) = (proof = '')", name="done_has_proof"),
        Index("ix_council_task_topic", "topic_id", "due_on"),
    )

    topic_id: Mapped[UUID] = mapped_column(ForeignKey("council_topic.id"))
    owner: Mapped[str] = mapped_column(String(80))
    measure: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    proof: Mapped[str] = mapped_column(String(500), default="", server_default="")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))


class Suggestion(Identified, Model):
    """Something that may become a topic: told once, then taken or declined. A source is suggested once."""

    __tablename__ = "council_suggestion"
    __table_args__ = (
        CheckConstraint(_one_of("source", Source), name="source_known"),
        CheckConstraint("state in ('open', 'taken', 'declined')", name="state_known"),
        CheckConstraint("(state = 'declined') = (because <> '')", name="declined_has_reason"),
        Index("uq_council_suggestion_source", "compound_id", "source", "source_key", unique=True),
        Index("ix_council_suggestion_community", "community_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    source: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    because: Mapped[str] = mapped_column(String(300), default="", server_default="")
    topic_id: Mapped[UUID | None] = mapped_column(ForeignKey("council_topic.id"))


class Meeting(Identified, Model):
    """One meeting with its minutes. ``attendance`` holds lines of ``side``, ``names`` and ``count``."""

    __tablename__ = "council_meeting"
    __table_args__ = (
        CheckConstraint(_one_of("kind", MeetingKind), name="kind_known"),
        Index("ix_council_meeting_community", "community_id", "at", "id"),
        Index("ix_council_meeting_street", "street_id", "at", "id"),
        Index("ix_council_meeting_district", "district_id", "at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(120))
    convener: Mapped[str] = mapped_column(String(80))
    attendance: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    minutes: Mapped[str] = mapped_column(Text, default="", server_default="")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))


class MeetingTopic(Model):
    """What a meeting said to one topic: statements, what all agreed on, and who saw it otherwise."""

    __tablename__ = "council_meeting_topic"
    __table_args__ = (Index("ix_council_meeting_topic_topic", "topic_id"),)

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("council_meeting.id"), primary_key=True)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("council_topic.id"), primary_key=True)
    statements: Mapped[str] = mapped_column(Text, server_default="")
    consensus: Mapped[str] = mapped_column(Text, server_default="")
    dissent: Mapped[str] = mapped_column(Text, server_default="")

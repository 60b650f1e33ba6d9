"""Idle resources (闲置资源) on their way to a convenience service (便民服务), and what neighbours say of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
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


class Kind(StrEnum):
    """What stands idle."""

    ROOM = "room"
    BASEMENT = "basement"
    SHED = "shed"
    GROUND = "ground"
    OTHER = "other"


class Ownership(StrEnum):
    """Whose it is (权属), as far as it is known."""

    UNIT = "unit"
    PUBLIC = "public"
    COMMON = "common"
    PRIVATE = "private"
    UNCLEAR = "unclear"


class Use(StrEnum):
    """What it may become."""

    CANTEEN = "canteen"
    ELDERLY = "elderly"
    CHILDREN = "children"
    REPAIRS = "repairs"
    MARKET = "market"
    LAUNDRY = "laundry"
    CHARGING = "charging"
    PARKING = "parking"
    ACTIVITY = "activity"
    PARTY = "party"
    OTHER = "other"


class Stage(StrEnum):
    """Where it is on its way. Changed only through ``workflow``."""

    FOUND = "found"
    CONSULTED = "consulted"
    PLANNED = "planned"
    FUNDED = "funded"
    CONVERTING = "converting"
    RUNNING = "running"
    ENDED = "ended"


class Action(StrEnum):
    """What can be done. ``add`` is the first line of every history, ``decided`` comes from the polls."""

    ADD = "add"
    CHANGE = "change"
    CONSULT = "consult"
    PLAN = "plan"
    FUND = "fund"
    CONVERT = "convert"
    RUN = "run"
    NOTE = "note"
    ASK = "ask"
    DECIDED = "decided"
    STICK = "stick"
    GO_ON = "go_on"
    END = "end"


class Outcome(StrEnum):
    """How a poll of the owners ended. Until then it has none."""

    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Stuck(StrEnum):
    """What it is stuck at (卡点)."""

    TITLE = "title"
    OWNER = "owner"
    RESIDENTS = "residents"
    PERMIT = "permit"
    MONEY = "money"
    SAFETY = "safety"
    OPERATOR = "operator"
    OTHER = "other"


KIND_NAMES: dict[Kind, str] = {
    Kind.ROOM: "房屋",
    Kind.BASEMENT: "地下室",
    Kind.SHED: "车棚",
    Kind.GROUND: "空地",
    Kind.OTHER: "其他",
}
OWNERSHIP_NAMES: dict[Ownership, str] = {
    Ownership.UNIT: "产权单位所有",
    Ownership.PUBLIC: "直管公房",
    Ownership.COMMON: "业主共有",
    Ownership.PRIVATE: "个人或企业所有",
    Ownership.UNCLEAR: "权属待查",
}
USE_NAMES: dict[Use, str] = {
    Use.CANTEEN: "社区食堂",
    Use.ELDERLY: "养老服务",
    Use.CHILDREN: "托幼",
    Use.REPAIRS: "便民维修",
    Use.MARKET: "便民菜店、小超市",
    Use.LAUNDRY: "洗衣、理发",
    Use.CHARGING: "电动自行车充电",
    Use.PARKING: "停车",
    Use.ACTIVITY: "活动室、议事厅",
    Use.PARTY: "党群服务",
    Use.OTHER: "其他",
}
STAGE_NAMES: dict[Stage, str] = {
    Stage.FOUND: "已摸排",
    Stage.CONSULTED: "已征求意见",
    Stage.PLANNED: "已定方案",
    Stage.FUNDED: "资金已落实",
    Stage.CONVERTING: "改造中",
    Stage.RUNNING: "已开放",
    Stage.ENDED: "不再利用",
}
ACTION_NAMES: dict[Action, str] = {
    Action.ADD: "登记",
    Action.CHANGE: "修改登记内容",
    Action.CONSULT: "征求意见",
    Action.PLAN: "定方案",
    Action.FUND: "落实资金",
    Action.CONVERT: "开工改造",
    Action.RUN: "开放服务",
    Action.NOTE: "记录进展",
    Action.ASK: "请业主表决",
    Action.DECIDED: "业主表决的结果",
    Action.STICK: "标记卡点",
    Action.GO_ON: "卡点已解决",
    Action.END: "不再利用",
}
OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.PASSED: "通过",
    Outcome.FAILED: "没有通过",
    Outcome.CANCELLED: "已取消",
}
STUCK_NAMES: dict[Stuck, str] = {
    Stuck.TITLE: "权属不清",
    Stuck.OWNER: "产权单位不同意",
    Stuck.RESIDENTS: "居民意见不一致",
    Stuck.PERMIT: "消防、规划审批",
    Stuck.MONEY: "资金没有落实",
    Stuck.SAFETY: "房屋安全",
    Stuck.OPERATOR: "没有运营单位",
    Stuck.OTHER: "其他",
}
UNDER_WAY = (Stage.FOUND, Stage.CONSULTED, Stage.PLANNED, Stage.FUNDED, Stage.CONVERTING)
"""Nobody uses it yet, and somebody has to see to it: these have a next date."""


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} IN ({listed})"


class Resource(Identified, Model):
    """One idle room or ground. ``area`` is in 0.01 ㎡; ``next_on`` the day by which somebody looks at it again.

    ``decision`` names the owners' decision that a use of common parts needs (民法典 278, first paragraph, no. 8);
    ``poll_id`` is the poll of the owners that is under way, None when there is none.
    """

    __tablename__ = "resources_resource"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind_known"),
        CheckConstraint(_one_of("ownership", Ownership), name="ownership_known"),
        CheckConstraint(_one_of("stage", Stage), name="stage_known"),
        CheckConstraint(_one_of("use", Use), name="use_known"),
        CheckConstraint(_one_of("stuck", Stuck), name="stuck_known"),
        CheckConstraint("area > 0", name="area"),
        CheckConstraint("(stage IN ('running', 'ended')) = (next_on IS NULL)", name="under_way_has_next_date"),
        CheckConstraint("(stuck IS NULL) = (stuck_since IS NULL)", name="stuck_since"),
        CheckConstraint("stuck IS NULL OR next_on IS NOT NULL", name="stuck_is_under_way"),
        CheckConstraint("stage <> 'running' OR service_name <> ''", name="running_has_a_name"),
        UniqueConstraint("compound_id", "name"),
        Index("ix_resources_resource_community", "community_id", "created_at", "id"),
        Index("ix_resources_resource_street", "street_id", "created_at", "id"),
        Index("ix_resources_resource_district", "district_id", "created_at", "id"),
        Index(
            "ix_resources_resource_next", "community_id", "next_on", "id", postgresql_where=text("next_on IS NOT NULL")
        ),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(120))
    area: Mapped[int] = mapped_column(Integer)
    ownership: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    owner_text: Mapped[str] = mapped_column(String(80), server_default="")
    present_use: Mapped[str] = mapped_column(String(120), server_default="")
    use: Mapped[str | None] = mapped_column(String(10))
    decision: Mapped[str] = mapped_column(String(200), server_default="")
    money_fen: Mapped[int | None] = mapped_column(BigInteger)
    money_from: Mapped[str] = mapped_column(String(120), server_default="")
    poll_id: Mapped[UUID | None]
    service_name: Mapped[str] = mapped_column(String(40), server_default="")
    service_hours: Mapped[str] = mapped_column(String(80), server_default="")
    service_phone: Mapped[str] = mapped_column(String(30), server_default="")
    stage: Mapped[str] = mapped_column(String(12), server_default="found")
    stuck: Mapped[str | None] = mapped_column(String(10))
    stuck_since: Mapped[datetime | None]
    next_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


class Asked(Model):
    """A poll in which the owners are asked for one use, as one plan has it.

    The poll itself is kept by the voting area under the same id. ``decides`` says whether their vote is the decision
    that a use of common parts needs, or only their opinion; it is settled by the poll as it was held.
    """

    __tablename__ = "resources_poll"
    __table_args__ = (
        CheckConstraint(_one_of("use", Use), name="use_known"),
        CheckConstraint(_one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (concluded_at IS NULL)", name="concluded"),
        Index("ix_resources_poll_resource", "resource_id", "asked_at"),
    )

    poll_id: Mapped[UUID] = mapped_column(primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resources_resource.id"))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    use: Mapped[str] = mapped_column(String(10))
    plan: Mapped[str] = mapped_column(Text)
    decides: Mapped[bool]
    outcome: Mapped[str | None] = mapped_column(String(10))
    concluded_at: Mapped[datetime | None]


class Step(Model):
    """One line of a resource's history. ``seq`` is its version after it. Rows are added, never changed."""

    __tablename__ = "resources_step"

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resources_resource.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, server_default="")
    next_on: Mapped[date | None] = mapped_column(Date)
    photos: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))


class Rating(Model):
    """What one neighbour thinks of a running service, from 1 to 5; another word of his replaces it."""

    __tablename__ = "resources_rating"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)

    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resources_resource.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    stars: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())

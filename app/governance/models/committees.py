"""Committees of owners with their members, meetings, decisions and history.

Names of members are published by law and kept plain; no telephone and no document of theirs is kept here. Where
they live is kept to tell them apart and shown to staff only.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class Kind(StrEnum):
    """Which committee: elected by the owners, or set up by the street until there is one."""

    COMMITTEE = "committee"
    INTERIM = "interim"


class State(StrEnum):
    """Where a committee is in its life. Changed only through ``workflow``."""

    DRAFT = "draft"
    POSTED = "posted"
    IN_OFFICE = "in_office"
    ENDED = "ended"


class Action(StrEnum):
    """What can be done to a committee."""

    SAVE = "save"
    POST = "post"
    PHOTOS = "photos"
    TAKE_OFFICE = "take_office"
    FEES = "fees"
    END = "end"


class MemberType(StrEnum):
    """As what somebody sits on a committee (PMR 25, 37; representatives of title-holding units and their staff)."""

    OWNER = "owner"
    OWNER_UNIT_REP = "owner_unit_rep"
    EMPLOYEE_REP = "employee_rep"
    USER_REP = "user_rep"
    JUWEIHUI = "juweihui"


class Role(StrEnum):
    """Which seat somebody has."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"
    ALTERNATE = "alternate"


KIND_NAMES: dict[Kind, str] = {Kind.COMMITTEE: "业主委员会", Kind.INTERIM: "物业管理委员会"}
STATE_NAMES: dict[State, str] = {
    State.DRAFT: "筹备中",
    State.POSTED: "成员公示中",
    State.IN_OFFICE: "在任",
    State.ENDED: "已结束",
}
TYPE_NAMES: dict[MemberType, str] = {
    MemberType.OWNER: "业主",
    MemberType.OWNER_UNIT_REP: "产权单位代表",
    MemberType.EMPLOYEE_REP: "产权单位职工代表",
    MemberType.USER_REP: "物业使用人代表",
    MemberType.JUWEIHUI: "居委会代表",
}
ROLE_NAMES: dict[Role, str] = {
    Role.HEAD: "主任",
    Role.DEPUTY: "副主任",
    Role.MEMBER: "委员",
    Role.ALTERNATE: "候补委员",
}
OWNERS = (MemberType.OWNER, MemberType.OWNER_UNIT_REP, MemberType.EMPLOYEE_REP)
"""Who counts as an owner on a committee: owners, title-holding units, and their staff whom the plan lets stand."""
REPRESENTATIVES = (MemberType.OWNER_UNIT_REP, MemberType.EMPLOYEE_REP)
"""Who comes from a unit that holds title to a building of the compound."""
HOUSED = (MemberType.OWNER, MemberType.USER_REP)
"""Who may name the home that he owns or uses."""


def one_of(column: str, values: type[StrEnum]) -> str:
    """Return the check that a column holds one of the values."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} in ({listed})"


class Committee(Identified, Model):
    """One committee of one compound; ``seats`` is how many members it was set up with."""

    __tablename__ = "governance_committee"
    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint("ends_on > starts_on", name="term"),
        Index(
            "uq_governance_committee_present",
            "compound_id",
            unique=True,
            postgresql_where=text("state <> 'ended'"),
        ),
        Index("ix_governance_committee_community", "community_id"),
        Index("ix_governance_committee_street", "street_id"),
        Index("ix_governance_committee_district", "district_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), server_default="draft")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    seats: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    posted_on: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[str] = mapped_column(String(300), default="", server_default="")
    filed_on: Mapped[date | None] = mapped_column(Date)
    fees_on: Mapped[date | None] = mapped_column(Date)
    because: Mapped[str] = mapped_column(String(300), default="", server_default="")


class Member(Identified, Model):
    """Somebody on a committee. The three conditions are what was declared and looked at before he stood.

    ``organisation_id`` is the unit from which a representative comes; those stored earlier have none. ``home`` is the
    address in words, that of ``home_id`` where a home was chosen.
    """

    __tablename__ = "governance_member"
    __table_args__ = (
        CheckConstraint(one_of("type", MemberType), name="type_known"),
        CheckConstraint(one_of("role", Role), name="role_known"),
        CheckConstraint("(left_on is null) = (left_because = '')", name="left_has_reason"),
        Index(
            "uq_governance_member_name",
            "committee_id",
            "name",
            "home",
            unique=True,
            postgresql_where=text("left_on is null"),
        ),
        Index("ix_governance_member_organisation_id", "organisation_id"),
        Index("ix_governance_member_home_id", "home_id"),
    )

    committee_id: Mapped[UUID] = mapped_column(ForeignKey("governance_committee.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    home_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_home.id"))
    name: Mapped[str] = mapped_column(String(40))
    home: Mapped[str] = mapped_column(String(60), default="", server_default="")
    type: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(10))
    lived_here: Mapped[bool] = mapped_column(server_default=text("false"))
    no_arrears: Mapped[bool] = mapped_column(server_default=text("false"))
    no_interest: Mapped[bool] = mapped_column(server_default=text("false"))
    left_on: Mapped[date | None] = mapped_column(Date)
    left_because: Mapped[str] = mapped_column(String(200), default="", server_default="")


class Meeting(Identified, Model):
    """A meeting of a committee: who was there in person, and when its topics were told to the 居委会."""

    __tablename__ = "governance_meeting"
    __table_args__ = (Index("ix_governance_meeting_committee", "committee_id", "held_on"),)

    committee_id: Mapped[UUID] = mapped_column(ForeignKey("governance_committee.id"))
    held_on: Mapped[date] = mapped_column(Date)
    told_on: Mapped[date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(120))
    present: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    minutes: Mapped[str] = mapped_column(Text, default="", server_default="")


class Decision(Identified, Model):
    """What a committee decided at a meeting: who signed, how it was posted, who carries it out, whether it stands."""

    __tablename__ = "governance_decision"
    __table_args__ = (
        CheckConstraint("(done_on is null) = (proof = '')", name="done_has_proof"),
        Index("ix_governance_decision_meeting", "meeting_id"),
        Index("ix_governance_decision_committee", "committee_id", "decided_on", "id"),
    )

    committee_id: Mapped[UUID] = mapped_column(ForeignKey("governance_committee.id"))
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("governance_meeting.id"))
    words: Mapped[str] = mapped_column(Text)
    signed: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    decided_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    posted_on: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[str] = mapped_column(String(300), default="", server_default="")
    post_until: Mapped[date | None] = mapped_column(Date)
    owner: Mapped[str] = mapped_column(String(80), default="", server_default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    proof: Mapped[str] = mapped_column(String(500), default="", server_default="")
    revoked_because: Mapped[str] = mapped_column(String(300), default="", server_default="")


class CommitteeEvent(Model):
    """One move of one committee. ``seq`` is its version afterwards. Rows are added, never changed."""

    __tablename__ = "governance_event"

    committee_id: Mapped[UUID] = mapped_column(ForeignKey("governance_committee.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(String(300), server_default="")

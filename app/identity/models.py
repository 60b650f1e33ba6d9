"""Persons, their posts, their sessions, and their claims to a home.

Phones and openids are stored encrypted, each beside a keyed index by which it can be found.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import TZ, Identified, Model
from app.core.permissions import Role
from app.places.models import one_of

COMPANY_ROLES = (Role.REPAIR, Role.MANAGER, Role.HANDLER)
"""Roles held in an organisation; every other role is held at a region."""


class PersonStatus(StrEnum):
    """A disabled person keeps the history but cannot sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class SessionKind(StrEnum):
    """How the token of a session travels: in an Authorization header or in a cookie."""

    BEARER = "bearer"
    COOKIE = "cookie"


class Relation(StrEnum):
    """What a resident is to a home."""

    OWNER = "owner"
    FAMILY = "family"
    TENANT = "tenant"


class BindingState(StrEnum):
    """The life of a claim to a home."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class PlaceKind(StrEnum):
    """What a scanned label stands on."""

    COMPOUND = "compound"
    BUILDING = "building"
    ASSET = "asset"


RELATION_NAMES: dict[Relation, str] = {
    Relation.OWNER: "业主",
    Relation.FAMILY: "家庭成员",
    Relation.TENANT: "租户",
}


class Person(Identified, Model):
    """Somebody who can sign in: a resident by WeChat, a member of staff by user name and password.

    ``organisation_id`` is the company whose manager opened the account, if one did. ``openid_*`` is the WeChat account
    that signs in as this person; ``notice_openid_*`` the one to which messages of a staff account go. It signs nobody
    in: the same WeChat account comes in as the resident that its owner is, too.
    ``version`` counts the changes made to the account.
    """

    __tablename__ = "identity_person"
    __table_args__ = (
        one_of("status", PersonStatus),
        CheckConstraint("(phone_cipher IS NULL) = (phone_index IS NULL)", name="phone"),
        CheckConstraint("(openid_cipher IS NULL) = (openid_index IS NULL)", name="openid"),
        CheckConstraint("(notice_openid_cipher IS NULL) = (notice_openid_index IS NULL)", name="notice_openid"),
        CheckConstraint("password_hash IS NULL OR username IS NOT NULL", name="password"),
        Index("ix_identity_person_created_at", "created_at", "id"),
    )

    district_id: Mapped[UUID] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    display_name: Mapped[str] = mapped_column(String(40))
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    openid_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    openid_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    notice_openid_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    notice_openid_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    username: Mapped[str | None] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), default=PersonStatus.ACTIVE, server_default=text("'active'"))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))


class Post(Identified, Model):
    """A role that a person holds: in an organisation (optionally at one compound), or at a region.

    It counts from ``starts_on`` to ``ends_on``, both included, until ``ended_at`` ends it at once.
    """

    __tablename__ = "identity_post"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint(
            "(role IN ('repair', 'manager', 'handler')) = (organisation_id IS NOT NULL)"
            " AND (organisation_id IS NULL) = (region_id IS NOT NULL)"
            " AND (compound_id IS NULL OR organisation_id IS NOT NULL)",
            name="place",
        ),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_identity_post_organisation_id_role", "organisation_id", "role"),
        Index("ix_identity_post_region_id_role", "region_id", "role"),
        Index(
            "uq_identity_post_open_ended",
            "person_id",
            "role",
            "region_id",
            "organisation_id",
            "compound_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL AND ended_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    district_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_region.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_compound.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(TZ)


class Session(Identified, Model):
    """A sign-in. Only the SHA-256 of the random token is kept; ending the row ends the sign-in."""

    __tablename__ = "identity_session"
    __table_args__ = (one_of("kind", SessionKind),)

    district_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    active_post_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_post.id"), index=True)
    idle_until: Mapped[datetime] = mapped_column(TZ)
    abs_until: Mapped[datetime] = mapped_column(TZ)
    last_seen_at: Mapped[datetime] = mapped_column(TZ, server_default=text("now()"))
    revoked_at: Mapped[datetime | None] = mapped_column(TZ)
    revoke_reason: Mapped[str | None] = mapped_column(String(30))
    user_agent: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    stepped_up_at: Mapped[datetime | None] = mapped_column(TZ)


class HomeBinding(Identified, Model):
    """A person's claim to belong to a home. It gives rights only while ``active``, which a person decides."""

    __tablename__ = "identity_home_binding"
    __table_args__ = (
        one_of("relation", Relation),
        one_of("state", BindingState),
        CheckConstraint("decided_by IS NULL OR decided_at IS NOT NULL", name="decided"),
        Index(
            "uq_identity_home_binding_claim",
            "person_id",
            "home_id",
            unique=True,
            postgresql_where=text("state IN ('pending', 'active')"),
        ),
        Index("ix_identity_home_binding_compound_id_state", "compound_id", "state", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), index=True)
    home_id: Mapped[UUID] = mapped_column(ForeignKey("places_home.id"), index=True)
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    relation: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=BindingState.PENDING, server_default=text("'pending'"))
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(TZ)
    decision_note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))


class Visit(Identified, Model):
    """Proof that a person scanned a label on the spot; it lets them report there until ``expires_at``."""

    __tablename__ = "identity_visit"
    __table_args__ = (
        one_of("place_kind", PlaceKind),
        UniqueConstraint("person_id", "place_id"),
        Index("ix_identity_visit_person_id_expires_at", "person_id", "expires_at"),
    )

    district_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), index=True)
    place_kind: Mapped[str] = mapped_column(String(10))
    place_id: Mapped[UUID] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column(TZ)


class WeChatCode(Model):
    """SHA-256 of a WeChat sign-in code that was already presented, so that no code works twice."""

    __tablename__ = "identity_wechat_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(TZ, server_default=text("now()"), index=True)


class DelegationScope(StrEnum):
    """What a family delegate (代办人) may do for the principal."""

    ALL = "all"
    VIEW = "view"


class DelegationState(StrEnum):
    """The life of a delegation. An invitation becomes active when the delegate enters its code."""

    INVITED = "invited"
    ACTIVE = "active"
    REVOKED = "revoked"


class Delegation(Identified, Model):
    """Somebody lets a relative act for him (家属代办) until a day, or until either of them ends it."""

    __tablename__ = "identity_delegation"
    __table_args__ = (
        one_of("scope", DelegationScope),
        one_of("state", DelegationState),
        CheckConstraint("(state = 'invited') = (agent_id IS NULL) OR state = 'revoked'", name="active_has_agent"),
        CheckConstraint("agent_id <> principal_id", name="another_person"),
        Index(
            "uq_identity_delegation_pair",
            "principal_id",
            "agent_id",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_identity_delegation_agent", "agent_id", postgresql_where=text("state = 'active'")),
    )

    district_id: Mapped[UUID]
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), index=True)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    relation: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default=DelegationState.INVITED, server_default=text("'invited'"))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    code_until: Mapped[datetime | None] = mapped_column(TZ)
    ends_on: Mapped[date] = mapped_column(Date)
    accepted_at: Mapped[datetime | None] = mapped_column(TZ)
    revoked_at: Mapped[datetime | None] = mapped_column(TZ)
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))

"""Publications with their versions, the duties of every compound, and what people question.

The database itself keeps the two rules on which everything rests: what was published never changes, and who wrote it
or handed it in is never the one who publishes it (trigger ``disclosures_guard``).
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
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model

NO_OVERLAP = "ex_disclosures_publication_no_overlap"


class VersionState(StrEnum):
    """Where a version is in its life. Changed only through ``workflow``."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class VersionAction(StrEnum):
    """What people do with a version."""

    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW_SUBMISSION = "withdraw_submission"
    RETURN = "return"
    PUBLISH = "publish"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


class ObjectionState(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[VersionState, str] = {
    VersionState.DRAFT: "草稿",
    VersionState.SUBMITTED: "待审核",
    VersionState.PUBLISHED: "已公示",
    VersionState.SUPERSEDED: "已被新版本代替",
    VersionState.WITHDRAWN: "已撤下",
    VersionState.DISCARDED: "已作废",
}
OBJECTION_NAMES: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "待答复",
    ObjectionState.ANSWERED: "已答复",
    ObjectionState.WITHDRAWN: "本人已撤回",
}


class Publication(Identified, Model):
    """What is disclosed under one name in one compound, in as many versions as it takes.

    A form that speaks for a period has a publication for each; periods of one form never overlap. ``subject`` names
    the occasion of a form that has one.
    """

    __tablename__ = "disclosures_publication"
    __table_args__ = (
        CheckConstraint("(period_from is null) = (period_to is null)", name="period_whole"),
        CheckConstraint("period_to >= period_from", name="period_order"),
        Index(
            "uq_disclosures_publication_name",
            "compound_id",
            "form",
            "subject",
            unique=True,
            postgresql_where=text("period_from IS NULL"),
        ),
        ExcludeConstraint(
            (column("compound_id"), "="),
            (column("form"), "="),
            (text("daterange(period_from, period_to, '[]')"), "&&"),
            name=NO_OVERLAP,
            using="gist",
            where=text("period_from IS NOT NULL"),
        ),
        Index("ix_disclosures_publication_newest", "compound_id", "created_at", "id"),
        Index("ix_disclosures_publication_community", "community_id", "created_at", "id"),
        Index("ix_disclosures_publication_street", "street_id", "created_at", "id"),
        Index("ix_disclosures_publication_district", "district_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    form: Mapped[str] = mapped_column(String(20))
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    subject: Mapped[str] = mapped_column(String(80), server_default="")


class Version(Identified, Model):
    """One version of a publication, from the first draft on.

    ``number`` counts the published ones. ``version`` counts every change and is what screens send back.
    ``organisation_id`` is the company that wrote it, None for an office. ``places`` are ``{place, media_id}``,
    ``attachments`` ids of photos. ``hash`` seals what everybody sees. ``corrects_id`` is the version whose mistake it
    puts right; ``approved_post`` is what the second person was when he published it.
    """

    __tablename__ = "disclosures_version"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'submitted', 'published', 'superseded', 'withdrawn', 'discarded')", name="state_known"
        ),
        CheckConstraint(
            "(state in ('published', 'superseded', 'withdrawn')) = (number is not null and hash is not null"
            " and approved_by is not null and published_at is not null and valid_from is not null)",
            name="published",
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at is not null)", name="withdrawn"),
        CheckConstraint("valid_to >= valid_from", name="valid"),
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_form"),
        CheckConstraint(
            "approved_by is null or (approved_by <> author_id and approved_by <> submitted_by"
            " and approved_by <> all (editors))",
            name="two_people",
        ),
        UniqueConstraint("publication_id", "number"),
        Index(
            "uq_disclosures_version_open",
            "publication_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted')"),
        ),
        Index("ix_disclosures_version_publication", "publication_id", "created_at", "id"),
        Index("ix_disclosures_version_waiting", "publication_id", postgresql_where=text("state = 'submitted'")),
        Index("ix_disclosures_version_in_force", "publication_id", postgresql_where=text("state = 'published'")),
    )

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures_publication.id"))
    number: Mapped[int | None] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(12), server_default="draft")
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    places: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    attachments: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    editors: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    submitted_at: Mapped[datetime | None]
    returned_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(String(300), server_default="")
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    approved_post: Mapped[str] = mapped_column(String(80), server_default="")
    published_at: Mapped[datetime | None]
    hash: Mapped[str | None] = mapped_column(String(64))
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("disclosures_version.id"))
    correction_reason: Mapped[str] = mapped_column(String(300), server_default="")
    superseded_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str] = mapped_column(String(300), server_default="")


class Duty(Identified, Model):
    """What one compound has to disclose by one form (应公示事项), and by when.

    ``party`` says whose duty it is: it counts while the compound has a company under contract (``company``), while it
    has none (``self``), or always. ``next_due_on`` is null when nothing is due at a day. ``stage`` is the last step of
    the ladder that was climbed for that day, 0 for none. A duty with an ``exempt_reason`` is set aside.
    """

    __tablename__ = "disclosures_duty"
    __table_args__ = (
        CheckConstraint("party in ('company', 'self', 'all')", name="party_known"),
        CheckConstraint("stage >= 0", name="stage"),
        UniqueConstraint("compound_id", "code", "form"),
        Index("ix_disclosures_duty_due", "next_due_on", "id", postgresql_where=text("exempt_reason = ''")),
        Index("ix_disclosures_duty_community", "community_id"),
        Index("ix_disclosures_duty_street", "street_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    code: Mapped[str] = mapped_column(String(4))
    form: Mapped[str] = mapped_column(String(20))
    party: Mapped[str] = mapped_column(String(8))
    next_due_on: Mapped[date | None] = mapped_column(Date)
    last_published_at: Mapped[datetime | None]
    stage: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    exempt_reason: Mapped[str] = mapped_column(String(200), server_default="")
    exempt_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


class Objection(Identified, Model):
    """A question about one value of a published version (公示纠错). Who asked is never shown beside it.

    ``anchor`` names the value, ``label`` and ``shown`` are what people saw there. The ticket goes its ordinary way.
    """

    __tablename__ = "disclosures_objection"
    __table_args__ = (
        CheckConstraint("state in ('open', 'answered', 'withdrawn')", name="state_known"),
        UniqueConstraint("ticket_id"),
        Index(
            "uq_disclosures_objection_open",
            "version_id",
            "anchor",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_disclosures_objection_publication", "publication_id"),
        Index("ix_disclosures_objection_compound", "compound_id", "created_at", "id"),
        Index("ix_disclosures_objection_community", "community_id", "created_at", "id"),
        Index("ix_disclosures_objection_street", "street_id", "created_at", "id"),
        Index("ix_disclosures_objection_district", "district_id", "created_at", "id"),
        Index("ix_disclosures_objection_person", "person_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures_publication.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures_version.id"))
    anchor: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    shown: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"))
    state: Mapped[str] = mapped_column(String(10), server_default="open")


class Answer(Model):
    """What the company answered at one finish of the ticket. Rows are added, never changed."""

    __tablename__ = "disclosures_answer"

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("disclosures_objection.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    answer: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))

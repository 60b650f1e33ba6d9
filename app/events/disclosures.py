"""What the disclosures area tells the rest of the product. Ids and neutral words only; fields are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DisclosureSubmitted:
    """A version waits for a second person. ``organisation_id`` is the company that wrote it, None for an office."""

    topic: ClassVar[str] = "disclosures.submitted"

    version_id: str
    compound_id: str
    community_id: str
    street_id: str
    form: str
    seq: int
    organisation_id: str | None


@dataclass(frozen=True, slots=True)
class DisclosureReturned:
    """The second person sent a version back to those who wrote it."""

    topic: ClassVar[str] = "disclosures.returned"

    version_id: str
    compound_id: str
    form: str
    seq: int


@dataclass(frozen=True, slots=True)
class DisclosurePublished:
    """What a compound shows has changed: a version was published, or one published before came into force."""

    topic: ClassVar[str] = "disclosures.published"

    version_id: str
    publication_id: str
    compound_id: str
    form: str
    number: int


@dataclass(frozen=True, slots=True)
class DisclosureWithdrawn:
    """A published version was taken back; it stays readable as withdrawn."""

    topic: ClassVar[str] = "disclosures.withdrawn"

    version_id: str
    publication_id: str
    compound_id: str
    form: str
    number: int


@dataclass(frozen=True, slots=True)
class DisclosureReminder:
    """A duty has reached a step of the ladder: ``level`` is to be told now. Once for each due day and step."""

    topic: ClassVar[str] = "disclosures.reminder"

    duty_id: str
    compound_id: str
    community_id: str
    street_id: str
    district_id: str
    code: str
    form: str
    due_on: str
    step: int
    level: str


@dataclass(frozen=True, slots=True)
class DisclosureOverdue:
    """The day of a duty has passed without a publication: from now on everybody sees it (应公示未公示)."""

    topic: ClassVar[str] = "disclosures.overdue"

    duty_id: str
    compound_id: str
    code: str
    form: str
    due_on: str


@dataclass(frozen=True, slots=True)
class DutyChanged:
    """A duty of a compound was set aside with a reason, or is asked for again."""

    topic: ClassVar[str] = "disclosures.duty_changed"

    duty_id: str
    compound_id: str
    code: str
    form: str


@dataclass(frozen=True, slots=True)
class ObjectionFiled:
    """Somebody questions a value of a published version; a ticket was made of it."""

    topic: ClassVar[str] = "disclosures.objection_filed"

    objection_id: str
    version_id: str
    publication_id: str
    compound_id: str
    ticket_id: str


@dataclass(frozen=True, slots=True)
class ObjectionAnswered:
    """What stands beside a questioned value has changed: it was answered, reopened or taken back."""

    topic: ClassVar[str] = "disclosures.objection_answered"

    objection_id: str
    version_id: str
    publication_id: str
    compound_id: str
    state: str


@dataclass(frozen=True, slots=True)
class DutyStep:
    """A timer: the ladder of a duty that is due on ``due_on`` may have reached its next step."""

    topic: ClassVar[str] = "disclosures.duty_step"

    duty_id: str
    due_on: str
    step: int


@dataclass(frozen=True, slots=True)
class VersionStarts:
    """A timer: a version that was published ahead comes into force."""

    topic: ClassVar[str] = "disclosures.version_starts"

    version_id: str


@dataclass(frozen=True, slots=True)
class VersionEnds:
    """A timer: a version is valid no longer."""

    topic: ClassVar[str] = "disclosures.version_ends"

    version_id: str

"""A report and the row of its ticket, before they are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.callbacks.service.answering import RESPONSE_WITHIN
from app.demo.district import Asset, Building, Compound, Resident, Worker
from app.tickets.models import Basis, Kind, Outcome, Result, Source, State, Urgency
from app.tickets.queries.reference import CategoryFacts


@dataclass
class Draft:
    """A row of the ticket table before it is written; the names are those of the columns."""

    id: UUID
    no: str
    district_id: UUID
    street_id: UUID
    community_id: UUID
    compound_id: UUID
    building_id: UUID | None
    home_id: UUID | None
    asset_id: UUID | None
    kind: Kind
    category: str
    urgency: Urgency
    state: State
    reporter_id: UUID
    filed_by_id: UUID
    delegation_id: UUID | None
    basis: Basis
    hide_me: bool
    description: str
    created_at: datetime
    clock_from: datetime
    contact_due_at: datetime
    onsite_due_at: datetime | None
    finish_due_at: datetime
    paused_seconds: int
    due_provisional: bool
    ladder: list[datetime]
    limits: dict[str, Any]
    next_step: int = 1
    next_step_at: datetime | None = None
    suspend_cause: str | None = None
    resume_to: str | None = None
    open_to_all: bool = True
    merged_into_id: UUID | None = None
    dispatched_at: datetime | None = None
    level: str | None = None
    version: int = 1
    round: int = 1
    contact_cipher: bytes | None = None
    responsible_org_id: UUID | None = None
    responsible_region_id: UUID | None = None
    assignee_id: UUID | None = None
    outcome: Outcome | None = None
    rating: int | None = None
    contacted_at: datetime | None = None
    onsite_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None
    late_at: datetime | None = None
    source: Source = Source.APP
    ordered_due_at: datetime | None = None
    ordered_basis: str = ""
    result: Result | None = None
    result_reason: str = ""
    merged_at: datetime | None = None
    urged_at: datetime | None = None
    public_ok: bool = False
    public_seq: int = 0

    @property
    def in_time(self) -> bool:
        """Return whether the work was done within its limit."""
        return self.finished_at is not None and self.finished_at <= self.finish_due_at

    @property
    def responded(self) -> bool:
        """Return whether somebody was in touch within the time that counts as a response."""
        since = self.dispatched_at or self.clock_from
        return self.contacted_at is not None and self.contacted_at <= since + RESPONSE_WITHIN


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports, before anybody does anything about it. ``number`` is its place in time."""

    key: str
    number: int
    kind: Kind
    category: CategoryFacts
    compound: Compound
    building: Building | None
    asset: Asset | None
    reporter: Resident
    filed_by: UUID
    words: str
    hide_me: bool = False
    source: Source = Source.APP
    """Anything else than the app was taken down by an office, or came from another system."""
    ordered: tuple[datetime, str] | None = None
    """A deadline that came with it, and on what it rests."""
    clerk: Worker | None = None
    """Who took it down, when somebody did."""
    delegation: UUID | None = None
    """By which delegation ``filed_by`` filed it for the reporter, if by one."""

    def lodged(self, source: Source, clerk: Worker, ordered: tuple[datetime, str] | None) -> Report:
        """Return the report as it came in by ``source``: taken down by ``clerk``, or sent by another system."""
        if source is Source.APP:
            return self
        by_hand = source in (Source.PHONE, Source.WINDOW)
        return replace(self, source=source, clerk=clerk if by_hand else None, ordered=ordered)


@dataclass(frozen=True, slots=True)
class Said:
    """How one round ended: the answer (``outcome`` None: not reached), and what a call-back counts of the round.

    ``begun`` is since when it was asked for, ``by`` who gave it for the reporter or took it down; None for himself.
    """

    round: int
    begun: datetime
    at: datetime
    company: UUID | None
    due: datetime
    in_time: bool
    responded: bool
    outcome: Outcome | None
    rating: int | None
    comment: str
    channel: str
    by: UUID | None

    @classmethod
    def of(cls, ticket: Draft, channel: str, by: UUID | None, comment: str) -> Said:
        """Return how the present round of a closed ``ticket`` ended."""
        if ticket.closed_at is None:
            raise ValueError("the round is not over")
        return cls(
            round=ticket.round,
            begun=ticket.finished_at or ticket.closed_at,
            at=ticket.closed_at,
            company=ticket.responsible_org_id,
            due=ticket.finish_due_at,
            in_time=ticket.in_time,
            responded=ticket.responded,
            outcome=ticket.outcome,
            rating=ticket.rating,
            comment=comment,
            channel=channel,
            by=by,
        )

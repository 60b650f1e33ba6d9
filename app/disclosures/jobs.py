"""Background work of disclosures. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.disclosures.service import duties, moves, objections, telling
from app.events.disclosures import (
    DisclosureReminder,
    DisclosureReturned,
    DisclosureSubmitted,
    DutyStep,
    VersionEnds,
    VersionStarts,
)
from app.events.tickets import TicketMoved


@subscribe(DutyStep.topic, "disclosures.climb")
def climb(payload: dict[str, Any]) -> None:
    """Climb the ladder of a duty."""
    event = DutyStep(**payload)
    duties.climb(UUID(event.duty_id), date.fromisoformat(event.due_on), event.step)


@subscribe(VersionStarts.topic, "disclosures.start")
def start(payload: dict[str, Any]) -> None:
    """Let a version that was published ahead come into force."""
    moves.start(UUID(VersionStarts(**payload).version_id))


@subscribe(VersionEnds.topic, "disclosures.end")
def end(payload: dict[str, Any]) -> None:
    """Let a version end that is valid no longer."""
    moves.end(UUID(VersionEnds(**payload).version_id))


@subscribe(TicketMoved.topic, "disclosures.follow", wants=lambda event: event.action in objections.FOLLOWED)
def follow(payload: dict[str, Any]) -> None:
    """Let questions follow the ticket that they became."""
    objections.follow(TicketMoved(**payload))


@subscribe(DisclosureReminder.topic, "disclosures.tell_reminder")
def tell_reminder(payload: dict[str, Any]) -> None:
    """Tell the level that a step of the ladder names."""
    telling.tell_reminder(DisclosureReminder(**payload))


@subscribe(DisclosureSubmitted.topic, "disclosures.tell_submitted")
def tell_submitted(payload: dict[str, Any]) -> None:
    """Tell those who can be the second person."""
    telling.tell_submitted(DisclosureSubmitted(**payload))


@subscribe(DisclosureReturned.topic, "disclosures.tell_returned")
def tell_returned(payload: dict[str, Any]) -> None:
    """Tell those who wrote a version that it came back."""
    telling.tell_returned(DisclosureReturned(**payload))


def arm() -> None:
    """Give compounds their duties. Called by the sweeper again and again; repeating it is harmless."""
    with unit_of_work():
        duties.arm()

"""Background work of the proactive area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.events.proactive import ProactiveOpened, SeasonOpens, SeasonTasksOpened
from app.events.tickets import TicketJoined, TicketRouted, TicketUnmerged
from app.proactive import service


@subscribe(TicketRouted.topic, "proactive.detect")
def detect(payload: dict[str, Any]) -> None:
    """Look for repeats when a ticket is routed: from then on its category is known."""
    service.detect(UUID(TicketRouted(**payload).ticket_id))


@subscribe(TicketUnmerged.topic, "proactive.detect_unmerged")
def detect_unmerged(payload: dict[str, Any]) -> None:
    """Look again when a ticket counts for itself once more."""
    service.detect(UUID(TicketUnmerged(**payload).ticket_id))


@subscribe(TicketJoined.topic, "proactive.detect_joined")
def detect_joined(payload: dict[str, Any]) -> None:
    """Look again when one household more says that it is its matter too."""
    service.detect(UUID(TicketJoined(**payload).ticket_id))


@subscribe(SeasonOpens.topic, "proactive.open_season")
def open_season(payload: dict[str, Any]) -> None:
    """Open the tasks of a season."""
    event = SeasonOpens(**payload)
    service.open_season(event.code, event.year)


@subscribe(ProactiveOpened.topic, "proactive.tell_opened")
def tell_opened(payload: dict[str, Any]) -> None:
    """Tell the community of a task."""
    service.tell_opened(ProactiveOpened(**payload))


@subscribe(SeasonTasksOpened.topic, "proactive.tell_season")
def tell_season(payload: dict[str, Any]) -> None:
    """Tell the community of the tasks of a season."""
    service.tell_season(SeasonTasksOpened(**payload))


def arm() -> None:
    """Set the timers of the seasons. Called by the sweeper again and again; repeating it is harmless."""
    with unit_of_work():
        service.arm()

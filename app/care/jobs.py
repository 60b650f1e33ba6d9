"""Background work of 后期管护. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any

from app.care import service
from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.events.care import WarrantyEndsSoon


@subscribe(WarrantyEndsSoon.topic, "care.remind")
def remind(payload: dict[str, Any]) -> None:
    """Tell those who look after a part that its warranty ends soon."""
    service.remind(WarrantyEndsSoon(**payload))


def arm() -> None:
    """Hand over the reminders of today. Called by the sweeper again and again; repeating it is harmless."""
    with unit_of_work():
        service.arm()

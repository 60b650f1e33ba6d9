"""Background work of the resources area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any

from app.core.outbox import subscribe
from app.events.voting import ResourcePollConcluded
from app.resources.service import polls


@subscribe(ResourcePollConcluded.topic, "resources.decided")
def decided(payload: dict[str, Any]) -> None:
    """Take up what the owners said."""
    polls.decided(ResourcePollConcluded(**payload))

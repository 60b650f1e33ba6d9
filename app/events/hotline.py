"""What the hotline area tells itself over time. Ids and neutral words only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class BatchStep:
    """The next piece of an imported file is to be worked on, in one of the phases ``check`` and ``apply``."""

    topic: ClassVar[str] = "hotline.batch_step"

    batch_id: str
    phase: str


@dataclass(frozen=True, slots=True)
class BatchStale:
    """A timer: a file that nobody confirmed is to be forgotten."""

    topic: ClassVar[str] = "hotline.batch_stale"

    batch_id: str


@dataclass(frozen=True, slots=True)
class CallbackPlanned:
    """A message to another system is to be sent."""

    topic: ClassVar[str] = "hotline.callback_planned"

    callback_id: str

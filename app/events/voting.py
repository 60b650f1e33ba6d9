"""What the voting area tells the rest of the product. Ids only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PollNoticed:
    """A poll was announced: topics and register are frozen. Owners up to the id ``after`` are told already."""

    topic: ClassVar[str] = "voting.noticed"

    poll_id: str
    compound_id: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class PollCancelled:
    """A poll that had been announced will not be decided. Owners up to the id ``after`` are told already."""

    topic: ClassVar[str] = "voting.cancelled"

    poll_id: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class PollOpens:
    """A timer: votes are taken from now on."""

    topic: ClassVar[str] = "voting.opens"

    poll_id: str


@dataclass(frozen=True, slots=True)
class PollCloses:
    """A timer: no more votes are taken."""

    topic: ClassVar[str] = "voting.closes"

    poll_id: str


@dataclass(frozen=True, slots=True)
class PollConcluded:
    """A poll that came out of a topic of the council is over; ``outcome`` is passed, failed or cancelled."""

    topic: ClassVar[str] = "voting.concluded"

    poll_id: str
    topic_id: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ResourcePollConcluded:
    """A poll about an idle resource was counted or cancelled; ``outcome`` is passed, failed or cancelled.

    ``decides`` is true when it was a vote of the assembly on the use of common parts, not a survey.
    """

    topic: ClassVar[str] = "voting.resource_concluded"

    poll_id: str
    resource_id: str
    outcome: str
    decides: bool

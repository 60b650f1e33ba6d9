"""What the moderation area tells the rest of the product. Ids only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ContentJudged:
    """Whether words and photos of a thing (``ticket``) may be shown to everybody is known anew.

    ``seq`` grows with every judgement about the thing: an event with a smaller one is older and means nothing.
    """

    topic: ClassVar[str] = "moderation.judged"

    subject_kind: str
    subject_id: str
    ok: bool
    seq: int = 0


@dataclass(frozen=True, slots=True)
class CheckPlanned:
    """WeChat should be asked about one text or photo."""

    topic: ClassVar[str] = "moderation.check_planned"

    check_id: str


@dataclass(frozen=True, slots=True)
class CheckOverdue:
    """A timer: by now WeChat should have pushed what it thinks of a photo."""

    topic: ClassVar[str] = "moderation.check_overdue"

    check_id: str
    trace_id: str


@dataclass(frozen=True, slots=True)
class PhotoJudged:
    """WeChat pushed what it thinks of a photo. ``times`` counts how often the photo was looked for and not found."""

    topic: ClassVar[str] = "moderation.photo_judged"

    trace_id: str
    suggestion: str
    label: int | None
    times: int = 0
    reason: str = ""

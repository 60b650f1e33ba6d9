"""What the calendar of working days tells the rest of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CalendarPublished:
    """The days off of a year were published, for the first time or anew."""

    topic: ClassVar[str] = "workdays.published"

    year: int
    version: int

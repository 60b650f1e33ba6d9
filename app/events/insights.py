"""What the home screens and public pages tell themselves. Ids and neutral words only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PageStale:
    """A timer: something on the public page of a compound has changed since it was built."""

    topic: ClassVar[str] = "insights.page_stale"

    compound_id: str

"""What the rulebook tells the rest of the product and itself. Ids and neutral words only. Add fields, never rename."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RulesPublished:
    """A version of a district's routing rules counts from now on."""

    topic: ClassVar[str] = "rulebook.published"

    district_id: str
    set_id: str
    number: int


@dataclass(frozen=True, slots=True)
class RunStep:
    """The next piece of a dry run is to be judged."""

    topic: ClassVar[str] = "rulebook.run_step"

    run_id: str

"""What the proactive area tells the rest of the product. Ids and neutral words only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProactiveOpened:
    """The same thing came up again and again in a compound: its community has a task now (未诉先办)."""

    topic: ClassVar[str] = "proactive.opened"

    task_id: str
    compound_id: str
    community_id: str
    category_name: str
    tickets: int
    households: int


@dataclass(frozen=True, slots=True)
class SeasonOpens:
    """A timer: the tasks of a season (``code``) of a year are to be opened. Fires for what is still missing."""

    topic: ClassVar[str] = "proactive.season_opens"

    code: str
    year: int


@dataclass(frozen=True, slots=True)
class SeasonTasksOpened:
    """The tasks of a season were opened for ``count`` compounds of a community."""

    topic: ClassVar[str] = "proactive.season_tasks_opened"

    community_id: str
    code: str
    year: int
    name: str
    count: int

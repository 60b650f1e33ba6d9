"""What call-backs tell the rest of the product. Ids and neutral words only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CallbackUnsolved:
    """Somebody said in a call-back that it is not solved, or that he is not satisfied."""

    topic: ClassVar[str] = "callbacks.unsolved"

    task_id: str
    ticket_id: str
    community_id: str
    no: str
    round: int
    category_name: str = ""

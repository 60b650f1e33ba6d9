"""What the resources area (闲置资源) tells the rest of the product. Ids only; fields are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OwnersAsked:
    """The owners are asked what an idle resource may become.

    ``poll_id`` is the id that their poll will have. ``matter`` is the number in 民法典 278, first paragraph, when only
    they may decide it; 0 when their opinion is asked and nothing more.
    """

    topic: ClassVar[str] = "resources.owners_asked"

    poll_id: str
    resource_id: str
    compound_id: str
    matter: int

"""What an effect gets to work with: who, which ticket, what was sent, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import InvalidInput
from app.media.service import link
from app.tickets.models import State, Ticket

SUBJECT = "ticket"


@dataclass(slots=True)
class Step:
    """One move while it is made. Effects fill ``detail`` (kept in the history) and may set the rest."""

    actor: Actor
    ticket: Ticket
    body: dict[str, Any]
    at: datetime
    before: State
    detail: dict[str, Any] = field(default_factory=dict)
    counted: bool = False
    again: bool = False
    """Whether the deadlines are to be computed anew once the step is written down."""
    about: str = ""
    other: UUID | None = None

    def needs_note(self, message: str) -> str:
        """Return the note. Raises ``InvalidInput`` with ``message`` when there is none."""
        note: str = self.body.get("note") or ""
        if not note:
            raise InvalidInput(fields={"note": [message]})
        return note

    def attach(self, stage: str) -> None:
        """Attach the photos of the step; they belong to the ticket from then on."""
        photos = self.body.get("media_ids") or []
        if photos:
            link(self.actor.person_id, photos, SUBJECT, self.ticket.id, stage)
            self.detail["photos"] = [str(photo) for photo in photos]

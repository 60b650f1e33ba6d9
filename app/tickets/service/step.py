"""What an effect gets to work with: who, which ticket, what was sent, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import InvalidInput, NotFound
from app.media.service import link
from app.tickets.models import State, Ticket
from app.tickets.queries import organisation_in_district

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

    def other_organisation(self, question: str) -> Any:
        """Return the organisation that the body names, another one than the responsible one.

        Raises ``InvalidInput`` with ``question`` when none is named or the same one, ``NotFound`` when the district
        has none such.
        """
        organisation_id = self.body.get("organisation_id")
        if organisation_id is None or organisation_id == self.ticket.responsible_org_id:
            raise InvalidInput(fields={"organisation_id": [question]})
        return self.any_organisation(organisation_id)

    def any_organisation(self, organisation_id: UUID) -> Any:
        """Return an organisation of the ticket's district that is still there. Raises ``NotFound``."""
        found = organisation_in_district(organisation_id, self.ticket.district_id)
        if found is None or (found.ended_on is not None and found.ended_on <= today()):
            raise NotFound(fields={"organisation_id": ["没有这个单位"]})
        return found

    def attach(self, stage: str) -> None:
        """Attach the photos of the step; they belong to the ticket from then on."""
        photos = self.body.get("media_ids") or []
        if photos:
            link(self.actor.person_id, photos, SUBJECT, self.ticket.id, stage)
            self.detail["photos"] = [str(photo) for photo in photos]

"""The number that a report names for questions, for the moment in which a message is sent to it."""

from __future__ import annotations

from uuid import UUID

from app.core.crypto import get_crypto
from app.tickets.queries.notices import sealed_contact
from app.tickets.service.filing import CONTACT_COLUMN


def contact_phone(ticket_id: UUID) -> str | None:
    """Return the whole number, or None. Only for sending: who may see it is decided by ``revealing``."""
    sealed = sealed_contact(ticket_id)
    return get_crypto().decrypt(sealed, column=CONTACT_COLUMN, row_id=ticket_id) if sealed else None

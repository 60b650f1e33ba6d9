"""For every edge that shows a public page: the kept one, or, when it is old or missing, a new one."""

from __future__ import annotations

from uuid import UUID

from app.core.errors import NotFound
from app.core.uow import unit_of_work
from app.insights import service
from app.insights.service import Ready

MAX_AGE_SECONDS = 60
"""How long a browser or a cache in between may show a page without asking."""


def current(compound_id: UUID) -> Ready:
    """Return the page of a compound. Raises ``NotFound``. Opens a unit of work when the page has to be built."""
    ready = service.page(compound_id)
    if ready is not None and ready.fresh:
        return ready
    with unit_of_work():
        if ready is None:
            service.rebuild(compound_id)
        else:
            service.built(compound_id)
    again = service.page(compound_id)
    if again is None:
        raise NotFound
    return again

"""All SELECTs on tickets, split by subject: who sees what, one ticket, lists, reference data."""

from app.tickets.queries.detail import detail, facts_for_timer, lock_for_change, lock_for_system
from app.tickets.queries.lists import ListFilter, counts, page, todo
from app.tickets.queries.reference import Reference, reference
from app.tickets.queries.scope import Door, may_see, shares_home
from app.tickets.queries.targets import (
    colleagues,
    organisation_in_district,
    organisations,
    person_in_organisation,
    seat_of,
)

__all__ = [
    "Door",
    "ListFilter",
    "Reference",
    "colleagues",
    "counts",
    "detail",
    "facts_for_timer",
    "lock_for_change",
    "lock_for_system",
    "may_see",
    "organisation_in_district",
    "organisations",
    "page",
    "person_in_organisation",
    "reference",
    "seat_of",
    "shares_home",
    "todo",
]

"""All SELECTs on tickets, split by subject: who sees what, one ticket, lists, reference data."""

from app.tickets.queries.companions import (
    followers_of,
    history_of,
    lock_request,
    merged_reporters,
    office_above,
    open_over_year,
    party_of,
    reopened_since,
    requests_made,
    returned_before,
)
from app.tickets.queries.detail import detail, facts_for_timer, lock_for_change, lock_for_system
from app.tickets.queries.lists import ListFilter, counts, page
from app.tickets.queries.overview import overview
from app.tickets.queries.reference import Reference, reference
from app.tickets.queries.scope import Door, home_of, may_see, place_of, shares_home
from app.tickets.queries.similar import similar
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
    "home_of",
    "may_see",
    "place_of",
    "shares_home",
    "similar",
    "organisation_in_district",
    "organisations",
    "overview",
    "page",
    "person_in_organisation",
    "reference",
    "seat_of",
    "followers_of",
    "history_of",
    "lock_request",
    "merged_reporters",
    "office_above",
    "open_over_year",
    "party_of",
    "reopened_since",
    "requests_made",
    "returned_before",
]

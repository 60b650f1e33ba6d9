"""Open tickets counted by place or by who handles them: what a supervisor looks at first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.db import fast
from app.tickets.queries.lists import LATE, OPEN, SHELVED, WORKING
from app.tickets.queries.scope import Door, visible

MOST_GROUPS = 500
GROUPS = {
    "compound": ("t.compound_id", "places_compound"),
    "community": ("t.community_id", "places_region"),
    "street": ("t.street_id", "places_region"),
    "organisation": ("t.responsible_org_id", "places_organisation"),
}
COUNTS = {
    # Each figure is also a list: the same words stand in ``ListFilter`` (tests/tickets/test_overview.py).
    "open": "true",
    "late": LATE,
    "unrouted": "t.state = 'submitted'",
    "waiting": "t.state = 'dispatched'",
    "working": WORKING,
    "suspended": "t.state = 'suspended'",
    "shelved": SHELVED,
    "confirming": "t.state = 'awaiting_confirmation'",
    "at_community": "t.level = 'community'",
    "at_street": "t.level = 'street'",
    "at_district": "t.level = 'district'",
}


def overview(actor: Actor, group_by: str) -> list[Row[Any]]:
    """Return the counts of open tickets of the post in use by ``group_by``, those with most late ones first.

    Tickets that nobody is responsible for yet have no id and no name when grouped by organisation.
    """
    condition, params = visible(actor, Door.STAFF)
    column, table = GROUPS[group_by]
    counts = ", ".join(f"count(*) FILTER (WHERE {what}) AS {name}" for name, what in COUNTS.items())
    # The district is named so that its index of open tickets serves every post.
    statement = text(f"""
        SELECT {column} AS id, max(n.name) AS name, {counts}
        FROM tickets_ticket t LEFT JOIN {table} n ON n.id = {column}
        WHERE {condition} AND t.district_id = :district AND {OPEN}
        GROUP BY {column} ORDER BY late DESC, open DESC, name LIMIT {MOST_GROUPS}
    """)  # noqa: S608 - only constants of this module are put in
    with fast() as connection:
        return list(connection.execute(statement, params | {"district": actor.district_id}).all())

"""The one door to tickets: which rows a person may see, as SQL. Foreign rows do not exist for him."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import read_row
from app.core.permissions import Permission, Role

NOTHING = "false"


class Door(StrEnum):
    """Through which side a person comes: his own matters, or those of the post in use."""

    RESIDENT = "resident"
    STAFF = "staff"


def visible(actor: Actor, door: Door) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``t`` and its parameters. Every ticket query made for a person starts with it."""
    if door is Door.RESIDENT:
        return "(t.reporter_id = :me OR t.filed_by_id = :me)", {"me": actor.person_id}
    post = actor.post
    if post is None or not actor.holds(Permission.TICKETS_READ):
        return NOTHING, {}
    if post.region_id is not None:
        column = {"district": "district_id", "street": "street_id", "community": "community_id"}
        return f"t.{column[post.region_kind or 'community']} = :region", {"region": post.region_id}
    if post.role is Role.HANDLER:
        return "t.responsible_org_id = :org", {"org": post.organisation_id}
    params: dict[str, Any] = {"org": post.organisation_id, "served": list(post.compounds)}
    company = "t.responsible_org_id = :org AND t.compound_id = ANY(:served)"
    if post.role is Role.MANAGER:
        return f"({company})", params
    params["me"] = actor.person_id
    mine_or_free = "(t.assignee_id = :me OR (t.assignee_id IS NULL AND t.state = 'dispatched'))"
    return f"({company} AND {mine_or_free})", params


def may_see(actor: Actor, ticket_id: UUID) -> bool:
    """Return whether a person may see a ticket through either door. Photos ask this on every request."""
    own, own_params = visible(actor, Door.RESIDENT)
    staff, staff_params = visible(actor, Door.STAFF)
    statement = text(f"SELECT 1 FROM tickets_ticket t WHERE t.id = :id AND ({own} OR {staff})")  # noqa: S608
    return read_row(statement, {"id": ticket_id} | own_params | staff_params) is not None


SHARES_HOME = text("""
    SELECT 1 FROM identity_home_binding mine
    JOIN identity_home_binding theirs ON theirs.home_id = mine.home_id AND theirs.state = 'active'
    WHERE mine.person_id = :me AND mine.state = 'active' AND mine.compound_id = :compound
      AND theirs.person_id = :other
    LIMIT 1
""")


def shares_home(person_id: UUID, other_id: UUID, compound_id: UUID) -> bool:
    """Return whether two people belong to one home of a compound, both confirmed."""
    params = {"me": person_id, "other": other_id, "compound": compound_id}
    return read_row(SHARES_HOME, params) is not None

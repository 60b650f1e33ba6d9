"""The one door to tickets: which rows a person may see, as SQL. Foreign rows do not exist for him."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import Found, read_row
from app.core.permissions import Permission, Role

NOTHING = "false"


class Door(StrEnum):
    """Through which side a person comes: his own matters, or those of the post in use."""

    RESIDENT = "resident"
    STAFF = "staff"


OWN = """t.id IN (
    SELECT x.id FROM tickets_ticket x WHERE x.reporter_id = ANY(:mine)
    UNION ALL
    SELECT x.id FROM tickets_ticket x
    WHERE x.filed_by_id = :me AND x.filed_by_id <> x.reporter_id AND x.basis <> 'staff' AND x.delegation_id IS NULL
    UNION ALL
    SELECT f.ticket_id FROM tickets_follower f WHERE f.person_id = ANY(:mine))"""
"""What he, or somebody whom he may look after, reported or joined, and what he filed for his household: by index each.

What he filed as a delegate is the principal's alone: it goes out of sight with the delegation.
"""

CALLED = """(t.id IN (SELECT y.ticket_id FROM tickets_party y WHERE y.organisation_id = :org)
    OR t.id IN (SELECT q.ticket_id FROM tickets_request q WHERE q.target_org_id = :org AND q.state = 'pending'))"""
"""Those to which the organisation was called to help, or that it is asked to take over."""

TAKEN_DOWN = "(t.filed_by_id = :me AND t.basis = 'staff')"
"""Those that this person took down for somebody: he can tell him how it stands."""

DECIDED = "t.id IN (SELECT d.ticket_id FROM tickets_request d WHERE d.decided_by = :me)"
"""Those about which this person has decided something: he sees what became of it."""


def visible(actor: Actor, door: Door, *, called: bool = False) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``t`` and its parameters. Every ticket query made for a person starts with it.

    ``called`` adds what his organisation was called to. One ticket is looked up with it; lists leave it out unless
    they are about it, so that each stays on one index.
    """
    if door is Door.RESIDENT:
        return OWN, {"me": actor.person_id, "mine": [actor.person_id, *actor.views_for]}
    plain, params = _staff(actor)
    if not called or plain == NOTHING or "org" not in params or actor.role is Role.REPAIR:
        return plain, params
    return f"({plain} OR {CALLED} OR {DECIDED} OR {TAKEN_DOWN})", params | {"me": actor.person_id}


def called_to(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return the condition for the list of what his organisation was called to (协办、待接转办)."""
    if actor.post is None or actor.post.organisation_id is None or not actor.holds(Permission.TICKETS_READ):
        return NOTHING, {}
    return (NOTHING, {}) if actor.role is Role.REPAIR else (CALLED, {"org": actor.post.organisation_id})


def _staff(actor: Actor) -> tuple[str, dict[str, Any]]:
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
    staff, staff_params = visible(actor, Door.STAFF, called=True)
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


HOME_OF = text("""
    SELECT b.home_id, m.building_id, b.state FROM identity_home_binding b JOIN places_home m ON m.id = b.home_id
    WHERE b.person_id = :person AND b.compound_id = :compound AND b.state IN ('active', 'pending')
    ORDER BY b.state = 'active' DESC, b.created_at LIMIT 1
""")


def home_of(person_id: UUID, compound_id: UUID) -> Found | None:
    """Return the home of a person in a compound (``home_id``, ``building_id``, ``state``), a confirmed one first."""
    return read_row(HOME_OF, {"person": person_id, "compound": compound_id})


PLACE = text("""
    SELECT coalesce((SELECT s.building_id FROM places_asset s WHERE s.id = :asset), CAST(:building AS uuid))
           AS building_id
    WHERE (CAST(:building AS uuid) IS NULL
            OR EXISTS (SELECT 1 FROM places_building b WHERE b.id = :building AND b.compound_id = :compound))
       AND (CAST(:asset AS uuid) IS NULL
            OR EXISTS (SELECT 1 FROM places_asset s WHERE s.id = :asset AND s.compound_id = :compound
                          AND (s.ended_on IS NULL OR s.ended_on > CAST(now() AT TIME ZONE 'Asia/Shanghai' AS date))))
""")


def place_of(compound_id: UUID, building_id: UUID | None, asset_id: UUID | None) -> Found | None:
    """Return the building that a report is about, or None when building or asset do not lie in the compound.

    An asset stands where it stands: its building counts before the named one. ``building_id`` of the row may be None.
    """
    params = {"compound": compound_id, "building": building_id, "asset": asset_id}
    return read_row(PLACE, params)

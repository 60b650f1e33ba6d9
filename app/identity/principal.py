"""Who is behind a token: read on every request, in one statement, and never kept.

Ending a session, disabling a person, ending a post, a contract or a binding therefore counts from the next
request on. Dates are judged by PostgreSQL's clock, as days in Beijing.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, cast
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.auth import Actor, HomeClaim, Mandate, Post, RegionKind
from app.core.db import Found, fast_row, read_row
from app.core.permissions import ROLE_NAMES, Role
from app.identity.models import DelegationScope

Kind = Literal["bearer", "cookie"]

IDLE = {"bearer": "30 days", "cookie": "30 minutes"}
LONGEST = {"bearer": "90 days", "cookie": "12 hours"}
"""How long a session lasts without use, and at all."""

TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"

_PRINCIPAL = f"""
    SELECT s.id AS session_id, s.kind, s.active_post_id, p.id AS person_id, p.display_name, p.district_id,
           s.last_seen_at < now() - interval '1 minute' AS stale,
           (SELECT json_agg(json_build_object(
                       'id', t.id, 'role', t.role, 'region', t.region_id, 'kind', r.kind,
                       'organisation', coalesce(t.organisation_id, seat.id),
                       'compounds', (SELECT json_agg(DISTINCT k.compound_id) FROM places_contract k
                                     WHERE k.company_id = t.organisation_id AND k.starts_on <= {TODAY}
                                       AND (k.ends_on IS NULL OR k.ends_on >= {TODAY})
                                       AND (t.compound_id IS NULL OR t.compound_id = k.compound_id)))
                   ORDER BY t.created_at, t.id)
            FROM identity_post t
            LEFT JOIN places_region r ON r.id = t.region_id
            LEFT JOIN places_organisation seat ON seat.region_id = t.region_id
                  AND seat.kind = CASE t.role WHEN 'community' THEN 'residents_committee'
                                              WHEN 'street' THEN 'street_office'
                                              WHEN 'district' THEN 'district_office' END
            WHERE t.person_id = p.id AND t.ended_at IS NULL AND t.starts_on <= {TODAY}
              AND (t.ends_on IS NULL OR t.ends_on >= {TODAY}))::text AS posts,
           (SELECT json_agg(json_build_object(
                       'binding', h.id, 'home', h.home_id, 'compound', h.compound_id,
                       'building', m.building_id, 'relation', h.relation, 'state', h.state)
                   ORDER BY h.created_at, h.id)
            FROM identity_home_binding h JOIN places_home m ON m.id = h.home_id
            WHERE h.person_id = p.id AND h.state IN ('pending', 'active'))::text AS homes,
           (SELECT json_agg(DISTINCT v.compound_id) FROM identity_visit v
            WHERE v.person_id = p.id AND v.expires_at > now())::text AS visits,
           (SELECT json_agg(json_build_array(d.id, d.principal_id, r.display_name, d.scope) ORDER BY d.created_at, d.id)
            FROM identity_delegation d JOIN identity_person r ON r.id = d.principal_id AND r.status = 'active'
            WHERE d.agent_id = p.id AND d.state = 'active' AND d.ends_on >= {TODAY})::text AS mandates
    FROM identity_session s JOIN identity_person p ON p.id = s.person_id
    WHERE s.revoked_at IS NULL AND s.idle_until > now() AND s.abs_until > now() AND p.status = 'active'
"""  # noqa: S608 - only constants of this module are put in

BY_TOKEN = text(_PRINCIPAL + " AND s.token_hash = :token_hash AND s.kind = :kind")
BY_ID = text(_PRINCIPAL + " AND s.id = :session_id")

SEEN = text("""
    UPDATE identity_session
    SET last_seen_at = now(),
        idle_until = least(abs_until, now() + CAST(CAST(:idle AS text) AS interval))
    WHERE id = :id AND revoked_at IS NULL AND last_seen_at < now() - interval '1 minute'
    RETURNING id
""")


def token_hash(token: str) -> bytes:
    """Return what is stored of a token. A token is random enough for a plain hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def load_principal(kind: Kind, token: str) -> Actor | None:
    """Return who holds ``token``, sent as ``kind``. None when it is wrong or over, or the person is disabled.

    Prolongs the session at most once a minute.
    """
    row = read_row(BY_TOKEN, {"token_hash": token_hash(token), "kind": kind})
    if row is None:
        return None
    if row.stale:
        fast_row(SEEN, {"id": row.session_id, "idle": IDLE[kind]})
    return _actor(row)


def actor_of_session(session_id: UUID) -> Actor | None:
    """Return whose live session this is, or None. For links tied to a session; does not prolong it."""
    row = read_row(BY_ID, {"session_id": session_id})
    return _actor(row) if row is not None else None


def _actor(row: Found) -> Actor:
    posts = tuple(_post(item) for item in orjson.loads(row.posts or "[]"))
    return Actor(
        person_id=row.person_id,
        name=row.display_name,
        session_id=row.session_id,
        session_kind=row.kind,
        district_id=row.district_id,
        post=_in_use(posts, row.active_post_id),
        posts=posts,
        homes=tuple(_home(item) for item in orjson.loads(row.homes or "[]")),
        visits=frozenset(UUID(item) for item in orjson.loads(row.visits or "[]")),
        mandates=tuple(_mandate(*item) for item in orjson.loads(row.mandates or "[]")),
    )


def _in_use(posts: tuple[Post, ...], chosen: UUID | None) -> Post | None:
    """Return the post that was chosen, while it lasts; else the only one there is, if none was ever chosen.

    Somebody whose post has ended is not moved to another one: rights never change without a person's choice.
    """
    if chosen is not None:
        return next((post for post in posts if post.id == chosen), None)
    return posts[0] if len(posts) == 1 else None


def _post(raw: dict[str, Any]) -> Post:
    role = Role(raw["role"])
    return Post(
        id=UUID(raw["id"]),
        role=role,
        region_kind=cast("RegionKind | None", raw["kind"]),
        region_id=UUID(raw["region"]) if raw["region"] else None,
        organisation_id=UUID(raw["organisation"]) if raw["organisation"] else None,
        compounds=frozenset(UUID(item) for item in raw["compounds"] or ()),
        title=ROLE_NAMES[role],
    )


def _mandate(delegation_id: str, principal_id: str, name: str, scope: str) -> Mandate:
    return Mandate(UUID(delegation_id), UUID(principal_id), name, scope == DelegationScope.ALL)


def _home(raw: dict[str, Any]) -> HomeClaim:
    return HomeClaim(
        binding_id=UUID(raw["binding"]),
        home_id=UUID(raw["home"]),
        compound_id=UUID(raw["compound"]),
        building_id=UUID(raw["building"]),
        relation=raw["relation"],
        state=raw["state"],
    )

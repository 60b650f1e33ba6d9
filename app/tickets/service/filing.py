"""Filing a ticket: one statement writes ticket, first history row, audit row, idempotency row and outbox rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core import outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db, fast_row
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.idempotency import Once
from app.core.ids import new_id
from app.events.tickets import TicketSubmitted
from app.media.service import link
from app.tickets import policy
from app.tickets.clocks import limits_of
from app.tickets.models import Basis
from app.tickets.queries import reference, shares_home

CONTACT_COLUMN = "tickets_ticket.contact"
SUBJECT = "ticket"

FILE = text("""
    WITH place AS (
        SELECT c.id, c.district_id, c.street_id, c.community_id,
               coalesce(CAST(:building AS uuid), (SELECT s.building_id FROM places_asset s WHERE s.id = :asset),
                        CAST(:home_building AS uuid)) AS building_id
        FROM places_compound c
        WHERE c.id = :compound
          AND (CAST(:building AS uuid) IS NULL
               OR EXISTS (SELECT 1 FROM places_building b WHERE b.id = :building AND b.compound_id = c.id))
          AND (CAST(:asset AS uuid) IS NULL
               OR EXISTS (SELECT 1 FROM places_asset s WHERE s.id = :asset AND s.compound_id = c.id))
    ), first AS (
        INSERT INTO core_idempotency (person_id, route, key, fingerprint, object_id)
        SELECT :me, :route, :key, :print, :id FROM place ON CONFLICT DO NOTHING RETURNING 1
    ), t AS (
        INSERT INTO tickets_ticket (
            id, no, district_id, street_id, community_id, compound_id, building_id, home_id, asset_id, kind, category,
            urgency, state, version, reporter_id, filed_by_id, basis, hide_me, description, contact_cipher,
            created_at, clock_from, contact_due_at, onsite_due_at, finish_due_at)
        SELECT :id, to_char(CAST(:at AS timestamptz) AT TIME ZONE 'Asia/Shanghai', 'YYMMDD')
                    || lpad(nextval('tickets_number_seq')::text, 6, '0'),
               p.district_id, p.street_id, p.community_id, p.id, p.building_id, :home, :asset, :kind, :category,
               :urgency, 'submitted', 1, :reporter, :me, :basis, :hide_me, :description, :contact,
               :at, :at, :contact_due_at, :onsite_due_at, :finish_due_at
        FROM place p, first RETURNING id, district_id
    ), e AS (
        INSERT INTO tickets_event (ticket_id, seq, at, district_id, actor_id, actor_role, action, before, after)
        SELECT id, 1, :at, district_id, :me, NULL, 'submit', NULL, 'submitted' FROM t
    ), a AS (
        INSERT INTO core_audit (district_id, actor_id, session_id, what, subject, detail)
        SELECT district_id, :me, :session, 'tickets.file', 'ticket:' || id, CAST(:detail AS jsonb) FROM t
    ), o AS (
        INSERT INTO core_outbox (topic, subscriber, lane, payload)
        SELECT m.topic, m.subscriber, m.lane, m.payload
        FROM t, jsonb_to_recordset(CAST(:messages AS jsonb)) AS m(topic text, subscriber text, lane text, payload jsonb)
    )
    SELECT id FROM t
""")


def file(*, actor: Actor, once: Once, body: dict[str, Any]) -> UUID:
    """Store a report and return its id; the same key again returns the first one's id.

    Raises ``Forbidden`` (no home, no request, no scanned code there), ``NotFound`` (no such place),
    ``InvalidInput`` (unknown category, foreign photo, neither words nor photo), ``KeyReused``.
    """
    allowed = policy.may_file(actor, body["compound_id"])
    if allowed is None:
        # A compound where he has nothing does not exist for him, whether or not it does for others.
        raise NotFound
    basis, home = allowed
    photos = body["media_ids"]
    if not body["description"] and not photos:
        raise InvalidInput(fields={"description": ["请写几句话，或者拍一张照片"]})
    category = _category(body)
    ticket_id = new_id()
    at = now()
    limits = limits_of(category)
    params = {
        "id": ticket_id,
        "me": actor.person_id,
        "session": actor.session_id,
        "reporter": _reporter(actor, body),
        "route": once.route,
        "key": once.key or ticket_id.hex,
        "print": once.fingerprint,
        "compound": body["compound_id"],
        "building": body["building_id"],
        "asset": body["asset_id"],
        "home": home.home_id if home else None,
        "home_building": home.building_id if home else None,
        "kind": body["kind"],
        "category": category.code if category else None,
        "urgency": limits.urgency,
        "basis": Basis(basis).value,
        "hide_me": body["hide_me"],
        "description": body["description"],
        "contact": _sealed(body["contact_phone"], ticket_id),
        "at": at,
        "detail": orjson.dumps({"basis": basis, "photos": len(photos)}).decode(),
        "messages": orjson.dumps(outbox.rows_for(TicketSubmitted(str(ticket_id), str(body["compound_id"])))).decode(),
        **limits.due(at),
    }
    # Alone it is its own transaction; with photos it shares one with their linking.
    made = db.session.execute(FILE, params).first() if photos else fast_row(FILE, params)
    if made is None:
        return _made_before(once)
    if photos:
        link(actor.person_id, photos, SUBJECT, ticket_id, "before")
    outbox.note_lane("fast")
    return ticket_id


def _made_before(once: Once) -> UUID:
    """Return the ticket that the key made. Raises ``NotFound`` when there is none: then the place does not exist."""
    if once.key is None:
        raise NotFound
    made = once.made_before_or_none()
    if made is None:
        raise NotFound
    return made


def _category(body: dict[str, Any]) -> Any:
    code = body["category"]
    if code is None:
        return None
    category = reference().categories.get(code)
    if category is None:
        raise InvalidInput(fields={"category": ["没有这个类别"]})
    return category


def _reporter(actor: Actor, body: dict[str, Any]) -> UUID:
    """Return for whom it is filed: himself, or somebody who shares a confirmed home with him."""
    other = body["on_behalf_of"]
    if other is None or other == actor.person_id:
        return actor.person_id
    if not shares_home(actor.person_id, other, body["compound_id"]):
        raise Forbidden("只能替同一住房里已确认的家人报事")
    result: UUID = other
    return result


def _sealed(phone: str | None, ticket_id: UUID) -> bytes | None:
    return get_crypto().encrypt(phone, column=CONTACT_COLUMN, row_id=ticket_id) if phone else None

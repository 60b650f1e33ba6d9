"""Filing a ticket: one statement writes ticket, first history row, audit row, idempotency row and outbox rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core import outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db, fast_row
from app.core.errors import InvalidInput, NotFound
from app.core.idempotency import Once
from app.core.ids import new_id
from app.events.tickets import TicketSubmitted
from app.media.service import link
from app.tickets.clocks import DUE_COLUMN, Limits, limits_of
from app.tickets.queries import reference
from app.tickets.queries.reference import CategoryFacts
from app.tickets.service.behalf import standing_to_file
from app.tickets.service.step import SUBJECT
from app.tickets.service.timing import timers
from app.workdays.service import calendar

CONTACT_COLUMN = "tickets_ticket.contact"

FILE = text("""
    WITH place AS (
        SELECT c.id, c.district_id, c.street_id, c.community_id,
               coalesce((SELECT s.building_id FROM places_asset s WHERE s.id = :asset), CAST(:building AS uuid),
                        CAST(:home_building AS uuid)) AS building_id
        FROM places_compound c
        WHERE c.id = :compound
          AND (CAST(:building AS uuid) IS NULL
               OR EXISTS (SELECT 1 FROM places_building b WHERE b.id = :building AND b.compound_id = c.id))
          AND (CAST(:asset AS uuid) IS NULL
               OR EXISTS (SELECT 1 FROM places_asset s WHERE s.id = :asset AND s.compound_id = c.id
                          AND (s.ended_on IS NULL OR s.ended_on > CAST(now() AT TIME ZONE 'Asia/Shanghai' AS date))))
    ), first AS (
        INSERT INTO core_idempotency (person_id, route, key, fingerprint, object_id)
        SELECT :me, :route, :key, :print, :id FROM place ON CONFLICT DO NOTHING RETURNING 1
    ), t AS (
        INSERT INTO tickets_ticket (
            id, no, district_id, street_id, community_id, compound_id, building_id, home_id, asset_id, kind, category,
            urgency, state, version, reporter_id, filed_by_id, delegation_id, basis, hide_me, description,
            contact_cipher, created_at, clock_from, contact_due_at, onsite_due_at, finish_due_at, limits,
            due_provisional, ladder, next_step_at)
        SELECT :id, to_char(CAST(:at AS timestamptz) AT TIME ZONE 'Asia/Shanghai', 'YYMMDD')
                    || lpad(nextval('tickets_number_seq')::text, 6, '0'),
               p.district_id, p.street_id, p.community_id, p.id, p.building_id, :home, :asset, :kind, :category,
               :urgency, 'submitted', 1, :reporter, :me, :delegation, :basis, :hide_me, :description, :contact,
               :at, :at, :contact_due_at, :onsite_due_at, :finish_due_at, CAST(:limits AS jsonb), :due_provisional,
               CAST(:ladder AS timestamptz[]), :next_step_at
        FROM place p, first RETURNING id, district_id
    ), e AS (
        INSERT INTO tickets_event (ticket_id, seq, at, district_id, actor_id, actor_role, action, before, after, detail)
        SELECT id, 1, :at, district_id, :me, NULL, 'submit', NULL, 'submitted', CAST(:step AS jsonb) FROM t
    ), a AS (
        INSERT INTO core_audit (district_id, actor_id, session_id, what, subject, detail)
        SELECT district_id, :me, :session, 'tickets.file', 'ticket:' || id, CAST(:detail AS jsonb) FROM t
    ), o AS (
        INSERT INTO core_outbox (topic, subscriber, lane, payload, dedupe, due_at)
        SELECT m.topic, m.subscriber, m.lane, m.payload, m.dedupe, coalesce(m.due_at, now())
        FROM t, jsonb_to_recordset(CAST(:messages AS jsonb))
             AS m(topic text, subscriber text, lane text, payload jsonb, dedupe text, due_at timestamptz)
    )
    SELECT id FROM t
""")


def file(*, actor: Actor, once: Once, body: dict[str, Any]) -> UUID:
    """Store a report and return its id; the same key again returns the first one's id.

    Raises ``NotFound`` (no such place, no home, no request and no scanned code there, or nobody for whom he may
    report), ``InvalidInput`` (unknown category, foreign photo, neither words nor photo), ``KeyReused``.
    """
    whom = standing_to_file(actor, body["compound_id"], body["on_behalf_of"])
    delegated = {"delegation": str(whom.delegation_id)} if whom.delegation_id else {}
    photos = body["media_ids"]
    if not body["description"] and not photos:
        raise InvalidInput(fields={"description": ["请写几句话，或者拍一张照片"]})
    category = category_of(body["category"])
    ticket_id = new_id()
    at = now()
    limits = limits_of(category)
    columns = first_columns(limits, at)
    params = {
        "id": ticket_id,
        "me": actor.person_id,
        "session": actor.session_id,
        "reporter": whom.person_id,
        "delegation": whom.delegation_id,
        "step": orjson.dumps(delegated).decode(),
        "route": once.route,
        "key": once.key or ticket_id.hex,
        "print": once.fingerprint,
        "compound": body["compound_id"],
        "building": body["building_id"],
        "asset": body["asset_id"],
        "home": whom.home_id,
        "home_building": whom.building_id,
        "kind": body["kind"],
        "category": category.code if category else None,
        "urgency": limits.urgency,
        "basis": whom.basis.value,
        "hide_me": body["hide_me"],
        "description": body["description"],
        "contact": sealed(body["contact_phone"], ticket_id),
        "at": at,
        "detail": orjson.dumps({"basis": whom.basis, "photos": len(photos)} | delegated).decode(),
        **columns,
    }
    messages = outbox.rows_for(TicketSubmitted(str(ticket_id), str(body["compound_id"])))
    messages += timers(ticket_id, 1, {clock: columns[column] for clock, column in DUE_COLUMN.items()})
    params["messages"] = orjson.dumps(messages).decode()
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


def category_of(code: str | None) -> CategoryFacts | None:
    """Return the category of a code, None for None. Raises ``InvalidInput`` for a code that is none."""
    if code is None:
        return None
    category = reference().categories.get(code)
    if category is None:
        raise InvalidInput(fields={"category": ["没有这个类别"]})
    return category


def first_columns(limits: Limits, at: datetime, ordered: datetime | None = None) -> dict[str, Any]:
    """Return the clock columns of a new ticket as parameters of a statement."""
    columns = limits.columns(at, calendar(), ordered)
    del columns["paused_seconds"]
    return columns | {"limits": orjson.dumps(columns["limits"]).decode(), "next_step_at": columns["ladder"][0]}


def sealed(phone: str | None, ticket_id: UUID) -> bytes | None:
    """Return the cipher text of a contact number for the row of a ticket, or None without one."""
    return get_crypto().encrypt(phone, column=CONTACT_COLUMN, row_id=ticket_id) if phone else None

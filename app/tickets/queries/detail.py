"""One ticket: everything a screen shows in one statement, and the locked row for a move."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import RowMapping

from app.core.auth import Actor
from app.core.db import db, read_row
from app.core.errors import NotFound
from app.tickets.models import Ticket
from app.tickets.queries.scope import Door, visible

COLUMNS = """
    t.id, t.no, t.district_id, t.street_id, t.community_id, t.compound_id, t.building_id, t.asset_id, t.kind,
    t.category, t.urgency, t.state, t.version, t.round, t.reporter_id, t.filed_by_id, t.delegation_id, t.basis,
    t.hide_me, t.description, t.responsible_org_id, t.responsible_region_id, t.assignee_id, t.outcome, t.rating,
    t.created_at, t.clock_from, t.contact_due_at, t.onsite_due_at, t.finish_due_at, t.contacted_at, t.onsite_at,
    t.finished_at, t.closed_at, t.suspended_at, t.suspended_until, t.late_at, t.source, t.limits, t.ordered_due_at,
    t.ordered_basis, t.due_provisional, t.level, t.dispatched_at, t.open_to_all, t.suspend_cause, t.resume_to, t.result,
    t.result_reason, t.merged_into_id, t.urged_at,
    c.name AS compound_name, b.name AS building_name, s.name AS asset_name, o.name AS organisation_name,
    k.name AS category_name, a.display_name AS assignee_name,
    CASE WHEN t.filed_by_id <> t.reporter_id AND t.basis <> 'staff' THEN
        (SELECT json_build_object('reporter', w.display_name, 'filer', v.display_name)
         FROM identity_person w, identity_person v WHERE w.id = t.reporter_id AND v.id = t.filed_by_id)
    END AS for_another
"""
JOINS = """
    JOIN places_compound c ON c.id = t.compound_id
    LEFT JOIN places_building b ON b.id = t.building_id
    LEFT JOIN places_asset s ON s.id = t.asset_id
    LEFT JOIN places_organisation o ON o.id = t.responsible_org_id
    LEFT JOIN tickets_category k ON k.code = t.category
    LEFT JOIN identity_person a ON a.id = t.assignee_id
"""
EXTRAS = """
    t.contact_cipher, r.display_name AS reporter_name, r.phone_cipher AS reporter_phone_cipher,
    o.phone AS organisation_phone, o.kind AS organisation_kind,
    (SELECT json_agg(json_build_object('seq', e.seq, 'at', e.at, 'action', e.action, 'note', e.note, 'after', e.after,
            'detail', e.detail, 'actor_id', e.actor_id, 'actor_role', e.actor_role, 'actor_name', p.display_name)
            ORDER BY e.seq)
     FROM tickets_event e LEFT JOIN identity_person p ON p.id = e.actor_id WHERE e.ticket_id = t.id) AS events,
    (SELECT json_agg(json_build_object('id', f.id, 'stage', f.stage, 'width', f.width, 'height', f.height)
            ORDER BY f.created_at, f.id)
     FROM media_file f WHERE f.subject_kind = 'ticket' AND f.subject_id = t.id) AS media,
    (SELECT json_agg(json_build_object('at', g.at, 'rule', g.rule, 'organisation', q.name, 'reasons', g.reasons)
            ORDER BY g.seq)
     FROM tickets_routing g JOIN places_organisation q ON q.id = g.organisation_id WHERE g.ticket_id = t.id) AS routing,
    (SELECT json_agg(json_build_object('id', y.id, 'kind', y.kind, 'state', y.state, 'level', y.level,
            'asked_by', y.asked_by, 'asked_name', ya.display_name, 'asked_role', y.asked_role, 'asked_at', y.asked_at,
            'note', y.note, 'until', y.until, 'target_org_id', y.target_org_id, 'target', yo.name,
            'decided_name', yd.display_name, 'decided_at', y.decided_at, 'decision_note', y.decision_note)
            ORDER BY y.asked_at, y.id)
     FROM tickets_request y JOIN identity_person ya ON ya.id = y.asked_by
     LEFT JOIN identity_person yd ON yd.id = y.decided_by
     LEFT JOIN places_organisation yo ON yo.id = y.target_org_id WHERE y.ticket_id = t.id) AS requests,
    (SELECT json_agg(json_build_object('organisation_id', z.organisation_id, 'organisation', zo.name,
            'state', z.state, 'task', z.task, 'invited_at', z.invited_at, 'due_at', z.due_at,
            'reported_at', z.reported_at, 'note', z.note) ORDER BY z.invited_at)
     FROM tickets_party z JOIN places_organisation zo ON zo.id = z.organisation_id WHERE z.ticket_id = t.id) AS parties,
    (SELECT count(*) FROM tickets_follower f WHERE f.ticket_id = t.id) AS follower_count,
    (SELECT json_agg(json_build_object('id', w.id, 'no', w.no) ORDER BY w.no)
     FROM tickets_ticket w WHERE w.merged_into_id = t.id) AS merged_from,
    (SELECT json_build_object('id', v.id, 'no', v.no) FROM tickets_ticket v WHERE v.id = t.merged_into_id)
        AS merged_into
"""
DETAIL = f"""
    SELECT {COLUMNS}, {EXTRAS} FROM tickets_ticket t {JOINS}
    JOIN identity_person r ON r.id = t.reporter_id
    WHERE t.id = :id AND
"""  # noqa: S608 - only constants of this module are put in


def detail(actor: Actor, door: Door, ticket_id: UUID) -> dict[str, Any]:
    """Return a ticket with its history, photos and routing. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor, door, called=True)
    row = read_row(DETAIL + condition, {"id": ticket_id} | params)
    if row is None:
        raise NotFound
    return dict(row._asdict())


def _locked(condition: str, params: dict[str, Any]) -> Ticket | None:
    found = db.session.execute(
        text(f"SELECT t.id FROM tickets_ticket t WHERE {condition} FOR UPDATE OF t"),  # noqa: S608
        params,
    ).first()
    if found is None:
        return None
    return db.session.get(Ticket, found.id, populate_existing=True)


def lock_for_change(actor: Actor, door: Door, ticket_id: UUID) -> Ticket:
    """Lock and return one ticket for a move. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor, door, called=True)
    ticket = _locked(f"t.id = :id AND {condition}", {"id": ticket_id} | params)
    if ticket is None:
        raise NotFound
    return ticket


def lock_for_system(ticket_id: UUID) -> Ticket | None:
    """Lock and return one ticket for a move of the system, or None when it is gone."""
    return _locked("t.id = :id", {"id": ticket_id})


FACTS = text(f"SELECT {COLUMNS} FROM tickets_ticket t {JOINS} WHERE t.id = :id")  # noqa: S608


def facts_for_timer(ticket_id: UUID) -> RowMapping | None:
    """Return the row of a ticket as the system sees it."""
    row = db.session.execute(FACTS, {"id": ticket_id}).first()
    return row._mapping if row else None

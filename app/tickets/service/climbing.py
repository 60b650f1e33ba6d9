"""The ladder at work: one statement lets everything climb that is due, each rung once."""

from __future__ import annotations

import orjson
from sqlalchemy import text

from app.core import outbox
from app.core.db import fast
from app.events.tickets import TicketStep
from app.tickets.ladder import RUNGS
from app.tickets.models import Level

BATCH = 1000

CLIMB = text(f"""
    WITH due AS MATERIALIZED (
        SELECT id, next_step, next_step_at FROM tickets_ticket
        WHERE next_step_at <= now() AND NOT {outbox.CLOCK_UNSURE}
        ORDER BY next_step_at LIMIT :batch FOR UPDATE SKIP LOCKED
    ), rung AS (
        SELECT * FROM jsonb_to_recordset(CAST(:rungs AS jsonb)) AS r(step smallint, percent int, level text)
    ), climbed AS (
        UPDATE tickets_ticket t SET
            next_step = t.next_step + 1, next_step_at = t.ladder[t.next_step + 1],
            level = CASE WHEN array_position(:levels, t.level::text) > array_position(:levels, rung.level)
                         THEN t.level ELSE rung.level END
        FROM due JOIN rung ON rung.step = due.next_step WHERE t.id = due.id
        RETURNING t.id, t.round, due.next_step AS step, due.next_step_at AS moment, rung.percent, rung.level, t.no,
                  t.category, t.compound_id, t.community_id, t.street_id, t.district_id, t.responsible_org_id,
                  t.assignee_id
    ), noted AS (
        INSERT INTO tickets_ladder (ticket_id, round, step, level, moment)
        SELECT id, round, step, level, moment FROM climbed ON CONFLICT DO NOTHING RETURNING ticket_id, step
    ), told AS (
        INSERT INTO core_outbox (topic, subscriber, lane, payload)
        SELECT s.topic, s.subscriber, s.lane, jsonb_build_object(
            'ticket_id', c.id, 'round', c.round, 'step', c.step, 'percent', c.percent, 'level', c.level,
            'no', c.no, 'category_name', coalesce(k.name, ''), 'compound_id', c.compound_id,
            'community_id', c.community_id, 'street_id', c.street_id, 'district_id', c.district_id,
            'organisation_id', c.responsible_org_id, 'assignee_id', c.assignee_id)
        FROM climbed c JOIN noted n ON n.ticket_id = c.id AND n.step = c.step
        LEFT JOIN tickets_category k ON k.code = c.category
        CROSS JOIN jsonb_to_recordset(CAST(:subscribers AS jsonb)) AS s(topic text, subscriber text, lane text)
    )
    SELECT count(*) AS climbed FROM climbed
""")  # noqa: S608 - only constants of the product are put in


def climb(batch: int = BATCH) -> int:
    """Let up to ``batch`` tickets climb one rung, those first whose moment is longest past. Returns how many did.

    A ticket that stands higher already, because it was opened again too often, stays there.

    One transaction: the rung, its record and the messages about it are there together or not at all. Several
    sweepers may run; a locked ticket is left for the next sweep.
    """
    subscribers = [
        {"topic": TicketStep.topic, "subscriber": s.name, "lane": s.lane}
        for s in outbox.SUBSCRIBERS.get(TicketStep.topic, ())
    ]
    rungs = [{"step": rung.step, "percent": rung.percent, "level": rung.level} for rung in RUNGS]
    params = {
        "batch": batch,
        "rungs": orjson.dumps(rungs).decode(),
        "levels": [level.value for level in Level],
        "subscribers": orjson.dumps(subscribers).decode(),
    }
    with fast() as connection:
        climbed: int = connection.execute(CLIMB, params).scalar_one()
    return climbed

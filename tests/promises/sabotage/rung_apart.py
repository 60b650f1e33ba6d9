"""Lets a ticket climb in one transaction and writes the rung and its messages in another one."""

from __future__ import annotations

from sqlalchemy import text


def before() -> None:
    """Replace the one statement of the ladder by two, with time to die in between."""
    from app.core import faults, outbox
    from app.core.db import fast
    from app.events.tickets import TicketStep
    from app.tickets import service
    from app.tickets.ladder import RUNGS
    from app.tickets.service import climbing

    move = text("""
        UPDATE tickets_ticket t SET next_step = t.next_step + 1, next_step_at = t.ladder[t.next_step + 1],
               level = :level
        FROM (SELECT id FROM tickets_ticket WHERE next_step_at <= now() AND next_step = :step
              ORDER BY next_step_at LIMIT 20 FOR UPDATE SKIP LOCKED) due
        WHERE t.id = due.id RETURNING t.id, t.round, t.ladder[:step] AS moment
    """)
    note = text("""
        INSERT INTO tickets_ladder (ticket_id, round, step, level, moment)
        VALUES (:id, :round, :step, :level, :moment) ON CONFLICT DO NOTHING
    """)
    tell = text("""
        INSERT INTO core_outbox (topic, subscriber, lane, payload)
        SELECT :topic, :subscriber, :lane, jsonb_build_object(
            'ticket_id', t.id, 'round', t.round, 'step', CAST(:step AS int),
            'percent', CAST(:percent AS int), 'level', CAST(:level AS text), 'no', t.no, 'category_name', '',
            'compound_id', t.compound_id, 'community_id', t.community_id, 'street_id', t.street_id,
            'district_id', t.district_id, 'organisation_id', t.responsible_org_id, 'assignee_id', t.assignee_id)
        FROM tickets_ticket t WHERE t.id = :id
    """)

    def climb(batch: int = 0) -> int:
        climbed = 0
        for rung in RUNGS:
            values = {"step": rung.step, "level": str(rung.level), "percent": rung.percent, "topic": TicketStep.topic}
            with fast() as connection:
                moved = connection.execute(move, values).all()
                if moved:
                    faults.time.sleep(faults.SLEEP_SECONDS)
                for row in moved:
                    connection.execute(note, values | dict(row._mapping))
                    for subscriber in outbox.SUBSCRIBERS[TicketStep.topic]:
                        more = {"subscriber": subscriber.name, "lane": subscriber.lane, "id": row.id}
                        connection.execute(tell, values | more)
            climbed += len(moved)
        return climbed

    climbing.climb = service.climb = climb

"""Call-backs follow their order: nobody's cells, the district's desk, and exclusions that can be taken back."""

from __future__ import annotations

from alembic import op

revision = "0014_callbacks_unrouted"
down_revision = "0013_tickets_due"
branch_labels = None
depends_on = None

# The same as the product's own count; see app.callbacks.queries.rates.
COUNTED = "q.state <> 'void' AND NOT q.excluded AND q.kind <> 'consultation'"
CELLS = f"""
    INSERT INTO callbacks_cell
    SELECT q.month, q.compound_id, coalesce(q.company_id, '00000000-0000-0000-0000-000000000000'::uuid),
           q.district_id, q.street_id, q.community_id,
           count(*) FILTER (WHERE {COUNTED}),
           count(*) FILTER (WHERE q.excluded AND q.state <> 'void'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'open'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'unreached'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered' AND q.responded),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered' AND q.outcome = 'solved'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered' AND q.outcome = 'partly'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered' AND q.outcome = 'unsolved'),
           count(*) FILTER (WHERE {COUNTED} AND q.state = 'answered' AND q.satisfaction IN ('satisfied', 'fair')),
           count(*) FILTER (WHERE {COUNTED} AND q.is_reporter AND q.kind = 'complaint'),
           count(*) FILTER (WHERE {COUNTED} AND q.is_reporter AND q.kind = 'complaint' AND q.in_time),
           count(*) FILTER (WHERE {COUNTED} AND q.is_reporter AND q.kind = 'repair'),
           count(*) FILTER (WHERE {COUNTED} AND q.is_reporter AND q.kind = 'repair' AND q.state = 'answered')
    FROM callbacks_task q
    GROUP BY q.month, q.compound_id, q.company_id, q.district_id, q.street_id, q.community_id
"""  # noqa: S608 - a constant of this module

# Exclusions are few, some dozens a month: their constraints and index are made again within one short lock. Old code
# writes no state that the new ones refuse.
SHAPE = (
    """
    ALTER TABLE callbacks_exclusion
        -- squawk-ignore adding-foreign-key-constraint
        ADD COLUMN revoked_by UUID CONSTRAINT fk_callbacks_exclusion_revoked_by REFERENCES identity_person (id),
        ADD COLUMN revoked_at TIMESTAMP WITH TIME ZONE,
        ADD COLUMN revoke_note TEXT DEFAULT '' NOT NULL
    """,
    """
    -- squawk-ignore ban-drop-constraint
    ALTER TABLE callbacks_exclusion DROP CONSTRAINT ck_callbacks_exclusion_state_known
    """,
    """
    -- squawk-ignore constraint-missing-not-valid
    ALTER TABLE callbacks_exclusion ADD CONSTRAINT ck_callbacks_exclusion_state_known
        CHECK (state in ('pending', 'approved', 'denied', 'revoked'))
    """,
    """
    -- squawk-ignore constraint-missing-not-valid
    ALTER TABLE callbacks_exclusion ADD CONSTRAINT ck_callbacks_exclusion_revoked_by_another
        CHECK (revoked_by is null or revoked_by <> decided_by)
    """,
    """
    -- squawk-ignore require-concurrent-index-deletion
    DROP INDEX uq_callbacks_exclusion_open
    """,
    """
    -- squawk-ignore require-concurrent-index-creation
    CREATE UNIQUE INDEX uq_callbacks_exclusion_open ON callbacks_exclusion (ticket_id)
    WHERE state IN ('pending', 'approved')
    """,
    "ALTER TABLE callbacks_task ADD COLUMN for_district BOOLEAN DEFAULT false NOT NULL",
    "CREATE INDEX ix_callbacks_task_for_district ON callbacks_task (district_id, created_at, id) WHERE for_district",
)

# What the call-backs that are there would be, had they followed their orders all along.
MENDED = (
    """
    UPDATE callbacks_task q SET excluded = true FROM callbacks_exclusion x
    WHERE x.ticket_id = q.ticket_id AND x.state = 'approved' AND NOT q.excluded
    """,
    """
    UPDATE callbacks_task q SET company_id = t.responsible_org_id FROM tickets_ticket t
    WHERE t.id = q.ticket_id AND q.company_id IS NULL AND t.responsible_org_id IS NOT NULL
    """,
    """
    UPDATE callbacks_task q SET month = date_trunc('month', t.finish_due_at AT TIME ZONE 'Asia/Shanghai')::date
    FROM tickets_ticket t
    WHERE t.id = q.ticket_id AND t.round = q.round AND q.state <> 'void'
      AND q.month <> date_trunc('month', t.finish_due_at AT TIME ZONE 'Asia/Shanghai')::date
    """,
    """
    UPDATE callbacks_task q SET state = 'void', token_hash = NULL, version = q.version + 1 FROM tickets_ticket t
    WHERE t.id = q.ticket_id AND q.state IN ('open', 'unreached')
      AND (t.state IN ('withdrawn', 'merged') OR t.round <> q.round
           OR (t.finished_at IS NULL AND t.finish_due_at > now())
           OR (q.person_id <> t.reporter_id AND NOT EXISTS (
               SELECT 1 FROM tickets_follower f WHERE f.ticket_id = t.id AND f.person_id = q.person_id)))
    """,
    # Community and street both responsible in the present round: see app.callbacks.queries.sides.
    """
    UPDATE callbacks_task q SET for_district = true FROM tickets_ticket t,
        LATERAL (SELECT coalesce(max(e.seq), 0) AS seq FROM tickets_event e
                 WHERE e.ticket_id = t.id AND e.action = 'reopen') began,
        LATERAL (SELECT coalesce(max(r.seq), 0) AS seq FROM tickets_routing r
                 WHERE r.ticket_id = t.id AND r.seq <= began.seq) first
    WHERE t.id = q.ticket_id AND t.round = q.round
      AND EXISTS (SELECT 1 FROM tickets_routing r JOIN places_organisation o ON o.id = r.organisation_id
                  WHERE r.ticket_id = t.id AND r.seq >= first.seq
                    AND o.kind = 'residents_committee' AND o.region_id = q.community_id)
      AND EXISTS (SELECT 1 FROM tickets_routing r JOIN places_organisation o ON o.id = r.organisation_id
                  WHERE r.ticket_id = t.id AND r.seq >= first.seq
                    AND o.kind = 'street_office' AND o.region_id = q.street_id)
    """,
    "DELETE FROM callbacks_cell",
    CELLS,
)


def upgrade() -> None:
    for statement in (*SHAPE, *MENDED):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX ix_callbacks_task_for_district")
    op.execute("ALTER TABLE callbacks_task DROP COLUMN for_district")
    op.execute("UPDATE callbacks_exclusion SET state = 'denied' WHERE state = 'revoked'")
    op.execute("DROP INDEX uq_callbacks_exclusion_open")
    op.execute(
        "CREATE UNIQUE INDEX uq_callbacks_exclusion_open ON callbacks_exclusion (ticket_id) WHERE state <> 'denied'"
    )
    op.execute(
        "ALTER TABLE callbacks_exclusion DROP CONSTRAINT ck_callbacks_exclusion_revoked_by_another,"
        " DROP CONSTRAINT ck_callbacks_exclusion_state_known, DROP COLUMN revoked_by, DROP COLUMN revoked_at,"
        " DROP COLUMN revoke_note, ADD CONSTRAINT ck_callbacks_exclusion_state_known"
        " CHECK (state in ('pending', 'approved', 'denied'))"
    )
    op.execute("DELETE FROM callbacks_cell WHERE company_id = '00000000-0000-0000-0000-000000000000'")

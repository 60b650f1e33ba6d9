"""Which delegation a report rests on, so that it ends with the delegation for who filed it."""

from __future__ import annotations

from alembic import op

revision = "0015_delegated"
down_revision = "0014_callbacks_unrouted"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    ALTER TABLE tickets_ticket ADD COLUMN delegation_id UUID
    -- squawk-ignore adding-foreign-key-constraint
    CONSTRAINT fk_tickets_ticket_delegation_id REFERENCES identity_delegation (id)
    """,
    # Whoever acted for somebody when he filed for him did it as his delegate: that was looked at first.
    """
    UPDATE tickets_ticket t SET delegation_id = d.id
    FROM identity_delegation d
    WHERE t.filed_by_id <> t.reporter_id AND t.basis <> 'staff' AND d.scope = 'all'
      AND d.principal_id = t.reporter_id AND d.agent_id = t.filed_by_id
      AND t.created_at >= d.accepted_at AND t.created_at <= coalesce(d.revoked_at, 'infinity')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE tickets_ticket DROP COLUMN delegation_id")

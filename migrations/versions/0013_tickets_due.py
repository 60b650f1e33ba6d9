"""Lists of open tickets by deadline, and called organisations that have not reported in."""

from __future__ import annotations

from alembic import op

revision = "0013_tickets_due"
down_revision = "0012_public_page"
branch_labels = None
depends_on = None

OPEN = "state NOT IN ('closed', 'withdrawn', 'merged')"
INDEXES = {
    "ix_tickets_ticket_open_street_due": f"tickets_ticket (street_id, finish_due_at, id) WHERE {OPEN}",
    "ix_tickets_ticket_open_org_due": f"tickets_ticket (responsible_org_id, finish_due_at, id) WHERE {OPEN}",
    "ix_tickets_party_waiting": "tickets_party (due_at, ticket_id) WHERE state = 'invited'",
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {columns}")


def downgrade() -> None:
    op.execute(f"DROP INDEX {', '.join(INDEXES)}")

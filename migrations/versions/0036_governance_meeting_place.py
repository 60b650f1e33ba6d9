"""Meetings of assemblies: where owners come together."""

from __future__ import annotations

from alembic import op

revision = "0036_governance_meeting_place"
down_revision = "0035_council_ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE governance_assembly_meeting ADD COLUMN place VARCHAR(100) DEFAULT '' NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE governance_assembly_meeting DROP COLUMN place")

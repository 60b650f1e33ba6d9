"""How often each table of places was written, so that two people never write over one another; kinds of warranties."""

from __future__ import annotations

from alembic import op

revision = "0022_places_ledger"
down_revision = "0021_voting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE places_ledger (
            id UUID NOT NULL,
            district_id UUID NOT NULL,
            subject_id UUID NOT NULL,
            name VARCHAR(20) NOT NULL,
            version INTEGER DEFAULT 1 NOT NULL,
            created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_places_ledger PRIMARY KEY (id),
            CONSTRAINT ck_places_ledger_version CHECK (version > 0),
            CONSTRAINT uq_places_ledger_subject_id_name UNIQUE (subject_id, name)
        )
    """)
    op.execute("ALTER TABLE places_warranty ADD COLUMN code VARCHAR(20)")


def downgrade() -> None:
    op.execute("ALTER TABLE places_warranty DROP COLUMN code")
    op.execute("DROP TABLE places_ledger")

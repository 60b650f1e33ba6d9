"""The last look at the clock, and whether work by it is held because it jumped."""

from __future__ import annotations

from alembic import op

revision = "0017_core_clock"
down_revision = "0016_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE core_clock (
            id SMALLINT NOT NULL,
            seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
            machine VARCHAR(64) NOT NULL,
            running BIGINT NOT NULL,
            held_at TIMESTAMP WITH TIME ZONE,
            jumped_seconds BIGINT,
            released_at TIMESTAMP WITH TIME ZONE,
            released_by UUID,
            CONSTRAINT pk_core_clock PRIMARY KEY (id),
            CONSTRAINT ck_core_clock_one_row CHECK (id = 1)
        )
    """)


def downgrade() -> None:
    op.drop_table("core_clock")

"""A compound has one property company at a time: contracts of one compound do not overlap."""

from __future__ import annotations

from alembic import op

revision = "0016_contracts"
down_revision = "0015_delegated"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE places_contract ADD CONSTRAINT ex_places_contract_no_overlap "
        "EXCLUDE USING gist (compound_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)"
    )
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX uq_places_contract_open_ended")


def downgrade() -> None:
    op.execute(
        "CREATE UNIQUE INDEX uq_places_contract_open_ended ON places_contract (compound_id) WHERE ends_on IS NULL"
    )
    op.execute("ALTER TABLE places_contract DROP CONSTRAINT ex_places_contract_no_overlap")

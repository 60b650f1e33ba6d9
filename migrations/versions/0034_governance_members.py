"""Committees: the unit that a representative comes from, and the home of an owner."""

from __future__ import annotations

from alembic import op

revision = "0034_governance_members"
down_revision = "0033_governance_assembly"
branch_labels = None
depends_on = None

# A compound has one committee of some dozen members: the keys are proven and the indexes made within one short lock.
# Both columns are empty in every row, and the code that runs meanwhile does not know of them.
STATEMENTS = (
    "ALTER TABLE governance_member ADD COLUMN organisation_id UUID, ADD COLUMN home_id UUID",
    """
    -- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
    ALTER TABLE governance_member ADD CONSTRAINT fk_governance_member_organisation_id
        FOREIGN KEY (organisation_id) REFERENCES places_organisation (id)
    """,
    """
    -- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
    ALTER TABLE governance_member ADD CONSTRAINT fk_governance_member_home_id
        FOREIGN KEY (home_id) REFERENCES places_home (id)
    """,
    """
    -- squawk-ignore require-concurrent-index-creation
    CREATE INDEX ix_governance_member_organisation_id ON governance_member (organisation_id)
    """,
    """
    -- squawk-ignore require-concurrent-index-creation
    CREATE INDEX ix_governance_member_home_id ON governance_member (home_id)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE governance_member DROP COLUMN home_id, DROP COLUMN organisation_id")

"""Idle resources: what the owners were asked about them, and the idle resource behind a poll."""

from __future__ import annotations

from alembic import op

revision = "0032_resources_polls"
down_revision = "0031_media_papers_proven"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE resources_resource ADD COLUMN poll_id UUID",
    "ALTER TABLE voting_poll ADD COLUMN resource_id UUID",
    """
    CREATE TABLE resources_poll (
        poll_id UUID NOT NULL,
        resource_id UUID NOT NULL,
        asked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        use VARCHAR(10) NOT NULL,
        plan TEXT NOT NULL,
        decides BOOLEAN NOT NULL,
        outcome VARCHAR(10),
        concluded_at TIMESTAMP WITH TIME ZONE,
        CONSTRAINT pk_resources_poll PRIMARY KEY (poll_id),
        CONSTRAINT ck_resources_poll_use_known CHECK (use IN ('canteen', 'elderly', 'children', 'repairs', 'market', 'laundry', 'charging', 'parking', 'activity', 'party', 'other')),
        CONSTRAINT ck_resources_poll_outcome_known CHECK (outcome IN ('passed', 'failed', 'cancelled')),
        CONSTRAINT ck_resources_poll_concluded CHECK ((outcome IS NULL) = (concluded_at IS NULL)),
        CONSTRAINT fk_resources_poll_resource_id FOREIGN KEY(resource_id) REFERENCES resources_resource (id)
    )
    """,
    "CREATE INDEX ix_resources_poll_resource ON resources_poll (resource_id, asked_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE resources_poll")
    op.execute("ALTER TABLE voting_poll DROP COLUMN resource_id")
    op.execute("ALTER TABLE resources_resource DROP COLUMN poll_id")

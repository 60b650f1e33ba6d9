"""The council: how content neighbours are with what was done."""

from __future__ import annotations

from alembic import op

revision = "0035_council_ratings"
down_revision = "0034_governance_members"
branch_labels = None
depends_on = None

STATEMENT = """
    CREATE TABLE council_rating (
        topic_id UUID NOT NULL,
        person_id UUID NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        stars SMALLINT NOT NULL,
        CONSTRAINT pk_council_rating PRIMARY KEY (topic_id, person_id),
        CONSTRAINT ck_council_rating_stars CHECK (stars between 1 and 5),
        CONSTRAINT fk_council_rating_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id),
        CONSTRAINT fk_council_rating_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
"""


def upgrade() -> None:
    op.execute(STATEMENT)


def downgrade() -> None:
    op.execute("DROP TABLE council_rating")

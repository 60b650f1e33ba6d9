"""The public page of a compound, kept ready-made."""

from __future__ import annotations

from alembic import op

revision = "0012_public_page"
down_revision = "0011_disclosures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE insights_public_page (
            compound_id UUID NOT NULL,
            district_id UUID NOT NULL,
            etag VARCHAR(32) NOT NULL,
            body BYTEA NOT NULL,
            as_of DATE NOT NULL,
            built_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_insights_public_page PRIMARY KEY (compound_id),
            CONSTRAINT fk_insights_public_page_compound_id
                FOREIGN KEY(compound_id) REFERENCES places_compound (id)
        )
    """)


def downgrade() -> None:
    op.drop_table("insights_public_page")

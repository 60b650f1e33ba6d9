"""Where a compound stands on the map, for requests that name a point only."""

from __future__ import annotations

from alembic import op

revision = "0019_compound_points"
down_revision = "0018_staff_wechat"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE places_compound ADD COLUMN latitude DOUBLE PRECISION, ADD COLUMN longitude DOUBLE PRECISION",
    """
    ALTER TABLE places_compound
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT ck_places_compound_point CHECK (
        (latitude IS NULL) = (longitude IS NULL)
        AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE places_compound DROP COLUMN latitude, DROP COLUMN longitude")

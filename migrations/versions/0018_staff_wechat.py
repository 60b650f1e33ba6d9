"""The WeChat account to which messages of a staff account go."""

from __future__ import annotations

from alembic import op

revision = "0018_staff_wechat"
down_revision = "0017_core_clock"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE identity_person ADD COLUMN notice_openid_cipher BYTEA, ADD COLUMN notice_openid_index BYTEA",
    """
    ALTER TABLE identity_person
    -- squawk-ignore constraint-missing-not-valid
    ADD CONSTRAINT ck_identity_person_notice_openid
    CHECK ((notice_openid_cipher IS NULL) = (notice_openid_index IS NULL))
    """,
    """
    ALTER TABLE identity_person
    -- squawk-ignore disallowed-unique-constraint
    ADD CONSTRAINT uq_identity_person_notice_openid_index UNIQUE (notice_openid_index)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE identity_person DROP COLUMN notice_openid_cipher, DROP COLUMN notice_openid_index")

"""Media: papers (PDF, Word) beside photos."""

from __future__ import annotations

from alembic import op

revision = "0030_media_papers"
down_revision = "0029_voting_channels"
branch_labels = None
depends_on = None

# Every row there is holds a photo, so that no check can fail. They are proven by the next migration, in a transaction of
# its own: that reads the whole table, and must not keep anybody from writing meanwhile.
CHECKS = {
    "ck_media_file_kind_known": "kind IN ('photo', 'pdf', 'docx')",
    "ck_media_file_photo": ("(kind = 'photo') = (width IS NOT NULL AND height IS NOT NULL AND thumb_key IS NOT NULL)"),
    "ck_media_file_papers_have_names": "(kind = 'photo') = (name = '')",
}
# The code that runs meanwhile attaches and shows photos only, and a photo has both sizes and a thumbnail as before.
STATEMENTS = (
    "ALTER TABLE media_file ADD COLUMN kind VARCHAR(8) DEFAULT 'photo' NOT NULL",
    "ALTER TABLE media_file ADD COLUMN name VARCHAR(120) DEFAULT '' NOT NULL",
    "ALTER TABLE media_file ADD COLUMN pages INTEGER",
    "-- squawk-ignore ban-drop-not-null\nALTER TABLE media_file ALTER COLUMN width DROP NOT NULL",
    "-- squawk-ignore ban-drop-not-null\nALTER TABLE media_file ALTER COLUMN height DROP NOT NULL",
    "-- squawk-ignore ban-drop-not-null\nALTER TABLE media_file ALTER COLUMN thumb_key DROP NOT NULL",
    *(f"ALTER TABLE media_file ADD CONSTRAINT {name} CHECK ({rule}) NOT VALID" for name, rule in CHECKS.items()),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take everything back; papers have to be gone."""
    for statement in (
        *(f"ALTER TABLE media_file DROP CONSTRAINT {name}" for name in CHECKS),
        "ALTER TABLE media_file ALTER COLUMN thumb_key SET NOT NULL",
        "ALTER TABLE media_file ALTER COLUMN height SET NOT NULL",
        "ALTER TABLE media_file ALTER COLUMN width SET NOT NULL",
        "ALTER TABLE media_file DROP COLUMN pages",
        "ALTER TABLE media_file DROP COLUMN name",
        "ALTER TABLE media_file DROP COLUMN kind",
    ):
        op.execute(statement)

"""Who looks after what once its warranty is over; what has ended; rows taken out; reminders that were told."""

from __future__ import annotations

from alembic import op

revision = "0028_care"
down_revision = "0027_consultations"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE places_maintenance (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        asset_id UUID NOT NULL,
        maintainer_id UUID NOT NULL,
        payer VARCHAR(20) NOT NULL,
        basis VARCHAR(120) NOT NULL,
        starts_on DATE NOT NULL,
        ends_on DATE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_places_maintenance PRIMARY KEY (id),
        CONSTRAINT ck_places_maintenance_payer CHECK (
            payer IN ('contract', 'fund', 'title_unit', 'utility', 'revenue', 'owners', 'treasury')),
        CONSTRAINT ck_places_maintenance_dates CHECK (ends_on >= starts_on),
        CONSTRAINT ex_places_maintenance_no_overlap EXCLUDE USING gist (
            asset_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&),
        CONSTRAINT fk_places_maintenance_asset_id FOREIGN KEY(asset_id) REFERENCES places_asset (id),
        CONSTRAINT fk_places_maintenance_maintainer_id FOREIGN KEY(maintainer_id)
            REFERENCES places_organisation (id)
    )
    """,
    "CREATE INDEX ix_places_maintenance_asset_id_starts_on ON places_maintenance (asset_id, starts_on)",
    "CREATE INDEX ix_places_maintenance_maintainer_id ON places_maintenance (maintainer_id)",
    """
    CREATE TABLE places_removed (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        subject_id UUID NOT NULL,
        name VARCHAR(20) NOT NULL,
        row_id UUID NOT NULL,
        label VARCHAR(200) NOT NULL,
        row JSONB NOT NULL,
        kept JSONB NOT NULL,
        reason VARCHAR(200) NOT NULL,
        removed_by UUID NOT NULL,
        restored_at TIMESTAMP WITH TIME ZONE,
        restored_by UUID,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_places_removed PRIMARY KEY (id),
        CONSTRAINT ck_places_removed_restored CHECK ((restored_at IS NULL) = (restored_by IS NULL))
    )
    """,
    "CREATE INDEX ix_places_removed_subject_id_name ON places_removed (subject_id, name, created_at, id)",
    """
    CREATE TABLE care_reminder (
        warranty_id UUID NOT NULL,
        ends_on DATE NOT NULL,
        days SMALLINT NOT NULL,
        district_id UUID NOT NULL,
        told_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_care_reminder PRIMARY KEY (warranty_id, ends_on, days),
        CONSTRAINT ck_care_reminder_days CHECK (days IN (7, 30, 90))
    )
    """,
    "CREATE INDEX ix_places_warranty_ends_on ON places_warranty (ends_on, id)",
    "ALTER TABLE places_organisation ADD COLUMN ended_on DATE",
    "ALTER TABLE places_asset ADD COLUMN ended_on DATE",
    "ALTER TABLE places_asset ADD COLUMN ended_why VARCHAR(20)",
    """
    ALTER TABLE places_asset
        ADD CONSTRAINT ck_places_asset_ended CHECK ((ended_on IS NULL) = (ended_why IS NULL)),
        ADD CONSTRAINT ck_places_asset_ended_why CHECK (ended_why IN ('removed', 'unused', 'replaced'))
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE places_asset DROP COLUMN ended_why, DROP COLUMN ended_on")
    op.execute("ALTER TABLE places_organisation DROP COLUMN ended_on")
    op.execute("DROP INDEX ix_places_warranty_ends_on")
    for table in ("care_reminder", "places_removed", "places_maintenance"):
        op.execute(f"DROP TABLE {table}")

"""The calendar of working days."""

from __future__ import annotations

from alembic import op

revision = "0002_workdays"
down_revision = "0001_initial"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE workdays_year (
        year SMALLINT NOT NULL,
        version INTEGER NOT NULL,
        revision INTEGER DEFAULT 1 NOT NULL,
        state VARCHAR(10) NOT NULL,
        source VARCHAR(120) DEFAULT '' NOT NULL,
        note VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        created_by UUID,
        published_at TIMESTAMP WITH TIME ZONE,
        published_by UUID,
        CONSTRAINT pk_workdays_year PRIMARY KEY (year, version),
        CONSTRAINT ck_workdays_year_state_known CHECK (state in ('draft', 'published', 'retired')),
        CONSTRAINT ck_workdays_year_year_plausible CHECK (year between 2000 and 2200),
        CONSTRAINT ck_workdays_year_published_has_time CHECK (state = 'draft' or published_at is not null)
    )
    """,
    "CREATE UNIQUE INDEX uq_workdays_year_draft ON workdays_year (year) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX uq_workdays_year_published ON workdays_year (year) WHERE state = 'published'",
    """
    CREATE TABLE workdays_day (
        year SMALLINT NOT NULL,
        version INTEGER NOT NULL,
        day DATE NOT NULL,
        working BOOLEAN NOT NULL,
        name VARCHAR(20) DEFAULT '' NOT NULL,
        CONSTRAINT pk_workdays_day PRIMARY KEY (year, version, day),
        CONSTRAINT fk_workdays_day_year_version FOREIGN KEY(year, version) REFERENCES workdays_year (year, version),
        CONSTRAINT ck_workdays_day_day_of_year CHECK (extract(year from day) = year)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE workdays_day")
    op.execute("DROP TABLE workdays_year")

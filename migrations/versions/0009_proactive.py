"""Tasks of a community before anybody complains, with their evidence and their history."""

from __future__ import annotations

from alembic import op

revision = "0009_proactive"
down_revision = "0008_hotline"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE proactive_task (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        kind VARCHAR(10) NOT NULL,
        category VARCHAR(4),
        season VARCHAR(20),
        season_year SMALLINT,
        title VARCHAR(80) NOT NULL,
        reason TEXT NOT NULL,
        found JSONB DEFAULT '{}' NOT NULL,
        state VARCHAR(10) DEFAULT 'open' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        owner_id UUID,
        next_on DATE,
        ended_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_proactive_task PRIMARY KEY (id),
        CONSTRAINT ck_proactive_task_kind_known CHECK (kind in ('repeats', 'seasonal')),
        CONSTRAINT ck_proactive_task_state_known CHECK (state in ('open', 'doing', 'done', 'dismissed')),
        CONSTRAINT ck_proactive_task_repeats_have_category CHECK ((kind = 'repeats') = (category is not null)),
        CONSTRAINT ck_proactive_task_season_named CHECK ((kind = 'seasonal') = (season is not null)),
        CONSTRAINT ck_proactive_task_season_has_year CHECK ((season is null) = (season_year is null)),
        CONSTRAINT ck_proactive_task_active_has_next_date CHECK (
            (state in ('open', 'doing')) = (next_on is not null)),
        CONSTRAINT ck_proactive_task_ended CHECK ((state in ('open', 'doing')) = (ended_at is null)),
        CONSTRAINT fk_proactive_task_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_proactive_task_category FOREIGN KEY(category) REFERENCES tickets_category (code),
        CONSTRAINT fk_proactive_task_owner_id FOREIGN KEY(owner_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_proactive_task_repeats ON proactive_task (compound_id, category)
    WHERE kind = 'repeats' AND state IN ('open', 'doing')
    """,
    """
    CREATE UNIQUE INDEX uq_proactive_task_season ON proactive_task (compound_id, season, season_year)
    WHERE kind = 'seasonal'
    """,
    "CREATE INDEX ix_proactive_task_community ON proactive_task (community_id, created_at, id)",
    "CREATE INDEX ix_proactive_task_street ON proactive_task (street_id, created_at, id)",
    "CREATE INDEX ix_proactive_task_district ON proactive_task (district_id, created_at, id)",
    """
    CREATE INDEX ix_proactive_task_next ON proactive_task (community_id, next_on, id)
    WHERE state IN ('open', 'doing')
    """,
    """
    CREATE TABLE proactive_ticket (
        task_id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        role VARCHAR(10) NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_proactive_ticket PRIMARY KEY (task_id, ticket_id),
        CONSTRAINT ck_proactive_ticket_role_known CHECK (role in ('evidence', 'lodged')),
        CONSTRAINT fk_proactive_ticket_task_id FOREIGN KEY(task_id) REFERENCES proactive_task (id),
        CONSTRAINT fk_proactive_ticket_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id)
    )
    """,
    "CREATE INDEX ix_proactive_ticket_ticket ON proactive_ticket (ticket_id)",
    """
    CREATE TABLE proactive_event (
        task_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(10) NOT NULL,
        before VARCHAR(10),
        after VARCHAR(10) NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        next_on DATE,
        photos JSONB DEFAULT '[]' NOT NULL,
        CONSTRAINT pk_proactive_event PRIMARY KEY (task_id, seq),
        CONSTRAINT fk_proactive_event_task_id FOREIGN KEY(task_id) REFERENCES proactive_task (id),
        CONSTRAINT fk_proactive_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON proactive_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for table in ("proactive_event", "proactive_ticket", "proactive_task"):
        op.drop_table(table)

"""Idle resources, their history, and what neighbours say of the services that they became."""

from __future__ import annotations

from alembic import op

revision = "0020_resources"
down_revision = "0019_compound_points"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE resources_resource (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        name VARCHAR(80) NOT NULL,
        kind VARCHAR(10) NOT NULL,
        place VARCHAR(120) NOT NULL,
        area INTEGER NOT NULL,
        ownership VARCHAR(10) NOT NULL,
        owner_id UUID,
        owner_text VARCHAR(80) DEFAULT '' NOT NULL,
        present_use VARCHAR(120) DEFAULT '' NOT NULL,
        use VARCHAR(10),
        decision VARCHAR(200) DEFAULT '' NOT NULL,
        money_fen BIGINT,
        money_from VARCHAR(120) DEFAULT '' NOT NULL,
        service_name VARCHAR(40) DEFAULT '' NOT NULL,
        service_hours VARCHAR(80) DEFAULT '' NOT NULL,
        service_phone VARCHAR(30) DEFAULT '' NOT NULL,
        stage VARCHAR(12) DEFAULT 'found' NOT NULL,
        stuck VARCHAR(10),
        stuck_since TIMESTAMP WITH TIME ZONE,
        next_on DATE,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_resources_resource PRIMARY KEY (id),
        CONSTRAINT ck_resources_resource_kind_known CHECK (kind IN ('room', 'basement', 'shed', 'ground', 'other')),
        CONSTRAINT ck_resources_resource_ownership_known CHECK (ownership IN ('unit', 'public', 'common', 'private', 'unclear')),
        CONSTRAINT ck_resources_resource_stage_known CHECK (stage IN ('found', 'consulted', 'planned', 'funded', 'converting', 'running', 'ended')),
        CONSTRAINT ck_resources_resource_use_known CHECK (use IN ('canteen', 'elderly', 'children', 'repairs', 'market', 'laundry', 'charging', 'parking', 'activity', 'party', 'other')),
        CONSTRAINT ck_resources_resource_stuck_known CHECK (stuck IN ('title', 'owner', 'residents', 'permit', 'money', 'safety', 'operator', 'other')),
        CONSTRAINT ck_resources_resource_area CHECK (area > 0),
        CONSTRAINT ck_resources_resource_under_way_has_next_date CHECK ((stage IN ('running', 'ended')) = (next_on IS NULL)),
        CONSTRAINT ck_resources_resource_stuck_since CHECK ((stuck IS NULL) = (stuck_since IS NULL)),
        CONSTRAINT ck_resources_resource_stuck_is_under_way CHECK (stuck IS NULL OR next_on IS NOT NULL),
        CONSTRAINT ck_resources_resource_running_has_a_name CHECK (stage <> 'running' OR service_name <> ''),
        CONSTRAINT uq_resources_resource_compound_id_name UNIQUE (compound_id, name),
        CONSTRAINT fk_resources_resource_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_resources_resource_owner_id FOREIGN KEY(owner_id) REFERENCES places_organisation (id)
    )
    """,
    "CREATE INDEX ix_resources_resource_community ON resources_resource (community_id, created_at, id)",
    "CREATE INDEX ix_resources_resource_district ON resources_resource (district_id, created_at, id)",
    "CREATE INDEX ix_resources_resource_next ON resources_resource (community_id, next_on, id) WHERE next_on IS NOT NULL",
    "CREATE INDEX ix_resources_resource_owner_id ON resources_resource (owner_id)",
    "CREATE INDEX ix_resources_resource_street ON resources_resource (street_id, created_at, id)",
    """
    CREATE TABLE resources_step (
        resource_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(10) NOT NULL,
        before VARCHAR(12),
        after VARCHAR(12) NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        next_on DATE,
        photos JSONB DEFAULT '[]' NOT NULL,
        CONSTRAINT pk_resources_step PRIMARY KEY (resource_id, seq),
        CONSTRAINT fk_resources_step_resource_id FOREIGN KEY(resource_id) REFERENCES resources_resource (id),
        CONSTRAINT fk_resources_step_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE resources_rating (
        resource_id UUID NOT NULL,
        person_id UUID NOT NULL,
        stars SMALLINT NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_resources_rating PRIMARY KEY (resource_id, person_id),
        CONSTRAINT ck_resources_rating_stars CHECK (stars BETWEEN 1 AND 5),
        CONSTRAINT fk_resources_rating_resource_id FOREIGN KEY(resource_id) REFERENCES resources_resource (id),
        CONSTRAINT fk_resources_rating_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE resources_rating, resources_step, resources_resource")

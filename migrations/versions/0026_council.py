"""The council of neighbours: topics, support, tasks, suggestions, meetings."""

from __future__ import annotations

from alembic import op

revision = "0026_council"
down_revision = "0025_governance"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE council_topic (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        source VARCHAR(12) NOT NULL,
        source_key VARCHAR(120) DEFAULT '' NOT NULL,
        proposer_id UUID,
        kind VARCHAR(10) NOT NULL,
        title VARCHAR(80) NOT NULL,
        words TEXT DEFAULT '' NOT NULL,
        matter SMALLINT DEFAULT 0 NOT NULL,
        state VARCHAR(12) NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        scope VARCHAR(500) DEFAULT '' NOT NULL,
        resolution TEXT DEFAULT '' NOT NULL,
        resolved_by VARCHAR(80) DEFAULT '' NOT NULL,
        posted_at VARCHAR(300) DEFAULT '' NOT NULL,
        posted_on DATE,
        post_until DATE,
        poll_id UUID,
        outcome VARCHAR(12) DEFAULT '' NOT NULL,
        rating SMALLINT,
        because VARCHAR(500) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_council_topic PRIMARY KEY (id),
        CONSTRAINT ck_council_topic_state_known CHECK (state in ('proposed', 'listed', 'discussing', 'deliberating', 'owners', 'posted', 'doing', 'done', 'declined', 'dropped')),
        CONSTRAINT ck_council_topic_source_known CHECK (source in ('resident', 'staff', 'late_ticket', 'repeats', 'commitment')),
        CONSTRAINT ck_council_topic_kind_known CHECK (kind in ('parking', 'bins', 'green', 'lift', 'charging', 'gate', 'revenue', 'cleaning', 'pets', 'noise', 'other')),
        CONSTRAINT ck_council_topic_matter CHECK (matter between 0 and 9),
        CONSTRAINT ck_council_topic_rating CHECK (rating between 1 and 5),
        CONSTRAINT ck_council_topic_owners_decide CHECK (matter = 0 or state <> 'posted'),
        CONSTRAINT fk_council_topic_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT fk_council_topic_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_council_topic_proposer_id FOREIGN KEY(proposer_id) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_council_topic_community ON council_topic (community_id, created_at, id)",
    "CREATE INDEX ix_council_topic_compound ON council_topic (compound_id, created_at, id)",
    "CREATE INDEX ix_council_topic_district ON council_topic (district_id, created_at, id)",
    "CREATE INDEX ix_council_topic_proposer ON council_topic (proposer_id)",
    "CREATE INDEX ix_council_topic_street ON council_topic (street_id, created_at, id)",
    """
    CREATE TABLE council_topic_event (
        topic_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(12) NOT NULL,
        after VARCHAR(12) NOT NULL,
        note VARCHAR(500) DEFAULT '' NOT NULL,
        CONSTRAINT pk_council_topic_event PRIMARY KEY (topic_id, seq),
        CONSTRAINT fk_council_topic_event_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id),
        CONSTRAINT fk_council_topic_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE council_support (
        topic_id UUID NOT NULL,
        person_id UUID NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_council_support PRIMARY KEY (topic_id, person_id),
        CONSTRAINT fk_council_support_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id),
        CONSTRAINT fk_council_support_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE council_task (
        id UUID NOT NULL,
        topic_id UUID NOT NULL,
        owner VARCHAR(80) NOT NULL,
        measure VARCHAR(300) NOT NULL,
        due_on DATE NOT NULL,
        done_on DATE,
        proof VARCHAR(500) DEFAULT '' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_council_task PRIMARY KEY (id),
        CONSTRAINT ck_council_task_done_has_proof CHECK ((done_on is null) = (proof = '')),
        CONSTRAINT fk_council_task_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id)
    )
    """,
    "CREATE INDEX ix_council_task_topic ON council_task (topic_id, due_on)",
    """
    CREATE TABLE council_suggestion (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        source VARCHAR(12) NOT NULL,
        source_key VARCHAR(120) NOT NULL,
        title VARCHAR(80) NOT NULL,
        words TEXT NOT NULL,
        state VARCHAR(10) DEFAULT 'open' NOT NULL,
        because VARCHAR(300) DEFAULT '' NOT NULL,
        topic_id UUID,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_council_suggestion PRIMARY KEY (id),
        CONSTRAINT ck_council_suggestion_source_known CHECK (source in ('resident', 'staff', 'late_ticket', 'repeats', 'commitment')),
        CONSTRAINT ck_council_suggestion_state_known CHECK (state in ('open', 'taken', 'declined')),
        CONSTRAINT ck_council_suggestion_declined_has_reason CHECK ((state = 'declined') = (because <> '')),
        CONSTRAINT fk_council_suggestion_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_council_suggestion_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id)
    )
    """,
    "CREATE INDEX ix_council_suggestion_community ON council_suggestion (community_id, created_at, id)",
    "CREATE UNIQUE INDEX uq_council_suggestion_source ON council_suggestion (compound_id, source, source_key)",
    """
    CREATE TABLE council_meeting (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        kind VARCHAR(10) NOT NULL,
        at TIMESTAMP WITH TIME ZONE NOT NULL,
        place VARCHAR(120) NOT NULL,
        convener VARCHAR(80) NOT NULL,
        attendance JSONB NOT NULL,
        minutes TEXT DEFAULT '' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_council_meeting PRIMARY KEY (id),
        CONSTRAINT ck_council_meeting_kind_known CHECK (kind in ('council', 'committee')),
        CONSTRAINT fk_council_meeting_community_id FOREIGN KEY(community_id) REFERENCES places_region (id)
    )
    """,
    "CREATE INDEX ix_council_meeting_community ON council_meeting (community_id, at, id)",
    "CREATE INDEX ix_council_meeting_district ON council_meeting (district_id, at, id)",
    "CREATE INDEX ix_council_meeting_street ON council_meeting (street_id, at, id)",
    """
    CREATE TABLE council_meeting_topic (
        meeting_id UUID NOT NULL,
        topic_id UUID NOT NULL,
        statements TEXT DEFAULT '' NOT NULL,
        consensus TEXT DEFAULT '' NOT NULL,
        dissent TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_council_meeting_topic PRIMARY KEY (meeting_id, topic_id),
        CONSTRAINT fk_council_meeting_topic_meeting_id FOREIGN KEY(meeting_id) REFERENCES council_meeting (id),
        CONSTRAINT fk_council_meeting_topic_topic_id FOREIGN KEY(topic_id) REFERENCES council_topic (id)
    )
    """,
    "CREATE INDEX ix_council_meeting_topic_topic ON council_meeting_topic (topic_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE council_meeting_topic, council_meeting, council_suggestion, council_task")
    op.execute("DROP TABLE council_support, council_topic_event, council_topic")

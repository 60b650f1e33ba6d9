"""Polls of owners: topics, the frozen register, votes, readings of papers, visits."""

from __future__ import annotations

from alembic import op

revision = "0021_voting"
down_revision = "0020_resources"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE voting_poll (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        kind VARCHAR(10) NOT NULL,
        title VARCHAR(80) NOT NULL,
        organiser VARCHAR(80) NOT NULL,
        explanation TEXT DEFAULT '' NOT NULL,
        opens_at TIMESTAMP WITH TIME ZONE,
        closes_at TIMESTAMP WITH TIME ZONE,
        state VARCHAR(10) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        frozen_at TIMESTAMP WITH TIME ZONE,
        totals JSONB,
        result JSONB,
        recount JSONB,
        hash VARCHAR(64),
        counted_at TIMESTAMP WITH TIME ZONE,
        posted_on DATE,
        posted_at VARCHAR(300) DEFAULT '' NOT NULL,
        ended_because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_voting_poll PRIMARY KEY (id),
        CONSTRAINT ck_voting_poll_kind_known CHECK (kind IN ('survey', 'assembly')),
        CONSTRAINT ck_voting_poll_state_known CHECK (state IN ('draft', 'noticed', 'open', 'closed', 'counted', 'announced', 'cancelled')),
        CONSTRAINT ck_voting_poll_times CHECK (opens_at < closes_at),
        CONSTRAINT ck_voting_poll_frozen CHECK ((state IN ('draft', 'cancelled')) OR frozen_at IS NOT NULL),
        CONSTRAINT ck_voting_poll_counted CHECK ((state IN ('counted', 'announced')) = (result IS NOT NULL)),
        CONSTRAINT fk_voting_poll_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id)
    )
    """,
    "CREATE INDEX ix_voting_poll_community ON voting_poll (community_id, created_at, id)",
    "CREATE INDEX ix_voting_poll_compound ON voting_poll (compound_id, created_at, id)",
    "CREATE INDEX ix_voting_poll_district ON voting_poll (district_id, created_at, id)",
    "CREATE INDEX ix_voting_poll_street ON voting_poll (street_id, created_at, id)",
    """
    CREATE TABLE voting_topic (
        poll_id UUID NOT NULL,
        number SMALLINT NOT NULL,
        matter SMALLINT NOT NULL,
        text VARCHAR(300) NOT NULL,
        CONSTRAINT pk_voting_topic PRIMARY KEY (poll_id, number),
        CONSTRAINT ck_voting_topic_matter CHECK (matter BETWEEN 0 AND 9),
        CONSTRAINT fk_voting_topic_poll_id FOREIGN KEY(poll_id) REFERENCES voting_poll (id)
    )
    """,
    """
    CREATE TABLE voting_elector (
        poll_id UUID NOT NULL,
        home_id UUID NOT NULL,
        area BIGINT NOT NULL,
        head VARCHAR(60) DEFAULT '' NOT NULL,
        owners UUID[] DEFAULT '{}' NOT NULL,
        ballot_no INTEGER,
        CONSTRAINT pk_voting_elector PRIMARY KEY (poll_id, home_id),
        CONSTRAINT ck_voting_elector_area CHECK (area > 0),
        CONSTRAINT fk_voting_elector_poll_id FOREIGN KEY(poll_id) REFERENCES voting_poll (id),
        CONSTRAINT fk_voting_elector_home_id FOREIGN KEY(home_id) REFERENCES places_home (id)
    )
    """,
    "CREATE INDEX ix_voting_elector_home_id ON voting_elector (home_id)",
    "CREATE UNIQUE INDEX uq_voting_elector_ballot_no ON voting_elector (poll_id, ballot_no)",
    """
    CREATE TABLE voting_ballot (
        id UUID NOT NULL,
        poll_id UUID NOT NULL,
        home_id UUID NOT NULL,
        channel VARCHAR(6) NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        by_person UUID NOT NULL,
        sealed BYTEA,
        choices JSONB,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_voting_ballot PRIMARY KEY (id),
        CONSTRAINT ck_voting_ballot_channel_known CHECK (channel IN ('app', 'paper', 'door')),
        CONSTRAINT ck_voting_ballot_sealed_until_counted CHECK ((sealed IS NULL) = (choices IS NOT NULL)),
        CONSTRAINT fk_voting_ballot_elector FOREIGN KEY(poll_id, home_id) REFERENCES voting_elector (poll_id, home_id),
        CONSTRAINT fk_voting_ballot_by_person FOREIGN KEY(by_person) REFERENCES identity_person (id)
    )
    """,
    "CREATE UNIQUE INDEX uq_voting_ballot_home ON voting_ballot (poll_id, home_id)",
    """
    CREATE TABLE voting_entry (
        id UUID NOT NULL,
        poll_id UUID NOT NULL,
        home_id UUID NOT NULL,
        turn SMALLINT NOT NULL,
        channel VARCHAR(6) NOT NULL,
        by_person UUID NOT NULL,
        sealed BYTEA NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_voting_entry PRIMARY KEY (id),
        CONSTRAINT ck_voting_entry_turn CHECK (turn BETWEEN 1 AND 3),
        CONSTRAINT ck_voting_entry_channel_known CHECK (channel IN ('app', 'paper', 'door')),
        CONSTRAINT fk_voting_entry_elector FOREIGN KEY(poll_id, home_id) REFERENCES voting_elector (poll_id, home_id),
        CONSTRAINT fk_voting_entry_by_person FOREIGN KEY(by_person) REFERENCES identity_person (id)
    )
    """,
    "CREATE UNIQUE INDEX uq_voting_entry_person ON voting_entry (poll_id, home_id, by_person)",
    "CREATE UNIQUE INDEX uq_voting_entry_turn ON voting_entry (poll_id, home_id, turn)",
    """
    CREATE TABLE voting_visit (
        poll_id UUID NOT NULL,
        home_id UUID NOT NULL,
        state VARCHAR(10) NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        by_person UUID NOT NULL,
        CONSTRAINT pk_voting_visit PRIMARY KEY (poll_id, home_id),
        CONSTRAINT ck_voting_visit_state_known CHECK (state IN ('absent', 'handed', 'collected', 'refused')),
        CONSTRAINT fk_voting_visit_elector FOREIGN KEY(poll_id, home_id) REFERENCES voting_elector (poll_id, home_id),
        CONSTRAINT fk_voting_visit_by_person FOREIGN KEY(by_person) REFERENCES identity_person (id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE voting_visit, voting_entry, voting_ballot, voting_elector, voting_topic, voting_poll")

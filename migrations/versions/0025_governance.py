"""Committees of owners: members, meetings, decisions."""

from __future__ import annotations

from alembic import op

revision = "0025_governance"
down_revision = "0024_party_commitments"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE governance_committee (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        kind VARCHAR(10) NOT NULL,
        state VARCHAR(10) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        starts_on DATE NOT NULL,
        ends_on DATE NOT NULL,
        seats SMALLINT DEFAULT 0 NOT NULL,
        posted_on DATE,
        posted_at VARCHAR(300) DEFAULT '' NOT NULL,
        filed_on DATE,
        fees_on DATE,
        because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_committee PRIMARY KEY (id),
        CONSTRAINT ck_governance_committee_kind_known CHECK (kind in ('committee', 'interim')),
        CONSTRAINT ck_governance_committee_state_known CHECK (state in ('draft', 'posted', 'in_office', 'ended')),
        CONSTRAINT ck_governance_committee_term CHECK (ends_on > starts_on),
        CONSTRAINT fk_governance_committee_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT fk_governance_committee_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id)
    )
    """,
    "CREATE INDEX ix_governance_committee_community ON governance_committee (community_id)",
    "CREATE INDEX ix_governance_committee_district ON governance_committee (district_id)",
    "CREATE INDEX ix_governance_committee_street ON governance_committee (street_id)",
    "CREATE UNIQUE INDEX uq_governance_committee_present ON governance_committee (compound_id) WHERE state <> 'ended'",
    """
    CREATE TABLE governance_member (
        id UUID NOT NULL,
        committee_id UUID NOT NULL,
        name VARCHAR(40) NOT NULL,
        home VARCHAR(60) DEFAULT '' NOT NULL,
        type VARCHAR(16) NOT NULL,
        role VARCHAR(10) NOT NULL,
        lived_here BOOLEAN DEFAULT false NOT NULL,
        no_arrears BOOLEAN DEFAULT false NOT NULL,
        no_interest BOOLEAN DEFAULT false NOT NULL,
        left_on DATE,
        left_because VARCHAR(200) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_member PRIMARY KEY (id),
        CONSTRAINT ck_governance_member_type_known CHECK (type in ('owner', 'owner_unit_rep', 'employee_rep', 'user_rep', 'juweihui')),
        CONSTRAINT ck_governance_member_role_known CHECK (role in ('head', 'deputy', 'member', 'alternate')),
        CONSTRAINT ck_governance_member_left_has_reason CHECK ((left_on is null) = (left_because = '')),
        CONSTRAINT fk_governance_member_committee_id FOREIGN KEY(committee_id) REFERENCES governance_committee (id)
    )
    """,
    "CREATE UNIQUE INDEX uq_governance_member_name ON governance_member (committee_id, name, home) WHERE left_on is null",
    """
    CREATE TABLE governance_meeting (
        id UUID NOT NULL,
        committee_id UUID NOT NULL,
        held_on DATE NOT NULL,
        told_on DATE,
        place VARCHAR(120) NOT NULL,
        present UUID[] NOT NULL,
        minutes TEXT DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_meeting PRIMARY KEY (id),
        CONSTRAINT fk_governance_meeting_committee_id FOREIGN KEY(committee_id) REFERENCES governance_committee (id)
    )
    """,
    "CREATE INDEX ix_governance_meeting_committee ON governance_meeting (committee_id, held_on)",
    """
    CREATE TABLE governance_decision (
        id UUID NOT NULL,
        committee_id UUID NOT NULL,
        meeting_id UUID NOT NULL,
        words TEXT NOT NULL,
        signed UUID[] NOT NULL,
        decided_on DATE NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        posted_on DATE,
        posted_at VARCHAR(300) DEFAULT '' NOT NULL,
        post_until DATE,
        owner VARCHAR(80) DEFAULT '' NOT NULL,
        due_on DATE,
        done_on DATE,
        proof VARCHAR(500) DEFAULT '' NOT NULL,
        revoked_because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_decision PRIMARY KEY (id),
        CONSTRAINT ck_governance_decision_done_has_proof CHECK ((done_on is null) = (proof = '')),
        CONSTRAINT fk_governance_decision_committee_id FOREIGN KEY(committee_id) REFERENCES governance_committee (id),
        CONSTRAINT fk_governance_decision_meeting_id FOREIGN KEY(meeting_id) REFERENCES governance_meeting (id)
    )
    """,
    "CREATE INDEX ix_governance_decision_committee ON governance_decision (committee_id, decided_on, id)",
    "CREATE INDEX ix_governance_decision_meeting ON governance_decision (meeting_id)",
    """
    CREATE TABLE governance_event (
        committee_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(16) NOT NULL,
        note VARCHAR(300) DEFAULT '' NOT NULL,
        CONSTRAINT pk_governance_event PRIMARY KEY (committee_id, seq),
        CONSTRAINT fk_governance_event_committee_id FOREIGN KEY(committee_id) REFERENCES governance_committee (id),
        CONSTRAINT fk_governance_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE governance_event, governance_decision, governance_meeting, governance_member")
    op.execute("DROP TABLE governance_committee")

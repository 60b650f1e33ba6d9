"""What was promised in agreements, what residents say of it, and cross posts."""

from __future__ import annotations

from alembic import op

revision = "0024_party_commitments"
down_revision = "0023_party"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE party_commitment (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        agreement_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        compound_id UUID,
        measure VARCHAR(300) NOT NULL,
        rhythm VARCHAR(10) DEFAULT 'once' NOT NULL,
        due_on DATE NOT NULL,
        state VARCHAR(10) DEFAULT 'listed' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        round INTEGER DEFAULT 1 NOT NULL,
        late BOOLEAN DEFAULT false NOT NULL,
        proof VARCHAR(1000) DEFAULT '' NOT NULL,
        submitted_by UUID,
        rating SMALLINT,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_party_commitment PRIMARY KEY (id),
        CONSTRAINT ck_party_commitment_state_known CHECK (state in ('listed', 'claimed', 'doing', 'submitted', 'confirmed', 'rated', 'dropped')),
        CONSTRAINT ck_party_commitment_rhythm_known CHECK (rhythm in ('once', 'monthly', 'quarterly')),
        CONSTRAINT ck_party_commitment_rating CHECK (rating between 1 and 5),
        CONSTRAINT fk_party_commitment_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT fk_party_commitment_agreement_id FOREIGN KEY(agreement_id) REFERENCES party_agreement (id),
        CONSTRAINT fk_party_commitment_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_party_commitment_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_party_commitment_submitted_by FOREIGN KEY(submitted_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_party_commitment_agreement ON party_commitment (agreement_id, due_on, id)",
    "CREATE INDEX ix_party_commitment_community ON party_commitment (community_id, due_on, id)",
    "CREATE INDEX ix_party_commitment_compound ON party_commitment (compound_id)",
    "CREATE INDEX ix_party_commitment_district ON party_commitment (district_id, due_on, id)",
    "CREATE INDEX ix_party_commitment_organisation ON party_commitment (organisation_id, due_on, id)",
    "CREATE INDEX ix_party_commitment_street ON party_commitment (street_id, due_on, id)",
    """
    CREATE TABLE party_commitment_event (
        commitment_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(10) NOT NULL,
        before VARCHAR(10),
        after VARCHAR(10) NOT NULL,
        round INTEGER NOT NULL,
        due_on DATE NOT NULL,
        on_time BOOLEAN,
        note VARCHAR(1000) DEFAULT '' NOT NULL,
        rating SMALLINT,
        CONSTRAINT pk_party_commitment_event PRIMARY KEY (commitment_id, seq),
        CONSTRAINT fk_party_commitment_event_commitment_id FOREIGN KEY(commitment_id) REFERENCES party_commitment (id),
        CONSTRAINT fk_party_commitment_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE party_commitment_opinion (
        commitment_id UUID NOT NULL,
        round INTEGER NOT NULL,
        person_id UUID NOT NULL,
        done BOOLEAN NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_party_commitment_opinion PRIMARY KEY (commitment_id, round, person_id),
        CONSTRAINT fk_party_commitment_opinion_commitment_id FOREIGN KEY(commitment_id) REFERENCES party_commitment (id),
        CONSTRAINT fk_party_commitment_opinion_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE party_cross_post (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        name VARCHAR(40) NOT NULL,
        direction VARCHAR(12) NOT NULL,
        from_id UUID NOT NULL,
        from_post VARCHAR(60) NOT NULL,
        to_id UUID NOT NULL,
        to_post VARCHAR(60) NOT NULL,
        basis VARCHAR(120) NOT NULL,
        agreement_id UUID,
        starts_on DATE NOT NULL,
        ends_on DATE,
        ended_because VARCHAR(300) DEFAULT '' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_party_cross_post PRIMARY KEY (id),
        CONSTRAINT ck_party_cross_post_direction_known CHECK (direction in ('to_company', 'to_community')),
        CONSTRAINT ck_party_cross_post_dates CHECK (ends_on is null or ends_on >= starts_on),
        CONSTRAINT ck_party_cross_post_two_sides CHECK (from_id <> to_id),
        CONSTRAINT fk_party_cross_post_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT fk_party_cross_post_from_id FOREIGN KEY(from_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_party_cross_post_to_id FOREIGN KEY(to_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_party_cross_post_agreement_id FOREIGN KEY(agreement_id) REFERENCES party_agreement (id)
    )
    """,
    "CREATE INDEX ix_party_cross_post_community ON party_cross_post (community_id, starts_on, id)",
    "CREATE INDEX ix_party_cross_post_district ON party_cross_post (district_id, starts_on, id)",
    "CREATE INDEX ix_party_cross_post_from ON party_cross_post (from_id)",
    "CREATE INDEX ix_party_cross_post_street ON party_cross_post (street_id, starts_on, id)",
    "CREATE INDEX ix_party_cross_post_to ON party_cross_post (to_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE party_cross_post, party_commitment_opinion, party_commitment_event, party_commitment")

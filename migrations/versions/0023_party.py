"""Agreements of Party organisations with their compounds, parties and history."""

from __future__ import annotations

from alembic import op

revision = "0023_party"
down_revision = "0022_places_ledger"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE party_agreement (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        number VARCHAR(40) NOT NULL,
        signed_on DATE,
        starts_on DATE NOT NULL,
        ends_on DATE NOT NULL,
        goal TEXT DEFAULT '' NOT NULL,
        lists JSONB DEFAULT '{}' NOT NULL,
        state VARCHAR(10) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        reason TEXT DEFAULT '' NOT NULL,
        copied_from UUID,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_party_agreement PRIMARY KEY (id),
        CONSTRAINT ck_party_agreement_state_known CHECK (
            state in ('draft', 'in_force', 'ended', 'terminated', 'discarded')),
        CONSTRAINT ck_party_agreement_dates CHECK (ends_on > starts_on),
        CONSTRAINT ck_party_agreement_signed CHECK (state in ('draft', 'discarded') or signed_on is not null),
        CONSTRAINT ck_party_agreement_terminated_has_reason CHECK ((state = 'terminated') = (reason <> '')),
        CONSTRAINT fk_party_agreement_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT fk_party_agreement_copied_from FOREIGN KEY(copied_from) REFERENCES party_agreement (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_party_agreement_number ON party_agreement (community_id, number)
    WHERE state <> 'discarded'
    """,
    "CREATE INDEX ix_party_agreement_community ON party_agreement (community_id, created_at, id)",
    "CREATE INDEX ix_party_agreement_street ON party_agreement (street_id, created_at, id)",
    "CREATE INDEX ix_party_agreement_district ON party_agreement (district_id, created_at, id)",
    "CREATE INDEX ix_party_agreement_copied_from ON party_agreement (copied_from)",
    """
    CREATE TABLE party_agreement_compound (
        agreement_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        CONSTRAINT pk_party_agreement_compound PRIMARY KEY (agreement_id, compound_id),
        CONSTRAINT fk_party_agreement_compound_agreement_id FOREIGN KEY(agreement_id)
            REFERENCES party_agreement (id),
        CONSTRAINT fk_party_agreement_compound_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id)
    )
    """,
    "CREATE INDEX ix_party_agreement_compound_compound ON party_agreement_compound (compound_id)",
    """
    CREATE TABLE party_agreement_party (
        agreement_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        position SMALLINT NOT NULL,
        role VARCHAR(10) NOT NULL,
        CONSTRAINT pk_party_agreement_party PRIMARY KEY (agreement_id, organisation_id),
        CONSTRAINT ck_party_agreement_party_role_known CHECK (
            role in ('community', 'company', 'committee', 'title_unit', 'utility', 'other')),
        CONSTRAINT fk_party_agreement_party_agreement_id FOREIGN KEY(agreement_id) REFERENCES party_agreement (id),
        CONSTRAINT fk_party_agreement_party_organisation_id FOREIGN KEY(organisation_id)
            REFERENCES places_organisation (id)
    )
    """,
    "CREATE INDEX ix_party_agreement_party_organisation ON party_agreement_party (organisation_id)",
    """
    CREATE TABLE party_agreement_event (
        agreement_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(10) NOT NULL,
        before VARCHAR(10),
        after VARCHAR(10) NOT NULL,
        CONSTRAINT pk_party_agreement_event PRIMARY KEY (agreement_id, seq),
        CONSTRAINT fk_party_agreement_event_agreement_id FOREIGN KEY(agreement_id) REFERENCES party_agreement (id),
        CONSTRAINT fk_party_agreement_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON party_agreement_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "party_agreement_event",
        "party_agreement_party",
        "party_agreement_compound",
        "party_agreement",
    ):
        op.drop_table(table)

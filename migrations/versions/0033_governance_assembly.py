"""Governance: assemblies of owners with their meetings, and the list of who may hold no post."""

from __future__ import annotations

from alembic import op

revision = "0033_governance_assembly"
down_revision = "0032_resources_polls"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE governance_assembly (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        set_up_on DATE,
        convention_on DATE,
        convention VARCHAR(40) DEFAULT '' NOT NULL,
        procedure_on DATE,
        procedure VARCHAR(40) DEFAULT '' NOT NULL,
        every_months SMALLINT DEFAULT 12 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_assembly PRIMARY KEY (id),
        CONSTRAINT ck_governance_assembly_every CHECK (every_months BETWEEN 1 AND 12),
        CONSTRAINT ck_governance_assembly_convention CHECK ((convention_on IS NULL) = (convention = '')),
        CONSTRAINT ck_governance_assembly_procedure CHECK ((procedure_on IS NULL) = (procedure = '')),
        CONSTRAINT fk_governance_assembly_community_id FOREIGN KEY(community_id) REFERENCES places_region (id),
        CONSTRAINT uq_governance_assembly_compound_id UNIQUE (compound_id),
        CONSTRAINT fk_governance_assembly_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id)
    )
    """,
    "CREATE INDEX ix_governance_assembly_community ON governance_assembly (community_id)",
    """
    CREATE TABLE governance_assembly_meeting (
        id UUID NOT NULL,
        assembly_id UUID NOT NULL,
        kind VARCHAR(10) NOT NULL,
        state VARCHAR(10) NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        topics TEXT NOT NULL,
        asked_on DATE,
        askers INTEGER,
        owners INTEGER,
        form VARCHAR(10),
        notice_on DATE,
        planned_on DATE,
        held_on DATE,
        result TEXT DEFAULT '' NOT NULL,
        poll_id UUID,
        posted_on DATE,
        posted_at VARCHAR(300) DEFAULT '' NOT NULL,
        because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_assembly_meeting PRIMARY KEY (id),
        CONSTRAINT ck_governance_assembly_meeting_kind_known CHECK (kind in ('regular', 'temporary')),
        CONSTRAINT ck_governance_assembly_meeting_state_known CHECK (state in ('asked', 'announced', 'held', 'posted', 'cancelled')),
        CONSTRAINT ck_governance_assembly_meeting_form_known CHECK (form IS NULL OR form in ('together', 'paper', 'evote')),
        CONSTRAINT ck_governance_assembly_meeting_asked CHECK ((asked_on IS NULL) = (askers IS NULL)),
        CONSTRAINT ck_governance_assembly_meeting_held CHECK (state NOT IN ('held', 'posted') OR held_on IS NOT NULL),
        CONSTRAINT ck_governance_assembly_meeting_posted CHECK (state <> 'posted' OR posted_on IS NOT NULL),
        CONSTRAINT fk_governance_assembly_meeting_assembly_id FOREIGN KEY(assembly_id) REFERENCES governance_assembly (id)
    )
    """,
    "CREATE INDEX ix_governance_assembly_meeting_assembly ON governance_assembly_meeting (assembly_id, created_at)",
    """
    CREATE TABLE governance_assembly_event (
        assembly_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(20) NOT NULL,
        note VARCHAR(300) DEFAULT '' NOT NULL,
        CONSTRAINT pk_governance_assembly_event PRIMARY KEY (assembly_id, seq),
        CONSTRAINT fk_governance_assembly_event_assembly_id FOREIGN KEY(assembly_id) REFERENCES governance_assembly (id),
        CONSTRAINT fk_governance_assembly_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE governance_barred (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        name_cipher BYTEA NOT NULL,
        name_index BYTEA NOT NULL,
        organisation_id UUID,
        compound_id UUID,
        home_id UUID,
        reason VARCHAR(20) NOT NULL,
        basis VARCHAR(120) NOT NULL,
        from_on DATE NOT NULL,
        until_on DATE,
        off_on DATE,
        off_because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_barred PRIMARY KEY (id),
        CONSTRAINT ck_governance_barred_reason_known CHECK (reason in ('arrears', 'illegal_building', 'removed', 'sanction')),
        CONSTRAINT ck_governance_barred_tied CHECK ((organisation_id IS NULL) <> (compound_id IS NULL)),
        CONSTRAINT ck_governance_barred_home_in_compound CHECK (home_id IS NULL OR compound_id IS NOT NULL),
        CONSTRAINT ck_governance_barred_days CHECK (until_on >= from_on),
        CONSTRAINT ck_governance_barred_off_has_reason CHECK ((off_on IS NULL) = (off_because = '')),
        CONSTRAINT fk_governance_barred_street_id FOREIGN KEY(street_id) REFERENCES places_region (id),
        CONSTRAINT fk_governance_barred_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_governance_barred_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_governance_barred_home_id FOREIGN KEY(home_id) REFERENCES places_home (id)
    )
    """,
    "CREATE INDEX ix_governance_barred_name ON governance_barred (name_index)",
    "CREATE INDEX ix_governance_barred_street ON governance_barred (street_id, created_at, id)",
    """
    CREATE TABLE governance_barred_other (
        id UUID NOT NULL,
        barred_id UUID NOT NULL,
        member_id UUID NOT NULL,
        because VARCHAR(200) NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_governance_barred_other PRIMARY KEY (id),
        CONSTRAINT uq_governance_barred_other_barred_id_member_id UNIQUE (barred_id, member_id),
        CONSTRAINT fk_governance_barred_other_barred_id FOREIGN KEY(barred_id) REFERENCES governance_barred (id),
        CONSTRAINT fk_governance_barred_other_member_id FOREIGN KEY(member_id) REFERENCES governance_member (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_governance_barred_other_member_id ON governance_barred_other (member_id)",
    """
    CREATE TABLE governance_barred_event (
        barred_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        actor_id UUID,
        action VARCHAR(12) NOT NULL,
        note VARCHAR(300) DEFAULT '' NOT NULL,
        CONSTRAINT pk_governance_barred_event PRIMARY KEY (barred_id, seq),
        CONSTRAINT fk_governance_barred_event_barred_id FOREIGN KEY(barred_id) REFERENCES governance_barred (id),
        CONSTRAINT fk_governance_barred_event_actor_id FOREIGN KEY(actor_id) REFERENCES identity_person (id)
    )
    """,
)
TABLES = (
    "governance_barred_event",
    "governance_barred_other",
    "governance_barred",
    "governance_assembly_event",
    "governance_assembly_meeting",
    "governance_assembly",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")

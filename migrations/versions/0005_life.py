"""The life of a ticket in full: requests, parties, followers, the ladder, merging, and people who act for others."""

from __future__ import annotations

from alembic import op

revision = "0005_life"
down_revision = "0004_rulebook"
branch_labels = None
depends_on = None

COLUMNS = """
    ADD COLUMN source VARCHAR(12) DEFAULT 'app' NOT NULL,
    ADD COLUMN limits JSONB DEFAULT '{}' NOT NULL,
    ADD COLUMN ordered_due_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN ordered_basis VARCHAR(120) DEFAULT '' NOT NULL,
    ADD COLUMN paused_seconds INTEGER DEFAULT 0 NOT NULL,
    ADD COLUMN due_provisional BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN ladder TIMESTAMP WITH TIME ZONE[] DEFAULT '{}' NOT NULL,
    ADD COLUMN next_step SMALLINT DEFAULT 1 NOT NULL,
    ADD COLUMN next_step_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN level VARCHAR(10),
    ADD COLUMN dispatched_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN open_to_all BOOLEAN DEFAULT true NOT NULL,
    ADD COLUMN suspend_cause VARCHAR(12),
    ADD COLUMN resume_to VARCHAR(24),
    ADD COLUMN result VARCHAR(12),
    ADD COLUMN result_reason VARCHAR(300) DEFAULT '' NOT NULL,
    ADD COLUMN merged_into_id UUID,
    ADD COLUMN merged_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN urged_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN public_ok BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN public_seq INTEGER DEFAULT 0 NOT NULL
"""

TABLES = (
    """
    CREATE TABLE tickets_request (
        id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        district_id UUID NOT NULL,
        kind VARCHAR(12) NOT NULL,
        state VARCHAR(10) DEFAULT 'pending' NOT NULL,
        level VARCHAR(10),
        asked_by UUID NOT NULL,
        asked_role VARCHAR(16) NOT NULL,
        asked_org_id UUID,
        asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
        note TEXT NOT NULL,
        until TIMESTAMP WITH TIME ZONE,
        target_org_id UUID,
        decided_by UUID,
        decided_at TIMESTAMP WITH TIME ZONE,
        decision_note TEXT DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_tickets_request PRIMARY KEY (id),
        CONSTRAINT ck_tickets_request_kind_known CHECK (kind in ('extension', 'return', 'transfer', 'conference')),
        CONSTRAINT ck_tickets_request_state_known CHECK (state in ('pending', 'approved', 'denied', 'void')),
        CONSTRAINT ck_tickets_request_transfer_has_target CHECK ((kind = 'transfer') = (target_org_id is not null)),
        CONSTRAINT ck_tickets_request_two_people CHECK (decided_by is null or decided_by <> asked_by),
        CONSTRAINT fk_tickets_request_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_tickets_request_asked_by FOREIGN KEY(asked_by) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_request_asked_org_id FOREIGN KEY(asked_org_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_tickets_request_target_org_id FOREIGN KEY(target_org_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_tickets_request_decided_by FOREIGN KEY(decided_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_tickets_request_decided ON tickets_request (decided_by) WHERE decided_by IS NOT NULL",
    "CREATE INDEX ix_tickets_request_level ON tickets_request (level, asked_at) WHERE state = 'pending'",
    "CREATE INDEX ix_tickets_request_target ON tickets_request (target_org_id) WHERE state = 'pending'",
    "CREATE INDEX ix_tickets_request_ticket_id ON tickets_request (ticket_id)",
    "CREATE UNIQUE INDEX uq_tickets_request_pending ON tickets_request (ticket_id, kind) WHERE state = 'pending'",
    """
    CREATE TABLE tickets_party (
        ticket_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        state VARCHAR(10) DEFAULT 'invited' NOT NULL,
        invited_by UUID NOT NULL,
        invited_at TIMESTAMP WITH TIME ZONE NOT NULL,
        due_at TIMESTAMP WITH TIME ZONE NOT NULL,
        task TEXT NOT NULL,
        reported_at TIMESTAMP WITH TIME ZONE,
        reported_by UUID,
        note TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_tickets_party PRIMARY KEY (ticket_id, organisation_id),
        CONSTRAINT ck_tickets_party_state_known CHECK (state in ('invited', 'reported')),
        CONSTRAINT fk_tickets_party_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_tickets_party_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_tickets_party_invited_by FOREIGN KEY(invited_by) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_party_reported_by FOREIGN KEY(reported_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_tickets_party_organisation ON tickets_party (organisation_id, invited_at)",
    """
    CREATE TABLE tickets_follower (
        ticket_id UUID NOT NULL,
        person_id UUID NOT NULL,
        how VARCHAR(8) NOT NULL,
        from_ticket_id UUID,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_tickets_follower PRIMARY KEY (ticket_id, person_id),
        CONSTRAINT ck_tickets_follower_how_known CHECK (how in ('joined', 'merged')),
        CONSTRAINT ck_tickets_follower_merged_from_something CHECK ((how = 'merged') = (from_ticket_id is not null)),
        CONSTRAINT fk_tickets_follower_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_tickets_follower_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_follower_from_ticket_id FOREIGN KEY(from_ticket_id) REFERENCES tickets_ticket (id)
    )
    """,
    "CREATE INDEX ix_tickets_follower_from ON tickets_follower (from_ticket_id) WHERE from_ticket_id IS NOT NULL",
    "CREATE INDEX ix_tickets_follower_person ON tickets_follower (person_id)",
    """
    CREATE TABLE tickets_ladder (
        ticket_id UUID NOT NULL,
        round SMALLINT NOT NULL,
        step SMALLINT NOT NULL,
        level VARCHAR(10) NOT NULL,
        moment TIMESTAMP WITH TIME ZONE NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_tickets_ladder PRIMARY KEY (ticket_id, round, step),
        CONSTRAINT fk_tickets_ladder_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id)
    )
    """,
    """
    CREATE TABLE identity_delegation (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        principal_id UUID NOT NULL,
        agent_id UUID,
        relation VARCHAR(20) NOT NULL,
        scope VARCHAR(8) NOT NULL,
        state VARCHAR(10) DEFAULT 'invited' NOT NULL,
        code_hash BYTEA,
        code_until TIMESTAMP WITH TIME ZONE,
        ends_on DATE NOT NULL,
        accepted_at TIMESTAMP WITH TIME ZONE,
        revoked_at TIMESTAMP WITH TIME ZONE,
        revoked_by UUID,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_identity_delegation PRIMARY KEY (id),
        CONSTRAINT ck_identity_delegation_scope CHECK (scope IN ('all', 'view')),
        CONSTRAINT ck_identity_delegation_state CHECK (state IN ('invited', 'active', 'revoked')),
        CONSTRAINT ck_identity_delegation_active_has_agent CHECK ((state = 'invited') = (agent_id IS NULL) OR state = 'revoked'),
        CONSTRAINT ck_identity_delegation_another_person CHECK (agent_id <> principal_id),
        CONSTRAINT fk_identity_delegation_principal_id FOREIGN KEY(principal_id) REFERENCES identity_person (id),
        CONSTRAINT fk_identity_delegation_agent_id FOREIGN KEY(agent_id) REFERENCES identity_person (id),
        CONSTRAINT uq_identity_delegation_code_hash UNIQUE (code_hash),
        CONSTRAINT fk_identity_delegation_revoked_by FOREIGN KEY(revoked_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_identity_delegation_agent ON identity_delegation (agent_id) WHERE state = 'active'",
    "CREATE INDEX ix_identity_delegation_principal_id ON identity_delegation (principal_id)",
    """
    CREATE UNIQUE INDEX uq_identity_delegation_pair ON identity_delegation (principal_id, agent_id) WHERE state = 'active'
    """,
)

OPEN_INDEXES = {
    "ix_tickets_ticket_open_community": "(community_id, state, created_at, id)",
    "ix_tickets_ticket_open_district": "(district_id, state, created_at, id)",
    "ix_tickets_ticket_open_due": "(finish_due_at, id)",
    "ix_tickets_ticket_open_org": "(responsible_org_id, state, created_at, id)",
}
INDEXES = (
    """
    CREATE INDEX ix_tickets_ticket_filed_for_other ON tickets_ticket (filed_by_id)
    WHERE filed_by_id <> reporter_id
    """,
    """
    CREATE INDEX ix_tickets_ticket_merged_into ON tickets_ticket (merged_into_id)
    WHERE merged_into_id IS NOT NULL
    """,
    "CREATE INDEX ix_tickets_ticket_next_step ON tickets_ticket (next_step_at) WHERE next_step_at IS NOT NULL",
    """
    CREATE INDEX ix_tickets_ticket_open_compound_category ON tickets_ticket (compound_id, category, created_at)
    WHERE state NOT IN ('closed', 'withdrawn', 'merged')
    """,
)

STATES = (
    "submitted', 'dispatched', 'accepted', 'in_progress', 'suspended', 'awaiting_confirmation', 'closed', 'withdrawn"
)
CHECKS = {
    "state_known": f"state in ('{STATES}', 'merged')",
    "basis_known": "basis in ('home', 'pending', 'visitor', 'staff')",
    "suspension_has_cause": "(state = 'suspended') = (suspend_cause is not null)",
    "merged_into_something": "(state = 'merged') = (merged_into_id is not null)",
    "merged_into_another": "merged_into_id <> id",
    "source_known": "source in ('app', 'phone', 'window', 'hotline', 'open311', 'proactive')",
}
EARLIER_CHECKS = {
    "state_known": f"state in ('{STATES}')",
    "basis_known": "basis in ('home', 'pending', 'visitor')",
}


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(f"ALTER TABLE tickets_ticket {COLUMNS}")
    op.execute("UPDATE tickets_ticket SET suspend_cause = 'other', resume_to = 'in_progress' WHERE state = 'suspended'")
    # Tickets that are open when this runs start to climb from where their clock stands.
    op.execute("""
        UPDATE tickets_ticket SET ladder = ARRAY(
            SELECT clock_from + (finish_due_at - clock_from) * part FROM unnest(ARRAY[0.5, 0.8, 1, 1.5]) AS part)
        WHERE state NOT IN ('closed', 'withdrawn')
    """)
    op.execute("""
        UPDATE tickets_ticket SET next_step_at = ladder[1]
        WHERE state IN ('submitted', 'dispatched', 'accepted', 'in_progress')
    """)
    op.execute(
        "ALTER TABLE tickets_ticket ADD CONSTRAINT fk_tickets_ticket_merged_into_id"
        " FOREIGN KEY (merged_into_id) REFERENCES tickets_ticket (id)"
    )
    _checks(EARLIER_CHECKS, CHECKS)
    for name, columns in OPEN_INDEXES.items():
        op.execute(f"-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX {name}")
        op.execute(
            f"CREATE INDEX {name} ON tickets_ticket {columns} WHERE state NOT IN ('closed', 'withdrawn', 'merged')"
        )
    for statement in (*INDEXES, *TABLES):
        op.execute(statement)
    op.execute("ALTER TABLE identity_session ADD COLUMN stepped_up_at TIMESTAMP WITH TIME ZONE")


def downgrade() -> None:
    op.execute("ALTER TABLE identity_session DROP COLUMN stepped_up_at")
    for table in ("identity_delegation", "tickets_ladder", "tickets_follower", "tickets_party", "tickets_request"):
        op.execute(f"DROP TABLE {table}")
    op.execute("UPDATE tickets_ticket SET state = 'withdrawn', merged_into_id = NULL WHERE state = 'merged'")
    op.execute("UPDATE tickets_ticket SET basis = 'visitor' WHERE basis = 'staff'")
    for name, columns in OPEN_INDEXES.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON tickets_ticket {columns} WHERE state NOT IN ('closed', 'withdrawn')")
    _checks(CHECKS, EARLIER_CHECKS)
    for column in COLUMNS.split("ADD COLUMN ")[1:]:
        op.execute(f"ALTER TABLE tickets_ticket DROP COLUMN {column.split()[0]}")
    op.execute("DROP INDEX ix_tickets_ticket_filed_for_other, ix_tickets_ticket_open_compound_category")
    op.execute("DROP EXTENSION pg_trgm")


def _checks(before: dict[str, str], after: dict[str, str]) -> None:
    for name in before:
        # The new condition takes its place at once.
        drop = f"ALTER TABLE tickets_ticket DROP CONSTRAINT ck_tickets_ticket_{name}"
        op.execute(f"-- squawk-ignore ban-drop-constraint\n{drop}")
    for name, condition in after.items():
        op.execute(f"ALTER TABLE tickets_ticket ADD CONSTRAINT ck_tickets_ticket_{name} CHECK ({condition})")

"""Call-backs and the three rates."""

from __future__ import annotations

from alembic import op

revision = "0007_callbacks"
down_revision = "0006_duty"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE callbacks_task (
        id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        round SMALLINT NOT NULL,
        person_id UUID NOT NULL,
        is_reporter BOOLEAN NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        company_id UUID,
        kind VARCHAR(16) NOT NULL,
        month DATE NOT NULL,
        state VARCHAR(10) DEFAULT 'open' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        in_time BOOLEAN NOT NULL,
        excluded BOOLEAN DEFAULT false NOT NULL,
        tries SMALLINT DEFAULT 0 NOT NULL,
        responded BOOLEAN,
        outcome VARCHAR(10),
        satisfaction VARCHAR(14),
        answered_at TIMESTAMP WITH TIME ZONE,
        token_hash BYTEA,
        token_until TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_callbacks_task PRIMARY KEY (id),
        CONSTRAINT uq_callbacks_task_ticket_id_round_person_id UNIQUE (ticket_id, round, person_id),
        CONSTRAINT ck_callbacks_task_state_known CHECK (state in ('open', 'answered', 'unreached', 'void')),
        CONSTRAINT ck_callbacks_task_answered_has_outcome CHECK ((state = 'answered') = (outcome is not null)),
        CONSTRAINT fk_callbacks_task_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_callbacks_task_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id),
        CONSTRAINT fk_callbacks_task_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_callbacks_task_company_id FOREIGN KEY(company_id) REFERENCES places_organisation (id)
    )
    """,
    "CREATE INDEX ix_callbacks_task_cell ON callbacks_task (compound_id, company_id, month)",
    "CREATE INDEX ix_callbacks_task_open_community ON callbacks_task (community_id, created_at, id)",
    "CREATE INDEX ix_callbacks_task_open_street ON callbacks_task (street_id, created_at, id)",
    "CREATE INDEX ix_callbacks_task_person ON callbacks_task (person_id, created_at)",
    "CREATE UNIQUE INDEX ix_callbacks_task_token ON callbacks_task (token_hash) WHERE token_hash IS NOT NULL",
    """
    CREATE TABLE callbacks_try (
        task_id UUID NOT NULL,
        seq SMALLINT NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        by_id UUID NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_callbacks_try PRIMARY KEY (task_id, seq),
        CONSTRAINT fk_callbacks_try_task_id FOREIGN KEY(task_id) REFERENCES callbacks_task (id),
        CONSTRAINT fk_callbacks_try_by_id FOREIGN KEY(by_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE callbacks_answer (
        task_id UUID NOT NULL,
        seq SMALLINT NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        channel VARCHAR(8) NOT NULL,
        contacted BOOLEAN,
        outcome VARCHAR(10) NOT NULL,
        satisfaction VARCHAR(14) NOT NULL,
        reason TEXT DEFAULT '' NOT NULL,
        by_id UUID,
        why_corrected TEXT DEFAULT '' NOT NULL,
        CONSTRAINT pk_callbacks_answer PRIMARY KEY (task_id, seq),
        CONSTRAINT ck_callbacks_answer_outcome_known CHECK (outcome in ('solved', 'partly', 'unsolved')),
        CONSTRAINT ck_callbacks_answer_satisfaction_known CHECK (satisfaction in ('satisfied', 'fair', 'dissatisfied')),
        CONSTRAINT ck_callbacks_answer_channel_known CHECK (channel in ('app', 'link', 'phone', 'visit')),
        CONSTRAINT fk_callbacks_answer_task_id FOREIGN KEY(task_id) REFERENCES callbacks_task (id),
        CONSTRAINT fk_callbacks_answer_by_id FOREIGN KEY(by_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE callbacks_exclusion (
        id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        reason VARCHAR(16) NOT NULL,
        note TEXT NOT NULL,
        state VARCHAR(10) DEFAULT 'pending' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        asked_by UUID NOT NULL,
        decided_by UUID,
        decided_at TIMESTAMP WITH TIME ZONE,
        decision_note TEXT DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_callbacks_exclusion PRIMARY KEY (id),
        CONSTRAINT ck_callbacks_exclusion_state_known CHECK (state in ('pending', 'approved', 'denied')),
        CONSTRAINT ck_callbacks_exclusion_reason_known CHECK (reason in ('unreasonable', 'unlawful', 'beyond_duty', 'litigation', 'repeated', 'ledger')),
        CONSTRAINT ck_callbacks_exclusion_two_people CHECK (decided_by is null or decided_by <> asked_by),
        CONSTRAINT fk_callbacks_exclusion_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_callbacks_exclusion_asked_by FOREIGN KEY(asked_by) REFERENCES identity_person (id),
        CONSTRAINT fk_callbacks_exclusion_decided_by FOREIGN KEY(decided_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_callbacks_exclusion_street ON callbacks_exclusion (street_id, created_at, id)",
    "CREATE UNIQUE INDEX uq_callbacks_exclusion_open ON callbacks_exclusion (ticket_id) WHERE state <> 'denied'",
    """
    CREATE TABLE callbacks_cell (
        month DATE NOT NULL,
        compound_id UUID NOT NULL,
        company_id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        orders INTEGER NOT NULL,
        excluded INTEGER NOT NULL,
        waiting INTEGER NOT NULL,
        unreached INTEGER NOT NULL,
        valid INTEGER NOT NULL,
        responded INTEGER NOT NULL,
        solved INTEGER NOT NULL,
        partly INTEGER NOT NULL,
        unsolved INTEGER NOT NULL,
        satisfied INTEGER NOT NULL,
        complaints INTEGER NOT NULL,
        complaints_in_time INTEGER NOT NULL,
        repairs INTEGER NOT NULL,
        repairs_called INTEGER NOT NULL,
        CONSTRAINT pk_callbacks_cell PRIMARY KEY (month, compound_id, company_id)
    )
    """,
    "CREATE INDEX ix_callbacks_cell_community ON callbacks_cell (community_id, month)",
    "CREATE INDEX ix_callbacks_cell_company ON callbacks_cell (company_id, month)",
    "CREATE INDEX ix_callbacks_cell_district ON callbacks_cell (district_id, month)",
    "CREATE INDEX ix_callbacks_cell_street ON callbacks_cell (street_id, month)",
    """
    CREATE TABLE callbacks_weights (
        since DATE NOT NULL,
        response SMALLINT NOT NULL,
        solution SMALLINT NOT NULL,
        satisfaction SMALLINT NOT NULL,
        CONSTRAINT pk_callbacks_weights PRIMARY KEY (since),
        CONSTRAINT ck_callbacks_weights_whole CHECK (response + solution + satisfaction = 100)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(
        "CREATE TRIGGER callbacks_answer_only_added BEFORE UPDATE OR DELETE ON callbacks_answer"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("weights", "cell", "exclusion", "answer", "try", "task"):
        op.execute(f"DROP TABLE callbacks_{table}")

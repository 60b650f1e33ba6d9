"""The duty roster of a company, how it hands out its orders, and what became of each."""

from __future__ import annotations

from alembic import op

revision = "0006_duty"
down_revision = "0005_life"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE duty_setting (
        organisation_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        district_id UUID NOT NULL,
        mode VARCHAR(8) NOT NULL,
        turns BIGINT DEFAULT 0 NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        changed_by UUID NOT NULL,
        changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_duty_setting PRIMARY KEY (organisation_id, compound_id),
        CONSTRAINT ck_duty_setting_mode_known CHECK (mode in ('manual', 'round', 'pool')),
        CONSTRAINT fk_duty_setting_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_duty_setting_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_duty_setting_changed_by FOREIGN KEY(changed_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_duty_setting_compound ON duty_setting (compound_id)",
    """
    CREATE TABLE duty_turn (
        organisation_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        person_id UUID NOT NULL,
        last_turn BIGINT NOT NULL,
        CONSTRAINT pk_duty_turn PRIMARY KEY (organisation_id, compound_id, person_id),
        CONSTRAINT fk_duty_turn_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_duty_turn_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_duty_turn_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TABLE duty_shift (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        compound_id UUID,
        person_id UUID NOT NULL,
        starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
        ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
        made_by UUID NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_duty_shift PRIMARY KEY (id),
        CONSTRAINT ck_duty_shift_span CHECK (ends_at > starts_at),
        CONSTRAINT ex_duty_shift_no_overlap EXCLUDE USING gist (
            person_id WITH =, tstzrange(starts_at, ends_at) WITH &&),
        CONSTRAINT fk_duty_shift_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_duty_shift_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_duty_shift_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id),
        CONSTRAINT fk_duty_shift_made_by FOREIGN KEY(made_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_duty_shift_organisation ON duty_shift (organisation_id, ends_at)",
    "CREATE INDEX ix_duty_shift_person ON duty_shift (person_id, ends_at)",
    """
    CREATE TABLE duty_handout (
        ticket_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        setting_version INTEGER NOT NULL,
        district_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        mode VARCHAR(8) NOT NULL,
        outcome VARCHAR(10) NOT NULL,
        person_id UUID,
        reason VARCHAR(200) NOT NULL,
        CONSTRAINT pk_duty_handout PRIMARY KEY (ticket_id, seq, setting_version),
        CONSTRAINT ck_duty_handout_mode_known CHECK (mode in ('manual', 'round', 'pool')),
        CONSTRAINT ck_duty_handout_outcome_known CHECK (outcome in ('assigned', 'pool', 'waiting')),
        CONSTRAINT ck_duty_handout_assigned_to_somebody CHECK ((outcome = 'assigned') = (person_id is not null)),
        CONSTRAINT fk_duty_handout_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_duty_handout_organisation_id FOREIGN KEY(organisation_id) REFERENCES places_organisation (id),
        CONSTRAINT fk_duty_handout_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_duty_handout_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_duty_handout_newest ON duty_handout (organisation_id, at, ticket_id)",
    """
    CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON duty_handout
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    # Trusted since PostgreSQL 13: the owner of the database may create it. It lets one constraint hold a person
    # (compared) and a span (overlapping) together.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for table in ("duty_handout", "duty_shift", "duty_turn", "duty_setting"):
        op.drop_table(table)
    op.execute("DROP EXTENSION btree_gist")

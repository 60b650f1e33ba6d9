"""Routing rules that people edit: versions with two-person publishing, and dry runs of them."""

from __future__ import annotations

from alembic import op

revision = "0004_rulebook"
down_revision = "0003_messages"
branch_labels = None
depends_on = None

RULE_SET = """
    CREATE TABLE tickets_rule_set (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID,
        number INTEGER,
        title VARCHAR(60) NOT NULL,
        note TEXT DEFAULT '' NOT NULL,
        state VARCHAR(12) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        rules JSONB NOT NULL,
        based_on_id UUID,
        author_id UUID NOT NULL,
        editors UUID[] NOT NULL,
        changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
        submitted_by UUID,
        submitted_at TIMESTAMP WITH TIME ZONE,
        returned_by UUID,
        returned_at TIMESTAMP WITH TIME ZONE,
        return_reason VARCHAR(300) DEFAULT '' NOT NULL,
        published_by UUID,
        published_at TIMESTAMP WITH TIME ZONE,
        retired_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_tickets_rule_set PRIMARY KEY (id),
        CONSTRAINT fk_tickets_rule_set_street_id FOREIGN KEY(street_id) REFERENCES places_region (id),
        CONSTRAINT fk_tickets_rule_set_based_on_id FOREIGN KEY(based_on_id) REFERENCES tickets_rule_set (id),
        CONSTRAINT fk_tickets_rule_set_author_id FOREIGN KEY(author_id) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_rule_set_submitted_by FOREIGN KEY(submitted_by) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_rule_set_returned_by FOREIGN KEY(returned_by) REFERENCES identity_person (id),
        CONSTRAINT fk_tickets_rule_set_published_by FOREIGN KEY(published_by) REFERENCES identity_person (id),
        CONSTRAINT ck_tickets_rule_set_state_known
            CHECK (state in ('draft', 'submitted', 'published', 'retired', 'discarded')),
        CONSTRAINT ck_tickets_rule_set_published_by_somebody
            CHECK ((state in ('published', 'retired')) = (published_by is not null)),
        CONSTRAINT ck_tickets_rule_set_published_has_number CHECK ((published_by is null) = (number is null)),
        CONSTRAINT ck_tickets_rule_set_published_has_time CHECK ((published_by is null) = (published_at is null)),
        CONSTRAINT ck_tickets_rule_set_submitted_by_somebody
            CHECK ((state in ('draft', 'discarded')) = (submitted_by is null)),
        CONSTRAINT ck_tickets_rule_set_two_people
            CHECK (published_by is null or (published_by <> author_id and published_by <> submitted_by
                   and published_by <> all (editors))),
        CONSTRAINT ck_tickets_rule_set_number_after_the_first CHECK (number > 1)
    )
"""

RUN = """
    CREATE TABLE rulebook_run (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID,
        set_id UUID NOT NULL,
        set_version INTEGER NOT NULL,
        rules JSONB NOT NULL,
        base_number INTEGER NOT NULL,
        base_rules JSONB NOT NULL,
        since TIMESTAMP WITH TIME ZONE NOT NULL,
        until TIMESTAMP WITH TIME ZONE NOT NULL,
        state VARCHAR(10) DEFAULT 'queued' NOT NULL,
        total INTEGER DEFAULT 0 NOT NULL,
        capped BOOLEAN DEFAULT false NOT NULL,
        done INTEGER DEFAULT 0 NOT NULL,
        cursor_at TIMESTAMP WITH TIME ZONE,
        cursor_id UUID,
        tally JSONB NOT NULL,
        examples JSONB NOT NULL,
        requested_by UUID NOT NULL,
        moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
        finished_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_rulebook_run PRIMARY KEY (id),
        CONSTRAINT fk_rulebook_run_requested_by FOREIGN KEY(requested_by) REFERENCES identity_person (id),
        CONSTRAINT ck_rulebook_run_state_known CHECK (state in ('queued', 'running', 'done', 'cancelled')),
        CONSTRAINT ck_rulebook_run_within_total CHECK (done between 0 and total)
    )
"""

INDEXES = (
    "CREATE UNIQUE INDEX uq_tickets_rule_set_in_force ON tickets_rule_set (district_id) WHERE state = 'published'",
    "CREATE UNIQUE INDEX uq_tickets_rule_set_number ON tickets_rule_set (district_id, number)",
    "CREATE INDEX ix_tickets_rule_set_newest ON tickets_rule_set (district_id, created_at, id)",
    "CREATE INDEX ix_rulebook_run_newest ON rulebook_run (district_id, set_id, created_at, id)",
    "CREATE UNIQUE INDEX uq_rulebook_run_active ON rulebook_run (requested_by) WHERE state in ('queued', 'running')",
    "CREATE INDEX ix_tickets_ticket_closed ON tickets_ticket (district_id, closed_at, id) WHERE state = 'closed'",
)

# What a check cannot say because it compares a row with what it was before.
GUARD = """
    CREATE FUNCTION tickets_rule_set_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'a rule set begins as a draft' USING ERRCODE = '42501';
            END IF;
            RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'rule sets are kept' USING ERRCODE = '42501';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'discarded'), ('submitted', 'draft'), ('submitted', 'published'),
            ('published', 'retired')) THEN
            RAISE EXCEPTION 'a rule set does not go from % to %', OLD.state, NEW.state USING ERRCODE = '42501';
        END IF;
        IF OLD.state <> 'draft' AND (NEW.rules, NEW.editors, NEW.based_on_id)
            IS DISTINCT FROM (OLD.rules, OLD.editors, OLD.based_on_id) THEN
            RAISE EXCEPTION 'rules change only in a draft' USING ERRCODE = '42501';
        END IF;
        IF NOT OLD.editors <@ NEW.editors OR (NEW.id, NEW.district_id, NEW.author_id, NEW.street_id)
            IS DISTINCT FROM (OLD.id, OLD.district_id, OLD.author_id, OLD.street_id) THEN
            RAISE EXCEPTION 'who wrote a rule set, and for where, stays' USING ERRCODE = '42501';
        END IF;
        IF NEW.state IN ('published', 'retired') AND NEW.submitted_by IS DISTINCT FROM OLD.submitted_by THEN
            RAISE EXCEPTION 'who submitted a rule set stays' USING ERRCODE = '42501';
        END IF;
        IF OLD.published_by IS NOT NULL AND (NEW.published_by, NEW.published_at, NEW.number)
            IS DISTINCT FROM (OLD.published_by, OLD.published_at, OLD.number) THEN
            RAISE EXCEPTION 'who published a rule set stays' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.execute(RULE_SET)
    op.execute(RUN)
    for statement in INDEXES:
        op.execute(statement)
    op.execute(GUARD)
    op.execute(
        "CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON tickets_rule_set "
        "FOR EACH ROW EXECUTE FUNCTION tickets_rule_set_guard()"
    )


def downgrade() -> None:
    # The versions of the districts are lost; the product's own rules decide again.
    op.execute("DROP INDEX ix_tickets_ticket_closed")
    op.execute("DROP TABLE rulebook_run")
    op.execute("DROP TABLE tickets_rule_set")
    op.execute("DROP FUNCTION tickets_rule_set_guard()")

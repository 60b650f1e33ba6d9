"""Disclosures: publications in versions, the duties of every compound, and what people question."""

from __future__ import annotations

from alembic import op

revision = "0011_disclosures"
down_revision = "0010_standards"
branch_labels = None
depends_on = None

PUBLICATION = (
    """
    CREATE TABLE disclosures_publication (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        form VARCHAR(20) NOT NULL,
        period_from DATE,
        period_to DATE,
        subject VARCHAR(80) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_disclosures_publication PRIMARY KEY (id),
        CONSTRAINT ck_disclosures_publication_period_whole CHECK ((period_from is null) = (period_to is null)),
        CONSTRAINT ck_disclosures_publication_period_order CHECK (period_to >= period_from),
        CONSTRAINT ex_disclosures_publication_no_overlap EXCLUDE USING gist (
            compound_id WITH =, form WITH =, daterange(period_from, period_to, '[]') WITH &&)
            WHERE (period_from IS NOT NULL),
        CONSTRAINT fk_disclosures_publication_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_disclosures_publication_name ON disclosures_publication (compound_id, form, subject)
    WHERE period_from IS NULL
    """,
    "CREATE INDEX ix_disclosures_publication_newest ON disclosures_publication (compound_id, created_at, id)",
    "CREATE INDEX ix_disclosures_publication_community ON disclosures_publication (community_id, created_at, id)",
    "CREATE INDEX ix_disclosures_publication_street ON disclosures_publication (street_id, created_at, id)",
    "CREATE INDEX ix_disclosures_publication_district ON disclosures_publication (district_id, created_at, id)",
)

VERSION = (
    """
    CREATE TABLE disclosures_version (
        id UUID NOT NULL,
        publication_id UUID NOT NULL,
        number SMALLINT,
        state VARCHAR(12) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        body JSONB NOT NULL,
        places JSONB DEFAULT '[]' NOT NULL,
        attachments JSONB DEFAULT '[]' NOT NULL,
        valid_from DATE,
        valid_to DATE,
        author_id UUID NOT NULL,
        editors UUID[] DEFAULT '{}' NOT NULL,
        organisation_id UUID,
        submitted_by UUID,
        submitted_at TIMESTAMP WITH TIME ZONE,
        returned_by UUID,
        returned_at TIMESTAMP WITH TIME ZONE,
        return_reason VARCHAR(300) DEFAULT '' NOT NULL,
        approved_by UUID,
        approved_post VARCHAR(80) DEFAULT '' NOT NULL,
        published_at TIMESTAMP WITH TIME ZONE,
        hash VARCHAR(64),
        corrects_id UUID,
        correction_reason VARCHAR(300) DEFAULT '' NOT NULL,
        superseded_at TIMESTAMP WITH TIME ZONE,
        withdrawn_by UUID,
        withdrawn_at TIMESTAMP WITH TIME ZONE,
        withdraw_reason VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_disclosures_version PRIMARY KEY (id),
        CONSTRAINT ck_disclosures_version_state_known CHECK (
            state in ('draft', 'submitted', 'published', 'superseded', 'withdrawn', 'discarded')),
        CONSTRAINT ck_disclosures_version_published CHECK (
            (state in ('published', 'superseded', 'withdrawn')) = (number is not null and hash is not null
            and approved_by is not null and published_at is not null and valid_from is not null)),
        CONSTRAINT ck_disclosures_version_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_at is not null)),
        CONSTRAINT ck_disclosures_version_valid CHECK (valid_to >= valid_from),
        CONSTRAINT ck_disclosures_version_hash_form CHECK (hash ~ '^[0-9a-f]{64}$'),
        CONSTRAINT ck_disclosures_version_two_people CHECK (
            approved_by is null or (approved_by <> author_id and approved_by <> submitted_by
            and approved_by <> all (editors))),
        CONSTRAINT uq_disclosures_version_publication_id_number UNIQUE (publication_id, number),
        CONSTRAINT fk_disclosures_version_publication_id FOREIGN KEY(publication_id)
            REFERENCES disclosures_publication (id),
        CONSTRAINT fk_disclosures_version_author_id FOREIGN KEY(author_id) REFERENCES identity_person (id),
        CONSTRAINT fk_disclosures_version_organisation_id FOREIGN KEY(organisation_id)
            REFERENCES places_organisation (id),
        CONSTRAINT fk_disclosures_version_submitted_by FOREIGN KEY(submitted_by) REFERENCES identity_person (id),
        CONSTRAINT fk_disclosures_version_returned_by FOREIGN KEY(returned_by) REFERENCES identity_person (id),
        CONSTRAINT fk_disclosures_version_approved_by FOREIGN KEY(approved_by) REFERENCES identity_person (id),
        CONSTRAINT fk_disclosures_version_corrects_id FOREIGN KEY(corrects_id) REFERENCES disclosures_version (id),
        CONSTRAINT fk_disclosures_version_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_disclosures_version_open ON disclosures_version (publication_id)
    WHERE state IN ('draft', 'submitted')
    """,
    "CREATE INDEX ix_disclosures_version_publication ON disclosures_version (publication_id, created_at, id)",
    "CREATE INDEX ix_disclosures_version_waiting ON disclosures_version (publication_id) WHERE state = 'submitted'",
    "CREATE INDEX ix_disclosures_version_in_force ON disclosures_version (publication_id) WHERE state = 'published'",
)

# What a check cannot say because it compares a row with what it was before.
GUARD = (
    """
    CREATE FUNCTION disclosures_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        later CONSTANT text[] := ARRAY['state', 'version', 'superseded_at', 'withdrawn_at', 'withdrawn_by',
                                       'withdraw_reason'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'versions of a disclosure are kept' USING ERRCODE = '42501';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'discarded'), ('submitted', 'draft'), ('submitted', 'published'),
            ('published', 'superseded'), ('published', 'withdrawn')) THEN
            RAISE EXCEPTION 'a disclosure does not go from % to %', OLD.state, NEW.state USING ERRCODE = '42501';
        END IF;
        IF OLD.state IN ('published', 'superseded', 'withdrawn', 'discarded')
            AND to_jsonb(OLD) - later IS DISTINCT FROM to_jsonb(NEW) - later THEN
            RAISE EXCEPTION 'what was published does not change' USING ERRCODE = '42501';
        END IF;
        IF OLD.state IN ('superseded', 'withdrawn', 'discarded') AND NEW IS DISTINCT FROM OLD THEN
            RAISE EXCEPTION 'what is over does not change' USING ERRCODE = '42501';
        END IF;
        IF OLD.state = 'submitted' AND (NEW.body, NEW.places, NEW.attachments, NEW.valid_to, NEW.corrects_id)
            IS DISTINCT FROM (OLD.body, OLD.places, OLD.attachments, OLD.valid_to, OLD.corrects_id) THEN
            RAISE EXCEPTION 'what was handed in is what is published' USING ERRCODE = '42501';
        END IF;
        IF OLD.state = 'submitted' AND OLD.valid_from IS NOT NULL AND NEW.valid_from IS DISTINCT FROM OLD.valid_from THEN
            RAISE EXCEPTION 'the day that was handed in stays' USING ERRCODE = '42501';
        END IF;
        IF NOT OLD.editors <@ NEW.editors OR (NEW.id, NEW.publication_id, NEW.author_id)
            IS DISTINCT FROM (OLD.id, OLD.publication_id, OLD.author_id) THEN
            RAISE EXCEPTION 'who wrote a disclosure stays' USING ERRCODE = '42501';
        END IF;
        IF NEW.state = 'published' AND OLD.state = 'submitted'
            AND (NEW.submitted_by IS NULL OR NEW.submitted_by IS DISTINCT FROM OLD.submitted_by) THEN
            RAISE EXCEPTION 'who handed in a disclosure stays' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER guarded BEFORE UPDATE OR DELETE ON disclosures_version
    FOR EACH ROW EXECUTE FUNCTION disclosures_guard()
    """,
)

DUTY = (
    """
    CREATE TABLE disclosures_duty (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        code VARCHAR(4) NOT NULL,
        form VARCHAR(20) NOT NULL,
        party VARCHAR(8) NOT NULL,
        next_due_on DATE,
        last_published_at TIMESTAMP WITH TIME ZONE,
        stage SMALLINT DEFAULT 0 NOT NULL,
        exempt_reason VARCHAR(200) DEFAULT '' NOT NULL,
        exempt_by UUID,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_disclosures_duty PRIMARY KEY (id),
        CONSTRAINT ck_disclosures_duty_party_known CHECK (party in ('company', 'self', 'all')),
        CONSTRAINT ck_disclosures_duty_stage CHECK (stage >= 0),
        CONSTRAINT uq_disclosures_duty_compound_id_code_form UNIQUE (compound_id, code, form),
        CONSTRAINT fk_disclosures_duty_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_disclosures_duty_exempt_by FOREIGN KEY(exempt_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_disclosures_duty_due ON disclosures_duty (next_due_on, id) WHERE exempt_reason = ''",
    "CREATE INDEX ix_disclosures_duty_community ON disclosures_duty (community_id)",
    "CREATE INDEX ix_disclosures_duty_street ON disclosures_duty (street_id)",
)

OBJECTION = (
    """
    CREATE TABLE disclosures_objection (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID NOT NULL,
        community_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        publication_id UUID NOT NULL,
        version_id UUID NOT NULL,
        anchor TEXT NOT NULL,
        label TEXT NOT NULL,
        shown TEXT NOT NULL,
        reason TEXT NOT NULL,
        person_id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        state VARCHAR(10) DEFAULT 'open' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_disclosures_objection PRIMARY KEY (id),
        CONSTRAINT ck_disclosures_objection_state_known CHECK (state in ('open', 'answered', 'withdrawn')),
        CONSTRAINT uq_disclosures_objection_ticket_id UNIQUE (ticket_id),
        CONSTRAINT fk_disclosures_objection_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_disclosures_objection_publication_id FOREIGN KEY(publication_id)
            REFERENCES disclosures_publication (id),
        CONSTRAINT fk_disclosures_objection_version_id FOREIGN KEY(version_id) REFERENCES disclosures_version (id),
        CONSTRAINT fk_disclosures_objection_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id),
        CONSTRAINT fk_disclosures_objection_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_disclosures_objection_open ON disclosures_objection (version_id, anchor, person_id)
    WHERE state = 'open'
    """,
    "CREATE INDEX ix_disclosures_objection_publication ON disclosures_objection (publication_id)",
    "CREATE INDEX ix_disclosures_objection_compound ON disclosures_objection (compound_id, created_at, id)",
    "CREATE INDEX ix_disclosures_objection_community ON disclosures_objection (community_id, created_at, id)",
    "CREATE INDEX ix_disclosures_objection_street ON disclosures_objection (street_id, created_at, id)",
    "CREATE INDEX ix_disclosures_objection_district ON disclosures_objection (district_id, created_at, id)",
    "CREATE INDEX ix_disclosures_objection_person ON disclosures_objection (person_id, created_at, id)",
    """
    CREATE TABLE disclosures_answer (
        objection_id UUID NOT NULL,
        ticket_id UUID NOT NULL,
        seq INTEGER NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        answer TEXT NOT NULL,
        answered_by UUID,
        CONSTRAINT pk_disclosures_answer PRIMARY KEY (objection_id, ticket_id, seq),
        CONSTRAINT fk_disclosures_answer_objection_id FOREIGN KEY(objection_id)
            REFERENCES disclosures_objection (id),
        CONSTRAINT fk_disclosures_answer_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_disclosures_answer_answered_by FOREIGN KEY(answered_by) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON disclosures_answer
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    for statement in (*PUBLICATION, *VERSION, *GUARD, *DUTY, *OBJECTION):
        op.execute(statement)


def downgrade() -> None:
    for table in ("answer", "objection", "duty", "version", "publication"):
        op.drop_table(f"disclosures_{table}")
    op.execute("DROP FUNCTION disclosures_guard()")

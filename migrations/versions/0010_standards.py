"""Service standards with their plans and records, and dry runs of tables that somebody brought."""

from __future__ import annotations

from alembic import op

revision = "0010_standards"
down_revision = "0009_proactive"
branch_labels = None
depends_on = None

LEDGER = (
    """
    CREATE TABLE core_ledger_import (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        subject_kind VARCHAR(20) NOT NULL,
        subject_id UUID NOT NULL,
        subject_version INTEGER NOT NULL,
        spec VARCHAR(40) NOT NULL,
        made_by UUID NOT NULL,
        rows JSONB NOT NULL,
        counts JSONB NOT NULL,
        changes JSONB NOT NULL,
        problems JSONB NOT NULL,
        state VARCHAR(10) NOT NULL,
        confirmed_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_core_ledger_import PRIMARY KEY (id),
        CONSTRAINT ck_core_ledger_import_state_known CHECK (state IN ('ready', 'refused', 'confirmed')),
        CONSTRAINT ck_core_ledger_import_confirmed CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_core_ledger_import_created_at ON core_ledger_import (created_at)",
)

ITEM = """
    CREATE TABLE standards_item (
        catalogue_version VARCHAR(40) NOT NULL,
        code VARCHAR(8) NOT NULL,
        position SMALLINT NOT NULL,
        category VARCHAR(4) NOT NULL,
        name VARCHAR(60) NOT NULL,
        clause VARCHAR(20) NOT NULL,
        measure VARCHAR(10) NOT NULL,
        levelled BOOLEAN NOT NULL,
        optional BOOLEAN NOT NULL,
        words JSONB NOT NULL,
        frequency JSONB NOT NULL,
        evidence VARCHAR(10) NOT NULL,
        equipment VARCHAR(20),
        CONSTRAINT pk_standards_item PRIMARY KEY (catalogue_version, code)
    )
"""

PLAN = (
    """
    CREATE TABLE standards_plan (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        contract_id UUID NOT NULL,
        number SMALLINT NOT NULL,
        basis VARCHAR(10) NOT NULL,
        catalogue_version VARCHAR(40) NOT NULL,
        level SMALLINT,
        state VARCHAR(12) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        reason VARCHAR(200) DEFAULT '' NOT NULL,
        made_by UUID NOT NULL,
        fixed_by UUID,
        fixed_at TIMESTAMP WITH TIME ZONE,
        starts_on DATE,
        ended_on DATE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_standards_plan PRIMARY KEY (id),
        CONSTRAINT uq_standards_plan_contract_id_number UNIQUE (contract_id, number),
        CONSTRAINT ck_standards_plan_state_known CHECK (state IN ('draft', 'fixed', 'superseded', 'discarded')),
        CONSTRAINT ck_standards_plan_basis_known CHECK (basis IN ('standard', 'own')),
        CONSTRAINT ck_standards_plan_level_known CHECK (level BETWEEN 1 AND 3),
        CONSTRAINT ck_standards_plan_fixed CHECK ((state IN ('fixed', 'superseded')) = (fixed_at IS NOT NULL
            AND fixed_by IS NOT NULL AND starts_on IS NOT NULL)),
        CONSTRAINT ck_standards_plan_ended CHECK ((state = 'superseded') = (ended_on IS NOT NULL)),
        CONSTRAINT fk_standards_plan_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_standards_plan_contract_id FOREIGN KEY(contract_id) REFERENCES places_contract (id),
        CONSTRAINT fk_standards_plan_made_by FOREIGN KEY(made_by) REFERENCES identity_person (id),
        CONSTRAINT fk_standards_plan_fixed_by FOREIGN KEY(fixed_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE UNIQUE INDEX uq_standards_plan_draft ON standards_plan (contract_id) WHERE state = 'draft'",
    "CREATE UNIQUE INDEX uq_standards_plan_fixed ON standards_plan (contract_id) WHERE state = 'fixed'",
    "CREATE INDEX ix_standards_plan_compound ON standards_plan (compound_id, created_at, id)",
    """
    CREATE TABLE standards_term (
        plan_id UUID NOT NULL,
        item_code VARCHAR(8) NOT NULL,
        catalogue_version VARCHAR(40) NOT NULL,
        level SMALLINT,
        agreed VARCHAR(200),
        agreed_times SMALLINT,
        agreed_per VARCHAR(10),
        not_applicable VARCHAR(200),
        since DATE,
        CONSTRAINT pk_standards_term PRIMARY KEY (plan_id, item_code),
        CONSTRAINT ck_standards_term_one_of CHECK (num_nonnulls(level, agreed, not_applicable) <= 1),
        CONSTRAINT ck_standards_term_level_known CHECK (level BETWEEN 1 AND 3),
        CONSTRAINT ck_standards_term_agreed_frequency CHECK ((agreed_times IS NULL) = (agreed_per IS NULL)),
        CONSTRAINT ck_standards_term_agreed_words CHECK (agreed IS NOT NULL OR agreed_times IS NULL),
        CONSTRAINT fk_standards_term_plan_id FOREIGN KEY(plan_id) REFERENCES standards_plan (id),
        CONSTRAINT fk_standards_term_item FOREIGN KEY(catalogue_version, item_code)
            REFERENCES standards_item (catalogue_version, code)
    )
    """,
)

# What was fixed is what people were promised; only that something else has taken its place may be added. A draft that
# was given up can be taken up again.
KEPT = (
    """
    CREATE FUNCTION standards_plan_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a plan is never deleted' USING ERRCODE = '42501';
        END IF;
        IF OLD.state <> 'draft' AND ((OLD.state, NEW.state) NOT IN (('fixed', 'superseded'), ('discarded', 'draft'))
            OR to_jsonb(OLD) - ARRAY['state', 'ended_on', 'version']
               IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'ended_on', 'version']) THEN
            RAISE EXCEPTION 'a fixed plan does not change' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER plan_kept BEFORE UPDATE OR DELETE ON standards_plan
    FOR EACH ROW EXECUTE FUNCTION standards_plan_kept()
    """,
    """
    CREATE FUNCTION standards_term_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'DELETE' AND NOT EXISTS (
            SELECT 1 FROM standards_plan WHERE id = NEW.plan_id AND state = 'draft') THEN
            RAISE EXCEPTION 'a fixed plan does not change' USING ERRCODE = '42501';
        END IF;
        IF TG_OP <> 'INSERT' AND NOT EXISTS (
            SELECT 1 FROM standards_plan WHERE id = OLD.plan_id AND state = 'draft') THEN
            RAISE EXCEPTION 'a fixed plan does not change' USING ERRCODE = '42501';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE TRIGGER term_kept BEFORE INSERT OR UPDATE OR DELETE ON standards_term
    FOR EACH ROW EXECUTE FUNCTION standards_term_kept()
    """,
    """
    CREATE FUNCTION standards_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL
            OR to_jsonb(OLD) - ARRAY['undone_at', 'undone_by', 'undo_reason']
               IS DISTINCT FROM to_jsonb(NEW) - ARRAY['undone_at', 'undone_by', 'undo_reason'] THEN
            RAISE EXCEPTION 'a record does not change' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER record_kept BEFORE UPDATE OR DELETE ON standards_record
    FOR EACH ROW EXECUTE FUNCTION standards_record_kept()
    """,
)

RECORD = (
    """
    CREATE TABLE standards_record (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        compound_id UUID NOT NULL,
        building_id UUID,
        asset_id UUID,
        catalogue_version VARCHAR(40) NOT NULL,
        item_code VARCHAR(8) NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        by_person UUID,
        source VARCHAR(10) DEFAULT 'log' NOT NULL,
        ticket_id UUID,
        ticket_round SMALLINT,
        took_minutes INTEGER,
        note TEXT DEFAULT '' NOT NULL,
        undone_at TIMESTAMP WITH TIME ZONE,
        undone_by UUID,
        undo_reason VARCHAR(200) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_standards_record PRIMARY KEY (id),
        CONSTRAINT ck_standards_record_source_known CHECK (source IN ('log', 'ticket')),
        CONSTRAINT ck_standards_record_ticket CHECK ((source = 'ticket') = (ticket_id IS NOT NULL)),
        CONSTRAINT ck_standards_record_person CHECK ((source = 'log') = (by_person IS NOT NULL)),
        CONSTRAINT fk_standards_record_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_standards_record_building FOREIGN KEY(building_id, compound_id)
            REFERENCES places_building (id, compound_id),
        CONSTRAINT fk_standards_record_asset_id FOREIGN KEY(asset_id) REFERENCES places_asset (id),
        CONSTRAINT fk_standards_record_by_person FOREIGN KEY(by_person) REFERENCES identity_person (id),
        CONSTRAINT fk_standards_record_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_standards_record_undone_by FOREIGN KEY(undone_by) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE INDEX ix_standards_record_item ON standards_record (compound_id, item_code, at, id)
    WHERE undone_at IS NULL
    """,
    "CREATE INDEX ix_standards_record_newest ON standards_record (compound_id, at, id) WHERE undone_at IS NULL",
    "CREATE INDEX ix_standards_record_person ON standards_record (by_person, compound_id, at)",
    """
    CREATE UNIQUE INDEX uq_standards_record_ticket ON standards_record (ticket_id, ticket_round, item_code)
    WHERE ticket_id IS NOT NULL
    """,
)


def upgrade() -> None:
    for statement in (*LEDGER, ITEM, *PLAN, *RECORD, *KEPT):
        op.execute(statement)


def downgrade() -> None:
    for table in ("standards_record", "standards_term", "standards_plan", "standards_item", "core_ledger_import"):
        op.drop_table(table)
    for function in ("standards_record_kept", "standards_term_kept", "standards_plan_kept"):
        op.execute(f"DROP FUNCTION {function}()")

"""Orders from 12345 and other systems: clients with keys, imported files, orders, messages that go back."""

from __future__ import annotations

from alembic import op

revision = "0008_hotline"
down_revision = "0007_callbacks"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE hotline_client (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        name VARCHAR(60) NOT NULL,
        key_hash BYTEA NOT NULL,
        key_hint VARCHAR(12) NOT NULL,
        scopes TEXT[] NOT NULL,
        networks TEXT[] DEFAULT '{}' NOT NULL,
        callback_url VARCHAR(300),
        secret_cipher BYTEA NOT NULL,
        made_by UUID NOT NULL,
        revoked_at TIMESTAMP WITH TIME ZONE,
        revoked_by UUID,
        last_used_at TIMESTAMP WITH TIME ZONE,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_hotline_client PRIMARY KEY (id),
        CONSTRAINT ck_hotline_client_scopes_known
            CHECK (scopes <@ ARRAY['orders', 'open311']::text[] AND cardinality(scopes) > 0),
        CONSTRAINT uq_hotline_client_key_hash UNIQUE (key_hash),
        CONSTRAINT fk_hotline_client_made_by FOREIGN KEY(made_by) REFERENCES identity_person (id),
        CONSTRAINT fk_hotline_client_revoked_by FOREIGN KEY(revoked_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_hotline_client_newest ON hotline_client (district_id, created_at, id)",
    """
    CREATE TABLE hotline_batch (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        street_id UUID,
        made_by UUID NOT NULL,
        file_name VARCHAR(120) NOT NULL,
        content_hash BYTEA NOT NULL,
        state VARCHAR(12) DEFAULT 'checking' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        row_count INTEGER NOT NULL,
        position INTEGER DEFAULT 0 NOT NULL,
        done_count INTEGER DEFAULT 0 NOT NULL,
        tally JSONB DEFAULT '{}' NOT NULL,
        columns JSONB DEFAULT '{}' NOT NULL,
        confirmed_by UUID,
        confirmed_at TIMESTAMP WITH TIME ZONE,
        finished_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_hotline_batch PRIMARY KEY (id),
        CONSTRAINT ck_hotline_batch_state_known
            CHECK (state in ('checking', 'checked', 'importing', 'done', 'discarded')),
        CONSTRAINT fk_hotline_batch_street_id FOREIGN KEY(street_id) REFERENCES places_region (id),
        CONSTRAINT fk_hotline_batch_made_by FOREIGN KEY(made_by) REFERENCES identity_person (id),
        CONSTRAINT fk_hotline_batch_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_hotline_batch_content ON hotline_batch (district_id, content_hash)",
    "CREATE INDEX ix_hotline_batch_newest ON hotline_batch (district_id, created_at, id)",
    """
    CREATE TABLE hotline_order (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        source VARCHAR(12) NOT NULL,
        own_no VARCHAR(40) NOT NULL,
        ticket_id UUID,
        client_id UUID,
        batch_id UUID,
        called_at TIMESTAMP WITH TIME ZONE,
        due_at TIMESTAMP WITH TIME ZONE,
        urged INTEGER DEFAULT 0 NOT NULL,
        content_index BYTEA NOT NULL,
        changed_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_hotline_order PRIMARY KEY (id),
        CONSTRAINT ck_hotline_order_source_known CHECK (source in ('hotline', 'open311')),
        CONSTRAINT uq_hotline_order_district_id_source_own_no UNIQUE (district_id, source, own_no),
        CONSTRAINT uq_hotline_order_ticket_id UNIQUE (ticket_id),
        CONSTRAINT fk_hotline_order_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets_ticket (id),
        CONSTRAINT fk_hotline_order_client_id FOREIGN KEY(client_id) REFERENCES hotline_client (id),
        CONSTRAINT fk_hotline_order_batch_id FOREIGN KEY(batch_id) REFERENCES hotline_batch (id)
    )
    """,
    "CREATE INDEX ix_hotline_order_batch ON hotline_order (batch_id)",
    "CREATE INDEX ix_hotline_order_content ON hotline_order (client_id, content_index, created_at)",
    "CREATE INDEX ix_hotline_order_newest ON hotline_order (district_id, created_at, id)",
    """
    CREATE TABLE hotline_batch_row (
        id UUID NOT NULL,
        batch_id UUID NOT NULL,
        number INTEGER NOT NULL,
        own_no VARCHAR(40),
        sealed BYTEA,
        verdict VARCHAR(10),
        problems JSONB DEFAULT '[]' NOT NULL,
        notes JSONB DEFAULT '[]' NOT NULL,
        compound_id UUID,
        category VARCHAR(4),
        due_at TIMESTAMP WITH TIME ZONE,
        outcome VARCHAR(10),
        order_id UUID,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_hotline_batch_row PRIMARY KEY (id),
        CONSTRAINT ck_hotline_batch_row_verdict_known
            CHECK (verdict is null or verdict in ('new', 'update', 'same', 'error')),
        CONSTRAINT ck_hotline_batch_row_outcome_known
            CHECK (outcome is null or outcome in ('created', 'updated', 'unchanged', 'rejected')),
        CONSTRAINT uq_hotline_batch_row_batch_id_number UNIQUE (batch_id, number),
        CONSTRAINT fk_hotline_batch_row_batch_id FOREIGN KEY(batch_id) REFERENCES hotline_batch (id),
        CONSTRAINT fk_hotline_batch_row_compound_id FOREIGN KEY(compound_id) REFERENCES places_compound (id),
        CONSTRAINT fk_hotline_batch_row_order_id FOREIGN KEY(order_id) REFERENCES hotline_order (id)
    )
    """,
    "CREATE INDEX ix_hotline_batch_row_outcome ON hotline_batch_row (batch_id, outcome, number)",
    "CREATE INDEX ix_hotline_batch_row_own_no ON hotline_batch_row (batch_id, own_no, number)",
    "CREATE INDEX ix_hotline_batch_row_verdict ON hotline_batch_row (batch_id, verdict, number)",
    """
    CREATE TABLE hotline_callback (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        client_id UUID NOT NULL,
        order_id UUID,
        kind VARCHAR(16) NOT NULL,
        seq INTEGER NOT NULL,
        body JSONB NOT NULL,
        state VARCHAR(10) DEFAULT 'planned' NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        unclear BOOLEAN DEFAULT false NOT NULL,
        reason VARCHAR(40) DEFAULT '' NOT NULL,
        tried_at TIMESTAMP WITH TIME ZONE,
        sent_at TIMESTAMP WITH TIME ZONE,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_hotline_callback PRIMARY KEY (id),
        CONSTRAINT ck_hotline_callback_state_known
            CHECK (state in ('planned', 'sending', 'sent', 'failed', 'unknown')),
        CONSTRAINT uq_hotline_callback_order_id_kind_seq UNIQUE (order_id, kind, seq),
        CONSTRAINT fk_hotline_callback_client_id FOREIGN KEY(client_id) REFERENCES hotline_client (id),
        CONSTRAINT fk_hotline_callback_order_id FOREIGN KEY(order_id) REFERENCES hotline_order (id)
    )
    """,
    "CREATE INDEX ix_hotline_callback_client ON hotline_callback (client_id, created_at)",
    "CREATE INDEX ix_hotline_callback_newest ON hotline_callback (district_id, created_at, id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    for table in ("hotline_callback", "hotline_batch_row", "hotline_order", "hotline_batch", "hotline_client"):
        op.drop_table(table)

"""Consultations on drafts of major decisions: rounds, topics, opinions."""

from __future__ import annotations

from alembic import op

revision = "0027_consultations"
down_revision = "0026_council"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE consultations_consultation (
        id UUID NOT NULL,
        district_id UUID NOT NULL,
        region_id UUID NOT NULL,
        follows_id UUID,
        round SMALLINT NOT NULL,
        title VARCHAR(120) NOT NULL,
        draft_text TEXT NOT NULL,
        explanation TEXT DEFAULT '' NOT NULL,
        closes_on DATE,
        shorter_because VARCHAR(300) DEFAULT '' NOT NULL,
        hearing_on DATE,
        hearing_papers_on DATE,
        legal_sent_on DATE,
        legal_done_on DATE,
        open_at TIMESTAMP WITH TIME ZONE,
        close_at TIMESTAMP WITH TIME ZONE,
        state VARCHAR(10) DEFAULT 'draft' NOT NULL,
        version INTEGER DEFAULT 1 NOT NULL,
        summary TEXT DEFAULT '' NOT NULL,
        summary_by UUID,
        published_by UUID,
        published_at TIMESTAMP WITH TIME ZONE,
        ended_because VARCHAR(300) DEFAULT '' NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_consultations_consultation PRIMARY KEY (id),
        CONSTRAINT ck_consultations_consultation_state_known CHECK (state IN ('draft', 'open', 'closed', 'answered', 'published', 'archived', 'withdrawn')),
        CONSTRAINT ck_consultations_consultation_round CHECK (round BETWEEN 1 AND 9),
        CONSTRAINT ck_consultations_consultation_first_round CHECK ((round = 1) = (follows_id IS NULL)),
        CONSTRAINT ck_consultations_consultation_times CHECK (state IN ('draft', 'withdrawn') OR (open_at IS NOT NULL AND close_at > open_at)),
        CONSTRAINT ck_consultations_consultation_summary CHECK (state NOT IN ('answered', 'published', 'archived') OR summary_by IS NOT NULL),
        CONSTRAINT ck_consultations_consultation_two_people CHECK (state NOT IN ('published', 'archived') OR (published_by IS NOT NULL AND published_by <> summary_by)),
        CONSTRAINT fk_consultations_consultation_district_id FOREIGN KEY(district_id) REFERENCES places_region (id),
        CONSTRAINT fk_consultations_consultation_region_id FOREIGN KEY(region_id) REFERENCES places_region (id),
        CONSTRAINT fk_consultations_consultation_follows_id FOREIGN KEY(follows_id) REFERENCES consultations_consultation (id),
        CONSTRAINT fk_consultations_consultation_summary_by FOREIGN KEY(summary_by) REFERENCES identity_person (id),
        CONSTRAINT fk_consultations_consultation_published_by FOREIGN KEY(published_by) REFERENCES identity_person (id)
    )
    """,
    """
    CREATE INDEX ix_consultations_consultation_district ON consultations_consultation (district_id, created_at, id)
    """,
    "CREATE INDEX ix_consultations_consultation_region ON consultations_consultation (region_id, created_at, id)",
    """
    CREATE UNIQUE INDEX uq_consultations_consultation_follows ON consultations_consultation (follows_id) WHERE state <> 'withdrawn'
    """,
    """
    CREATE TABLE consultations_topic (
        consultation_id UUID NOT NULL,
        number SMALLINT NOT NULL,
        name VARCHAR(60) NOT NULL,
        CONSTRAINT pk_consultations_topic PRIMARY KEY (consultation_id, number),
        CONSTRAINT ck_consultations_topic_number CHECK (number BETWEEN 1 AND 99),
        CONSTRAINT fk_consultations_topic_consultation_id FOREIGN KEY(consultation_id) REFERENCES consultations_consultation (id)
    )
    """,
    """
    CREATE TABLE consultations_opinion (
        id UUID NOT NULL,
        consultation_id UUID NOT NULL,
        source VARCHAR(8) NOT NULL,
        receipt VARCHAR(14) NOT NULL,
        sheet_no INTEGER,
        received_on DATE NOT NULL,
        person_id UUID,
        entered_by UUID,
        words TEXT NOT NULL,
        contact_cipher BYTEA,
        topic SMALLINT,
        merged_into UUID,
        decision VARCHAR(10),
        reason VARCHAR(500) DEFAULT '' NOT NULL,
        decided_by UUID,
        decided_at TIMESTAMP WITH TIME ZONE,
        version INTEGER DEFAULT 1 NOT NULL,
        created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        CONSTRAINT pk_consultations_opinion PRIMARY KEY (id),
        CONSTRAINT ck_consultations_opinion_source_known CHECK (source IN ('app', 'web', 'paper', 'letter', 'meeting')),
        CONSTRAINT ck_consultations_opinion_decision_known CHECK (decision IS NULL OR decision IN ('adopted', 'partly', 'not', 'explained')),
        CONSTRAINT ck_consultations_opinion_decided_by_somebody CHECK ((decision IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_consultations_opinion_reason CHECK (decision IS NULL OR decision = 'adopted' OR reason <> ''),
        CONSTRAINT ck_consultations_opinion_decided_under_topic CHECK (decision IS NULL OR topic IS NOT NULL),
        CONSTRAINT ck_consultations_opinion_sheet CHECK ((source = 'paper') = (sheet_no IS NOT NULL)),
        CONSTRAINT ck_consultations_opinion_merged CHECK (merged_into <> id),
        CONSTRAINT fk_consultations_opinion_topic FOREIGN KEY(consultation_id, topic) REFERENCES consultations_topic (consultation_id, number),
        CONSTRAINT fk_consultations_opinion_consultation_id FOREIGN KEY(consultation_id) REFERENCES consultations_consultation (id),
        CONSTRAINT fk_consultations_opinion_person_id FOREIGN KEY(person_id) REFERENCES identity_person (id),
        CONSTRAINT fk_consultations_opinion_entered_by FOREIGN KEY(entered_by) REFERENCES identity_person (id),
        CONSTRAINT fk_consultations_opinion_merged_into FOREIGN KEY(merged_into) REFERENCES consultations_opinion (id),
        CONSTRAINT fk_consultations_opinion_decided_by FOREIGN KEY(decided_by) REFERENCES identity_person (id)
    )
    """,
    "CREATE INDEX ix_consultations_opinion_merged ON consultations_opinion (merged_into)",
    "CREATE INDEX ix_consultations_opinion_person ON consultations_opinion (person_id, created_at, id)",
    "CREATE INDEX ix_consultations_opinion_round ON consultations_opinion (consultation_id, created_at, id)",
    "CREATE UNIQUE INDEX uq_consultations_opinion_receipt ON consultations_opinion (receipt)",
    "CREATE UNIQUE INDEX uq_consultations_opinion_sheet ON consultations_opinion (consultation_id, sheet_no)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE consultations_opinion, consultations_topic, consultations_consultation")

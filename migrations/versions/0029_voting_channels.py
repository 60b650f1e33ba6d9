"""Polls: votes of the municipal system, secret surveys with a box, and the topic of the council behind a poll."""

from __future__ import annotations

from alembic import op

revision = "0029_voting_channels"
down_revision = "0027_consultations"
branch_labels = None
depends_on = None

CHANNELS = "channel IN ('app', 'paper', 'door', 'evote')"


def _check(table: str, name: str, condition: str, *, again: bool) -> tuple[str, ...]:
    """Return the statements that put a check in the place of one of the same name. The tables are small."""
    drop = f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT {name}"
    add = (
        f"-- squawk-ignore constraint-missing-not-valid\nALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})"
    )
    return (drop, add) if again else (add,)


STATEMENTS = (
    "ALTER TABLE voting_poll ADD COLUMN secret BOOLEAN DEFAULT false NOT NULL",
    "ALTER TABLE voting_poll ADD COLUMN topic_id UUID",
    "ALTER TABLE voting_poll ADD COLUMN evote JSONB",
    *_check("voting_poll", "ck_voting_poll_secret_survey", "NOT secret OR kind = 'survey'", again=False),
    "-- squawk-ignore require-concurrent-index-creation\n"
    "CREATE UNIQUE INDEX uq_voting_poll_topic ON voting_poll (topic_id) WHERE topic_id IS NOT NULL",
    *_check("voting_ballot", "ck_voting_ballot_channel_known", CHANNELS, again=True),
    *_check("voting_entry", "ck_voting_entry_channel_known", CHANNELS, again=True),
    *_check("voting_ballot", "ck_voting_ballot_sealed_until_counted", "sealed IS NULL OR choices IS NULL", again=True),
    """
    CREATE TABLE voting_box_reading (
        poll_id UUID NOT NULL,
        turn SMALLINT NOT NULL,
        at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
        by_person UUID NOT NULL,
        sums JSONB NOT NULL,
        CONSTRAINT pk_voting_box_reading PRIMARY KEY (poll_id, turn),
        CONSTRAINT ck_voting_box_reading_turn CHECK (turn BETWEEN 1 AND 3),
        CONSTRAINT fk_voting_box_reading_poll_id FOREIGN KEY(poll_id) REFERENCES voting_poll (id),
        CONSTRAINT fk_voting_box_reading_by_person FOREIGN KEY(by_person) REFERENCES identity_person (id)
    )
    """,
    "CREATE UNIQUE INDEX uq_voting_box_reading_person ON voting_box_reading (poll_id, by_person)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take everything back; polls that need what is new have to be gone."""
    known = "channel IN ('app', 'paper', 'door')"
    for statement in (
        "DROP TABLE voting_box_reading",
        "ALTER TABLE voting_poll DROP COLUMN secret, DROP COLUMN topic_id, DROP COLUMN evote",
        *_check("voting_ballot", "ck_voting_ballot_channel_known", known, again=True),
        *_check("voting_entry", "ck_voting_entry_channel_known", known, again=True),
        *_check(
            "voting_ballot",
            "ck_voting_ballot_sealed_until_counted",
            "(sealed IS NULL) = (choices IS NOT NULL)",
            again=True,
        ),
    ):
        op.execute(statement)

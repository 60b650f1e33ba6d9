"""Text messages beside those of WeChat, more to tell, and what may be shown to everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_messages"
down_revision = "0002_workdays"
branch_labels = None
depends_on = None

KINDS = (
    "routed", "new", "assigned", "accepted", "started", "suspended", "resumed", "finished", "confirmed", "unsolved",
    "reopened", "withdrawn", "late", "binding",
)  # fmt: skip
NEW_KINDS = (
    "asked", "answered", "shelved", "requested", "decided", "invited", "reported", "merged", "unmerged", "joined",
    "urged", "climbed", "review", "settled", "task",
)  # fmt: skip
CHECK_STATES = ("planned", "sending", "waiting", "pass", "review", "risky", "unavailable")


def listed(values: tuple[str, ...]) -> str:
    """Return the values as SQL texts."""
    return ", ".join(f"'{value}'" for value in values)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    widen_notices(KINDS + NEW_KINDS)
    widen_deliveries()
    create_checks()


def widen_notices(kinds: tuple[str, ...]) -> None:
    """Let notices be of these kinds."""
    # A wider condition takes its place at once.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE notify_notice DROP CONSTRAINT ck_notify_notice_kind")
    op.create_check_constraint(op.f("ck_notify_notice_kind"), "notify_notice", f"kind IN ({listed(kinds)})")


def widen_deliveries() -> None:
    """Let a delivery be a text message."""
    table = "notify_delivery"
    # Wider conditions take the place of the first two; running code writes a person and a short reason as before.
    for rule, change in (
        ("ban-drop-constraint", "DROP CONSTRAINT ck_notify_delivery_channel"),
        ("ban-drop-constraint", "DROP CONSTRAINT uq_notify_delivery_event_key_person_id_channel"),
        ("ban-drop-not-null", "ALTER COLUMN person_id DROP NOT NULL"),
        ("changing-column-type", "ALTER COLUMN reason TYPE VARCHAR(80)"),
    ):
        op.execute(f"-- squawk-ignore {rule}\nALTER TABLE {table} {change}")
    empty, nought = sa.text("''"), sa.text("0")
    op.add_column(table, sa.Column("attempts_before", sa.Integer(), server_default=nought, nullable=False))
    op.add_column(table, sa.Column("receipt", sa.String(80), server_default=empty, nullable=False))
    op.add_column(table, sa.Column("urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(table, sa.Column("phone_kind", sa.String(20), server_default=empty, nullable=False))
    op.add_column(table, sa.Column("phone_ref", sa.Uuid(), nullable=True))
    op.add_column(table, sa.Column("phone_index", sa.LargeBinary(), nullable=True))
    op.add_column(table, sa.Column("recipient", sa.String(20), server_default=empty, nullable=False))
    op.add_column(table, sa.Column("params_cipher", sa.LargeBinary(), nullable=True))
    op.add_column(table, sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(table, sa.Column("decided_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_notify_delivery_decided_by"), table, "identity_person", ["decided_by"], ["id"])
    op.create_check_constraint(op.f("ck_notify_delivery_channel"), table, "channel IN ('wechat', 'sms')")
    op.create_check_constraint(op.f("ck_notify_delivery_recipient"), table, "person_id IS NOT NULL OR channel = 'sms'")
    op.create_check_constraint(op.f("ck_notify_delivery_phone"), table, "(phone_kind = '') = (phone_ref IS NULL)")
    op.create_unique_constraint(
        op.f("uq_notify_delivery_event_key_person_id_channel"),
        table,
        ["event_key", "person_id", "channel"],
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_notify_delivery_phone",
        table,
        ["phone_index", "created_at"],
        postgresql_where=sa.text("phone_index IS NOT NULL"),
    )


def create_checks() -> None:
    """Make the table of what may be shown."""
    op.create_table(
        "moderation_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(12), server_default=sa.text("'planned'"), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(60), server_default=sa.text("''"), nullable=False),
        sa.Column("trace_id", sa.String(64), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opens", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(10), nullable=True),
        sa.Column("note", sa.String(200), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("what IN ('text', 'image')", name=op.f("ck_moderation_check_what")),
        sa.CheckConstraint(f"state IN ({listed(CHECK_STATES)})", name=op.f("ck_moderation_check_state")),
        sa.CheckConstraint("decision IN ('fine', 'withheld')", name=op.f("ck_moderation_check_decision")),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_moderation_check_decided")),
        sa.CheckConstraint("(what = 'image') = (media_id IS NOT NULL)", name=op.f("ck_moderation_check_media")),
        sa.ForeignKeyConstraint(["author_id"], ["identity_person.id"], name=op.f("fk_moderation_check_author_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["identity_person.id"], name=op.f("fk_moderation_check_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_check")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "what",
            "media_id",
            name=op.f("uq_moderation_check_subject_kind_subject_id_what_media_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    open_checks = sa.text("decided_at IS NULL AND state IN ('review', 'risky', 'unavailable')")
    op.create_index(
        "ix_moderation_check_open",
        "moderation_check",
        ["community_id", "created_at", "id"],
        postgresql_where=open_checks,
    )
    op.create_index(
        "ix_moderation_check_decided",
        "moderation_check",
        ["community_id", "decided_at", "id"],
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_moderation_check_author_id"), "moderation_check", ["author_id"])
    op.create_index(
        "uq_moderation_check_trace",
        "moderation_check",
        ["trace_id"],
        unique=True,
        postgresql_where=sa.text("trace_id <> ''"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.drop_table("moderation_check")
    table = "notify_delivery"
    op.execute("DELETE FROM notify_delivery WHERE channel <> 'wechat'")
    op.drop_index("ix_notify_delivery_phone", table_name=table)
    for name in ("channel", "recipient", "phone"):
        op.drop_constraint(op.f(f"ck_notify_delivery_{name}"), table, type_="check")
    op.drop_constraint(op.f("uq_notify_delivery_event_key_person_id_channel"), table, type_="unique")
    for name in (
        "decided_by", "decided_at", "params_cipher", "recipient", "phone_index", "phone_ref", "phone_kind", "urgent",
        "receipt", "attempts_before",
    ):  # fmt: skip
        op.drop_column(table, name)
    op.execute("UPDATE notify_delivery SET reason = left(reason, 40)")
    op.alter_column(table, "reason", existing_type=sa.String(80), type_=sa.String(40), existing_nullable=False)
    op.alter_column(table, "person_id", existing_type=sa.Uuid(), nullable=False)
    op.create_check_constraint(op.f("ck_notify_delivery_channel"), table, "channel IN ('wechat')")
    op.create_unique_constraint(
        op.f("uq_notify_delivery_event_key_person_id_channel"), table, ["event_key", "person_id", "channel"]
    )
    op.execute(f"DELETE FROM notify_notice WHERE kind IN ({listed(NEW_KINDS)})")  # noqa: S608 - our own words
    widen_notices(KINDS)

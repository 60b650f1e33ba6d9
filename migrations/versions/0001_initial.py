"""The first schema: places, people, photos, messages, tickets and the machinery below them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_initial"
down_revision = None
branch_labels = None
depends_on = None

ONLY_ADDED = ("core_audit", "tickets_event", "tickets_routing", "tickets_rating")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.execute("CREATE SEQUENCE tickets_number_seq")
    op.create_table(
        "core_audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("post_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_audit")),
    )
    op.create_index("ix_core_audit_actor", "core_audit", ["actor_id", "id"], unique=False)
    op.create_index("ix_core_audit_subject", "core_audit", ["subject"], unique=False)
    op.create_table(
        "core_idempotency",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "route", "key", name=op.f("pk_core_idempotency")),
    )
    op.create_index("ix_core_idempotency_created_at", "core_idempotency", ["created_at"], unique=False)
    op.create_table(
        "core_login_failure",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_core_login_failure")),
    )
    op.create_index("ix_core_login_failure_last_at", "core_login_failure", ["last_at"], unique=False)
    op.create_table(
        "core_outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("subscriber", sa.String(length=80), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("dedupe", sa.String(length=160), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_outbox")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_core_outbox_dedupe")),
    )
    op.create_index(
        "ix_core_outbox_dead", "core_outbox", ["dead_at"], unique=False, postgresql_where=sa.text("dead_at IS NOT NULL")
    )
    op.create_index(
        "ix_core_outbox_done", "core_outbox", ["done_at"], unique=False, postgresql_where=sa.text("done_at IS NOT NULL")
    )
    op.create_index(
        "ix_core_outbox_due",
        "core_outbox",
        ["lane", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_table(
        "core_rate_counter",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_core_rate_counter")),
    )
    op.create_index("ix_core_rate_counter_window_start", "core_rate_counter", ["window_start"], unique=False)
    op.create_table(
        "identity_wechat_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_identity_wechat_code")),
    )
    op.create_index(op.f("ix_identity_wechat_code_created_at"), "identity_wechat_code", ["created_at"], unique=False)
    op.create_table(
        "media_quota",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_media_quota")),
    )
    op.create_index("ix_media_quota_day", "media_quota", ["day"], unique=False)
    op.create_table(
        "places_region",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'district') = (parent_id IS NULL)", name=op.f("ck_places_region_parent")),
        sa.CheckConstraint("kind IN ('district', 'street', 'community')", name=op.f("ck_places_region_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["places_region.id"], name=op.f("fk_places_region_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_region")),
        sa.UniqueConstraint("district_id", "code", name=op.f("uq_places_region_district_id_code")),
    )
    op.create_index(op.f("ix_places_region_district_id"), "places_region", ["district_id"], unique=False)
    op.create_index(op.f("ix_places_region_parent_id"), "places_region", ["parent_id"], unique=False)
    op.create_table(
        "tickets_category",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("group_code", sa.String(length=2), nullable=False),
        sa.Column("group_name", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("party", sa.String(length=8), nullable=False),
        sa.Column("urgency", sa.String(length=2), nullable=False),
        sa.Column("contact_minutes", sa.Integer(), nullable=False),
        sa.Column("onsite_minutes", sa.Integer(), nullable=True),
        sa.Column("finish_hours", sa.Integer(), nullable=False),
        sa.Column("asset_kind", sa.String(length=20), nullable=True),
        sa.Column("emergency", sa.String(length=20), nullable=True),
        sa.Column("keywords", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("urgency in ('U1', 'U2', 'U3', 'U4', 'U5')", name=op.f("ck_tickets_category_urgency_known")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tickets_category")),
    )
    op.create_table(
        "tickets_routing_rule",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("target", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tickets_routing_rule")),
    )
    op.create_table(
        "places_compound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("renovated_year", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("code ~ '^[A-Za-z0-9_-]{4,32}$'", name=op.f("ck_places_compound_code")),
        sa.ForeignKeyConstraint(["community_id"], ["places_region.id"], name=op.f("fk_places_compound_community_id")),
        sa.ForeignKeyConstraint(["street_id"], ["places_region.id"], name=op.f("fk_places_compound_street_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_compound")),
        sa.UniqueConstraint("code", name=op.f("uq_places_compound_code")),
    )
    op.create_index(op.f("ix_places_compound_community_id"), "places_compound", ["community_id"], unique=False)
    op.create_index(
        "ix_places_compound_district_id_created_at",
        "places_compound",
        ["district_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_places_compound_street_id"), "places_compound", ["street_id"], unique=False)
    op.create_table(
        "places_organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("utility_kind", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=30), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'utility') = (utility_kind IS NOT NULL)", name=op.f("ck_places_organisation_utility")
        ),
        sa.CheckConstraint(
            "kind IN ('property_company', 'title_unit', 'utility', 'contractor', 'lift_firm', 'residents_committee', 'street_office', 'district_office', 'department', 'owners_committee', 'party_organisation')",
            name=op.f("ck_places_organisation_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('residents_committee', 'street_office') OR region_id IS NOT NULL",
            name=op.f("ck_places_organisation_seat"),
        ),
        sa.CheckConstraint(
            "utility_kind IN ('water', 'power', 'gas', 'heat', 'telecom')",
            name=op.f("ck_places_organisation_utility_kind"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["places_region.id"], name=op.f("fk_places_organisation_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_organisation")),
    )
    op.create_index(
        "ix_places_organisation_district_id_kind", "places_organisation", ["district_id", "kind", "name"], unique=False
    )
    op.create_index(op.f("ix_places_organisation_region_id"), "places_organisation", ["region_id"], unique=False)
    op.create_index(
        "uq_places_organisation_seat",
        "places_organisation",
        ["region_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind IN ('residents_committee', 'street_office', 'district_office')"),
    )
    op.create_table(
        "identity_person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("phone_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("openid_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("openid_index", sa.LargeBinary(), nullable=True),
        sa.Column("username", sa.String(length=40), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), server_default=sa.text("'active'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled')", name=op.f("ck_identity_person_status")),
        sa.CheckConstraint("(openid_cipher IS NULL) = (openid_index IS NULL)", name=op.f("ck_identity_person_openid")),
        sa.CheckConstraint("(phone_cipher IS NULL) = (phone_index IS NULL)", name=op.f("ck_identity_person_phone")),
        sa.CheckConstraint("password_hash IS NULL OR username IS NOT NULL", name=op.f("ck_identity_person_password")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["places_organisation.id"], name=op.f("fk_identity_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_person")),
        sa.UniqueConstraint("openid_index", name=op.f("uq_identity_person_openid_index")),
        sa.UniqueConstraint("username", name=op.f("uq_identity_person_username")),
    )
    op.create_index("ix_identity_person_created_at", "identity_person", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_identity_person_district_id"), "identity_person", ["district_id"], unique=False)
    op.create_index(op.f("ix_identity_person_organisation_id"), "identity_person", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_identity_person_phone_index"), "identity_person", ["phone_index"], unique=False)
    op.create_table(
        "places_building",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("title_unit_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("lifts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("floors", sa.Integer(), server_default=sa.text("6"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("code ~ '^[A-Za-z0-9_-]{4,32}$'", name=op.f("ck_places_building_code")),
        sa.CheckConstraint("lifts >= 0 AND floors > 0", name=op.f("ck_places_building_size")),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_places_building_compound_id")),
        sa.ForeignKeyConstraint(
            ["title_unit_id"], ["places_organisation.id"], name=op.f("fk_places_building_title_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_building")),
        sa.UniqueConstraint("code", name=op.f("uq_places_building_code")),
        sa.UniqueConstraint("compound_id", "name", name=op.f("uq_places_building_compound_id_name")),
        sa.UniqueConstraint("id", "compound_id", name=op.f("uq_places_building_id_compound_id")),
    )
    op.create_index(op.f("ix_places_building_title_unit_id"), "places_building", ["title_unit_id"], unique=False)
    op.create_table(
        "places_contract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_places_contract_dates")),
        sa.ForeignKeyConstraint(["company_id"], ["places_organisation.id"], name=op.f("fk_places_contract_company_id")),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_places_contract_compound_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_contract")),
    )
    op.create_index(op.f("ix_places_contract_company_id"), "places_contract", ["company_id"], unique=False)
    op.create_index(
        "ix_places_contract_compound_id_starts_on", "places_contract", ["compound_id", "starts_on"], unique=False
    )
    op.create_index(
        "uq_places_contract_open_ended",
        "places_contract",
        ["compound_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "identity_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("compound_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(role IN ('repair', 'manager', 'handler')) = (organisation_id IS NOT NULL) AND (organisation_id IS NULL) = (region_id IS NOT NULL) AND (compound_id IS NULL OR organisation_id IS NOT NULL)",
            name=op.f("ck_identity_post_place"),
        ),
        sa.CheckConstraint(
            "role IN ('repair', 'manager', 'handler', 'community', 'secretary', 'street', 'district', 'auditor', 'sysadmin')",
            name=op.f("ck_identity_post_role"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_identity_post_dates")),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_identity_post_compound_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["places_organisation.id"], name=op.f("fk_identity_post_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_identity_post_person_id")),
        sa.ForeignKeyConstraint(["region_id"], ["places_region.id"], name=op.f("fk_identity_post_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_post")),
    )
    op.create_index(op.f("ix_identity_post_compound_id"), "identity_post", ["compound_id"], unique=False)
    op.create_index("ix_identity_post_organisation_id_role", "identity_post", ["organisation_id", "role"], unique=False)
    op.create_index(op.f("ix_identity_post_person_id"), "identity_post", ["person_id"], unique=False)
    op.create_index("ix_identity_post_region_id_role", "identity_post", ["region_id", "role"], unique=False)
    op.create_index(
        "uq_identity_post_open_ended",
        "identity_post",
        ["person_id", "role", "region_id", "organisation_id", "compound_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL AND ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "identity_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("place_kind", sa.String(length=10), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "place_kind IN ('compound', 'building', 'asset')", name=op.f("ck_identity_visit_place_kind")
        ),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_identity_visit_compound_id")),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_identity_visit_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_visit")),
        sa.UniqueConstraint("person_id", "place_id", name=op.f("uq_identity_visit_person_id_place_id")),
    )
    op.create_index(op.f("ix_identity_visit_compound_id"), "identity_visit", ["compound_id"], unique=False)
    op.create_index(
        "ix_identity_visit_person_id_expires_at", "identity_visit", ["person_id", "expires_at"], unique=False
    )
    op.create_table(
        "media_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("thumb_key", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name=op.f("ck_media_file_subject")),
        sa.ForeignKeyConstraint(["owner_id"], ["identity_person.id"], name=op.f("fk_media_file_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
    )
    op.create_index(op.f("ix_media_file_owner_id"), "media_file", ["owner_id"], unique=False)
    op.create_index(
        "ix_media_file_subject",
        "media_file",
        ["subject_kind", "subject_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("subject_id IS NOT NULL"),
    )
    op.create_index(
        "ix_media_file_unlinked",
        "media_file",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("subject_id IS NULL"),
    )
    op.create_table(
        "notify_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_no", sa.String(length=24), server_default=sa.text("''"), nullable=False),
        sa.Column("subject", sa.String(length=60), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.String(length=10), server_default=sa.text("'planned'"), nullable=False),
        sa.Column("reason", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("channel IN ('wechat')", name=op.f("ck_notify_delivery_channel")),
        sa.CheckConstraint("sent_at IS NULL OR state = 'sent'", name=op.f("ck_notify_delivery_sent_at")),
        sa.CheckConstraint(
            "state IN ('planned', 'sending', 'sent', 'failed', 'unknown')", name=op.f("ck_notify_delivery_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_notify_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notify_delivery")),
        sa.UniqueConstraint(
            "event_key", "person_id", "channel", name=op.f("uq_notify_delivery_event_key_person_id_channel")
        ),
    )
    op.create_index(
        "ix_notify_delivery_newest", "notify_delivery", ["district_id", "state", "created_at", "id"], unique=False
    )
    op.create_index("ix_notify_delivery_person_id", "notify_delivery", ["person_id"], unique=False)
    op.create_table(
        "notify_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("event_key", sa.String(length=120), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('routed', 'new', 'assigned', 'accepted', 'started', 'suspended', 'resumed', 'finished', 'confirmed', 'unsolved', 'reopened', 'withdrawn', 'late', 'binding')",
            name=op.f("ck_notify_notice_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_notify_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notify_notice")),
        sa.UniqueConstraint("event_key", "person_id", name=op.f("uq_notify_notice_event_key_person_id")),
    )
    op.create_index("ix_notify_notice_newest", "notify_notice", ["person_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_notify_notice_unread",
        "notify_notice",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notify_subscription",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("remaining", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_notify_subscription_remaining")),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_notify_subscription_person_id")),
        sa.PrimaryKeyConstraint("person_id", "template", name=op.f("pk_notify_subscription")),
    )
    op.create_table(
        "places_asset",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("building_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("operator_status", sa.String(length=20), server_default=sa.text("'not_handed_over'"), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("maintainer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("code ~ '^[A-Za-z0-9_-]{4,32}$'", name=op.f("ck_places_asset_code")),
        sa.CheckConstraint(
            "kind IN ('roof', 'elevator', 'pump', 'gate', 'bin_station', 'heating', 'power', 'light', 'pipe', 'facade', 'road', 'fire', 'camera')",
            name=op.f("ck_places_asset_kind"),
        ),
        sa.CheckConstraint(
            "operator_status IN ('handed_over', 'not_handed_over', 'agreement')",
            name=op.f("ck_places_asset_operator_status"),
        ),
        sa.ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["places_building.id", "places_building.compound_id"],
            name="fk_places_asset_building",
        ),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_places_asset_compound_id")),
        sa.ForeignKeyConstraint(
            ["maintainer_id"], ["places_organisation.id"], name=op.f("fk_places_asset_maintainer_id")
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["places_organisation.id"], name=op.f("fk_places_asset_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_asset")),
        sa.UniqueConstraint("code", name=op.f("uq_places_asset_code")),
    )
    op.create_index("ix_places_asset_building_id", "places_asset", ["building_id"], unique=False)
    op.create_index("ix_places_asset_compound_id_kind", "places_asset", ["compound_id", "kind"], unique=False)
    op.create_index(op.f("ix_places_asset_maintainer_id"), "places_asset", ["maintainer_id"], unique=False)
    op.create_index(op.f("ix_places_asset_operator_id"), "places_asset", ["operator_id"], unique=False)
    op.create_table(
        "places_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("building_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["places_building.id"], name=op.f("fk_places_unit_building_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_unit")),
        sa.UniqueConstraint("building_id", "name", name=op.f("uq_places_unit_building_id_name")),
        sa.UniqueConstraint("id", "building_id", name=op.f("uq_places_unit_id_building_id")),
    )
    op.create_table(
        "identity_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("active_post_id", sa.Uuid(), nullable=True),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("abs_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoke_reason", sa.String(length=30), nullable=True),
        sa.Column("user_agent", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('bearer', 'cookie')", name=op.f("ck_identity_session_kind")),
        sa.ForeignKeyConstraint(
            ["active_post_id"], ["identity_post.id"], name=op.f("fk_identity_session_active_post_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_identity_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_session_token_hash")),
    )
    op.create_index(op.f("ix_identity_session_active_post_id"), "identity_session", ["active_post_id"], unique=False)
    op.create_index(op.f("ix_identity_session_person_id"), "identity_session", ["person_id"], unique=False)
    op.create_table(
        "places_home",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("building_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=30), nullable=False),
        sa.Column("area_centi_m2", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("area_centi_m2 > 0", name=op.f("ck_places_home_area")),
        sa.ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["places_building.id", "places_building.compound_id"],
            name="fk_places_home_building",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "building_id"], ["places_unit.id", "places_unit.building_id"], name="fk_places_home_unit"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_home")),
        sa.UniqueConstraint("unit_id", "label", name=op.f("uq_places_home_unit_id_label")),
    )
    op.create_index(
        "ix_places_home_building_id_compound_id", "places_home", ["building_id", "compound_id"], unique=False
    )
    op.create_index(op.f("ix_places_home_compound_id"), "places_home", ["compound_id"], unique=False)
    op.create_table(
        "places_warranty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_places_warranty_dates")),
        sa.ForeignKeyConstraint(["asset_id"], ["places_asset.id"], name=op.f("fk_places_warranty_asset_id")),
        sa.ForeignKeyConstraint(
            ["contractor_id"], ["places_organisation.id"], name=op.f("fk_places_warranty_contractor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_warranty")),
    )
    op.create_index("ix_places_warranty_asset_id_ends_on", "places_warranty", ["asset_id", "ends_on"], unique=False)
    op.create_index(op.f("ix_places_warranty_contractor_id"), "places_warranty", ["contractor_id"], unique=False)
    op.create_table(
        "identity_home_binding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("home_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("relation IN ('owner', 'family', 'tenant')", name=op.f("ck_identity_home_binding_relation")),
        sa.CheckConstraint(
            "state IN ('pending', 'active', 'refused', 'ended')", name=op.f("ck_identity_home_binding_state")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_at IS NOT NULL", name=op.f("ck_identity_home_binding_decided")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places_compound.id"], name=op.f("fk_identity_home_binding_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["identity_person.id"], name=op.f("fk_identity_home_binding_decided_by")
        ),
        sa.ForeignKeyConstraint(["home_id"], ["places_home.id"], name=op.f("fk_identity_home_binding_home_id")),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_identity_home_binding_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_home_binding")),
    )
    op.create_index(
        "ix_identity_home_binding_compound_id_state",
        "identity_home_binding",
        ["compound_id", "state", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_identity_home_binding_decided_by"), "identity_home_binding", ["decided_by"], unique=False)
    op.create_index(op.f("ix_identity_home_binding_home_id"), "identity_home_binding", ["home_id"], unique=False)
    op.create_index(op.f("ix_identity_home_binding_person_id"), "identity_home_binding", ["person_id"], unique=False)
    op.create_index(
        "uq_identity_home_binding_claim",
        "identity_home_binding",
        ["person_id", "home_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'active')"),
    )
    op.create_table(
        "tickets_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.String(length=24), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("street_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("building_id", sa.Uuid(), nullable=True),
        sa.Column("home_id", sa.Uuid(), nullable=True),
        sa.Column("asset_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=True),
        sa.Column("urgency", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("round", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("hide_me", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("contact_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("responsible_org_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_region_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("clock_from", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("contact_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("onsite_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finish_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("onsite_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'suspended') = (suspended_at is not null)", name=op.f("ck_tickets_ticket_suspension_whole")
        ),
        sa.CheckConstraint("basis in ('home', 'pending', 'visitor')", name=op.f("ck_tickets_ticket_basis_known")),
        sa.CheckConstraint(
            "kind in ('repair', 'complaint', 'help', 'suggestion', 'report', 'consultation')",
            name=op.f("ck_tickets_ticket_kind_known"),
        ),
        sa.CheckConstraint(
            "outcome is null or outcome in ('solved', 'partly', 'unsolved')",
            name=op.f("ck_tickets_ticket_outcome_known"),
        ),
        sa.CheckConstraint(
            "state in ('submitted', 'dispatched', 'accepted', 'in_progress', 'suspended', 'awaiting_confirmation', 'closed', 'withdrawn')",
            name=op.f("ck_tickets_ticket_state_known"),
        ),
        sa.CheckConstraint("urgency in ('U1', 'U2', 'U3', 'U4', 'U5')", name=op.f("ck_tickets_ticket_urgency_known")),
        sa.CheckConstraint("rating is null or rating between 1 and 5", name=op.f("ck_tickets_ticket_rating_range")),
        sa.ForeignKeyConstraint(["asset_id"], ["places_asset.id"], name=op.f("fk_tickets_ticket_asset_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["identity_person.id"], name=op.f("fk_tickets_ticket_assignee_id")),
        sa.ForeignKeyConstraint(["building_id"], ["places_building.id"], name=op.f("fk_tickets_ticket_building_id")),
        sa.ForeignKeyConstraint(["category"], ["tickets_category.code"], name=op.f("fk_tickets_ticket_category")),
        sa.ForeignKeyConstraint(["compound_id"], ["places_compound.id"], name=op.f("fk_tickets_ticket_compound_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["identity_person.id"], name=op.f("fk_tickets_ticket_filed_by_id")),
        sa.ForeignKeyConstraint(["home_id"], ["places_home.id"], name=op.f("fk_tickets_ticket_home_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["identity_person.id"], name=op.f("fk_tickets_ticket_reporter_id")),
        sa.ForeignKeyConstraint(
            ["responsible_org_id"], ["places_organisation.id"], name=op.f("fk_tickets_ticket_responsible_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_ticket")),
        sa.UniqueConstraint("no", name=op.f("uq_tickets_ticket_no")),
    )
    op.create_index(
        "ix_tickets_ticket_assignee_newest", "tickets_ticket", ["assignee_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_community_newest", "tickets_ticket", ["community_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_compound_newest", "tickets_ticket", ["compound_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_district_newest", "tickets_ticket", ["district_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_open_community",
        "tickets_ticket",
        ["community_id", "state", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.create_index(
        "ix_tickets_ticket_open_district",
        "tickets_ticket",
        ["district_id", "state", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.create_index(
        "ix_tickets_ticket_open_due",
        "tickets_ticket",
        ["finish_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.create_index(
        "ix_tickets_ticket_open_org",
        "tickets_ticket",
        ["responsible_org_id", "state", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.create_index(
        "ix_tickets_ticket_org_newest", "tickets_ticket", ["responsible_org_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_reporter_newest", "tickets_ticket", ["reporter_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_ticket_street_newest", "tickets_ticket", ["street_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "tickets_event",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(length=16), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=True),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets_ticket.id"], name=op.f("fk_tickets_event_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_tickets_event")),
    )
    op.create_table(
        "tickets_rating",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("rating between 1 and 5", name=op.f("ck_tickets_rating_rating_range")),
        sa.ForeignKeyConstraint(["person_id"], ["identity_person.id"], name=op.f("fk_tickets_rating_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets_ticket.id"], name=op.f("fk_tickets_rating_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "round", name=op.f("pk_tickets_rating")),
    )
    op.create_table(
        "tickets_routing",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["places_organisation.id"], name=op.f("fk_tickets_routing_organisation_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets_ticket.id"], name=op.f("fk_tickets_routing_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_tickets_routing")),
    )
    # The queue of messages is updated all the time: leave room on its pages and vacuum it often.
    op.execute("ALTER TABLE core_outbox SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)")
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = '42501';
        END $$
        """
    )
    for table in ONLY_ADDED:
        op.execute(
            f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '4s'")
    op.drop_table("tickets_routing")
    op.drop_table("tickets_rating")
    op.drop_table("tickets_event")
    op.drop_index("ix_tickets_ticket_street_newest", table_name="tickets_ticket")
    op.drop_index("ix_tickets_ticket_reporter_newest", table_name="tickets_ticket")
    op.drop_index("ix_tickets_ticket_org_newest", table_name="tickets_ticket")
    op.drop_index(
        "ix_tickets_ticket_open_org",
        table_name="tickets_ticket",
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.drop_index(
        "ix_tickets_ticket_open_due",
        table_name="tickets_ticket",
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.drop_index(
        "ix_tickets_ticket_open_district",
        table_name="tickets_ticket",
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.drop_index(
        "ix_tickets_ticket_open_community",
        table_name="tickets_ticket",
        postgresql_where=sa.text("state NOT IN ('closed', 'withdrawn')"),
    )
    op.drop_index("ix_tickets_ticket_district_newest", table_name="tickets_ticket")
    op.drop_index("ix_tickets_ticket_compound_newest", table_name="tickets_ticket")
    op.drop_index("ix_tickets_ticket_community_newest", table_name="tickets_ticket")
    op.drop_index("ix_tickets_ticket_assignee_newest", table_name="tickets_ticket")
    op.drop_table("tickets_ticket")
    op.drop_index(
        "uq_identity_home_binding_claim",
        table_name="identity_home_binding",
        postgresql_where=sa.text("state IN ('pending', 'active')"),
    )
    op.drop_index(op.f("ix_identity_home_binding_person_id"), table_name="identity_home_binding")
    op.drop_index(op.f("ix_identity_home_binding_home_id"), table_name="identity_home_binding")
    op.drop_index(op.f("ix_identity_home_binding_decided_by"), table_name="identity_home_binding")
    op.drop_index("ix_identity_home_binding_compound_id_state", table_name="identity_home_binding")
    op.drop_table("identity_home_binding")
    op.drop_index(op.f("ix_places_warranty_contractor_id"), table_name="places_warranty")
    op.drop_index("ix_places_warranty_asset_id_ends_on", table_name="places_warranty")
    op.drop_table("places_warranty")
    op.drop_index(op.f("ix_places_home_compound_id"), table_name="places_home")
    op.drop_index("ix_places_home_building_id_compound_id", table_name="places_home")
    op.drop_table("places_home")
    op.drop_index(op.f("ix_identity_session_person_id"), table_name="identity_session")
    op.drop_index(op.f("ix_identity_session_active_post_id"), table_name="identity_session")
    op.drop_table("identity_session")
    op.drop_table("places_unit")
    op.drop_index(op.f("ix_places_asset_operator_id"), table_name="places_asset")
    op.drop_index(op.f("ix_places_asset_maintainer_id"), table_name="places_asset")
    op.drop_index("ix_places_asset_compound_id_kind", table_name="places_asset")
    op.drop_index("ix_places_asset_building_id", table_name="places_asset")
    op.drop_table("places_asset")
    op.drop_table("notify_subscription")
    op.drop_index("ix_notify_notice_unread", table_name="notify_notice", postgresql_where=sa.text("read_at IS NULL"))
    op.drop_index("ix_notify_notice_newest", table_name="notify_notice")
    op.drop_table("notify_notice")
    op.drop_index("ix_notify_delivery_person_id", table_name="notify_delivery")
    op.drop_index("ix_notify_delivery_newest", table_name="notify_delivery")
    op.drop_table("notify_delivery")
    op.drop_index("ix_media_file_unlinked", table_name="media_file", postgresql_where=sa.text("subject_id IS NULL"))
    op.drop_index("ix_media_file_subject", table_name="media_file", postgresql_where=sa.text("subject_id IS NOT NULL"))
    op.drop_index(op.f("ix_media_file_owner_id"), table_name="media_file")
    op.drop_table("media_file")
    op.drop_index("ix_identity_visit_person_id_expires_at", table_name="identity_visit")
    op.drop_index(op.f("ix_identity_visit_compound_id"), table_name="identity_visit")
    op.drop_table("identity_visit")
    op.drop_index(
        "uq_identity_post_open_ended",
        table_name="identity_post",
        postgresql_where=sa.text("ends_on IS NULL AND ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("ix_identity_post_region_id_role", table_name="identity_post")
    op.drop_index(op.f("ix_identity_post_person_id"), table_name="identity_post")
    op.drop_index("ix_identity_post_organisation_id_role", table_name="identity_post")
    op.drop_index(op.f("ix_identity_post_compound_id"), table_name="identity_post")
    op.drop_table("identity_post")
    op.drop_index(
        "uq_places_contract_open_ended", table_name="places_contract", postgresql_where=sa.text("ends_on IS NULL")
    )
    op.drop_index("ix_places_contract_compound_id_starts_on", table_name="places_contract")
    op.drop_index(op.f("ix_places_contract_company_id"), table_name="places_contract")
    op.drop_table("places_contract")
    op.drop_index(op.f("ix_places_building_title_unit_id"), table_name="places_building")
    op.drop_table("places_building")
    op.drop_index(op.f("ix_identity_person_phone_index"), table_name="identity_person")
    op.drop_index(op.f("ix_identity_person_organisation_id"), table_name="identity_person")
    op.drop_index(op.f("ix_identity_person_district_id"), table_name="identity_person")
    op.drop_index("ix_identity_person_created_at", table_name="identity_person")
    op.drop_table("identity_person")
    op.drop_index(
        "uq_places_organisation_seat",
        table_name="places_organisation",
        postgresql_where=sa.text("kind IN ('residents_committee', 'street_office', 'district_office')"),
    )
    op.drop_index(op.f("ix_places_organisation_region_id"), table_name="places_organisation")
    op.drop_index("ix_places_organisation_district_id_kind", table_name="places_organisation")
    op.drop_table("places_organisation")
    op.drop_index(op.f("ix_places_compound_street_id"), table_name="places_compound")
    op.drop_index("ix_places_compound_district_id_created_at", table_name="places_compound")
    op.drop_index(op.f("ix_places_compound_community_id"), table_name="places_compound")
    op.drop_table("places_compound")
    op.drop_table("tickets_routing_rule")
    op.drop_table("tickets_category")
    op.drop_index(op.f("ix_places_region_parent_id"), table_name="places_region")
    op.drop_index(op.f("ix_places_region_district_id"), table_name="places_region")
    op.drop_table("places_region")
    op.drop_index("ix_media_quota_day", table_name="media_quota")
    op.drop_table("media_quota")
    op.drop_index(op.f("ix_identity_wechat_code_created_at"), table_name="identity_wechat_code")
    op.drop_table("identity_wechat_code")
    op.drop_index("ix_core_rate_counter_window_start", table_name="core_rate_counter")
    op.drop_table("core_rate_counter")
    op.drop_index(
        "ix_core_outbox_due", table_name="core_outbox", postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL")
    )
    op.drop_index("ix_core_outbox_done", table_name="core_outbox", postgresql_where=sa.text("done_at IS NOT NULL"))
    op.drop_index("ix_core_outbox_dead", table_name="core_outbox", postgresql_where=sa.text("dead_at IS NOT NULL"))
    op.drop_table("core_outbox")
    op.drop_index("ix_core_login_failure_last_at", table_name="core_login_failure")
    op.drop_table("core_login_failure")
    op.drop_index("ix_core_idempotency_created_at", table_name="core_idempotency")
    op.drop_table("core_idempotency")
    op.drop_index("ix_core_audit_subject", table_name="core_audit")
    op.drop_index("ix_core_audit_actor", table_name="core_audit")
    op.drop_table("core_audit")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP SEQUENCE tickets_number_seq")

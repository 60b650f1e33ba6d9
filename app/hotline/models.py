"""Orders from 12345 and other systems: who may send them, what came in by file, and what goes back.

A number of the other side's is one order, whatever way and however often it comes.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class Scope(StrEnum):
    """What the key of another system opens."""

    ORDERS = "orders"
    OPEN311 = "open311"


SCOPE_NAMES: dict[Scope, str] = {Scope.ORDERS: "12345 工单", Scope.OPEN311: "Open311"}


class BatchState(StrEnum):
    """The life of an imported file (导入批次)."""

    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    DISCARDED = "discarded"


BATCH_STATE_NAMES: dict[BatchState, str] = {
    BatchState.CHECKING: "检查中",
    BatchState.CHECKED: "待确认",
    BatchState.IMPORTING: "导入中",
    BatchState.DONE: "已导入",
    BatchState.DISCARDED: "已放弃",
}


class RowVerdict(StrEnum):
    """What the check of a row says would happen to it."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    ERROR = "error"


class RowOutcome(StrEnum):
    """What did happen to a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class CallbackState(StrEnum):
    """The life of a message to another system. ``unknown``: it may have arrived; it is sent again, with the same id."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


CALLBACK_STATE_NAMES: dict[CallbackState, str] = {
    CallbackState.PLANNED: "待发送",
    CallbackState.SENDING: "发送中",
    CallbackState.SENT: "已送达",
    CallbackState.FAILED: "未送达",
    CallbackState.UNKNOWN: "结果不明",
}


def listed(values: type[StrEnum]) -> str:
    """Return the SQL list of an enum's values."""
    return ", ".join(f"'{value.value}'" for value in values)


class Client(Identified, Model):
    """Another system. Of its key only the SHA-256 is kept; ``key_hint`` is its beginning, to tell keys apart.

    ``networks`` are those it may come from (CIDR; none: any). Messages go to ``callback_url``, signed with the
    secret in ``secret_cipher``.
    """

    __tablename__ = "hotline_client"
    __table_args__ = (
        CheckConstraint(
            "scopes <@ ARRAY['orders', 'open311']::text[] AND cardinality(scopes) > 0", name="scopes_known"
        ),
        Index("ix_hotline_client_newest", "district_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    key_hint: Mapped[str] = mapped_column(String(12))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    callback_url: Mapped[str | None] = mapped_column(String(300))
    secret_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    last_used_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))


class Batch(Identified, Model):
    """A file of orders. ``street_id`` is that of whoever imports it; none for the whole district.

    ``position`` is the number of the last row that the present phase has worked on; ``tally`` counts the rows by
    verdict or outcome.
    """

    __tablename__ = "hotline_batch"
    __table_args__ = (
        CheckConstraint(f"state in ({listed(BatchState)})", name="state_known"),
        Index("ix_hotline_batch_newest", "district_id", "created_at", "id"),
        Index("ix_hotline_batch_content", "district_id", "content_hash"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_region.id"))
    made_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[BatchState] = mapped_column(String(12), server_default="checking")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    row_count: Mapped[int]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    done_count: Mapped[int] = mapped_column(server_default=text("0"))
    tally: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    columns: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Order(Identified, Model):
    """What binds a number of the other side's to a ticket of ours. ``ticket_id`` is only empty while it is made.

    ``content_index`` is a keyed hash of what the order said, to see whether it says something else later.
    """

    __tablename__ = "hotline_order"
    __table_args__ = (
        CheckConstraint("source in ('hotline', 'open311')", name="source_known"),
        UniqueConstraint("district_id", "source", "own_no"),
        Index("ix_hotline_order_newest", "district_id", "created_at", "id"),
        Index("ix_hotline_order_batch", "batch_id"),
        Index("ix_hotline_order_content", "client_id", "content_index", "created_at"),
    )

    district_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(12))
    own_no: Mapped[str] = mapped_column(String(40))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets_ticket.id"), unique=True)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("hotline_client.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("hotline_batch.id"))
    called_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    urged: Mapped[int] = mapped_column(server_default=text("0"))
    content_index: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime | None]


class BatchRow(Identified, Model):
    """A row of a file. ``sealed`` is what it says, encrypted, until the row is done or the file forgotten."""

    __tablename__ = "hotline_batch_row"
    __table_args__ = (
        CheckConstraint(f"verdict is null or verdict in ({listed(RowVerdict)})", name="verdict_known"),
        CheckConstraint(f"outcome is null or outcome in ({listed(RowOutcome)})", name="outcome_known"),
        UniqueConstraint("batch_id", "number"),
        Index("ix_hotline_batch_row_verdict", "batch_id", "verdict", "number"),
        Index("ix_hotline_batch_row_outcome", "batch_id", "outcome", "number"),
        Index("ix_hotline_batch_row_own_no", "batch_id", "own_no", "number"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("hotline_batch.id"))
    number: Mapped[int]
    own_no: Mapped[str | None] = mapped_column(String(40))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    verdict: Mapped[RowVerdict | None] = mapped_column(String(10))
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=text("'[]'"))
    notes: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    compound_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_compound.id"))
    category: Mapped[str | None] = mapped_column(String(4))
    due_at: Mapped[datetime | None]
    outcome: Mapped[RowOutcome | None] = mapped_column(String(10))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("hotline_order.id"))


class Callback(Identified, Model):
    """One message to another system about one order. ``id`` is the event's id, the same in every try."""

    __tablename__ = "hotline_callback"
    __table_args__ = (
        CheckConstraint(f"state in ({listed(CallbackState)})", name="state_known"),
        UniqueConstraint("order_id", "kind", "seq"),
        Index("ix_hotline_callback_newest", "district_id", "created_at", "id"),
        Index("ix_hotline_callback_client", "client_id", "created_at"),
    )

    district_id: Mapped[UUID]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("hotline_client.id"))
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("hotline_order.id"))
    kind: Mapped[str] = mapped_column(String(16))
    seq: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[CallbackState] = mapped_column(String(10), server_default="planned")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    unclear: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str] = mapped_column(String(40), server_default="")
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

"""From rows to the shapes on the wire. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.hotline import policy
from app.hotline.models import BATCH_STATE_NAMES, SCOPE_NAMES, Batch, BatchState, CallbackState, Client, Scope
from app.hotline.service.callbacks import MAX_ATTEMPTS
from app.hotline.service.telling import told

WORDS = ("waiting", "new", "update", "same", "error", "created", "updated", "unchanged", "rejected")


def batch(row: Batch, names: Mapping[UUID, str], before: datetime | None) -> dict[str, Any]:
    """Return an imported file."""
    tally = {word: row.tally.get(word, 0) for word in WORDS}
    if row.state == BatchState.CHECKING and not row.tally:
        tally["waiting"] = row.row_count
    importing = row.state in (BatchState.IMPORTING, BatchState.DONE)
    work = tally["new"] + tally["update"] + tally["created"] + tally["updated"] if importing else row.row_count
    return {
        "id": row.id,
        "file_name": row.file_name,
        "state": row.state,
        "state_name": BATCH_STATE_NAMES[BatchState(row.state)],
        "version": row.version,
        "actions": policy.batch_actions(row.state, row.tally),
        "row_count": row.row_count,
        "done_count": row.row_count if row.state == BatchState.CHECKED else row.done_count,
        "work_count": max(work, row.done_count),
        "tally": tally,
        "created_at": row.created_at,
        "made_by": names.get(row.made_by, ""),
        "confirmed_at": row.confirmed_at,
        "confirmed_by": names.get(row.confirmed_by) if row.confirmed_by else None,
        "finished_at": row.finished_at,
        "imported_before": before,
    }


def row(of: Batch, found: Any) -> dict[str, Any]:
    """Return a row of a file with what can be matched in it by hand."""
    return dict(found._mapping) | {"actions": policy.row_actions(of.state, found.verdict, held=found.held)}


def staff_order(row: Any) -> dict[str, Any]:
    """Return an order for the list of staff."""
    return told(row) | {
        "id": row.id,
        "ticket_id": row.ticket_id,
        "source": row.source,
        "compound_name": row.compound_name,
        "category_name": row.category_name,
    }


def client(row: Client) -> dict[str, Any]:
    """Return another system."""
    live = row.revoked_at is None
    return {
        **{
            name: getattr(row, name)
            for name in (
                "id",
                "name",
                "key_hint",
                "scopes",
                "networks",
                "callback_url",
                "created_at",
                "last_used_at",
                "revoked_at",
                "version",
            )
        },
        "scope_names": [SCOPE_NAMES[Scope(scope)] for scope in row.scopes],
        "actions": (["change", "revoke"] + (["ping"] if row.callback_url else [])) if live else [],
    }


def callback(row: Any) -> dict[str, Any]:
    """Return a message to another system."""
    given_up = row.state == CallbackState.FAILED or (
        row.state == CallbackState.UNKNOWN and row.attempts >= MAX_ATTEMPTS
    )
    return {
        **row._mapping,
        "kind_name": policy.EVENT_NAMES.get(row.kind, row.kind),
        "actions": ["resend"] if given_up else [],
    }

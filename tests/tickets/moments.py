"""Moving time for a ticket: everything of it, and every message about it, happened earlier."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from tests.world import write

COLUMNS = (
    "created_at",
    "clock_from",
    "contact_due_at",
    "onsite_due_at",
    "finish_due_at",
    "contacted_at",
    "onsite_at",
    "finished_at",
    "closed_at",
    "suspended_at",
    "suspended_until",
    "late_at",
    "ordered_due_at",
    "next_step_at",
    "dispatched_at",
    "merged_at",
    "urged_at",
)


def parse(moment: str) -> datetime:
    """Return an instant of the wire."""
    return datetime.fromisoformat(moment)


def pass_time(app, **length) -> None:
    """Let ``length`` (as for ``timedelta``) pass for every ticket and every message that waits."""
    from app.core.db import db

    by = {"by": timedelta(**length)}
    shifted = ", ".join(f"{name} = {name} - :by" for name in COLUMNS)
    statements = (
        f"update tickets_ticket set {shifted}, ladder = array(select m - :by from unnest(ladder) as m)",
        "update core_outbox set due_at = due_at - :by where done_at is null",
        "update tickets_request set asked_at = asked_at - :by, until = until - :by, decided_at = decided_at - :by",
        "update tickets_party set invited_at = invited_at - :by, due_at = due_at - :by",
    )

    def change() -> None:
        db.session.execute(text("set local session_replication_role = replica"))  # history is only added to
        db.session.execute(
            text(
                "update tickets_event set at = at - :by, detail = detail || jsonb_strip_nulls(jsonb_build_object("
                " 'extended_to', to_char((detail->>'extended_to')::timestamptz - :by, 'YYYY-MM-DD\"T\"HH24:MI:SSOF'),"
                " 'credit_from', to_char((detail->>'credit_from')::timestamptz - :by, 'YYYY-MM-DD\"T\"HH24:MI:SSOF')))"
            ),
            by,
        )
        for statement in statements:
            db.session.execute(text(statement), by)

    write(app, change)


def climb(app) -> int:
    """Run one sweep of the ladder."""
    from app.tickets import service
    from tests.world import in_app

    return in_app(app, service.climb)

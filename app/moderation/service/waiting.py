"""What waits for a reviewer, for his desk (待办)."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.clock import now
from app.moderation import queries
from app.moderation.models import CheckState, What
from app.moderation.wording import STATE_NAMES, WHAT_NAMES


def todo(actor: Actor, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """Return what WeChat suspects and nobody looked at, what waits longest first, and whether there is more.

    What WeChat did not look at is left to the list of the area: it stays unseen by others and nobody waits for it.
    """
    page = queries.waiting(actor, state="flagged", limit=limit, cursor=None)
    tickets, at = queries.tickets_of(page.items), now()
    rows = []
    for check in page.items:
        ticket = tickets.get(check.subject_id)
        rows.append(
            {
                "kind": "check",
                "id": check.id,
                "title": f"{WHAT_NAMES[What(check.what)]}：{STATE_NAMES[CheckState(check.state)]}",
                "subtitle": f"{ticket.compound_name} · 工单 {ticket.no}" if ticket else "",
                "due_at": check.due_at,
                "late": check.due_at is not None and check.due_at < at,
                "link": "/moderation?state=flagged",
            }
        )
    return rows, page.next is not None

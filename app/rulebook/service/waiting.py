"""What waits for somebody who keeps the rules, for his desk (待办)."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.permissions import Permission
from app.rulebook.queries import sets
from app.tickets.models.reference import RuleSet

Shape = dict[str, Any]


def todo(actor: Actor, limit: int) -> tuple[list[Shape], bool]:
    """Return the versions that he may publish, then those of his side that were sent back; and whether there is more.

    One that he wrote himself waits for a colleague, not for him.
    """
    waiting = sets.waiting_for(actor, limit + 1) if actor.holds(Permission.RULES_PUBLISH) else []
    returned = sets.sent_back_to(actor, limit + 1)
    people = sets.person_names(one.submitted_by for one in waiting)
    streets = sets.street_names(one.street_id for one in waiting)
    rows = [
        _row(one, f"{_side(one, streets)} · {people[one.submitted_by]}提交，等待审核")
        for one in waiting
        if one.submitted_by
    ]
    rows += [_row(one, f"被退回：{one.return_reason}") for one in returned]
    return rows[:limit], len(rows) > limit


def _side(version: RuleSet, streets: dict[Any, str]) -> str:
    return f"{streets.get(version.street_id, '街道')}提案" if version.street_id else "区里"


def _row(version: RuleSet, subtitle: str) -> Shape:
    return {
        "kind": "rule_set",
        "id": version.id,
        "title": f"派单规则：{version.title}",
        "subtitle": subtitle,
        "due_at": None,
        "late": False,
        "link": f"/rulebook/{version.id}",
    }

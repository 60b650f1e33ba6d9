"""What waits at the desk (待办): what is to be published, what a second person has to look at, what was questioned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.permissions import Permission, Role
from app.disclosures import policy
from app.disclosures.queries import duties, objections, versions
from app.disclosures.service import showing
from app.disclosures.service.duties import form_name

LIMIT = 21
AHEAD_DAYS: dict[Role, int] = {Role.MANAGER: 14, Role.COMMUNITY: 0, Role.STREET: -7, Role.DISTRICT: -30}
"""From when on a duty is on somebody's desk: the days of the ladder at which he is reminded of it."""

Shape = dict[str, Any]


def todo_due(actor: Actor) -> list[Shape]:
    """Return duties that are near or overdue, the earliest first: each level from its step of the ladder on."""
    days = AHEAD_DAYS.get(actor.role) if actor.role and actor.holds(Permission.DISCLOSURES_READ) else None
    if days is None:
        return []
    return [_due(row) for row in duties.due_soon(actor, days, LIMIT)]


def _due(row: Any) -> Shape:
    late = row.next_due_on < today()
    passed = f"已超过 {(today() - row.next_due_on).days} 天" if late else "即将到期"
    return {
        "kind": "disclosure_duty",
        "id": row.id,
        "title": f"{form_name(row.form)}（{row.code}）",
        "subtitle": f"{row.compound_name} · {passed}",
        "due_at": _end_of(row.next_due_on),
        "late": late,
        "link": f"/disclosures?compound={row.compound_id}&form={row.form}",
    }


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(days=1)


def todo_approve(actor: Actor) -> list[Shape]:
    """Return what was handed in and waits for this person, the longest waiting first."""
    rows = versions.waiting(actor) if actor.holds(Permission.DISCLOSURES_APPROVE) else []
    return [
        {
            "kind": "disclosure_version",
            "id": row.id,
            "title": showing.title_of(row),
            "subtitle": f"{row.compound_name} · 等您审核",
            "due_at": None,
            "late": False,
            "link": f"/disclosures/versions/{row.id}",
        }
        for row in rows
        if policy.may_approve(actor, row)
    ]


def todo_objections(actor: Actor) -> list[Shape]:
    """Return questions that wait for an answer, the one due first before the others."""
    if actor.role not in (Role.MANAGER, Role.COMMUNITY):
        return []
    return [
        {
            "kind": "disclosure_objection",
            "id": row.id,
            "title": f"{showing.title_of(row)}：{row.label}",
            "subtitle": f"{row.compound_name} · {row.reason[:40]}",
            "due_at": row.due_at,
            "late": row.due_at is not None and row.due_at < now(),
            "link": f"/tickets/{row.ticket_id}",
        }
        for row in objections.open_ones(actor, LIMIT)
    ]

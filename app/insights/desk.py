"""A worker's desk (待办): the rows that wait for him, grouped by what he has to do, late ones first. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.auth import Actor
from app.core.clock import now
from app.core.permissions import Permission, Role
from app.identity.service.homes import staff_page
from app.tickets.models import OPEN as OPEN_STATES
from app.tickets.present import is_late
from app.tickets.queries import todo
from app.tickets.queries.lists import TODO_LIMIT

OPEN = "t.state NOT IN ('closed', 'withdrawn')"
LATE = f"{OPEN} AND t.state NOT IN ('suspended', 'awaiting_confirmation') AND t.finish_due_at < now()"


@dataclass(frozen=True, slots=True)
class Group:
    """One heap on the desk: which tickets, for which roles, and what to do with them."""

    key: str
    title: str
    hint: str
    condition: str
    roles: frozenset[Role]


HANDLERS = frozenset({Role.REPAIR, Role.MANAGER, Role.HANDLER})
WATCHERS = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.SECRETARY})
MINE = "t.assignee_id = :actor"

GROUPS: tuple[Group, ...] = (
    Group("late", "已超时", "先办这些：已经过了承诺的时间", LATE, HANDLERS | WATCHERS),
    Group(
        "unrouted",
        "还没有承办单位",
        "系统没能派出去，请指定单位",
        "t.state = 'submitted' AND t.created_at < now() - interval '2 minutes'",
        WATCHERS - {Role.SECRETARY},
    ),
    Group(
        "to_accept",
        "等待接单",
        "请尽快接单并联系居民",
        f"{OPEN} AND t.state = 'dispatched' AND t.finish_due_at >= now()",
        HANDLERS,
    ),
    Group(
        "mine",
        "我正在办",
        "到场、处理、拍照、完成",
        f"{OPEN} AND t.state IN ('accepted', 'in_progress') AND {MINE} AND t.finish_due_at >= now()",
        HANDLERS,
    ),
    Group(
        "community_accept",
        "等待本单位接单",
        "没有物业的小区由居委会受理",
        f"{OPEN} AND t.state = 'dispatched' AND t.responsible_region_id = :region",
        frozenset({Role.COMMUNITY, Role.STREET}),
    ),
    Group(
        "unsolved",
        "居民说没有解决",
        "请回访，必要时重新打开",
        "t.state = 'closed' AND t.outcome = 'unsolved' AND t.closed_at > now() - interval '30 days'",
        frozenset({Role.COMMUNITY, Role.MANAGER, Role.STREET}),
    ),
    Group(
        "soon",
        "24 小时内到期",
        "请盯住进度",
        f"{OPEN} AND t.state NOT IN ('suspended', 'awaiting_confirmation', 'dispatched')"
        " AND t.finish_due_at BETWEEN now() AND now() + interval '24 hours'",
        WATCHERS | {Role.MANAGER},
    ),
    Group(
        "suspended",
        "挂起，到时间要恢复",
        "原因消除后请恢复处理",
        "t.state = 'suspended' AND t.suspended_until < now() + interval '2 days'",
        HANDLERS | {Role.COMMUNITY},
    ),
)


def desk(actor: Actor) -> dict[str, Any]:
    """Return the groups of the post in use that hold something, in the order of urgency."""
    at = now()
    groups = []
    for group in GROUPS:
        if actor.role not in group.roles:
            continue
        condition = group.condition
        if ":region" in condition:
            if actor.post is None or actor.post.region_id is None:
                continue
            condition = condition.replace(":region", f"'{actor.post.region_id}'")
        rows = todo(actor, condition)
        if rows:
            groups.append(_heap(group.key, group.title, group.hint, [_ticket(actor, row, at) for row in rows]))
    if actor.holds(Permission.BINDINGS_DECIDE):
        waiting = staff_page(actor, state="pending", limit=TODO_LIMIT, cursor=None)
        if waiting.items:
            hint = "请核对身份后同意或退回"
            heap = _heap("bindings", "房屋认证待审核", hint, [_binding(claim) for claim in waiting.items])
            groups.append(heap | {"more": waiting.next is not None})
    return {"groups": groups}


def _heap(key: str, title: str, hint: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    shown = items[:TODO_LIMIT]
    return {
        "key": key,
        "title": title,
        "hint": hint,
        "count": len(shown),
        "more": len(items) > TODO_LIMIT,
        "items": shown,
    }


def _ticket(actor: Actor, row: Any, at: Any) -> dict[str, Any]:
    place = " ".join(part for part in (row.compound_name, row.building_name) if part)
    return {
        "kind": "ticket",
        "id": row.id,
        "title": f"{row.category_name or '未分类'}：{row.description[:40] or '（照片）'}",
        "subtitle": f"{place} · {row.organisation_name or '未派单'}",
        "due_at": row.finish_due_at if row.state in OPEN_STATES else None,
        "late": is_late(row, at),
        "link": f"/tickets/{row.id}",
    }


def _binding(claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "binding",
        "id": claim["id"],
        "title": f"{claim['person_name']} 申请认证 {claim['home_label']}",
        "subtitle": f"{claim['compound_name']} · {claim['relation_name']}",
        "due_at": None,
        "late": False,
        "link": "/bindings",
    }

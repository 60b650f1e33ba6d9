"""The heaps of the desk (待办) that are tickets: for which roles, under which condition, and what to do with them.

Pure. The conditions are SQL on alias ``t``; ``:actor``, ``:org`` and ``:region`` are those of the post in use.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.permissions import Role

OPEN = "t.state NOT IN ('closed', 'withdrawn', 'merged')"
RUNNING = f"{OPEN} AND t.state NOT IN ('suspended', 'awaiting_confirmation')"
LATE = f"{RUNNING} AND t.finish_due_at < now()"

HANDLERS = frozenset({Role.REPAIR, Role.MANAGER, Role.HANDLER})
OFFICES = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})
WATCHERS = OFFICES | {Role.SECRETARY}

SAID_OTHERWISE = """EXISTS (SELECT 1 FROM callbacks_task k WHERE k.ticket_id = t.id AND k.round = t.round
    AND k.is_reporter AND k.state = 'answered' AND k.outcome <> 'unsolved')"""
SAID_UNSOLVED = """EXISTS (SELECT 1 FROM callbacks_task k WHERE k.ticket_id = t.id AND k.round = t.round
    AND k.state = 'answered' AND k.outcome = 'unsolved')"""
ACTED = """(EXISTS (SELECT 1 FROM tickets_event e WHERE e.ticket_id = t.id AND e.action = 'follow_up'
        AND e.at >= t.closed_at)
    OR EXISTS (SELECT 1 FROM callbacks_exclusion x WHERE x.ticket_id = t.id AND x.state = 'approved'))"""
UNSOLVED = f"""t.state = 'closed' AND NOT {ACTED}
    AND (t.outcome = 'unsolved' AND NOT {SAID_OTHERWISE} OR {SAID_UNSOLVED})"""
"""What the reporter last said counts: in the app, or in a call-back after it. It stays however old it is, until it is
opened again, somebody writes down what was done about it, or the street leaves it out of the rates."""


@dataclass(frozen=True, slots=True)
class Heap:
    """One heap of tickets on the desk. ``order`` names columns of a ticket; ``link`` is where all of them are listed.

    ``dated``: whether its items count down to the deadline of the ticket.
    """

    key: str
    title: str
    hint: str
    condition: str
    roles: frozenset[Role]
    link: str
    order: str = "finish_due_at, id"
    dated: bool = True


HEAPS: tuple[Heap, ...] = (
    Heap("late", "已超时", "先办这些：已经过了承诺的时间", LATE, HANDLERS | WATCHERS, "/tickets?overdue=true"),
    Heap(
        "unsolved",
        "居民说没有解决",
        "请回访了解：重新打开，或者记录怎样跟进、怎样答复居民",
        UNSOLVED,
        frozenset({Role.COMMUNITY, Role.STREET, Role.MANAGER}),
        "/tickets?state=closed",
        "closed_at DESC, id",
        dated=False,
    ),
    Heap(
        "unsolved",
        "居民说没有解决（街道自办）",
        "街道自己办的，请区里回访、跟进",
        f"t.responsible_region_id = t.street_id AND {UNSOLVED}",
        frozenset({Role.DISTRICT}),
        "/tickets?state=closed",
        "closed_at DESC, id",
        dated=False,
    ),
    Heap(
        "reopened",
        "重新打开，还没有人接",
        "居民说没有解决过，请尽快接单",
        f"{OPEN} AND t.round > 1 AND t.state IN ('submitted', 'dispatched') AND t.finish_due_at >= now()",
        HANDLERS | WATCHERS,
        "/tickets?state=dispatched",
    ),
    Heap(
        "review",
        "挂账到期，要复核",
        "看看现在能不能办：能办就销账，不能办就再定复核日期",
        "t.state = 'suspended' AND t.suspend_cause = 'shelved' AND t.suspended_until <= now()",
        OFFICES | {Role.MANAGER, Role.HANDLER},
        "/tickets?state=suspended&cause=shelved",
        "suspended_until, id",
        dated=False,
    ),
    Heap(
        "unrouted",
        "还没有承办单位",
        "系统没能派出去，请指定单位",
        "t.state = 'submitted' AND t.created_at < now() - interval '2 minutes'",
        OFFICES,
        "/tickets?state=submitted",
    ),
    Heap(
        "to_accept",
        "等待接单",
        "请尽快接单并联系居民",
        f"{OPEN} AND t.state = 'dispatched' AND t.round = 1 AND t.finish_due_at >= now()",
        HANDLERS,
        "/tickets?state=dispatched",
    ),
    Heap(
        "mine",
        "我正在办",
        "到场、处理、拍照、完成",
        f"{OPEN} AND t.state IN ('accepted', 'in_progress') AND t.assignee_id = :actor AND t.finish_due_at >= now()",
        HANDLERS,
        "/tickets?mine=true",
    ),
    Heap(
        "community_accept",
        "等待本单位接单",
        "没有物业的小区由居委会受理",
        f"{OPEN} AND t.state = 'dispatched' AND t.responsible_region_id = :region",
        frozenset({Role.COMMUNITY, Role.STREET}),
        "/tickets?state=dispatched",
    ),
    Heap(
        "soon",
        "24 小时内到期",
        "请盯住进度",
        f"{RUNNING} AND t.state <> 'dispatched' AND t.finish_due_at BETWEEN now() AND now() + interval '24 hours'",
        WATCHERS | {Role.MANAGER},
        "/tickets?state=open",
    ),
    Heap(
        "suspended",
        "挂起，到时间要恢复",
        "原因消除后请恢复处理",
        "t.state = 'suspended' AND t.suspend_cause <> 'shelved' AND t.suspended_until < now() + interval '2 days'",
        HANDLERS | {Role.COMMUNITY},
        "/tickets?state=suspended",
    ),
)

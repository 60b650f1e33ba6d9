"""Call-backs as they go on the wire."""

from __future__ import annotations

from typing import Any

from app.callbacks import policy, queries
from app.callbacks.models import (
    REASON_NAMES,
    SATISFACTION_NAMES,
    TASK_STATE_NAMES,
    ExclusionState,
    Reason,
    Satisfaction,
    TaskState,
)
from app.core.auth import Actor, Verdict
from app.core.clock import as_beijing
from app.core.permissions import Role
from app.workdays.service import calendar


def shown(row: Any, actions: list[str], *, named: bool = True) -> dict[str, Any]:
    """Return a list row, with the name of the person when it may be known."""
    names = (
        "id ticket_id no round state version category_name description organisation_name is_reporter tries last_try_at"
        " finished_at finish_due_at outcome satisfaction excluded has_phone"
    )
    return {name: getattr(row, name) for name in names.split()} | {
        "person_name": row.person_name if named else None,
        "next_try_at": policy.next_try(row.last_try_at, row.that_day, calendar())
        if row.last_try_at and row.state == TaskState.OPEN
        else None,
        "state_name": TASK_STATE_NAMES[TaskState(row.state)],
        "place_text": " ".join(part for part in (row.compound_name, row.building_name) if part),
        "satisfaction_name": SATISFACTION_NAMES[Satisfaction(row.satisfaction)] if row.satisfaction else None,
        "actions": actions,
        "on_behalf": False,
    }


def for_resident(actor: Actor, row: Any) -> dict[str, Any] | None:
    """Return a call-back that ``actor`` may answer, for himself or for who lets him; None when he must not."""
    on_behalf = row.person_id != actor.person_id
    if on_behalf and not policy.may_answer_for(actor, queries.handling_side(row.ticket_id, row.round)):
        return None
    return shown(row, ["answer"]) | {"on_behalf": on_behalf}


def for_desk(actor: Actor, row: Any) -> dict[str, Any]:
    """Return a call-back with what ``actor`` may do about it."""
    return shown(row, _actions(row, bool(_verdict(actor, row))))


def for_rates(actor: Actor, row: Any) -> dict[str, Any]:
    """Return a call-back among the rows behind a number; the handling side learns no name that is not its to know."""
    return shown(row, [], named=policy.may_know(actor, hide_me=row.hide_me, is_reporter=row.is_reporter))


def _verdict(actor: Actor, row: Any) -> Verdict:
    return policy.may_call(actor, row, queries.handling_side(row.ticket_id, row.round))


def _actions(row: Any, allowed: bool) -> list[str]:
    reveal = ["reveal"] if row.has_phone else []
    if allowed and row.state == TaskState.OPEN:
        return ["answer", "missed", *reveal]
    if allowed and row.state == TaskState.UNREACHED:
        return ["answer", *reveal]
    return ["correct"] if allowed and row.state == TaskState.ANSWERED else []


def whole(actor: Actor, row: Any) -> dict[str, Any]:
    """Return a call-back with its script and attempts."""
    verdict = _verdict(actor, row)
    return shown(row, _actions(row, bool(verdict))) | {
        "script": script(row, actor.role),
        "blocked": None if verdict else verdict.reason,
        "attempts": [{"at": one.at, "note": one.note} for one in queries.tries(row.id)],
    }


CALLERS = {Role.STREET: "街道", Role.DISTRICT: "区住建委"}


def script(row: Any, role: Role | None) -> list[str]:
    """Return what to say, in order. ``role`` is that of who calls."""
    caller = CALLERS.get(role or Role.COMMUNITY, "社区")
    what = row.category_name or "反映的事情"
    when = as_beijing(row.finished_at) if row.finished_at else ""
    done = f"{row.organisation_name or '承办单位'}说{when}已经办完" if when else "办理期限已经到了"
    return [
        f"您好，我是{caller}工作人员，给您做一个回访，耽误您一分钟。",
        f"您（在{row.compound_name}）反映的“{what}”，{done}。",
        "请问有人跟您联系过吗？",
        "问题解决了吗？是解决了、解决了一部分，还是没有解决？",
        "您对办理情况满意吗？是满意、基本满意，还是不满意？",
        "（没有解决或不满意时）请您说说是什么原因，我记下来。",
        "好的，谢谢您，再见。",
    ]


def exclusion(actor: Actor, row: Any) -> dict[str, Any]:
    """Return an exclusion with what ``actor`` may decide."""
    names = (
        "id ticket_id no compound_name reason note state version created_at asked_name decided_name decision_note"
        " revoked_name revoke_note"
    )
    return {name: getattr(row, name) for name in names.split()} | {
        "reason_name": REASON_NAMES[Reason(row.reason)],
        "actions": _decisions(actor, row),
    }


def _decisions(actor: Actor, row: Any) -> list[str]:
    if row.state == ExclusionState.PENDING and policy.may_decide_exclusion(actor, row, row.asked_by):
        return ["approve", "deny"]
    revocable = row.state == ExclusionState.APPROVED and policy.may_revoke_exclusion(actor, row, row.decided_by)
    return ["revoke"] if revocable else []

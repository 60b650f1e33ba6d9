"""Finished Chinese sentences of a ticket's timeline. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core.clock import as_beijing
from app.core.permissions import ROLE_NAMES, Role
from app.tickets.models import OUTCOME_NAMES, Action, Outcome

STARS = "★★★★★☆☆☆☆☆"


def _who(event: dict[str, Any], fallback: str) -> str:
    role = event.get("actor_role")
    return ROLE_NAMES[Role(role)] if role else fallback


def sentence(event: dict[str, Any], *, for_reporter: bool = False) -> str:
    """Return what happened at one step, in words a 72-year-old understands."""
    detail = event.get("detail") or {}
    action = Action(event["action"])
    if action is Action.SUBMIT:
        return "您的报事已收到" if for_reporter else "居民报事"
    if action is Action.DISPATCH:
        return f"已转给{detail.get('organisation', '承办单位')}处理"
    if action is Action.REASSIGN:
        if detail.get("organisation"):
            return f"改由{detail['organisation']}处理"
        return "已安排专人处理"
    if action is Action.CONFIRM:
        rating = int(detail.get("rating", 0))
        said = OUTCOME_NAMES[Outcome(detail["outcome"])] if detail.get("outcome") else "已确认"
        return f"居民确认：{said}，评价 {STARS[5 - rating : 10 - rating]}"
    if action is Action.SUSPEND and detail.get("until"):
        return f"{_who(event, '承办人员')}暂时挂起，{as_beijing(datetime.fromisoformat(detail['until']))}前恢复"
    return SIMPLE[action].format(who=_who(event, "报事人"))


SIMPLE = {
    Action.ACCEPT: "{who}已接单",
    Action.START: "{who}已到场，开始处理",
    Action.SUSPEND: "{who}暂时挂起",
    Action.RESUME: "恢复处理",
    Action.FINISH: "{who}已处理完，等待居民确认",
    Action.REOPEN: "{who}反映没有解决，重新处理",
    Action.WITHDRAW: "报事人已撤回",
}

"""Finished Chinese sentences of a ticket's timeline. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.core.clock import as_beijing
from app.core.permissions import ROLE_NAMES, Role
from app.tickets.models import OUTCOME_NAMES, REQUEST_NAMES, Action, Outcome, RequestKind, Result, Source

STARS = "★★★★★☆☆☆☆☆"


def _who(event: dict[str, Any], fallback: str) -> str:
    role = event.get("actor_role")
    return ROLE_NAMES[Role(role)] if role else fallback


def sentence(event: dict[str, Any], *, for_reporter: bool = False) -> str:
    """Return what happened at one step, in words a 72-year-old understands; what a delegate did says so."""
    said = _said(event, for_reporter=for_reporter)
    return f"{said}（家人代办）" if (event.get("detail") or {}).get("delegation") else said


def _said(event: dict[str, Any], *, for_reporter: bool) -> str:
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
    if action in SPECIAL:
        return SPECIAL[action](event, detail)
    if action is Action.SUSPEND and detail.get("until"):
        return f"{_who(event, '承办人员')}暂时挂起，{as_beijing(datetime.fromisoformat(detail['until']))}前恢复"
    return SIMPLE[action].format(who=_who(event, "报事人"))


def _day(detail: dict[str, Any], key: str) -> str:
    return as_beijing(datetime.fromisoformat(detail[key])) if detail.get(key) else ""


def _asked(event: dict[str, Any], detail: dict[str, Any]) -> str:
    return f"{_who(event, '承办人员')}请居民补充情况，{_day(detail, 'until')}前没有补充就继续处理"


def _shelved(event: dict[str, Any], detail: dict[str, Any]) -> str:
    return f"{_who(event, '街道')}挂账，{_day(detail, 'until')}前复核"


def _requested(event: dict[str, Any], detail: dict[str, Any]) -> str:
    words = {
        "extension": f"申请延期到{_day(detail, 'until')}",
        "return": "提出派单异议，等待决定",
        "transfer": f"申请转给{detail.get('organisation', '其他单位')}，对方接受前仍由原单位负责",
        "conference": "提请会商",
    }
    return f"{_who(event, '承办单位')}{words[detail['request']]}"


def _decided(event: dict[str, Any], detail: dict[str, Any]) -> str:
    who, approved, organisation = _who(event, "上级"), detail.get("approved"), detail.get("organisation", "")
    if detail["request"] == "conference":
        return f"{who}给出会商意见" if approved else f"{who}没有安排会商"
    if not approved:
        return f"{who}没有同意{REQUEST_NAMES[RequestKind(detail['request'])]}"
    words = {
        "extension": f"同意延期到{_day(detail, 'extended_to')}",
        "return": f"认定派单异议成立，改由{organisation}处理",
        "transfer": f"接受转办，由{organisation}负责",
    }
    return f"{who}{words[detail['request']]}"


def _joined(event: dict[str, Any], detail: dict[str, Any]) -> str:
    if detail.get("how") == "merge":
        return f"{detail['from_no']} 并入这件事一起办理"
    if detail.get("how") == "unmerge":
        return f"{detail['from_no']} 改为单独办理"
    if detail.get("how") == "called":
        came = "到窗口" if detail.get("channel") == Source.WINDOW else "来电"
        return f"又有一位居民{came}说遇到同样的问题，{_who(event, '工作人员')}已登记"
    return "又有一位居民说遇到同样的问题"


def _settled(event: dict[str, Any], detail: dict[str, Any]) -> str:
    if detail.get("unreached"):
        return "回访没有联系上居民，先办结"
    return f"回访结果：{OUTCOME_NAMES[Outcome(detail['outcome'])]}"


def _finished(event: dict[str, Any], detail: dict[str, Any]) -> str:
    result = Result(detail.get("result") or Result.SOLVED)
    who = _who(event, "承办人员")
    if result is Result.UNSOLVABLE:
        return f"{who}答复：目前无法解决（{detail.get('reason', '')}），等待居民确认"
    if result is Result.NOT_OURS:
        return f"{who}答复：不属于职责范围（{detail.get('reason', '')}），等待居民确认"
    return f"{who}已处理完{'一部分' if result is Result.PARTLY else ''}，等待居民确认"


def _due_again(event: dict[str, Any], detail: dict[str, Any]) -> str:
    return f"放假安排公布，办结期限由{_day(detail, 'was')}改为{_day(detail, 'due')}"


SPECIAL: dict[Action, Callable[[dict[str, Any], dict[str, Any]], str]] = {
    Action.ASK: _asked,
    Action.SHELVE: _shelved,
    Action.EXTEND: _requested,
    Action.RETURN: _requested,
    Action.TRANSFER: _requested,
    Action.CONFER: _requested,
    Action.DECIDE: _decided,
    Action.JOIN: _joined,
    Action.SETTLE: _settled,
    Action.FINISH: _finished,
    Action.REDUE: _due_again,
    Action.WHISTLE: lambda event, detail: f"{_who(event, '街道')}吹哨，请{detail['organisation']}配合办理",
    Action.REPORT_IN: lambda event, detail: f"{detail['organisation']}已报到",
    Action.MERGE: lambda event, detail: f"与 {detail['into_no']} 是同一件事，并在一起办理",
    Action.UNMERGE: lambda event, detail: "不再并案，单独办理",
}

SIMPLE = {
    Action.ACCEPT: "{who}已接单",
    Action.START: "{who}已到场，开始处理",
    Action.SUSPEND: "{who}暂时挂起",
    Action.RESUME: "恢复处理",
    Action.ANSWER: "居民已补充，继续处理",
    Action.UNSHELVE: "{who}销账，继续处理",
    Action.URGE: "居民催办",
    Action.FOLLOW_UP: "{who}已跟进回应",
    Action.ASSIGN: "已安排专人处理",
    Action.REOPEN: "{who}反映没有解决，重新处理",
    Action.WITHDRAW: "报事人已撤回",
}

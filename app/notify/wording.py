"""What people read: finished Chinese for the inbox, and the fields of WeChat's templates. Pure.

Nothing here names a person. Limits of template fields: developers.weixin.qq.com, parameters of subscribe messages
(订阅消息参数值内容限制说明).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import BEIJING
from app.notify.models import LONGEST_TITLE, NOT_SUBSCRIBED, REFUSED, DeliveryState, Kind

RESIDENT_PAGE = "areas/tickets/pages/detail?id={ticket_id}"
STAFF_PAGE = "areas/staff/pages/job?id={ticket_id}"
"""Pages of the mini-program (miniapp/src/pages.json)."""

OUTCOMES = {"solved": "已解决", "partly": "部分解决", "unsolved": "未解决"}
CLOCKS = {"contact": "联系", "onsite": "到场", "finish": "完成"}


def cut(value: str, longest: int) -> str:
    """Return at most ``longest`` characters of ``value``; an ellipsis says that there was more."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as the inbox shows it. ``{matter}`` and the like are filled in by ``filled``."""

    title: str
    text: str

    def filled(self, **values: str) -> Words:
        """Return the finished notice."""
        return Words(cut(self.title.format(**values), LONGEST_TITLE), self.text.format(**values))


BINDINGS: dict[str, Words] = {
    "active": Words("房屋认证已通过", "您在{compound}的房屋认证已通过，可以报修和查看公示了。"),
    "refused": Words("房屋认证没有通过", "您在{compound}的房屋认证没有通过，原因请在“我的家”里查看，也可以问社区。"),
    "ended": Words("房屋认证已结束", "您在{compound}的房屋认证已结束。如有疑问，请联系社区。"),
}

FOR_REPORTER: dict[Kind, Words] = {
    Kind.ROUTED: Words("已转给{organisation}", "您报的{matter}已转给{organisation}处理，有人接单后会通知您。"),
    Kind.ASSIGNED: Words("已安排专人处理", "您报的{matter}已安排专人处理。"),
    Kind.ACCEPTED: Words("已有人接单", "您报的{matter}已有人接单，会尽快和您联系。"),
    Kind.STARTED: Words("已到场处理", "您报的{matter}已有人到场，正在处理。"),
    Kind.SUSPENDED: Words("需要等一等", "您报的{matter}暂时停下了，原因和恢复时间请打开查看。"),
    Kind.RESUMED: Words("继续处理", "您报的{matter}已恢复处理。"),
    Kind.FINISHED: Words("处理完了，请您确认", "您报的{matter}已经处理完，请您看看解决了没有，确认并评价。"),
    Kind.CONFIRMED: Words("已办结", "您报的{matter}已确认办结，结果：{outcome}。"),
    Kind.REOPENED: Words("重新处理", "您报的{matter}已重新打开，会再次安排处理。"),
    Kind.WITHDRAWN: Words("已撤回", "您报的{matter}已撤回。"),
}

FOR_STAFF: dict[Kind, Words] = {
    Kind.NEW: Words("新工单：{subject}", "{matter}已转给{organisation}，请及时接单。"),
    Kind.ASSIGNED: Words("派给您的工单", "{matter}已派给您，请及时接单处理。"),
    Kind.RESUMED: Words("挂起时间已到", "{matter}的挂起时间已到，请继续处理。"),
    Kind.CONFIRMED: Words("居民已确认", "{matter}已由居民确认，结果：{outcome}。"),
    Kind.UNSOLVED: Words("居民反映没有解决", "{matter}居民反映没有解决，请了解情况并跟进。"),
    Kind.REOPENED: Words("工单重新打开", "{matter}已重新打开，请重新安排处理。"),
    Kind.WITHDRAWN: Words("报事人已撤回", "{matter}报事人已撤回，不用再处理。"),
    Kind.LATE: Words("超过{clock}时限", "{matter}已超过{clock}时限，请尽快处理。"),
}

NOBODY_THERE = Words(
    "单位无人值守：{subject}", "{matter}应由{organisation}处理，该单位还没有人使用本系统，请社区打电话联系。"
)
"""For the community, in place of ``Kind.NEW``."""


def matter(no: str, subject: str) -> str:
    """Return what a notice is about: the category's name, when there is one, and the number."""
    return f"“{subject}”（编号 {no}）" if subject else f"事项（编号 {no}）"


# --- WeChat ---


@dataclass(frozen=True, slots=True)
class Template:
    """A subscribe message that WeChat approved. ``fields`` maps its field names to what we put in."""

    name: str
    page: str
    fields: Mapping[str, str]
    for_staff: bool = False


STEP_FIELDS = {
    "character_string1": "no",
    "thing2": "subject",
    "phrase3": "step",
    "time4": "at",
    "thing5": "tip",
}

TEMPLATES: dict[str, Template] = {
    "progress": Template("报事进度提醒", RESIDENT_PAGE, STEP_FIELDS),
    "confirm": Template("处理完成提醒", RESIDENT_PAGE, STEP_FIELDS),
    "work": Template("工单待办提醒", STAFF_PAGE, STEP_FIELDS, for_staff=True),
    "alert": Template("工单预警提醒", STAFF_PAGE, STEP_FIELDS, for_staff=True),
}

REPORTER_TEMPLATES: dict[Kind, str] = {
    Kind.ACCEPTED: "progress",
    Kind.SUSPENDED: "progress",
    Kind.REOPENED: "progress",
    Kind.FINISHED: "confirm",
}
STAFF_TEMPLATES: dict[Kind, str] = {
    Kind.NEW: "work",
    Kind.ASSIGNED: "work",
    Kind.REOPENED: "work",
    Kind.UNSOLVED: "alert",
    Kind.LATE: "alert",
}
"""Which notices also leave the product. A person allows messages one by one, so only what he waits for may use one up;
the rest waits in the inbox."""

STEPS: dict[Kind, tuple[str, str]] = {
    Kind.ACCEPTED: ("已接单", "已有人接单，会尽快和您联系"),
    Kind.SUSPENDED: ("已挂起", "需要等一等，点开看原因和时间"),
    Kind.REOPENED: ("重新处理", "已重新打开，会再次安排处理"),
    Kind.FINISHED: ("待您确认", "处理完了，请您看看并评价"),
    Kind.NEW: ("待接单", "有新工单，请及时接单"),
    Kind.ASSIGNED: ("已派给您", "已派给您，请及时接单处理"),
    Kind.UNSOLVED: ("没有解决", "居民反映没有解决，请跟进"),
    Kind.LATE: ("超过时限", "已超过时限，请尽快处理"),
}
"""Kind → the word for ``phrase`` and the hint for ``thing``."""


def thing(value: str) -> str:
    """Return at most 20 characters on one line; WeChat takes no empty value."""
    return cut(" ".join(value.split()), 20) or "无"


def phrase(value: str) -> str:
    """Return at most 5 Chinese characters and nothing else."""
    return re.sub(r"[^\u4e00-\u9fff]", "", value)[:5] or "无"


def character_string(value: str) -> str:
    """Return at most 32 digits, letters and ASCII symbols."""
    return re.sub(r"[^\x21-\x7e]", "", value)[:32] or "-"


def time(value: str) -> str:
    """Return a time as it was written by ``wechat_time``."""
    return value


def wechat_time(moment: datetime) -> str:
    """Return ``2026年10月1日 15:01``, the form that WeChat takes, in Beijing's time."""
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


FITS: dict[str, Callable[[str], str]] = {
    "thing": thing,
    "phrase": phrase,
    "character_string": character_string,
    "time": time,
}


def message(template: str, kind: Kind, *, no: str, subject: str, at: datetime) -> dict[str, str]:
    """Return the fields of one message, each cut to what WeChat takes."""
    step, tip = STEPS[kind]
    values = {"no": no, "subject": subject or "报事", "step": step, "tip": tip, "at": wechat_time(at)}
    return {
        name: FITS[name.rstrip("0123456789")](values[source]) for name, source in TEMPLATES[template].fields.items()
    }


# --- for who looks after the deliveries ---

STATE_NAMES = {
    DeliveryState.PLANNED: "待发送",
    DeliveryState.SENDING: "发送中",
    DeliveryState.SENT: "已发送",
    DeliveryState.FAILED: "未发送",
    DeliveryState.UNKNOWN: "结果不明",
}

REASONS = {
    "": "",
    NOT_SUBSCRIBED: "本人没有同意接收这类消息",
    REFUSED: "本人已拒收这类消息",
    "not_configured": "没有设置这类消息的微信模板",
    "no_account": "本人没有绑定微信",
    "unreachable": "多次尝试后仍连不上微信",
    "interrupted": "发送时程序中断，不知道是否送达",
    "decided": "由工作人员认定",
}


def reason_words(reason: str, state: str) -> str:
    """Return the reason of a state as a sentence; what WeChat or the network said stays in brackets."""
    if reason in REASONS:
        return REASONS[reason]
    if state == DeliveryState.UNKNOWN:
        return f"发出后没有得到明确的回答（{reason}）"
    if state == DeliveryState.FAILED:
        return f"微信没有接受这条消息（{reason}）"
    return reason

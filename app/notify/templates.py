"""Messages that leave the product, as their carriers approved them: WeChat's templates and texts for phones. Pure.

Nothing here names a person. The one place that knows how long a value may be. Limits of WeChat's fields:
developers.weixin.qq.com, parameters of subscribe messages (订阅消息参数值内容限制说明).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import BEIJING
from app.notify.models import Kind

RESIDENT_PAGE = "areas/tickets/pages/detail?id={ticket_id}"
STAFF_PAGE = "areas/staff/pages/job?id={ticket_id}"
"""Pages of the mini-program (miniapp/src/pages.json)."""


def cut(value: str, longest: int) -> str:
    """Return at most ``longest`` characters of ``value``; an ellipsis says that there was more."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


# --- WeChat ---


@dataclass(frozen=True, slots=True)
class Template:
    """A subscribe message that WeChat approved. ``fields`` maps its field names to what we put in.

    ``wanted`` is how many permissions a person should have in store before he is no longer asked for more.
    """

    name: str
    page: str
    fields: Mapping[str, str]
    wanted: int
    for_staff: bool = False


STEP_FIELDS = {
    "character_string1": "no",
    "thing2": "subject",
    "phrase3": "step",
    "time4": "at",
    "thing5": "tip",
}

TEMPLATES: dict[str, Template] = {
    "progress": Template("报事进度提醒", RESIDENT_PAGE, STEP_FIELDS, 3),
    "confirm": Template("处理完成提醒", RESIDENT_PAGE, STEP_FIELDS, 2),
    "work": Template("工单待办提醒", STAFF_PAGE, STEP_FIELDS, 10, for_staff=True),
    "alert": Template("工单预警提醒", STAFF_PAGE, STEP_FIELDS, 5, for_staff=True),
}

REPORTER_TEMPLATES: dict[Kind, str] = {
    Kind.ACCEPTED: "progress",
    Kind.SUSPENDED: "progress",
    Kind.SHELVED: "progress",
    Kind.ASKED: "progress",
    Kind.REOPENED: "progress",
    Kind.FINISHED: "confirm",
}
STAFF_TEMPLATES: dict[Kind, str] = {
    Kind.NEW: "work",
    Kind.ASSIGNED: "work",
    Kind.REOPENED: "work",
    Kind.ANSWERED: "work",
    Kind.REQUESTED: "work",
    Kind.INVITED: "work",
    Kind.UNSOLVED: "alert",
    Kind.LATE: "alert",
    Kind.CLIMBED: "alert",
    Kind.URGED: "alert",
}
"""Which notices also leave the product. A person allows messages one by one, so only what he waits for may use one up;
the rest waits in the inbox."""

STEPS: dict[Kind, tuple[str, str]] = {
    Kind.ACCEPTED: ("已接单", "已有人接单，会尽快和您联系"),
    Kind.SUSPENDED: ("已挂起", "需要等一等，点开看原因和时间"),
    Kind.SHELVED: ("已挂账", "一时办不了，点开看原因和打算"),
    Kind.ASKED: ("请您补充", "办理需要您补充情况，请点开回答"),
    Kind.REOPENED: ("重新处理", "已重新打开，会再次安排处理"),
    Kind.FINISHED: ("待您确认", "处理完了，请您看看并评价"),
    Kind.NEW: ("待接单", "有新工单，请及时接单"),
    Kind.ASSIGNED: ("已派给您", "已派给您，请及时接单处理"),
    Kind.ANSWERED: ("居民已补充", "居民已补充情况，请继续办理"),
    Kind.REQUESTED: ("待您决定", "有一项申请等您决定"),
    Kind.INVITED: ("吹哨报到", "请您单位到场配合，及时报到"),
    Kind.UNSOLVED: ("没有解决", "居民反映没有解决，请跟进"),
    Kind.LATE: ("超过时限", "已超过时限，请尽快处理"),
    Kind.CLIMBED: ("提级提醒", "办理时间过去较多，请督促办理"),
    Kind.URGED: ("居民催办", "居民催办，请尽快处理并联系"),
}
"""Kind → the word for ``phrase`` and the hint for ``thing``."""


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _kept(pattern: str, longest: int, otherwise: str) -> Callable[[str], str]:
    """Return a function that keeps the characters of ``pattern``, at most ``longest`` of them."""

    def fit(value: str) -> str:
        return "".join(re.findall(pattern, value))[:longest] or otherwise

    return fit


def thing(value: str) -> str:
    """Return at most 20 characters on one line; WeChat takes no empty value."""
    return cut(_one_line(value), 20) or "无"


def name(value: str) -> str:
    """Return at most 10 characters of a name, without digits and symbols."""
    return "".join(re.findall(r"[\u4e00-\u9fffA-Za-z·]", value))[:10] or "居民"


def amount(value: str) -> str:
    """Return a sum of money: a sign for the currency and at most ten digits, cents among them."""
    found = re.search(r"[0-9]{1,8}(?:\.[0-9]{1,2})?", value.replace(",", ""))
    return f"¥{found.group()}" if found else "¥0"


phrase = _kept(r"[\u4e00-\u9fff]", 5, "无")
character_string = _kept(r"[\x21-\x7e]", 32, "-")
number = _kept(r"[0-9.]", 32, "0")
letter = _kept(r"[A-Za-z]", 32, "X")
symbol = _kept(r"[!-/:-@\[-`{-~]", 5, "-")
phone_number = _kept(r"[0-9+\-*]", 17, "-")
car_number = _kept(r"[\u4e00-\u9fffA-Z0-9·*]", 8, "无")


def time(value: str) -> str:
    """Return a time or a date as it was written by ``wechat_time``."""
    return value


def wechat_time(moment: datetime) -> str:
    """Return ``2026年10月1日 15:01``, the form that WeChat takes, in Beijing's time."""
    local = moment.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


FITS: dict[str, Callable[[str], str]] = {
    "thing": thing,
    "phrase": phrase,
    "character_string": character_string,
    "number": number,
    "letter": letter,
    "symbol": symbol,
    "time": time,
    "date": time,
    "amount": amount,
    "phone_number": phone_number,
    "car_number": car_number,
    "name": name,
}
"""Every kind of field that WeChat knows."""


def fitted(fields: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a message, each cut to what WeChat takes in a field of its kind."""
    return {field: FITS[field.rstrip("0123456789")](values[source]) for field, source in fields.items()}


def message(template: str, kind: Kind, *, no: str, subject: str, at: datetime) -> dict[str, str]:
    """Return the fields of one message."""
    step, tip = STEPS[kind]
    values = {"no": no, "subject": subject or "报事", "step": step, "tip": tip, "at": wechat_time(at)}
    return fitted(TEMPLATES[template].fields, values)


# --- text messages ---

LONGEST_VALUE = 30
LONGEST_LINK = 80


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """A text that the vendor approved, with its values in the order of the vendor's ``{1}``, ``{2}`` ...

    ``a_day`` is how many of them one number may get within 24 hours: a number can be somebody else's.
    """

    name: str
    words: str
    values: tuple[str, ...]
    a_day: int = 10

    def filled(self, params: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
        """Return the values in order and the finished words. Raises ``KeyError`` when one is missing."""
        fitting = {value: _sms_value(value, params[value]) for value in self.values}
        return tuple(fitting.values()), self.words.format(**fitting)


def _sms_value(name_of_value: str, value: str) -> str:
    """Return a value as a text message takes it: one line, short. A link is whole or refused."""
    if name_of_value != "url":
        return cut(_one_line(value), LONGEST_VALUE)
    if len(value) > LONGEST_LINK or not re.fullmatch(r"https?://[\x21-\x7e]+", value):
        raise ValueError("no link that fits into a text message")
    return value


SMS_TEMPLATES: dict[str, SmsTemplate] = {
    "urgent_progress": SmsTemplate(
        "紧急报事进度", "您报的紧急事项（编号{no}）：{step}。详情请打开小程序“好服务”。", ("no", "step")
    ),
    "urgent_work": SmsTemplate("紧急工单", "紧急工单{no}：{step}，请马上打开“好服务”处理。", ("no", "step"), a_day=40),
    "callback_link": SmsTemplate(
        "办理结果回访", "您反映的事项（编号{no}）已办理，解决了没有？请点开告诉我们：{url}", ("no", "url")
    ),
}


def register_sms_template(key: str, template: SmsTemplate) -> None:
    """Let another area send texts of its own. Its key stands in HFW_SMS_TEMPLATES beside the vendor's id."""
    SMS_TEMPLATES[key] = template

"""From what stands in the cells of a row to an order, with everything that is wrong with it in words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.core.crypto import normalise_phone
from app.core.spreadsheets import Cell
from app.core.wire import UNWANTED
from app.hotline.columns import LONGEST_CONTENT

OWN_NO = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{2,39}")
PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|[0-9]{5,8}")
MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.\d+)?\s*秒?)?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?()")
LENGTH = re.compile(r"(\d{1,4})\s*个?\s*(小时|工作日|自然日|日历天|天|日|h)\s*(?:内|以内)?", re.I)
WORKING = re.compile(r"(?:工作日)(\d{1,3})天?")

FIRST_SERIAL, LAST_SERIAL = 36526, 73050
"""Numbers that Excel means as days from 2000-01-01 to 2099-12-31."""
SERIAL_ZERO = date(1899, 12, 30)
MOST = {"hours": 720, "days": 180, "working_days": 120}
UNITS = {"小时": "hours", "h": "hours", "工作日": "working_days"}
UNIT_WORDS = {"hours": "小时", "days": "天", "working_days": "个工作日"}
ROLLS_FROM_DAYS = 7
"""From so many days on a last day that is no working day moves to the next one (after 民法典第203条)."""
OLDEST, FURTHEST = timedelta(days=3 * 366), timedelta(days=2 * 366)

KINDS = {
    "咨询": "consultation",
    "求助": "help",
    "投诉": "complaint",
    "举报": "report",
    "建议": "suggestion",
    "表扬": "suggestion",
    "报修": "repair",
}
BY_URGENCY = {"特急": 2, "特级": 2, "危急": 2, "紧急": 24, "加急": 24}
ORDINARY = {"一般", "普通", "平件", "常规"}
YES = {"是", "保密", "需保密", "y", "yes", "true", "1"}
NO = {"否", "不保密", "公开", "不", "n", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken. ``key`` is that of the column."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it was given: an instant, or an amount of ``hours``, ``days`` or ``working_days``."""

    at: datetime | None = None
    amount: int = 0
    unit: str = "hours"

    @property
    def words(self) -> str:
        """Return it as people say it: 24小时, 5个工作日, 11月29日 18:00."""
        if self.at is not None:
            local = self.at.astimezone(BEIJING)
            return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
        return f"{self.amount}{UNIT_WORDS[self.unit]}"

    def end(self, start: datetime, calendar: Calendar) -> datetime:
        """Return the instant at which it ends when it starts at ``start``."""
        if self.at is not None:
            return self.at
        if self.unit == "working_days":
            return calendar.add_working_days(start, self.amount)
        if self.unit == "hours":
            return start + timedelta(hours=self.amount)
        end = start + timedelta(days=self.amount)
        return calendar.roll_forward(end) if self.amount >= ROLLS_FROM_DAYS else end


@dataclass(slots=True)
class Draft:
    """An order as it was written down, before places and categories are looked up."""

    own_no: str = ""
    called_at: datetime | None = None
    dispatched_at: datetime | None = None
    caller_name: str = ""
    caller_phone: str | None = None
    kind: str = ""
    category: str = ""
    street: str = ""
    community: str = ""
    compound: str = ""
    building: str = ""
    address: str = ""
    content: str = ""
    due: Due | None = None
    due_words: str = ""
    secret: bool = False
    urged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Unreadable(ValueError):
    """A cell does not say what its column is for; the argument tells the person why."""


def draft_of(cells: Mapping[str, Cell], at: datetime) -> Draft:
    """Return the order in ``cells`` (by column key) as read at the instant ``at``. Never raises: problems are kept."""
    reader = _Reader(cells)
    draft = Draft(
        own_no=reader.take("own_no", own_number, ""),
        called_at=reader.take("called_at", moment, None),
        dispatched_at=reader.take("dispatched_at", moment, None),
        caller_name=reader.take("caller_name", lambda cell: words(cell, 40), ""),
        caller_phone=reader.take("caller_phone", phone, None),
        kind=reader.take("kind", kind, ""),
        category=reader.take("category", category_words, ""),
        urged=reader.take("urged", count, 0),
        secret=reader.take("secret", yes_or_no, False),
        due=reader.take("deadline", deadline, None),
        content=reader.take("content", lambda cell: words(cell, LONGEST_CONTENT, lines=True), ""),
    )
    for key, longest in (("street", 60), ("community", 60), ("compound", 80), ("building", 30), ("address", 160)):
        setattr(draft, key, reader.take(key, lambda cell, n=longest: words(cell, n), ""))
    hurry = reader.take("urgency", urgency, None)
    for key, message in (
        ("own_no", "请填写工单编号"),
        ("kind", "请填写诉求类型：咨询、求助、投诉、举报、建议之一"),
        ("compound", "请填写小区名称"),
        ("content", "请填写诉求内容"),
    ):
        if not getattr(draft, key) and not any(problem.key == key for problem in reader.problems):
            reader.problems.append(Problem(key, message))
    _settle_times(draft, hurry, reader.problems, at)
    draft.problems = reader.problems
    return draft


class _Reader:
    """Takes the cells of a row one by one and keeps what is wrong with them."""

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self._cells = cells
        self.problems: list[Problem] = []

    def take(self, key: str, read: Any, empty: Any) -> Any:
        """Return what ``read`` makes of the cell of ``key``; ``empty`` when there is none or it is unreadable."""
        cell = self._cells.get(key)
        if cell is None or not cell.text():
            return empty
        try:
            if cell.kind == "formula":
                raise Unreadable("是公式，请复制后“粘贴为数值”")
            if cell.kind == "error":
                raise Unreadable(f"是错误值 {cell.text()}，请改正")
            return read(cell)
        except Unreadable as problem:
            self.problems.append(Problem(key, str(problem)))
            return empty


def _settle_times(draft: Draft, hurry: Due | None, problems: list[Problem], at: datetime) -> None:
    """Check the times against each other, and let the urgency stand in for a deadline that is missing."""
    for key, name in (("called_at", "来电时间"), ("dispatched_at", "派单时间")):
        value = getattr(draft, key)
        if value is not None and not at - OLDEST < value < at + timedelta(days=1):
            problems.append(Problem(key, f"{name}不在可用的范围内（三年内，且不晚于明天）"))
            setattr(draft, key, None)
    if draft.due is None and hurry is not None:
        draft.due = hurry
        draft.due_words = f"没有办理期限，按紧急程度 {hurry.words}"
    elif draft.due is not None:
        draft.due_words = f"办理期限 {draft.due.words}"
    if draft.due is None or draft.due.at is None:
        return
    if draft.due.at < (draft.called_at or draft.due.at):
        problems.append(Problem("deadline", "办理期限早于来电时间"))
    elif not at - OLDEST < draft.due.at < at + FURTHEST:
        problems.append(Problem("deadline", "办理期限不在可用的范围内（两年内）"))


# --- single cells ---


def words(cell: Cell, longest: int, *, lines: bool = False) -> str:
    """Return a text. Raises ``Unreadable`` for one that is too long."""
    text = UNWANTED.sub("", unicodedata.normalize("NFC", cell.text())).strip()
    if not lines:
        text = " ".join(text.split())
    if len(text) > longest:
        raise Unreadable(f"不能超过 {longest} 个字，现有 {len(text)} 个字")
    return text


def own_number(cell: Cell) -> str:
    """Return the number of the other side's."""
    if cell.is_cut:
        raise Unreadable("编号位数过多，Excel 已改掉末几位；请把这一列设为“文本”格式后重新填写")
    text = unicodedata.normalize("NFKC", cell.text()).strip()
    if not OWN_NO.fullmatch(text):
        raise Unreadable("应为 3 到 40 位字母、数字、横线")
    return text


def phone(cell: Cell) -> str:
    """Return a telephone number as digits."""
    digits = normalise_phone(cell.text())
    if not PHONE.fullmatch(digits):
        raise Unreadable("电话号码不正确")
    return digits


def kind(cell: Cell) -> str:
    """Return the kind of ticket (诉求类型)."""
    text = words(cell, 20).removesuffix("类")
    if text not in KINDS:
        raise Unreadable("应为咨询、求助、投诉、举报、建议之一")
    return KINDS[text]


def category_words(cell: Cell) -> str:
    """Return what stands for the category; a code that Excel took for a number gets its zero back."""
    text = words(cell, 60)
    return text.zfill(4) if text.isascii() and text.isdigit() and len(text) == 3 else text


def count(cell: Cell) -> int:
    """Return a whole number of at most 999."""
    text = unicodedata.normalize("NFKC", cell.text())
    if not re.fullmatch(r"\d{1,3}", text, re.ASCII):
        raise Unreadable("应为 0 到 999 的整数")
    return int(text)


def yes_or_no(cell: Cell) -> bool:
    """Return whether it says yes."""
    text = words(cell, 10).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Unreadable("应为“是”或“否”")


def urgency(cell: Cell) -> Due | None:
    """Return the deadline for which the urgency stands when there is no other."""
    text = words(cell, 10)
    if text in ORDINARY:
        return None
    if text not in BY_URGENCY:
        raise Unreadable("应为一般、紧急、特急之一")
    return Due(amount=BY_URGENCY[text], unit="hours")


def deadline(cell: Cell) -> Due:
    """Return a deadline: an instant, a day (until its end), or a length of time."""
    if cell.kind == "day":
        return Due(_local(cell.value, time(23, 59, 59)))
    if cell.kind == "text":
        text = unicodedata.normalize("NFKC", cell.text())
        found = LENGTH.fullmatch(text)
        swapped = WORKING.fullmatch(text)
        if found or swapped:
            amount = int(found[1] if found else swapped[1])  # type: ignore[index]
            unit = UNITS.get(found[2].lower(), "days") if found else "working_days"
            if not 1 <= amount <= MOST[unit]:
                raise Unreadable(f"应在 1 到 {MOST[unit]} {UNIT_WORDS[unit]}之间")
            return Due(amount=amount, unit=unit)
        if re.fullmatch(r"\d{1,3}", text):
            raise Unreadable("请写明单位，如 24小时、7天、5个工作日")
        day_only = MOMENT.fullmatch(text) or PACKED.fullmatch(text)
        if day_only and day_only[4] is None:
            return Due(_moment_of(day_only, time(23, 59, 59)))
    elif cell.kind == "number" and not FIRST_SERIAL <= float(str(cell.value)) <= LAST_SERIAL:
        raise Unreadable("请写明单位，如 24小时、7天、5个工作日")
    elif cell.kind == "number" and float(str(cell.value)).is_integer():
        return Due(moment(cell) + timedelta(days=1) - timedelta(seconds=1))
    return Due(moment(cell))


def moment(cell: Cell) -> datetime:
    """Return an instant. What has no zone is meant here; a day without a time is its beginning."""
    if cell.kind in ("moment", "day"):
        return _local(cell.value, time())
    if cell.kind == "number":
        serial = float(str(cell.value))
        if not FIRST_SERIAL <= serial <= LAST_SERIAL:
            raise Unreadable("不是日期，应写成 2026-11-22 09:30")
        whole = timedelta(days=int(serial))
        seconds = timedelta(seconds=round((serial - int(serial)) * 86400))
        return datetime.combine(SERIAL_ZERO + whole, time(), BEIJING) + seconds
    text = unicodedata.normalize("NFKC", cell.text())
    found = MOMENT.fullmatch(text) or PACKED.fullmatch(text)
    if not found:
        raise Unreadable("不是日期，应写成 2026-11-22 09:30")
    return _moment_of(found, time())


def _local(value: object, at: time) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=BEIJING) if value.tzinfo is None else value
    if isinstance(value, date):
        return datetime.combine(value, at, BEIJING)
    raise Unreadable("不是日期，应写成 2026-11-22 09:30")


def _moment_of(found: re.Match[str], without_time: time) -> datetime:
    year, month, day = (int(found[n]) for n in (1, 2, 3))
    try:
        the_day = date(year, month, day)
    except ValueError:
        raise Unreadable(f"没有 {month} 月 {day} 日这一天") from None
    if not 2000 <= year <= 2099:
        raise Unreadable("年份不在可用的范围内")
    if found[4] is None:
        return datetime.combine(the_day, without_time, BEIJING)
    try:
        clock = time(int(found[4]), int(found[5] or 0), int(found[6] or 0))
    except ValueError:
        raise Unreadable(f"没有 {found[4]}:{found[5] or '00'} 这个时刻") from None
    if found[7]:
        return datetime.fromisoformat(f"{the_day.isoformat()}T{clock.isoformat()}{_zone(found[7])}")
    return datetime.combine(the_day, clock, BEIJING)


def _zone(text: str) -> str:
    if text == "Z":
        return "+00:00"
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise Unreadable("时区不正确")
    return f"{text[:3]}:{text[-2:]}"

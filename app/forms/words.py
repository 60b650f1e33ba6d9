"""Figures and spans of time as people read them, and the sentence about a sum that does not come out. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.forms.base import PeriodKind, Problem

MONTHS_OF_A_YEAR = 12


def yuan(fen: int) -> str:
    """Return an amount as people read it: ``1,234.50 元``."""
    return f"{Decimal(fen).scaleb(-2):,.2f} 元"


def square_metres(centi: int) -> str:
    """Return an area as people read it: ``58.30 ㎡``."""
    return f"{Decimal(centi).scaleb(-2):,.2f} ㎡"


def percent(part: int, of: int) -> str:
    """Return a share with one decimal, rounded half up; ``—`` of nothing."""
    if of == 0:
        return "—"
    tenths, rest = divmod(abs(part) * 1000, abs(of))
    tenths += 2 * rest >= abs(of)
    sign = "-" if (part < 0) != (of < 0) and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}%"


def off_by(path: str, what: str, written: int | None, right: int) -> Iterator[Problem]:
    """Yield a problem when an amount differs from what it has to be, with the difference to the fen.

    An amount that is not written is told by its column.
    """
    if written is not None and written != right:
        yield Problem(path, f"{what}应为 {yuan(right)}，表上写的是 {yuan(written)}，差 {yuan(abs(written - right))}")


def chinese_day(day: date) -> str:
    """Return a day as people write it: ``2026年11月22日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def period_words(kind: PeriodKind | str, first: date | None, last: date | None) -> str:
    """Return a period as people say it: ``2025 年度``, ``2026 年第 3 季度``; a piece of one by its days."""
    if first is None or last is None:
        return ""
    months = last.month - first.month + 1
    if kind == PeriodKind.YEAR and first.year == last.year and months == MONTHS_OF_A_YEAR:
        return f"{first.year} 年度"
    if kind == PeriodKind.QUARTER and months == 3:
        return f"{first.year} 年第 {quarter_of(first)} 季度"
    return f"{chinese_day(first)}至{chinese_day(last)}"


def quarter_of(day: date) -> int:
    """Return the quarter of a day, 1 to 4."""
    return (day.month + 2) // 3


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def quarter_end(day: date) -> date:
    """Return the last day of the quarter in which ``day`` lies."""
    return month_end(day.year, quarter_of(day) * 3)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def period_problem(kind: PeriodKind, first: date | None, last: date | None) -> str | None:
    """Return what is wrong with a period for a form of this kind, or None.

    Years and quarters are made of whole months; a piece of one is right where a contract began or ended in it.
    """
    if kind in (PeriodKind.NONE, PeriodKind.EVENT):
        return None if first is None and last is None else "这种公示不分期间"
    if first is None or last is None:
        return "请选择公示的期间"
    if first.day != 1 or last != month_end(last.year, last.month) or last < first:
        return "期间应从月初开始、到月末结束"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if kind is PeriodKind.YEAR and months > MONTHS_OF_A_YEAR:
        return "一期年度公示不能超过 12 个月"
    if kind is PeriodKind.QUARTER and (first.year != last.year or quarter_of(first) != quarter_of(last)):
        return "一期季度公示应在同一个季度内"
    return None

"""What a cell of a ledger may hold. ``parse`` and ``show`` are each other's inverse for every value that is accepted.

A value on the wire and in the database is a str, an int, a bool or None for nothing: money and rates in fen (分),
areas in 0.01 ㎡, percentages in tenths of a percent, days as ``2026-11-22``, choices by their code. Never a float.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Any

from app.core.spreadsheets import Cell
from app.core.wire import UNWANTED

Value = str | int | bool | None

LARGEST = 10**13
"""Beyond this a cell of Excel, which keeps fifteen digits, could lose the last fen (a hundred billion yuan)."""
LONGEST_TEXT = 10_000
"""Characters. Excel takes 32,767 units in a cell, and a rare character is two of them."""
NOISE = Decimal("0.000001")
"""Sums that Excel worked out differ in their last bits (0.1 + 0.2); what is smaller than this is none of ours."""
UNCLEAR_PERCENT = 10
"""A number cell of less may mean 5 % as well as 500 %: Excel stores what it shows as 500 % as 5."""
ZERO_DAY = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 18264, 73050
"""What Excel means as days from 1950-01-01 to 2099-12-31."""

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,16})(?:\.\d{1,10})?", re.ASCII)
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
LINE_ENDS = re.compile(r"[ \t]*[\r\n\t\v\f\x85\u2028\u2029]+[ \t]*")
YES = frozenset({"是", "有", "y", "yes", "true", "√", "1"})
NO = frozenset({"否", "无", "n", "no", "false", "×", "0"})


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money_fen"
    RATE = "rate_fen"
    AREA = "area_centi_m2"
    WHOLE = "whole"
    PERMILLE = "permille"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"


PLACES: dict[Kind, int] = {Kind.MONEY: 2, Kind.RATE: 2, Kind.AREA: 2, Kind.PERMILLE: 1, Kind.WHOLE: 0}
"""The kinds that are numbers, and how many decimals people write."""
UNITS: dict[Kind, str] = {Kind.MONEY: "元", Kind.RATE: "元", Kind.AREA: "㎡", Kind.PERMILLE: "%"}
WRITTEN_UNITS: dict[Kind, str] = {
    Kind.MONEY: r"元|人民币",
    Kind.RATE: r"元",
    Kind.AREA: r"m2|平方米|平米",
    Kind.PERMILLE: r"%",
}
LEAST: dict[Kind, int] = {Kind.MONEY: -LARGEST, Kind.PERMILLE: -LARGEST}
LENGTHS: dict[Kind, int] = {Kind.TEXT: 200, Kind.LONG_TEXT: 2000}
WIDTHS: dict[Kind, int] = {Kind.TEXT: 12, Kind.LONG_TEXT: 24, Kind.CHOICE: 10, Kind.FLAG: 5, Kind.DAY: 8}


class Unfit(ValueError):
    """A value that a column does not take; the argument is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger.

    ``choices`` are pairs of code and Chinese name. ``longest`` counts characters of a text. ``least`` and ``most`` are
    bounds of a number in the unit of the wire (fen, 0.01 ㎡, tenths of a percent), both included; areas, rates and
    whole numbers begin at 0 when nothing else is said. ``help`` tells people how to fill it in.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 0
    least: int | None = None
    most: int | None = None
    unit: str = ""
    help: str = ""

    def __post_init__(self) -> None:
        names = [name for _, name in self.choices]
        if (self.kind is Kind.CHOICE) != bool(self.choices) or len({*names}) != len(names):
            raise TypeError(f"{self.key}: a choice, and only that, has choices, each with its own name")
        if self.longest > LONGEST_TEXT or abs(self.lowest) > LARGEST or abs(self.highest) > LARGEST:
            raise TypeError(f"{self.key}: more than a cell can keep")

    # --- what it is ---

    @property
    def is_number(self) -> bool:
        """Return whether its values are whole numbers of some small unit."""
        return self.kind in PLACES

    @property
    def lowest(self) -> int:
        return LEAST.get(self.kind, 0) if self.least is None else self.least

    @property
    def highest(self) -> int:
        return LARGEST if self.most is None else self.most

    @property
    def length(self) -> int:
        """Return how many characters a text may have."""
        return self.longest or LENGTHS.get(self.kind, 0)

    @property
    def shown_unit(self) -> str:
        return self.unit or UNITS.get(self.kind, "")

    @property
    def title(self) -> str:
        """Return the label as it heads a column: with its unit in brackets."""
        return f"{self.label}（{self.shown_unit}）" if self.shown_unit else self.label

    @property
    def width(self) -> int:
        """Return a good width in Chinese characters."""
        return max(WIDTHS.get(self.kind, 9), min(len(self.title), 16))

    def described(self) -> dict[str, Any]:
        """Return it as screens need it to draw a field."""
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.kind.value,
            "required": self.required,
            "choices": [{"code": code, "name": name} for code, name in self.choices],
            "longest": self.length or None,
            "least": self.lowest if self.is_number else None,
            "most": self.highest if self.is_number else None,
            "unit": self.shown_unit,
            "help": self.help,
        }

    # --- values on the wire ---

    def accept(self, value: Any) -> Value:
        """Return a value from the wire in the one form in which it is kept. Raises ``Unfit``."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return self._nothing()
        kept = ACCEPT[self.kind](self, value)
        return self._nothing() if kept == "" else kept

    def _nothing(self) -> Value:
        if self.required:
            raise Unfit("请填写" if self.kind is not Kind.CHOICE else f"请填写{self._names()}之一")
        return None

    def _names(self) -> str:
        return "、".join(name for _, name in self.choices)

    def _bounded(self, value: int) -> int:
        if value < self.lowest:
            below_zero = self.lowest == 0
            raise Unfit("不能是负数" if below_zero else f"不能小于 {self.words(self.lowest)}")
        if value > self.highest:
            raise Unfit(f"不能大于 {self.words(self.highest)}")
        return value

    # --- cells ---

    def parse(self, cell: Cell | None) -> Value:
        """Return the value that a cell holds. Raises ``Unfit`` for a formula, an error or anything else unreadable."""
        if cell is None or (cell.kind == "text" and not str(cell.value).strip()):
            return self._nothing()
        if cell.kind == "formula":
            raise Unfit("是公式，请复制这一格后“粘贴为数值”")
        if cell.kind == "error":
            raise Unfit(f"是 Excel 的错误值 {str(cell.value)[:20]}，请改正")
        if cell.is_cut:
            raise Unfit("位数过多，Excel 已改掉末几位；请把这一列设为“文本”格式后重新填写")
        read = PARSE.get(self.kind, _text_of)
        return self.accept(read(self, cell))

    def show(self, value: Value) -> str | float | int | None:
        """Return what is written into a cell: numbers as numbers, everything else as text."""
        if value is None:
            return None
        if self.kind in (Kind.MONEY, Kind.RATE, Kind.AREA):
            return int(value) / 100
        if self.kind is Kind.WHOLE:
            return int(value)
        return self.plain(value)

    def plain(self, value: Value) -> str:
        """Return a value as text without its unit: ``1234.50``, ``是``; nothing is an empty text."""
        if value is None:
            return ""
        if self.kind is Kind.PERMILLE:
            return f"{Decimal(int(value)).scaleb(-1):f}%"
        if self.is_number:
            return f"{Decimal(int(value)).scaleb(-PLACES[self.kind]):f}"
        if self.kind is Kind.FLAG:
            return "是" if value else "否"
        if self.kind is Kind.CHOICE:
            return dict(self.choices).get(str(value), str(value))
        return str(value)

    def words(self, value: Value) -> str:
        """Return a value as people read it: ``1,234.50 元``; nothing is an empty text."""
        if value is None or not self.is_number or self.kind is Kind.PERMILLE:
            return self.plain(value)
        places = PLACES[self.kind]
        number = f"{Decimal(int(value)).scaleb(-places):,.{places}f}"
        return f"{number} {self.shown_unit}".rstrip()


# --- what is accepted from the wire ---


def clean_text(text: str, *, lines: bool) -> str:
    """Return a text in the form in which it is kept: NFC, trimmed, line ends as ``\\n`` or, without lines, a space.

    Raises ``Unfit`` for characters that cannot be stored or shown.
    """
    even = text.replace("\r\n", "\n").replace("\r", "\n") if lines else LINE_ENDS.sub(" ", text)
    if UNWANTED.search(even):
        raise Unfit("含有无法保存的字符，请重新输入")
    return unicodedata.normalize("NFC", even).strip()


def _accept_text(column: Column, value: Any) -> Value:
    if not isinstance(value, str):
        raise Unfit("应为文字")
    kept = clean_text(value, lines=column.kind is Kind.LONG_TEXT)
    if len(kept) > column.length:
        raise Unfit(f"不能超过 {column.length} 个字，现有 {len(kept)} 个字")
    return kept


def _accept_number(column: Column, value: Any) -> Value:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("应为整数" if column.kind is Kind.WHOLE else "应为数字")
    return column._bounded(value)


def _accept_day(column: Column, value: Any) -> Value:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise Unfit("应为日期，如 2026-11-22")
    return _day_of(*(int(part) for part in value.split("-")))


def _accept_flag(column: Column, value: Any) -> Value:
    if not isinstance(value, bool):
        raise Unfit("应为“是”或“否”")
    return value


def _accept_choice(column: Column, value: Any) -> Value:
    if not isinstance(value, str) or value not in dict(column.choices):
        raise Unfit(f"应为{column._names()}之一")
    return value


ACCEPT: dict[Kind, Callable[[Column, Any], Value]] = {
    **dict.fromkeys(PLACES, _accept_number),
    Kind.TEXT: _accept_text,
    Kind.LONG_TEXT: _accept_text,
    Kind.DAY: _accept_day,
    Kind.FLAG: _accept_flag,
    Kind.CHOICE: _accept_choice,
}


# --- what is read from a cell ---


def _text_of(column: Column, cell: Cell) -> Value:
    if cell.kind in ("moment", "day"):
        raise Unfit(f"Excel 把它当成了日期（{cell.text()}）；请把这一格设为“文本”格式后重新填写")
    if cell.kind == "flag":
        return "TRUE" if cell.value else "FALSE"
    if cell.kind == "number":
        # Fifteen digits are what Excel shows; the last bits of the stored number are nothing that anybody wrote.
        return f"{Decimal(f'{cell.value:.15g}').normalize():f}"
    return str(cell.value)


def _number_of(column: Column, cell: Cell) -> Value:
    places = PLACES[column.kind]
    if cell.kind == "number":
        written = Decimal(repr(cell.value))
        if column.kind is Kind.PERMILLE and 0 < abs(written) < UNCLEAR_PERCENT:
            raise Unfit("请带上百分号填写，如 5% 或 50%（先把这一格设为“文本”格式）")
    elif cell.kind == "text":
        written = _written_number(column, str(cell.value))
    else:
        raise Unfit(f"应为数字，现在是“{cell.text()[:20]}”")
    scaled = written.scaleb(places)
    nearest = scaled.quantize(Decimal(1), ROUND_HALF_EVEN)
    if abs(scaled - nearest) > NOISE:
        raise Unfit(f"最多 {places} 位小数，现在是 {written:f}" if places else f"应为整数，现在是 {written:f}")
    return int(nearest)


def _written_number(column: Column, text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("¥", "")
    plain = re.sub(r"\s", "", plain)
    bracketed = re.fullmatch(r"\((.+)\)", plain)  # how bookkeepers write a negative amount
    if bracketed:
        plain = "-" + bracketed[1]
    units = WRITTEN_UNITS.get(column.kind, "")
    if column.unit:
        units += ("|" if units else "") + re.escape(unicodedata.normalize("NFKC", column.unit))
    bare = re.sub(rf"({units})$", "", plain) if units else plain
    if not NUMBER.fullmatch(bare):
        raise Unfit(f"应为数字，现在是“{text.strip()[:20]}”")
    return Decimal(bare.replace(",", ""))


def _day_in(column: Column, cell: Cell) -> Value:
    value = cell.value
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            raise Unfit(f"只写日期、不写时间，现在是“{cell.text()}”")
        return _day_of(value.year, value.month, value.day)
    if isinstance(value, date):
        return _day_of(value.year, value.month, value.day)
    if cell.kind == "number" and FIRST_SERIAL <= float(str(value)) <= LAST_SERIAL and float(str(value)).is_integer():
        return (ZERO_DAY + timedelta(days=int(float(str(value))))).isoformat()
    text = unicodedata.normalize("NFKC", cell.text()).strip()
    found = DAY.fullmatch(text) or PACKED_DAY.fullmatch(text)
    if not found:
        raise Unfit(f"应为日期，如 2026-11-22，现在是“{cell.text()[:20]}”")
    return _day_of(*(int(part) for part in found.groups()))


def _day_of(year: int, month: int, day: int) -> str:
    if not 1900 <= year <= 2199:
        raise Unfit("年份不在可用范围内")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Unfit(f"没有 {year} 年 {month} 月 {day} 日这一天") from None


def _flag_of(column: Column, cell: Cell) -> Value:
    if cell.kind == "flag":
        return bool(cell.value)
    word = unicodedata.normalize("NFKC", cell.text()).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unfit(f"应为“是”或“否”，现在是“{cell.text()[:20]}”")


def _choice_of(column: Column, cell: Cell) -> Value:
    text = unicodedata.normalize("NFC", str(_text_of(column, cell))).strip()
    by_name = {unicodedata.normalize("NFC", name): code for code, name in column.choices}
    if text in by_name:
        return by_name[text]
    if text in dict(column.choices):
        return text
    raise Unfit(f"应为{column._names()}之一，现在是“{text[:20]}”")


PARSE: dict[Kind, Callable[[Column, Cell], Value]] = {
    **dict.fromkeys(PLACES, _number_of),
    Kind.DAY: _day_in,
    Kind.FLAG: _flag_of,
    Kind.CHOICE: _choice_of,
}

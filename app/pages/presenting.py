"""What was disclosed, prepared for a plain page: every value in words, each with what was asked and answered about it.

Works on the public page as everybody gets it (JSON), so the page says nothing that the API does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app.core.clock import BEIJING
from app.core.ledger import Column, Row, TableSpec
from app.forms import FORMS, fees
from app.forms.base import Body
from app.forms.content import HEAD, KEY_JOIN, spots
from app.forms.words import chinese_day

Shape = dict[str, Any]

MOST_ROWS = 100
"""How many rows of a table stand on one page."""
MOST_CENTI_M2 = 1_000_000
"""Ten thousand square metres: nobody's home is larger."""
HEADLINES = ("rate", "amount", "net", "collected", "closing", "paid_in", "paid_out")
"""The columns by whose figure people know a row; the first that it has."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a form in words. ``anchor`` names it; ``asked`` is what people questioned about it.

    ``before`` is what stood there before a correction.
    """

    anchor: str
    label: str
    words: str
    asked: Sequence[Shape] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A row of a table: what it is about, its most important figure, and the rest."""

    title: str
    headline: Value | None
    values: list[Value] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a form, or a part of it: ``begin`` rows lie before, ``rest`` after what is shown."""

    name: str
    cards: list[Card]
    begin: int = 0
    rest: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A disclosed version as a page shows it. ``entry`` is the version as it is on the wire."""

    entry: Shape
    facts: list[Value]
    sections: list[Section]
    elsewhere: list[Shape]
    """What was asked about values that this version no longer has."""


class Beside:
    """What stands beside the values of a version, by anchor: questions, and what a correction changed."""

    def __init__(self, entry: Shape) -> None:
        self.before: Mapping[str, str] = (entry["corrected_from"] or {}).get("values", {})
        self.asked: dict[str, list[Shape]] = {}
        for objection in entry["objections"]:
            self.asked.setdefault(objection["anchor"], []).append(objection)

    def value(self, anchor: str, column: Column, row: Row) -> Value:
        """Return a value with what stands beside it."""
        words = column.words(row.get(column.key))
        return Value(anchor, column.label, words, self.asked.get(anchor, ()), self.before.get(anchor, ""))


def view(entry: Shape, begin: int = 0) -> View:
    """Return a disclosed version, ready to be shown; of each table the rows from ``begin`` on."""
    form, beside = FORMS[entry["form"]], Beside(entry)
    body: Body = entry["body"]
    facts = _values(form.head, body["head"], HEAD, beside)
    sections = [_section(spec, body["tables"].get(spec.key, []), entry, begin, beside) for spec in form.tables]
    present = {spot.anchor for spot in spots(form, body)}
    elsewhere = [one for one in entry["objections"] if one["anchor"] not in present] if not entry["left_out"] else []
    return View(entry, facts, [one for one in sections if one.cards], elsewhere)


def _section(spec: TableSpec, rows: Sequence[Row], entry: Shape, begin: int, beside: Beside) -> Section:
    shown = rows[begin : begin + MOST_ROWS]
    rest = max(0, len(rows) - begin - MOST_ROWS) + entry["left_out"].get(spec.key, 0)
    return Section(spec.name, [_card(spec, row, beside) for row in shown], begin, rest)


def _values(spec: TableSpec, row: Row, prefix: str, beside: Beside) -> list[Value]:
    found = (beside.value(f"{prefix}.{column.key}", column, row) for column in spec.columns)
    return [value for value in found if value.words or value.before]


def _card(spec: TableSpec, row: Row, beside: Beside) -> Card:
    prefix = f"{spec.key}.{KEY_JOIN.join(str(part) for part in spec.key_of(row) if part is not None)}"
    values = _values(spec, row, prefix, beside)
    main = next((f"{prefix}.{key}" for key in HEADLINES if row.get(key) is not None), "")
    headline = next((value for value in values if value.anchor == main), None)
    said = {f"{prefix}.{key}" for key in spec.row_key}
    if headline is not None and spec is fees.ITEMS:
        headline = replace(headline, words=fees.priced(row))
        said.add(f"{prefix}.unit")
    # What stands in the title or in the price is not said again, but a question about it must not be lost.
    rest = [value for value in values if value.anchor != main and (value.anchor not in said or value.asked)]
    return Card(spec.name_of(row), headline, rest)


def change_lines(tables: Sequence[Shape]) -> list[str]:
    """Return what changes in sentences: ``物业服务费：收费标准由 0.58 元 改为 0.68 元``."""
    lines = []
    for table in tables:
        for change in table["changes"][:MOST_ROWS]:
            name = "" if table["table"] == HEAD else f"{change['key']}："
            if change["kind"] == "changed":
                cells = (f"{c['label']}由 {c['before'] or '空白'} 改为 {c['after'] or '空白'}" for c in change["cells"])
                lines.append(f"{name}{'，'.join(cells)}")
            else:
                value = "after" if change["kind"] == "added" else "before"
                cells = (f"{cell['label']} {cell[value]}" for cell in change["cells"] if cell[value])
                word = "新增" if change["kind"] == "added" else "取消"
                lines.append(f"{word}“{change['key']}”（{table['name']}）：{'，'.join(cells)}")
    return lines


# --- for templates ---


def day_words(value: str | None) -> str:
    """Return a day or an instant on the wire as people say it: ``2026年11月22日``."""
    if not value:
        return ""
    if len(value) > len("2026-11-22"):
        return chinese_day(datetime.fromisoformat(value).astimezone(BEIJING).date())
    return chinese_day(date.fromisoformat(value))


def last_words(value: str | None, as_of: date) -> str:
    """Return when something was done last as people say it: ``今天 08:10``, ``昨天``, ``11月3日``."""
    if not value:
        return "还没有记录"
    moment = datetime.fromisoformat(value).astimezone(BEIJING)
    days = (as_of - moment.date()).days
    if days == 0:
        return f"今天 {moment:%H:%M}"
    if days == 1:
        return f"昨天 {moment:%H:%M}"
    year = "" if moment.year == as_of.year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日"


def percent_words(permille: int | None) -> str:
    """Return tenths of a percent as people read them: ``98.5%``, without a needless decimal."""
    if permille is None:
        return "—"
    return f"{permille // 10}.{permille % 10}%".replace(".0%", "%")


AREA = re.compile(r"(\d{1,5})(?:\.(\d{1,2}))?", re.ASCII)


def area_of(typed: str) -> int | None:
    """Return an area that somebody typed, in 0.01 ㎡; None when it is no area of a home."""
    plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("m2").removesuffix("平方米").removesuffix("平米")
    found = AREA.fullmatch(plain.strip())
    if not found:
        return None
    area = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return area if 0 < area <= MOST_CENTI_M2 else None


def begin_of(typed: str | None) -> int:
    """Return after how many rows a page of a long table begins; 0 for anything that is no such number."""
    return int(typed) if typed and re.fullmatch(r"[0-9]{1,5}", typed) else 0


def grouped(standards: Sequence[Shape]) -> list[tuple[str, list[Shape]]]:
    """Return the items by category, what is late first within each."""
    found: dict[str, list[Shape]] = {}
    for item in standards:
        found.setdefault(item["category_name"], []).append(item)
    return [(name, sorted(several, key=lambda item: item["state"] != "late")) for name, several in found.items()]

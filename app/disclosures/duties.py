"""The duties D1 to D16, from data/duties.json: what is disclosed in which rhythm, and who is reminded when. Pure.

The rhythms are those of the rules named there; what the rules leave open is a product rule and says so here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.core.clock import BEIJING
from app.forms.words import quarter_end

DATA = Path(__file__).resolve().parent / "data" / "duties.json"

FIRST_DAYS = 30
"""How long a compound has for what hangs on the board all the time, from the day it comes into the product."""
AGAIN_DAYS = 7
"""How long there is to publish anew what was withdrawn."""
DUE_SOON_DAYS = 30
"""From when on something counts as due (待公示)."""
REMINDED_AT = timedelta(hours=8)
"""In the morning, Beijing time, so that nobody is told at night."""


class Level(StrEnum):
    """Who is told at a step of the ladder; at ``everybody`` it becomes public that nothing was published."""

    MANAGER = "manager"
    COMMUNITY = "community"
    EVERYBODY = "everybody"
    STREET = "street"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: how many days after the due day, and who is told."""

    days: int
    level: Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty. ``party`` says whose (see ``models.Duty``); ``aside`` is why it is set aside until somebody asks."""

    code: str
    form: str
    party: str
    content: str
    basis: str
    rhythm: dict[str, Any]
    aside: str = ""

    @property
    def rhythm_words(self) -> str:
        """Return the rhythm as people say it."""
        kind = self.rhythm["kind"]
        if kind == "yearly":
            month, day = self.rhythm["day"].split("-")
            return f"每年 {int(month)} 月 {int(day)} 日前"
        if kind == "quarterly":
            return f"每季度结束后 {self.rhythm['days_after']} 天内"
        return "长期公示，有变动就更新" if kind == "standing" else "有事时公示"


@cache
def ladder() -> tuple[Step, ...]:
    """Return the steps of the ladder in their order; the first is step 1."""
    return tuple(Step(item["days"], Level(item["tell"])) for item in _file()["ladder"])


@cache
def rules() -> tuple[Rule, ...]:
    """Return the duties in the order of their codes."""
    return tuple(
        Rule(
            code=item["code"],
            form=item["form"],
            party=item["party"],
            content=item["content"],
            basis=item["basis"],
            rhythm=item["rhythm"],
            aside=item.get("aside", ""),
        )
        for item in _file()["duties"]
    )


def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


@cache
def rule_of(code: str, form: str) -> Rule | None:
    """Return one duty, None when the list does not know it any more."""
    return next((rule for rule in rules() if rule.code == code and rule.form == form), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a form is in force in a compound: whether anything is, until when, and the last period covered."""

    anything: bool = False
    valid_to: date | None = None
    last_period_to: date | None = None


def next_due(rule: Rule, shown: Shown, today: date, since: date) -> date | None:
    """Return the day by which the next publication is due, None when no day is set.

    ``since`` is the first day on which the compound had the duty. What was published before counts by the last period
    that it covers, so that a forgotten year stays due however much is published for older ones.
    """
    kind = rule.rhythm["kind"]
    if kind == "standing":
        return shown.valid_to if shown.anything else since + timedelta(days=FIRST_DAYS)
    if kind == "yearly":
        return _yearly(rule.rhythm, shown.last_period_to, since)
    if kind == "quarterly":
        after = timedelta(days=int(rule.rhythm["days_after"]))
        begun = shown.last_period_to + timedelta(days=1) if shown.last_period_to else since
        return quarter_end(begun) + after
    return None


def _yearly(rhythm: dict[str, Any], last: date | None, since: date) -> date:
    month, day = (int(part) for part in rhythm["day"].split("-"))
    lag = 1 if rhythm["of"] == "year_before" else 0
    if last is not None:
        return date((last + timedelta(days=1)).year + lag, month, day)
    first = date(since.year, month, day)
    return first if first >= since else date(since.year + 1, month, day)


def moment(due_on: date, step: int) -> datetime:
    """Return when a step (from 1) of the ladder for a due day is climbed."""
    day = due_on + timedelta(days=ladder()[step - 1].days)
    at = timedelta() if ladder()[step - 1].level is Level.EVERYBODY else REMINDED_AT
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + at


def reached(due_on: date, at: datetime) -> int:
    """Return the last step of the ladder that is due at ``at``, 0 for none."""
    return sum(1 for step in range(1, len(ladder()) + 1) if moment(due_on, step) <= at)


def public_step() -> int:
    """Return the step at which everybody sees that nothing was published."""
    return 1 + next(place for place, step in enumerate(ladder()) if step.level is Level.EVERYBODY)

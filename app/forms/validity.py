"""What holds for every form: the days for which it counts, where it was posted, and that its period is over. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.base import Facts, Form, Problem
from app.forms.words import chinese_day, period_problem


def problems(form: Form, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the days and the places."""
    wrong = period_problem(form.period, facts.period_from, facts.period_to)
    if wrong:
        yield Problem("period", wrong)
    elif form.ended and facts.period_to is not None and facts.period_to >= facts.today:
        yield Problem("period", f"这一期到{chinese_day(facts.period_to)}才结束，结束后再公示")
    if facts.valid_to is not None and facts.valid_to < facts.starts_on:
        yield Problem("valid_to", "有效期的结束日期不能早于开始日期")
    yield from _overlaps(facts)
    if facts.places < form.least_places:
        yield Problem(
            "places",
            f"《{form.name}》应在不少于 {form.least_places} 处公示，每处附一张照片，现有 {facts.places} 处",
        )


def _overlaps(facts: Facts) -> Iterator[Problem]:
    if facts.ahead_from is not None:
        yield Problem(
            "valid_from",
            f"已有一份自{chinese_day(facts.ahead_from)}起生效的版本，有效期会重叠；请先撤回那一份",
        )
    elif facts.in_force_from is not None and facts.starts_on < facts.in_force_from:
        yield Problem(
            "valid_from",
            f"现行版本自{chinese_day(facts.in_force_from)}起生效，新版本的开始日期不能更早，否则有效期重叠",
        )

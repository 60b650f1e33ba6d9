"""The three rates (三率) from the cells: always with numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.callbacks import queries
from app.callbacks.models import COUNTS
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import InvalidInput

MOST_MONTHS = 120
NAMES = {
    "response": ("响应率", "responded", "valid"),
    "solution": ("解决率", "solved", "valid"),
    "satisfaction": ("满意率", "satisfied", "valid"),
    "complaint_in_time": ("投诉处理反馈及时率", "complaints_in_time", "complaints"),
    "repair_called": ("报修回访率", "repairs_called", "repairs"),
}


def months_between(first: str, last: str) -> tuple[date, date]:
    """Return the first days of two months written ``2026-11``. Raises ``InvalidInput``."""
    try:
        begin, end = (date.fromisoformat(f"{month}-01") for month in (first, last))
    except ValueError:
        raise InvalidInput(fields={"first": ["请按 2026-11 的样子填写月份"]}) from None
    if not begin <= end or (end.year - begin.year) * 12 + end.month - begin.month >= MOST_MONTHS:
        raise InvalidInput(fields={"last": [f"结束月份应不早于开始月份，最多 {MOST_MONTHS // 12} 年"]})
    return begin, end


def in_force(weights: Sequence[Any], month: date) -> tuple[int, int, int]:
    """Return the weights in force in a month; 10, 45 and 45 where none were set (common practice, not published)."""
    for row in weights:
        if row.since <= month:
            return row.response, row.solution, row.satisfaction
    return 10, 45, 45


def quotients(row: Any, weights: tuple[int, int, int]) -> dict[str, Any]:
    """Return the rates of a row of sums, the sums themselves, and the score of the three."""
    rates = []
    for key, (name, top, bottom) in NAMES.items():
        numerator, denominator = getattr(row, top), getattr(row, bottom)
        rates.append(
            {
                "key": key,
                "name": name,
                "numerator": numerator,
                "denominator": denominator,
                "per_mille": round(numerator * 1000 / denominator) if denominator else None,
            }
        )
    return {"rates": rates, "counts": {name: getattr(row, name) for name in COUNTS}, "score": _score(row, weights)}


def _score(row: Any, weights: tuple[int, int, int]) -> int | None:
    """Return the weighted sum in hundredths of a point (0 to 10 000), or None without a valid call-back."""
    if not row.valid:
        return None
    tops = (row.responded, row.solved, row.satisfied)
    points: int = sum(weight * top for weight, top in zip(weights, tops, strict=True))
    valid: int = row.valid
    return round(points * 100 / valid)


def table(actor: Actor, first: date, last: date, group_by: str, within: Mapping[str, UUID | None]) -> dict[str, Any]:
    """Return the rates of the post's scope, narrowed to ``within``: in all, by group, by month."""
    whole, groups, months = queries.rates(actor, first, last, group_by, within)
    weights = queries.weights()
    now = in_force(weights, last)
    return {
        "whole": quotients(whole, now),
        "groups": [{"id": row.id, "name": row.name} | quotients(row, now) for row in groups],
        "months": [
            {"month": row.month.strftime("%Y-%m")} | quotients(row, in_force(weights, row.month)) for row in months
        ],
        "weights": dict(zip(("response", "solution", "satisfaction"), now, strict=True)),
    }


def public(compound_id: UUID) -> dict[str, Any]:
    """Return the rates of a compound over the last twelve months, for everybody."""
    last = today().replace(day=1)
    first = last.replace(year=last.year - 1)
    row = queries.public_rates(compound_id, first, last)
    weights = in_force(queries.weights(), last)
    return {"first": first.strftime("%Y-%m"), "last": last.strftime("%Y-%m")} | quotients(row, weights)

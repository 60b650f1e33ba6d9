"""How a deadline came about, in sentences for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.core.clock import as_beijing
from app.tickets.clocks import (
    CLOCK_NAMES,
    DUE_COLUMN,
    MET_COLUMN,
    UNIT_NAMES,
    ClockFacts,
    Limits,
    Told,
    kept_limits,
    read,
    span,
    status,
)
from app.tickets.models import URGENCY_NAMES, Urgency
from app.tickets.pausing import LONGEST_SUSPENSION, taken
from app.tickets.queries.reference import CategoryFacts


def show(
    ticket: ClockFacts, category: CategoryFacts | None, history: Sequence[Mapping[str, Any]], at: datetime
) -> list[dict[str, Any]]:
    """Return the clocks as they go on the wire, each with how it was computed."""
    told = read(history) if history else Told(ticket.clock_from, [], None)
    used = taken(history, at).suspended
    limits = kept_limits(ticket.urgency, ticket.limits, category)
    clocks = []
    for clock, name in CLOCK_NAMES.items():
        due = getattr(ticket, DUE_COLUMN[clock])
        if due is None:
            continue
        met = getattr(ticket, MET_COLUMN[clock])
        state = status(ticket, due, met, at)
        words = _parts(ticket, category, limits, told, clock, due, state)
        if clock == "finish" and used and state != "void":
            words.append(f"这一轮累计挂起{span(used)}，最多{span(LONGEST_SUSPENSION)}")
        clocks.append(
            {
                "kind": clock,
                "name": name,
                "started_at": ticket.clock_from,
                "due_at": due,
                "met_at": met,
                "status": state,
                "provisional": clock == "finish" and ticket.due_provisional,
                "explanation": "；".join(words) + "。",
            }
        )
    return clocks


def _parts(
    ticket: ClockFacts,
    category: CategoryFacts | None,
    limits: Limits,
    told: Told,
    clock: str,
    due: datetime,
    state: str,
) -> list[str]:
    start, name = as_beijing(ticket.clock_from), CLOCK_NAMES[clock]
    if clock == "finish" and told.extended:
        when, until = told.extended
        return [f"{as_beijing(when)}批准延期，{as_beijing(until)}前{name}"]
    if clock == "finish" and ticket.ordered_due_at is not None:
        basis = ticket.ordered_basis or "派单时写明的期限"
        return [f"按{basis}，{as_beijing(due)}前{name}，不另按类别计算"]
    named = f"“{category.name}”" if category else "未分类事项"
    ruled = clock == "finish" and limits.ruled
    why = "按派单规则的要求" if ruled else f"{named}属于{URGENCY_NAMES[Urgency(ticket.urgency)]}"
    found = [f"{why}，从{start}起{_amount(limits, clock)}内{name}"]
    before = [(begin, end) for begin, end in told.pauses if begin < due]
    if before:
        found.append(f"中间停了{span(sum((end - begin for begin, end in before), timedelta()))}，顺延相同时间")
    if clock == "finish" and limits.unit != "hours":
        found += _calendar_words(ticket, limits, told, due)
    if state == "paused":
        found.append("现在停表，恢复后顺延")
    return found


def _amount(limits: Limits, clock: str) -> str:
    if clock == "finish":
        return f"{limits.finish}{UNIT_NAMES[limits.unit]}"
    length = limits.contact if clock == "contact" else limits.onsite
    return span(length or timedelta())


def _calendar_words(ticket: ClockFacts, limits: Limits, told: Told, due: datetime) -> list[str]:
    found = []
    if limits.unit == "days":
        plain = ticket.clock_from + timedelta(days=limits.finish)
        paused = sum((end - begin for begin, end in told.pauses if begin < plain), timedelta())
        if due != plain + paused:
            found.append(f"最后一天{as_beijing(plain + paused)[:-6]}放假，顺延到下一个工作日")
    if ticket.due_provisional:
        found.append("放假安排还没有公布，暂按周末推算，公布后重算")
    return found

"""The three clocks of a ticket: first contact, on site, finished. Natural minutes and hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.core.clock import as_beijing
from app.tickets.models import URGENCY_NAMES, Urgency
from app.tickets.queries.reference import CategoryFacts

# For a report without a category until it has one: the class 一般 (domain tiers: contact 4 h, finish 7 days).
UNSORTED = ("U3", 240, None, 168)


@dataclass(frozen=True, slots=True)
class Limits:
    """Urgency and the limits of the three clocks; ``onsite`` is None where no visit is due."""

    urgency: str
    contact: timedelta
    onsite: timedelta | None
    finish: timedelta

    def due(self, start: datetime) -> dict[str, Any]:
        """Return the three deadlines counted from ``start``."""
        return {
            "contact_due_at": start + self.contact,
            "onsite_due_at": start + self.onsite if self.onsite is not None else None,
            "finish_due_at": start + self.finish,
        }


def limits_of(category: CategoryFacts | None) -> Limits:
    """Return the limits of a category, or those of an unsorted report."""
    urgency, contact, onsite, finish = (
        (category.urgency, category.contact_minutes, category.onsite_minutes, category.finish_hours)
        if category
        else UNSORTED
    )
    visit = timedelta(minutes=onsite) if onsite is not None else None
    return Limits(urgency, timedelta(minutes=contact), visit, timedelta(hours=finish))


class ClockFacts(Protocol):
    """The columns from which clocks are shown."""

    state: str
    urgency: str
    clock_from: datetime
    contact_due_at: datetime
    onsite_due_at: datetime | None
    finish_due_at: datetime
    contacted_at: datetime | None
    onsite_at: datetime | None
    finished_at: datetime | None
    suspended_at: datetime | None


CLOCK_NAMES = {"contact": "首次联系", "onsite": "到场", "finish": "办结"}
DUE_COLUMN = {"contact": "contact_due_at", "onsite": "onsite_due_at", "finish": "finish_due_at"}
MET_COLUMN = {"contact": "contacted_at", "onsite": "onsite_at", "finish": "finished_at"}


def span(length: timedelta) -> str:
    """Return a length of time as people say it."""
    minutes = round(length.total_seconds() / 60)
    if minutes % 1440 == 0 and minutes >= 2880:
        return f"{minutes // 1440}天"
    if minutes % 60 == 0:
        return f"{minutes // 60}小时"
    if minutes < 60:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时{minutes % 60}分钟"


def status(ticket: ClockFacts, due: datetime, met: datetime | None, at: datetime) -> str:
    """Return ``met``, ``late``, ``paused``, ``void`` or ``running`` for one clock at the instant ``at``."""
    if met is not None:
        return "met" if met <= due else "late"
    if ticket.state in ("withdrawn", "closed"):
        return "void"
    if ticket.suspended_at is not None:
        return "paused"
    return "late" if at > due else "running"


def show(ticket: ClockFacts, category_name: str | None, at: datetime) -> list[dict[str, Any]]:
    """Return the clocks as they go on the wire, each with how it was computed in one sentence."""
    kind = URGENCY_NAMES[Urgency(ticket.urgency)]
    named = f"“{category_name}”" if category_name else "未分类事项"
    clocks = []
    for clock, name in CLOCK_NAMES.items():
        due = getattr(ticket, DUE_COLUMN[clock])
        if due is None:
            continue
        met = getattr(ticket, MET_COLUMN[clock])
        state = status(ticket, due, met, at)
        text = f"{named}属于{kind}，从{as_beijing(ticket.clock_from)}起{span(due - ticket.clock_from)}内{name}"
        if state == "paused":
            text += "；现在挂起，恢复后顺延"
        clocks.append(
            {
                "kind": clock,
                "name": name,
                "started_at": ticket.clock_from,
                "due_at": due,
                "met_at": met,
                "status": state,
                "explanation": text,
            }
        )
    return clocks

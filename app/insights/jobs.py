"""The public page follows what happens: it is built anew at once, or within a minute for what happens all day long.

Every job may run twice; building a page again gives the same page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.core.clock import now
from app.core.outbox import publish, subject_key, subscribe
from app.events.disclosures import (
    DisclosureOverdue,
    DisclosurePublished,
    DisclosureWithdrawn,
    DutyChanged,
    ObjectionAnswered,
    ObjectionFiled,
)
from app.events.insights import PageStale
from app.events.places import CompoundChanged
from app.events.standards import PlanFixed, ServiceRecorded, ServiceUndone
from app.insights import service

WAIT_SECONDS = 60
"""A cleaner taps twenty times on his round; the page is built once for all taps of a minute."""


@subscribe(DisclosurePublished.topic, "insights.published")
@subscribe(DisclosureWithdrawn.topic, "insights.withdrawn")
@subscribe(DisclosureOverdue.topic, "insights.overdue")
@subscribe(DutyChanged.topic, "insights.duty_changed")
@subscribe(ObjectionFiled.topic, "insights.objection_filed")
@subscribe(ObjectionAnswered.topic, "insights.objection_answered")
@subscribe(PlanFixed.topic, "insights.plan_fixed")
@subscribe(CompoundChanged.topic, "insights.compound_changed")
@subscribe(PageStale.topic, "insights.page_stale")
def rebuild(payload: dict[str, Any]) -> None:
    """Build the page of the compound anew, now."""
    service.rebuild(UUID(payload["compound_id"]))


@subscribe(ServiceRecorded.topic, "insights.recorded")
@subscribe(ServiceUndone.topic, "insights.undone")
def rebuild_soon(payload: dict[str, Any]) -> None:
    """Have the page built at the end of this minute, once."""
    minute = int(now().timestamp()) // WAIT_SECONDS + 1
    publish(
        PageStale(payload["compound_id"]),
        due_at=datetime.fromtimestamp(minute * WAIT_SECONDS, UTC),
        dedupe=subject_key("page", payload["compound_id"], minute),
    )

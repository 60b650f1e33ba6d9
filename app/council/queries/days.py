"""What the council has in the calendar. One statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, literal, select

from app.core.auth import Actor
from app.core.dated import Span, first_of
from app.core.db import db
from app.council.models import MEETING_NAMES, RESOLVED, Meeting, Task, Topic
from app.council.queries import visible
from app.places.models import Compound, Region


def _meeting_days(actor: Actor, span: Span) -> Any:
    kinds = case({kind.value: name for kind, name in MEETING_NAMES.items()}, value=Meeting.kind)
    return (
        select(
            literal("meeting").label("kind"),
            func.date(func.timezone("Asia/Shanghai", Meeting.at)).label("on_day"),
            Meeting.id.label("id"),
            kinds.concat("：").concat(Meeting.place).label("title"),
            Region.name.label("subtitle"),
            literal("").label("extra"),
            (Meeting.at < span.now).label("done"),
        )
        .join(Region, Region.id == Meeting.community_id)
        .where(visible(actor, Meeting), Meeting.at >= span.begins, Meeting.at < span.ends)
    )


def _task_days(actor: Actor, span: Span) -> Any:
    return (
        select(
            literal("council_task").label("kind"),
            Task.due_on.label("on_day"),
            Topic.id.label("id"),
            Task.measure.label("title"),
            Task.owner.concat(" · ").concat(Topic.title).label("subtitle"),
            literal("").label("extra"),
            Task.done_on.is_not(None).label("done"),
        )
        .join(Topic, Topic.id == Task.topic_id)
        .where(visible(actor, Topic), Topic.state.in_(RESOLVED), Task.due_on.between(span.first, span.last))
    )


def _posting_days(actor: Actor, span: Span) -> Any:
    return (
        select(
            literal("posting").label("kind"),
            Topic.post_until.label("on_day"),
            Topic.id.label("id"),
            Topic.title.label("title"),
            Compound.name.label("subtitle"),
            literal("").label("extra"),
            (Topic.post_until < span.today).label("done"),
        )
        .join(Compound, Compound.id == Topic.compound_id)
        .where(visible(actor, Topic), Topic.state.in_(RESOLVED), Topic.post_until.between(span.first, span.last))
    )


DAYS = {"meeting": _meeting_days, "council_task": _task_days, "posting": _posting_days}


def days(actor: Actor, span: Span) -> Sequence[Any]:
    """Return the days of a span that ``actor`` sees, the first ones first. One statement."""
    wanted = [branch(actor, span) for kind, branch in DAYS.items() if kind in span.kinds]
    return db.session.execute(first_of(wanted, span.limit)).all()

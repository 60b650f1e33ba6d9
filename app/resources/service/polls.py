"""What the owners are asked about an idle resource, and what they said. The polls themselves are the voting area's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.ids import new_id
from app.core.permissions import Permission
from app.events.resources import OwnersAsked
from app.events.voting import ResourcePollConcluded
from app.resources import queries
from app.resources.models import OUTCOME_NAMES, USE_NAMES, Action, Asked, Outcome, Ownership, Resource, Use
from app.resources.models import Step as Line

Shape = dict[str, Any]
Facts = Callable[[Iterable[UUID]], dict[UUID, Shape]]
COMMON_USE = 8
"""民法典 278, first paragraph: the number of a change of use of common parts."""
BEING_DRAFTED: Shape = {"kind_name": "", "state": "", "state_name": "正在起草", "said": ""}
_facts: list[Facts] = []


def register_poll_facts(facts: Facts) -> None:
    """Say how to find how some polls stand."""
    _facts[:] = [facts]


def ask(resource: Resource, use: str, plan: str) -> None:
    """Ask the owners for a use, in the current unit of work; the poll is drafted as soon as this is stored."""
    decides = resource.ownership == Ownership.COMMON
    asked = Asked(
        poll_id=new_id(), resource_id=resource.id, asked_at=now(), use=use, plan=plan, decides=decides, outcome=None
    )
    db.session.add(asked)
    resource.poll_id = asked.poll_id
    matter = COMMON_USE if decides else 0
    outbox.publish(OwnersAsked(str(asked.poll_id), str(resource.id), str(resource.compound_id), matter))


def question(poll_id: UUID) -> tuple[str, str, str] | None:
    """Return title, text and explanation of what the owners are asked; None when it is gone."""
    asked = db.session.get(Asked, poll_id)
    resource = db.session.get(Resource, asked.resource_id) if asked else None
    if asked is None or resource is None:
        return None
    use = USE_NAMES[Use(asked.use)]
    area = f"{resource.area / 100:.2f}"
    return (
        _title(resource.name, use),
        f"是否同意把{resource.place}的“{resource.name}”（{area} ㎡）改作{use}",
        asked.plan,
    )


def _title(name: str, use: str) -> str:
    return f"{name}改作{use}"


def decided(event: ResourcePollConcluded) -> None:
    """Take up what the owners said, once: into the history, and as the decision that the use needs."""
    resource = queries.lock_for_system(UUID(event.resource_id))
    asked = db.session.get(Asked, UUID(event.poll_id))
    if resource is None or asked is None or asked.outcome is not None:
        return
    asked.outcome, asked.decides, asked.concluded_at = event.outcome, event.decides, now()
    if resource.poll_id == asked.poll_id:
        resource.poll_id = None
    fact = _read([asked.poll_id]).get(asked.poll_id, BEING_DRAFTED)
    title = fact.get("title") or _title(resource.name, USE_NAMES[Use(asked.use)])
    words = f"{fact['kind_name']}《{title}》：{OUTCOME_NAMES[Outcome(event.outcome)]}"
    if event.outcome == Outcome.PASSED and event.decides:
        resource.decision = f"{words}（{today():%Y-%m-%d} 计票）"[:200]
    resource.version += 1
    db.session.flush()
    db.session.add(
        Line(
            resource_id=resource.id,
            seq=resource.version,
            at=now(),
            action=Action.DECIDED,
            before=resource.stage,
            after=resource.stage,
            note="。".join(filter(None, (words, fact["said"]))),
            next_on=resource.next_on,
            photos=[],
        )
    )
    audit.record(None, f"resources.{Action.DECIDED}", f"resource:{resource.id}", outcome=event.outcome)
    db.session.flush()


def _read(ids: list[UUID]) -> dict[UUID, Shape]:
    return _facts[0](ids) if _facts and ids else {}


def shown(actor: Actor, resource_id: UUID, name: str) -> list[Shape]:
    """Return the polls of a resource that ``actor`` was found to see, the last one first."""
    rows = queries.asked_of(resource_id)
    facts = _read([row.poll_id for row in rows])
    opens = actor.holds(Permission.VOTING_READ) and actor.post is not None and actor.post.region_id is not None
    return [
        {
            "id": row.poll_id,
            "title": _title(name, USE_NAMES[Use(row.use)]),
            "use": row.use,
            "decides": row.decides,
            "outcome": row.outcome,
            "outcome_name": OUTCOME_NAMES[Outcome(row.outcome)] if row.outcome else None,
            "asked_at": row.asked_at,
            "concluded_at": row.concluded_at,
            "may_open": opens and row.poll_id in facts,
        }
        | facts.get(row.poll_id, BEING_DRAFTED)
        for row in rows
    ]

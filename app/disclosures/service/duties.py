"""Duties over time: they begin, move on with every publication, climb the ladder of reminders, or are set aside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.disclosures import policy
from app.disclosures.duties import (
    AGAIN_DAYS,
    DUE_SOON_DAYS,
    Level,
    ladder,
    moment,
    next_due,
    public_step,
    reached,
    rule_of,
    rules,
)
from app.disclosures.models import Duty
from app.disclosures.queries import duties as queries
from app.events.disclosures import DisclosureOverdue, DisclosureReminder, DutyChanged, DutyStep
from app.forms import FORMS

AT_ONCE = 200
SET_ASIDE, ASK_AGAIN = "set_aside", "ask_again"
STATE_NAMES = {"overdue": "应公示未公示", "due": "待公示", "ok": "正常", "exempt": "不适用"}


# --- how they move ---


def arm() -> int:
    """Give compounds the duties that they should have and do not. Returns how many; repeating it is harmless."""
    wanted = [{"code": rule.code, "form": rule.form, "party": rule.party} for rule in rules()]
    made = 0
    for row in queries.missing(orjson.dumps(wanted).decode(), AT_ONCE):
        rule = rule_of(row.code, row.form)
        if rule is None:
            continue
        statement = insert(Duty).values(
            id=new_id(),
            district_id=row.district_id,
            street_id=row.street_id,
            community_id=row.community_id,
            compound_id=row.compound_id,
            code=row.code,
            form=row.form,
            party=row.party,
            next_due_on=next_due(rule, queries.shown(row.compound_id, row.form), today(), today()),
            exempt_reason=rule.aside,
        )
        new = db.session.scalars(statement.on_conflict_do_nothing().returning(Duty)).first()
        if new is not None:
            plan(new)
            made += 1
    return made


def published(compound_id: UUID, form: str, at: datetime) -> None:
    """Move the duties of a form on after a publication."""
    for duty in queries.of_form(compound_id, form):
        duty.last_published_at = at
        _move(duty, _next(duty))


def withdrawn(compound_id: UUID, form: str) -> None:
    """Give the duties of a form some days after something was withdrawn, if nothing else fulfils them."""
    for duty in queries.of_form(compound_id, form):
        due, again = _next(duty), today() + timedelta(days=AGAIN_DAYS)
        if due is None or due == duty.next_due_on:
            _move(duty, due)
        else:
            _move(duty, again if _hangs_always(duty) else max(due, again))


def _hangs_always(duty: Duty) -> bool:
    rule = rule_of(duty.code, duty.form)
    return rule is not None and rule.rhythm["kind"] == "standing"


def _next(duty: Duty) -> date | None:
    rule = rule_of(duty.code, duty.form)
    if rule is None:
        return None
    since = duty.created_at.astimezone(BEIJING).date()
    return next_due(rule, queries.shown(duty.compound_id, duty.form), today(), since)


def _move(duty: Duty, due: date | None) -> None:
    if due != duty.next_due_on:
        duty.next_due_on, duty.stage = due, 0
        duty.version += 1
        plan(duty)


def plan(duty: Duty) -> None:
    """Set the timer of the next step of a duty's ladder."""
    if duty.next_due_on is None or duty.exempt_reason or duty.stage >= len(ladder()):
        return
    step = max(duty.stage + 1, reached(duty.next_due_on, now()))
    key = outbox.subject_key("duty", duty.id, duty.version, duty.next_due_on.isoformat(), step)
    event = DutyStep(str(duty.id), duty.next_due_on.isoformat(), step)
    outbox.publish(event, due_at=moment(duty.next_due_on, step), dedupe=key)


def climb(duty_id: UUID, due_on: date, step: int) -> None:
    """Climb the ladder of a duty to where it is by now. A step is told once, and one slept through is passed over.

    Does nothing for a day that is not the duty's any more. While the duty does not count, because the compound has no
    company, or has one, the ladder goes on silently.
    """
    found = queries.lock_for_system(duty_id)
    if found is None:
        return
    duty, counts = found
    if duty.next_due_on != due_on or duty.exempt_reason or duty.stage >= step:
        return
    before, duty.stage = duty.stage, max(step, reached(due_on, now()))
    if counts:
        _tell(duty, due_on, before)
    plan(duty)


def _tell(duty: Duty, due_on: date, before: int) -> None:
    where = {"duty_id": str(duty.id), "compound_id": str(duty.compound_id), "code": duty.code, "form": duty.form}
    day = due_on.isoformat()
    if before < public_step() <= duty.stage:
        outbox.publish(DisclosureOverdue(**where, due_on=day))
    steps = [number for number in range(before + 1, duty.stage + 1) if ladder()[number - 1].level != Level.EVERYBODY]
    if steps:
        outbox.publish(
            DisclosureReminder(
                **where,
                community_id=str(duty.community_id),
                street_id=str(duty.street_id),
                district_id=str(duty.district_id),
                due_on=day,
                step=steps[-1],
                level=ladder()[steps[-1] - 1].level,
            )
        )


def act(actor: Actor, duty_id: UUID, action: str, body: dict[str, Any]) -> dict[str, Any]:
    """Set a duty aside with a reason, or ask for it again; return it as it is now.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    if action not in (SET_ASIDE, ASK_AGAIN):
        raise NotFound
    duty, row = queries.lock(actor, duty_id)
    policy.may_set_aside(actor, row).enforce()
    if duty.version != body["version"] or bool(duty.exempt_reason) != (action == ASK_AGAIN):
        raise Conflict
    if action == SET_ASIDE and not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么不适用，居民可以看到"]})
    duty.exempt_reason = body["reason"] if action == SET_ASIDE else ""
    duty.exempt_by = actor.person_id if action == SET_ASIDE else None
    duty.version += 1
    if action == ASK_AGAIN:
        due, again = _next(duty), today() + timedelta(days=AGAIN_DAYS)
        duty.next_due_on, duty.stage = max(due, again) if due is not None else None, 0
        plan(duty)
    audit.record(actor, f"disclosures.{action}", f"duty:{duty.id}", compound=duty.compound_id)
    outbox.publish(DutyChanged(str(duty.id), str(duty.compound_id), duty.code, duty.form))
    db.session.flush()
    return item(actor, queries.lock(actor, duty_id)[1])


# --- how they are seen ---


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the duties that ``actor`` sees."""
    found = queries.page(actor, **wanted)
    return Page([item(actor, row) for row in found.items], found.next)


def item(actor: Actor, row: Any) -> dict[str, Any]:
    """Return a duty as a row of a list."""
    rule = rule_of(row.code, row.form)
    state = state_of(row)
    return {
        "id": row.id,
        "code": row.code,
        "form": row.form,
        "form_name": form_name(row.form),
        "content": rule.content if rule else "",
        "basis": rule.basis if rule else "",
        "rhythm": rule.rhythm_words if rule else "",
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "community_name": row.community_name,
        "next_due_on": row.next_due_on,
        "state": state,
        "state_name": STATE_NAMES[state],
        "days_late": max(0, (today() - row.next_due_on).days) if row.next_due_on and state == "overdue" else 0,
        "last_published_at": row.last_published_at,
        "exempt_reason": row.exempt_reason,
        "version": row.version,
        "may_publish": bool(policy.may_begin(actor, row)),
        "actions": _actions(actor, row),
    }


def _actions(actor: Actor, row: Any) -> list[str]:
    if not policy.may_set_aside(actor, row):
        return []
    return [ASK_AGAIN if row.exempt_reason else SET_ASIDE]


def state_of(row: Any) -> str:
    """Return how a duty stands today: ``overdue``, ``due``, ``ok`` or ``exempt``."""
    if row.exempt_reason:
        return "exempt"
    if row.next_due_on is None or row.next_due_on > today() + timedelta(days=DUE_SOON_DAYS):
        return "ok"
    return "overdue" if row.next_due_on < today() else "due"


def form_name(code: str) -> str:
    """Return the name of a form, or its code when there is no such form any more."""
    return FORMS[code].name if code in FORMS else code


def overview(actor: Actor, **wanted: Any) -> Page:
    """Return how the compounds in sight stand, those with most that is overdue first."""
    found = queries.overview(actor, **wanted)
    items = [row._asdict() | {"compound": {"id": row.compound_id, "name": row.compound_name}} for row in found.items]
    return Page(items, found.next)

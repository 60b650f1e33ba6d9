"""The duty roster: who is on duty when, written by the company's managers a week at a time, and what each has open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.clock import BEIJING, as_beijing, now, today
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.core.permissions import ROLE_NAMES, Permission, Role
from app.duty import policy, queries
from app.duty.models import Shift
from app.duty.policy import WEEK, monday_of, start_of


class ShiftOverlaps(Conflict):
    """The person is on duty at that time already."""

    code, message = "duty.shift_overlaps", "这位同事这段时间已经有班次"


class ShiftOver(Conflict):
    """The shift has begun or is over: what was, stays."""

    code, message = "duty.shift_over", "班次已经开始或结束，不能再这样改"


# --- reading ---


def week(actor: Actor, day: date, compound_id: UUID | None) -> dict[str, Any]:
    """Return the week of ``day``: a row for each colleague with his shifts and his load.

    Raises ``NotFound`` (a compound he does not reach) or ``InvalidInput`` (an office named none).
    """
    organisation_id = queries.company_at(actor, compound_id)
    at, monday = now(), monday_of(day)
    served = queries.served_by(organisation_id)
    shown = _shown(actor, compound_id)
    begin = start_of(monday)
    found = queries.shifts_between(organisation_id, shown, begin, begin + WEEK)
    shifts: dict[UUID, list[dict[str, Any]]] = {}
    for row in found:
        shifts.setdefault(row.person_id, []).append(_view(actor, row, served, at))
    people = [
        {**_person(row), "on_duty": _runs(shifts.get(row.id, ()), at), "shifts": shifts.pop(row.id, [])}
        for row in queries.workers(organisation_id, compound_id, at)
    ]
    return {
        "items": people,
        "next": None,
        "organisation": organisation_id,
        "monday": monday,
        "days": [monday + timedelta(days=number) for number in range(7)],
        "actions": ["add", "copy_week"] if actor.holds(Permission.DUTY_EDIT) else [],
    }


def _shown(actor: Actor, compound_id: UUID | None) -> list[UUID]:
    return [compound_id] if compound_id else list(actor.post.compounds if actor.post else ())


def _runs(shifts: Iterable[dict[str, Any]], at: datetime) -> bool:
    return any(shift["starts_at"] <= at < shift["ends_at"] for shift in shifts)


def _person(row: Any) -> dict[str, Any]:
    role = Role.MANAGER if row.manages else Role.REPAIR
    return {"id": row.id, "name": row.name, "title": ROLE_NAMES[role], "open": row.open, "late": row.late}


def _view(actor: Actor, row: Any, served: frozenset[UUID], at: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "person_id": row.person_id,
        "compound": {"id": row.compound_id, "name": row.compound} if row.compound_id else None,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "version": row.version,
        "actions": policy.actions_for(row, at, editable=policy.may_edit(actor, row, served)),
    }


def one(actor: Actor, shift_id: UUID) -> dict[str, Any]:
    """Return a shift that ``actor`` has just made or changed."""
    row = queries.shift(shift_id)
    return _view(actor, row, queries.served_by(row.organisation_id), now())


def mine(actor: Actor) -> list[dict[str, Any]]:
    """Return the actor's own shifts in the company of the post in use, from now for two weeks."""
    post, at = actor.post, now()
    rows = queries.my_shifts(actor.person_id, post.organisation_id if post else None)
    return [
        {
            "id": row.id,
            "compound": {"id": row.compound_id, "name": row.compound} if row.compound_id else None,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "now": row.starts_at <= at < row.ends_at,
        }
        for row in rows
    ]


def load(actor: Actor, compound_id: UUID | None) -> list[dict[str, Any]]:
    """Return what each colleague has open and late, the fullest first, with who is on duty now."""
    organisation_id, at = queries.company_at(actor, compound_id), now()
    shown = _shown(actor, compound_id)
    here = {row.person_id for row in queries.shifts_between(organisation_id, shown, at, at + timedelta(seconds=1))}
    people = [{**_person(row), "on_duty": row.id in here} for row in queries.workers(organisation_id, compound_id, at)]
    return sorted(people, key=lambda person: (-person["open"], person["name"], str(person["id"])))


def handouts(actor: Actor, *, compound_id: UUID | None, limit: int, cursor: str | None) -> Page:
    """Return to whom orders went and why, newest first. Raises like ``week``."""
    organisation_id = queries.company_at(actor, compound_id)
    return queries.handouts(organisation_id, _shown(actor, compound_id), limit=limit, cursor=cursor)


# --- writing ---


def add(actor: Actor, *, person_id: UUID, compound_id: UUID | None, starts_at: datetime, ends_at: datetime) -> UUID:
    """Put a colleague on duty and return the shift's id. Raises ``InvalidInput`` or ``ShiftOverlaps``."""
    organisation_id = queries.company_at(actor, None)
    _check(actor, organisation_id, person_id, compound_id, starts_at, ends_at)
    shift = Shift(
        id=new_id(),
        district_id=actor.district_id,
        organisation_id=organisation_id,
        compound_id=compound_id,
        person_id=person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=actor.person_id,
    )
    db.session.add(shift)
    db.session.flush()
    _note(actor, "add_shift", shift)
    return shift.id


def change(
    actor: Actor,
    shift_id: UUID,
    *,
    version: int,
    compound_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """Change a shift that is not over. One that runs keeps its beginning and its place.

    Raises ``NotFound``, ``Conflict`` (changed since), ``ShiftOver``, ``InvalidInput`` or ``ShiftOverlaps``.
    """
    shift = _to_change(actor, shift_id, version)
    at = now()
    kept = starts_at == shift.starts_at and compound_id == shift.compound_id
    if shift.ends_at <= at or (shift.starts_at <= at and not kept):
        raise ShiftOver("班次已经开始，只能改结束时间" if shift.ends_at > at else None)
    _check(actor, shift.organisation_id, shift.person_id, compound_id, starts_at, ends_at, not_this=shift.id)
    shift.starts_at, shift.ends_at, shift.compound_id = starts_at, ends_at, compound_id
    shift.version += 1
    db.session.flush()
    _note(actor, "change_shift", shift)


def remove(actor: Actor, shift_id: UUID, *, version: int) -> None:
    """Take a shift that has not begun off the roster. Raises ``NotFound``, ``Conflict`` or ``ShiftOver``."""
    shift = _to_change(actor, shift_id, version)
    if shift.starts_at <= now():
        raise ShiftOver("班次已经开始，请改结束时间" if shift.ends_at > now() else None)
    _note(actor, "remove_shift", shift)
    db.session.delete(shift)
    db.session.flush()


def _to_change(actor: Actor, shift_id: UUID, version: int) -> Shift:
    shift = queries.lock_shift(actor, shift_id)
    if not policy.may_edit(actor, shift, queries.served_by(shift.organisation_id)):
        raise Forbidden("这是全部小区的班次，由负责全部小区的项目经理修改")
    if shift.version != version:
        raise Conflict
    return shift


def _check(
    actor: Actor,
    organisation_id: UUID,
    person_id: UUID,
    compound_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    not_this: UUID | None = None,
) -> None:
    problems = policy.span_problems(starts_at, ends_at, now())
    if compound_id is None and not policy.is_whole_company(actor, queries.served_by(organisation_id)):
        problems["compound_id"] = ["请选择您负责的小区"]
    elif compound_id is not None and (actor.post is None or compound_id not in actor.post.compounds):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    elif not queries.is_worker(person_id, organisation_id, compound_id, max(today(), _day_of(starts_at))):
        raise NotFound(fields={"person_id": ["本单位在这里没有这位同事"]})
    if problems:
        raise InvalidInput(fields=problems)
    other = queries.overlapping(person_id, starts_at, ends_at, not_this)
    if other is None:
        return
    if other.organisation_id != organisation_id:
        raise ShiftOverlaps
    raise ShiftOverlaps(f"这位同事{as_beijing(other.starts_at)}到{as_beijing(other.ends_at)}已经有班次")


def _day_of(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def copy_week(actor: Actor, *, source: date, target: date, compound_id: UUID | None) -> dict[str, int]:
    """Repeat the shifts of the week of ``source`` in that of ``target``.

    Left out is what would be over already, what overlaps, and who does not work there any more; doing it twice adds
    nothing. Returns how many were ``copied`` and ``skipped``. Raises ``InvalidInput`` or ``NotFound``.
    """
    organisation_id, at = queries.company_at(actor, compound_id), now()
    begin, goal = monday_of(source), monday_of(target)
    if goal <= begin or not monday_of(today()) <= goal <= today() + policy.PLANNED_AHEAD:
        raise InvalidInput(fields={"target": ["请选择本周或以后三个月内的一周，并晚于要复制的那一周"]})
    served, forward = queries.served_by(organisation_id), goal - begin
    shown = _shown(actor, compound_id)
    copied = skipped = 0
    for row in queries.shifts_between(organisation_id, shown, start_of(begin), start_of(begin) + WEEK):
        if _day_of(row.starts_at) < begin or not policy.may_edit(actor, row, served):
            continue  # begun in the week before, or not his to plan
        copied_now = _repeat(actor, row, forward, at)
        copied += copied_now
        skipped += not copied_now
    audit.record(actor, "duty.copy_week", f"organisation:{organisation_id}", source=str(begin), target=str(goal))
    return {"copied": copied, "skipped": skipped}


def _repeat(actor: Actor, row: Any, forward: timedelta, at: datetime) -> bool:
    starts_at, ends_at = row.starts_at + forward, row.ends_at + forward
    if ends_at <= at or not queries.is_worker(row.person_id, row.organisation_id, row.compound_id, _day_of(starts_at)):
        return False
    statement = insert(Shift).values(
        id=new_id(),
        district_id=actor.district_id,
        organisation_id=row.organisation_id,
        compound_id=row.compound_id,
        person_id=row.person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=actor.person_id,
    )
    return db.session.execute(statement.on_conflict_do_nothing().returning(Shift.id)).first() is not None


def _note(actor: Actor, what: str, shift: Shift) -> None:
    audit.record(
        actor,
        f"duty.{what}",
        f"shift:{shift.id}",
        person=shift.person_id,
        compound=shift.compound_id,
        starts_at=shift.starts_at.isoformat(),
        ends_at=shift.ends_at.isoformat(),
    )

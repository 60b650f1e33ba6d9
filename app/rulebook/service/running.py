"""Dry runs (试算): asked for by a person, judged piece by piece in the worker.

Each piece is one message and one transaction, which leaves the next message behind: a death in the middle loses
nothing and counts nothing twice. Places and organisations are those of today.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.paging import Page
from app.events.rulebook import RunStep
from app.rulebook import policy
from app.rulebook.grammar import BY_HAND
from app.rulebook.judging import NOBODY, Judge, Tally, Version, pairs
from app.rulebook.models import RUN_STATE_NAMES, Run, RunState
from app.rulebook.policy import street_of
from app.rulebook.queries import runs as queries
from app.rulebook.queries import sets, tickets
from app.rulebook.queries.places import Places
from app.rulebook.service.periods import period
from app.tickets.queries import reference
from app.tickets.queries.reference import named_in, parties, rules_of
from app.workdays.service import calendar

Shape = dict[str, Any]

PIECE = 1000
"""Tickets of one message: some two tenths of a second of work, so that other messages of the lane wait no longer."""
KEPT = 20
"""So many finished runs of a version are kept."""
SHOWN_PAIRS = 100
KEEP_SECONDS = 30.0

_kept: dict[str, Any] = {"of": None, "until": 0.0, "judge": None}


class RunUnderWay(Conflict):
    """The person has a dry run under way."""

    code, message = "rulebook.run_under_way", "您有一次试算还没有结束，请等它结束或者先取消"


class RunOver(Conflict):
    """The dry run is over."""

    code, message = "rulebook.run_over", "这次试算已经结束"


# --- asking for one ---


def start(*, actor: Actor, set_id: UUID, since: date | None, until: date | None) -> UUID:
    """Store a dry run of a version over the tickets reported from ``since`` to ``until`` and return its id.

    Both are days in Beijing and included; without them it is the last calendar month. A street's run is over its own
    tickets. Raises ``NotFound``, ``InvalidInput`` and ``RunUnderWay``, which names the one that is under way.
    """
    version = sets.get(actor, set_id)
    running = queries.active(actor.person_id)
    if running is not None:
        raise RunUnderWay(fields={"run": [str(running.id)], "set": [str(running.set_id)]})
    first, end = period(since, until)
    street, at = street_of(actor), now()
    base = sets.in_force(actor.district_id)
    total = tickets.how_many(actor.district_id, street, first, end)
    made = Run(
        id=new_id(),
        district_id=actor.district_id,
        street_id=street,
        set_id=version.id,
        set_version=version.version,
        rules=version.rules,
        base_number=base.number,
        base_rules=base.rules,
        since=first,
        until=end,
        state=RunState.QUEUED,
        total=min(total, tickets.MOST),
        capped=total > tickets.MOST,
        done=0,
        tally=Tally().as_stored(),
        examples=[],
        requested_by=actor.person_id,
        moved_at=at,
    )
    old = queries.beyond(version.id, actor.district_id, KEPT - 1)
    if old:
        db.session.execute(delete(Run).where(Run.id.in_(old)))
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "rulebook.try", f"rule_set:{version.id}", version=version.number)
    outbox.publish(RunStep(str(made.id)))
    return made.id


def cancel(*, actor: Actor, run_id: UUID) -> None:
    """End a dry run early; what it found so far stays. Raises ``NotFound``, ``Forbidden``, ``RunOver``."""
    found = queries.lock(actor, run_id)
    policy.may_cancel(actor, found).enforce()
    if found.state not in queries.ACTIVE:
        raise RunOver
    found.state, found.finished_at = RunState.CANCELLED, now()
    audit.record(actor, "rulebook.try_cancelled", f"rule_set:{found.set_id}")


# --- judging, in the worker ---


def step(run_id: UUID) -> None:
    """Judge the next piece of a dry run. Does nothing once it is over."""
    run = queries.lock_for_worker(run_id)
    if run is None or run.state not in queries.ACTIVE:
        return
    # A ticket stored late, with an earlier time of report, must not make more than the promised total.
    rows = tickets.next_tickets(run, BY_HAND, min(PIECE, run.total - run.done))
    run.state, run.moved_at = RunState.RUNNING, now()
    if not rows:
        run.state, run.finished_at, run.total = RunState.DONE, now(), run.done
        _kept["judge"] = None
        return
    tally, examples = Tally.stored(run.tally), list(run.examples)
    _judge(run).count(rows, tally, examples)
    run.tally, run.examples = tally.as_stored(), examples
    run.done += len(rows)
    run.cursor_at, run.cursor_id = rows[-1].created_at, rows[-1].id
    outbox.publish(RunStep(str(run.id)))


def _judge(run: Run) -> Judge:
    """Return the judge of a run, kept from one of its pieces to the next for a short while."""
    of = (run.id, today())
    if _kept["judge"] is None or _kept["of"] != of or time.monotonic() > _kept["until"]:
        named = parties(named_in([*run.rules, *run.base_rules]), run.district_id)
        _kept["judge"] = Judge(
            base=Version(rules_of(run.base_rules, named)),
            new=Version(rules_of(run.rules, named)),
            known=reference(),
            calendar=calendar(),
            facts=Places(run.district_id, today()).facts,
        )
        _kept["of"], _kept["until"] = of, time.monotonic() + KEEP_SECONDS
    judge: Judge = _kept["judge"]
    return judge


# --- showing them ---


def run(actor: Actor, run_id: UUID) -> Shape:
    """Return a dry run. Raises ``NotFound``."""
    return _shapes(actor, [queries.get(actor, run_id)])[0]


def runs(actor: Actor, set_id: UUID, *, limit: int, cursor: str | None) -> Page:
    """Return the dry runs of a version, newest first, without their examples. Raises ``NotFound``."""
    version = sets.get(actor, set_id)
    page = queries.page(actor, version.id, limit=limit, cursor=cursor)
    return Page([shape | {"examples": []} for shape in _shapes(actor, list(page.items))], page.next)


def _shapes(actor: Actor, found: list[Run]) -> list[Shape]:
    people = sets.person_names(one.requested_by for one in found)
    return [_shape(actor, one, people) for one in found]


def _shape(actor: Actor, found: Run, people: dict[UUID, str]) -> Shape:
    tally = Tally.stored(found.tally)
    cancellable = found.state in queries.ACTIVE and bool(policy.may_cancel(actor, found))
    return {
        "id": found.id,
        "set_id": found.set_id,
        "set_version": found.set_version,
        "base_number": found.base_number,
        "since": found.since.astimezone(BEIJING).date(),
        "until": (found.until - timedelta(microseconds=1)).astimezone(BEIJING).date(),
        "state": found.state,
        "state_name": RUN_STATE_NAMES[RunState(found.state)],
        "total": found.total,
        "done": found.done,
        "capped": found.capped,
        "requested_by_name": people.get(found.requested_by, ""),
        "created_at": found.created_at,
        "finished_at": found.finished_at,
        "tally": tally.counts(),
        "moves": [
            {"before": tally.names.get(before, NOBODY), "after": tally.names.get(after, NOBODY), "count": count}
            for before, after, count in pairs(tally.moves, ">", SHOWN_PAIRS)
        ],
        "rules": [
            {"before": before, "after": after, "count": count}
            for before, after, count in pairs(tally.rules, "\n", SHOWN_PAIRS)
        ],
        "examples": found.examples,
        "actions": ["cancel"] if cancellable else [],
    }

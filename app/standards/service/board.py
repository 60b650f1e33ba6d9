"""应做 / 最近一次: how every item of a compound stands today, and its share done in time; for staff and everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now, today
from app.media.service import ids_on, photos_on
from app.standards import policy, queries, timing
from app.standards.catalogue import CURRENT, Item, items
from app.standards.models import BASIS_NAMES, SOURCE_NAMES, Basis, Plan, Source, Term
from app.standards.service.records import SUBJECT, place_of, shapes
from app.standards.timing import Share, Standing, Tally, Window

Shape = dict[str, Any]

STATE_NAMES: dict[str, str] = {
    "on_time": "已按时做",
    "not_yet": "还没到时候",
    "due": "本期待做",
    "late": "已逾期",
    "as_needed": "按需",
    "not_applicable": "不适用",
}
LONG = frozenset({"year", "two_years", "half_year", "season"})
"""Periods for which more than the last fourteen months have to be looked at."""
RECENT_DAYS, LONG_DAYS = 430, 1900
ORDER = {"late": 0, "due": 1, "on_time": 2, "not_yet": 3, "as_needed": 4}


@dataclass(slots=True)
class Stand:
    """One item of a plan with everything that is known of it today."""

    item: Item
    term: Term
    standing: Standing
    shares: list[Share]
    last: Any = None

    @property
    def state(self) -> str:
        if self.term.not_applicable is not None:
            return "not_applicable"
        if self.standing.state == "on_time" and self.last is None:
            return "not_yet"  # in time, but nothing was to be done yet: to call it done says more than anybody knows
        return self.standing.state

    @property
    def share(self) -> Share:
        return sum(self.shares, Share())


@dataclass(slots=True)
class Stands:
    """The items of the plan in force; ``months`` are the last twelve."""

    plan: Plan
    months: list[tuple[date, date]]
    items: list[Stand]

    @property
    def last_ids(self) -> list[UUID]:
        """Return the ids of the newest records, of which photos are shown."""
        return [stand.last.id for stand in self.items if stand.last]


def stands(compound_id: UUID, day: date | None = None) -> Stands | None:
    """Return how every item of the plan in force stands; None when nothing is fixed. Four statements."""
    on = day or today()
    found = queries.plan_in_force(compound_id, on)
    if found is None:
        return None
    plan, contract = found
    terms = queries.terms(plan.id)
    known = items(plan.catalogue_version)
    tallies = _tallies(compound_id, known, terms, on)
    months = timing.twelve_months(on)
    last = queries.last_records(compound_id, terms)
    made = [
        _stand(known[code], terms[code], tallies[code], contract.ends_on, months, on) for code in known if code in terms
    ]
    for stand in made:
        stand.last = last.get(stand.item.code)
    return Stands(plan, months, made)


def _tallies(compound_id: UUID, known: Mapping[str, Item], terms: Mapping[str, Term], on: date) -> dict[str, Tally]:
    long = {
        code for code, term in terms.items() if any(rule.per in LONG for rule in policy.rules_of(known[code], term))
    }
    done = queries.done_by_day(compound_id, [code for code in terms if code not in long], _before(on, RECENT_DAYS))
    done |= queries.done_by_day(compound_id, long, _before(on, LONG_DAYS))
    return {code: Tally(done.get(code, {})) for code in terms}


def _before(on: date, days: int) -> date:
    return on - timedelta(days=days)


def _stand(
    item: Item, term: Term, tally: Tally, until: date | None, months: list[tuple[date, date]], on: date
) -> Stand:
    windows = timing.windows(policy.rules_of(item, term), term.since or on, until, on)
    shares = [timing.share(windows, tally, first, last) for first, last in months]
    return Stand(item, term, timing.standing(windows, tally, on), shares)


# --- for staff ---


def board(actor: Actor, compound_id: UUID) -> Shape:
    """Return the board of a compound that the post in use reaches, late items first. Raises ``NotFound``."""
    compound = queries.compound(actor, compound_id)
    found = stands(compound_id)
    shape: Shape = {"compound": {"id": compound.id, "name": compound.name}, "on": today()}
    if found is None:
        return shape | {"plan": None, "counts": _counts([]), "share": _share(Share()), "months": [], "items": []}
    photos = photos_on(actor, SUBJECT, found.last_ids)
    ordered = sorted(found.items, key=lambda stand: (ORDER.get(stand.state, 9), stand.item.position))
    return shape | {
        "plan": _plan(found.plan),
        "counts": _counts(found.items),
        "share": _share(sum((stand.share for stand in found.items), Share())),
        "months": [
            {"month": first.replace(day=1)} | _share(sum((stand.shares[number] for stand in found.items), Share()))
            for number, (first, _) in enumerate(found.months)
        ],
        "items": [_row(stand, photos) for stand in ordered],
    }


def _plan(plan: Plan) -> Shape:
    return {
        "id": plan.id,
        "number": plan.number,
        "basis_name": BASIS_NAMES[Basis(plan.basis)],
        "catalogue_version": plan.catalogue_version,
        "starts_on": plan.starts_on,
        "fixed_at": plan.fixed_at,
    }


def _counts(several: list[Stand]) -> Shape:
    return {state: sum(stand.state == state for stand in several) for state in STATE_NAMES}


def _share(share: Share) -> Shape:
    return {"met": share.met, "ended": share.ended, "permille": share.permille}


def _facts(stand: Stand) -> Shape:
    """Return what is the same for staff and for everybody."""
    item, standing = stand.item, stand.standing
    return {
        "code": item.code,
        "category": item.category,
        "category_name": item.category_name,
        "name": item.name,
        "clause": item.clause,
        "measure": item.measure,
        "level": stand.term.level,
        "level_name": policy.level_name(item, stand.term),
        "level_words": policy.said_of(item, stand.term),
        "state": stand.state,
        "state_name": STATE_NAMES[stand.state],
        "window": _window(standing.window, standing.done),
        "next_due_on": standing.next_due_on,
        "late_since": standing.late_since,
        "share": _share(stand.share),
        "last_at": stand.last.at if stand.last else None,
    }


def _window(window: Window | None, done: int) -> Shape | None:
    if window is None:
        return None
    return {"starts_on": window.starts_on, "ends_on": window.due_on, "times": window.times, "done": done}


def _row(stand: Stand, photos: dict[UUID, list[Shape]]) -> Shape:
    last = stand.last
    files = photos.get(last.id, []) if last else []
    return _facts(stand) | {
        "last": _last(last) | {"photos": files} if last else None,
        "photo_count": len(files),
    }


def _last(last: Any) -> Shape:
    return {
        "record_id": last.id,
        "at": last.at,
        "source": last.source,
        "source_name": SOURCE_NAMES[Source(last.source)],
        "building": last.building,
        "asset": last.asset,
        "note": last.note,
        "took_minutes": last.took_minutes,
    }


# --- for everybody ---


def public_standards(compound_id: UUID, day: date | None = None) -> list[Shape]:
    """Return what is promised and how it stands, item by item, in the order of the standard; empty without a plan.

    Beside the facts each has ``photos``, the ids of the newest record's photos (``public_photo`` says whether one may
    still be shown), and ``last`` without who did it and without his words. It changes with every day that begins.
    """
    found = stands(compound_id, day)
    if found is None:
        return []
    photos = ids_on(SUBJECT, found.last_ids)
    return [
        _facts(stand)
        | {
            "last": {key: value for key, value in _last(stand.last).items() if key not in ("record_id", "note")}
            if stand.last
            else None,
            "photos": photos.get(stand.last.id, []) if stand.last else [],
        }
        for stand in found.items
    ]


def public_plan(compound_id: UUID) -> Shape | None:
    """Return which plan holds, for the head of a public page; None when nothing is fixed."""
    found = queries.plan_in_force(compound_id)
    return _plan(found[0]) if found else None


# --- for the phone of whoever does the work ---


def my_items(actor: Actor, code: str | None, compound_id: UUID | None) -> Shape:
    """Return what can be logged at a place, what this person usually logs there first, then what is late or due.

    Raises ``NotFound`` or ``InvalidInput``. ``recent`` is what he has just done and may still take back.
    """
    place = place_of(actor, code, compound_id, None)
    habits = queries.my_habits(actor.person_id, place.compound.id)
    found = stands(place.compound.id)
    if found is None:
        listed = [_plain(item, habits) for item in items(CURRENT).values() if item.evidence != "none"]
    else:
        listed = [
            _facts(stand) | {"evidence": stand.item.evidence, "mine": habits.get(stand.item.code, 0)}
            for stand in found.items
            if stand.term.not_applicable is None and stand.item.evidence != "none"
        ]
    listed.sort(key=lambda row: (-row["mine"], ORDER.get(row["state"], 9)))
    return {
        "place": {
            "kind": place.kind,
            "name": place.name,
            "compound": {"id": place.compound.id, "name": place.compound.name},
            "building_id": place.building_id,
            "asset_id": place.asset_id,
        },
        "items": listed,
        "recent": shapes(actor, queries.just_done(actor.person_id, place.compound.id, now() - policy.UNDO)),
    }


def _plain(item: Item, habits: Mapping[str, int]) -> Shape:
    """Return an item of which no contract says anything yet: it can be logged all the same."""
    none = Stand(item, Term(item_code=item.code), Standing("as_needed"), [])
    words = {"level_name": "", "level_words": "" if item.levelled else item.words[0]}
    return _facts(none) | words | {"evidence": item.evidence, "mine": habits.get(item.code, 0)}

"""Two versions side by side, and a draft carried over to a newer one. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from app.rulebook.validation import Stored

FIELDS = ("name", "conditions", "target", "reason", "deadline", "urgency")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one rule. Positions count from 1; ``fields`` are those that differ."""

    kind: str
    before: Stored | None
    after: Stored | None
    position_before: int | None
    position_after: int | None
    fields: tuple[str, ...] = ()


def compare(old: Sequence[Stored], new: Sequence[Stored]) -> list[Change]:
    """Return the differences in the order of the new version, then what is gone.

    ``kind`` is ``added``, ``removed``, ``changed`` or ``moved``; of the rules whose order changed, as few as possible
    count as moved.
    """
    was = {rule["id"]: (place, rule) for place, rule in enumerate(old, 1)}
    moved = _moved([rule["id"] for rule in old], [rule["id"] for rule in new])
    found = []
    for place, rule in enumerate(new, 1):
        if rule["id"] not in was:
            found.append(Change("added", None, rule, None, place))
            continue
        place_before, before = was[rule["id"]]
        fields = tuple(name for name in FIELDS if before.get(name) != rule.get(name))
        if fields or rule["id"] in moved:
            found.append(Change("changed" if fields else "moved", before, rule, place_before, place, fields))
    now = {rule["id"] for rule in new}
    found += [Change("removed", rule, None, place, None) for place, rule in was.values() if rule["id"] not in now]
    return found


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the ids outside a longest run that kept its order."""
    places = {code: place for place, code in enumerate(old)}
    common = [code for code in new if code in places]
    ends: list[int] = []
    lengths: list[int] = []
    for code in common:
        at = bisect_left(ends, places[code])
        ends[at : at + 1] = [places[code]]
        lengths.append(at)
    kept: set[str] = set()
    wanted = len(ends) - 1
    last = len(old)
    for code, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == wanted and places[code] < last:
            kept.add(code)
            last, wanted = places[code], wanted - 1
    return set(common) - kept


def carry_over(
    base: Sequence[Stored], mine: Sequence[Stored], theirs: Sequence[Stored]
) -> tuple[list[Stored], list[str]]:
    """Return the draft ``mine``, begun from ``base``, on top of the newer version ``theirs``; and what clashed.

    A rule that only one side changed is taken from that side. Where both changed it, the draft's wording stays and
    the rule's name is in the second result: a person has to look.
    """
    was = {rule["id"]: rule for rule in base}
    ours = {rule["id"]: rule for rule in mine}
    new = {rule["id"]: rule for rule in theirs}
    clashes: list[str] = []
    merged: dict[str, Stored] = {}
    for code in dict.fromkeys([*ours, *new]):
        chosen = _choose(was.get(code), ours.get(code), new.get(code), clashes)
        if chosen is not None:
            merged[code] = chosen
    common = [code for code in was if code in ours and code in new]
    reordered = [code for code in ours if code in set(common)] != common
    first, second = (ours, new) if reordered else (new, ours)
    return [merged[code] for code in weave(list(first), list(second)) if code in merged], clashes


def _choose(was: Stored | None, ours: Stored | None, new: Stored | None, clashes: list[str]) -> Stored | None:
    if ours == new or new == was:
        return ours
    if ours == was:
        return new
    clashes.append((ours or new or {})["name"])
    return ours if ours is not None else new


def weave(first: list[str], second: list[str]) -> list[str]:
    """Return the order of ``first`` with what only ``second`` has put in after what it follows there."""
    order = list(first)
    before: str | None = None
    for code in second:
        if code not in order:
            order.insert(order.index(before) + 1 if before is not None else 0, code)
        before = code
    return order

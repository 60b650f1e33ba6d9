"""A dry run, ticket by ticket: the same ``decide`` as real routing, once with each version; what differs is counted.

Pure. The facts are those of the places today, not those of the day on which a ticket was reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from app.places.routing import PlaceFacts
from app.tickets.queries.reference import CategoryFacts, Reference, Rule
from app.tickets.routing import UNSORTED, Circumstances, Decision, WorkingDays, circumstances, decide, facts_of, holds

EXAMPLES = 200
NOBODY = "没有单位"
COUNTS = ("organisation", "limits", "rule", "same", "nobody", "drifted")

OF_REPORT = frozenset({"kind", "category", "group", "party", "urgency"})
"""Conditions on what the kind and the category of a ticket settle."""
OF_COMPOUND = frozenset({"street_id", "community_id", "compound_id", "has_provider"})
"""Conditions on what is the same for all tickets of one compound."""
OF_MOMENT = frozenset({"source", "month", "hours", "working_day", "heating_season"})
"""Conditions on how and when a ticket came in."""

Conditions = dict[str, Any]
FactsOf = Callable[[UUID, UUID | None, UUID | None, str | None], PlaceFacts | None]


class TicketRow(Protocol):
    """What a dry run reads of a ticket (``queries.tickets.NEXT``)."""

    id: UUID
    no: str
    created_at: Any
    compound_id: UUID
    building_id: UUID | None
    asset_id: UUID | None
    kind: str
    category: str | None
    source: str
    first_org: UUID | None
    words: str | None


@dataclass
class Tally:
    """Counts of a dry run, as they are kept between its steps.

    ``organisation``: another party; ``limits``: the same party with another deadline or urgency; ``rule``: only
    another rule; ``same``: nothing differs. ``nobody``: the new version finds no party. ``drifted``: the rules in
    force would not find today whom they first found, because rules or places changed meanwhile. ``moves`` counts
    pairs of parties, ``rules`` pairs of rules, both of tickets with another party or other limits.
    """

    organisation: int = 0
    limits: int = 0
    rule: int = 0
    same: int = 0
    nobody: int = 0
    drifted: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def stored(cls, raw: Mapping[str, Any]) -> Tally:
        """Return what ``as_stored`` gave."""
        return cls(**{**raw, "moves": Counter(raw.get("moves", {})), "rules": Counter(raw.get("rules", {}))})

    def as_stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {**vars(self), "moves": dict(self.moves), "rules": dict(self.rules), "names": dict(self.names)}

    def counts(self) -> dict[str, int]:
        """Return the plain numbers."""
        return {name: getattr(self, name) for name in COUNTS}


class Version:
    """The rules of one version, and those of them that can hold for a kind, a category and a compound at all.

    With two hundred rules nearly all fall out by these; they are looked at once and not for each ticket. Where none
    of the rest asks for time or source, what was decided once for a place is decided for all tickets there.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.parts = [(rule, _part(rule, OF_REPORT), _part(rule, OF_COMPOUND)) for rule in rules]
        self.by_report: dict[tuple[str, str], list[tuple[Rule, Conditions]]] = {}
        self.narrowed: dict[tuple[str, str, UUID], tuple[list[Rule], bool]] = {}
        # The place is kept with its decision, so that no other one can get its identity.
        self.decided: dict[tuple[str, str, int], tuple[PlaceFacts, Decision | None]] = {}

    def decide(
        self, kind: str, category: CategoryFacts | None, place: PlaceFacts, came: Circumstances
    ) -> Decision | None:
        """Return what the version decides: the same as ``routing.decide`` with all of its rules."""
        code = category.code if category else ""
        rules, timeless = self._narrowed(kind, code, category, place)
        if not timeless:
            return decide(rules, kind, category, place, came=came)
        key = (kind, code, id(place))
        if key not in self.decided:
            self.decided[key] = place, decide(rules, kind, category, place, came=came)
        return self.decided[key][1]

    def _narrowed(
        self, kind: str, code: str, category: CategoryFacts | None, place: PlaceFacts
    ) -> tuple[list[Rule], bool]:
        """Return the rules that can hold here, and whether none of them asks how a ticket came in."""
        key = (kind, code, place.compound.id)
        if key not in self.narrowed:
            facts = facts_of(kind, category, place)
            if key[:2] not in self.by_report:
                self.by_report[key[:2]] = [(rule, rest) for rule, first, rest in self.parts if holds(first, facts)]
            rules = [rule for rule, rest in self.by_report[key[:2]] if holds(rest, facts)]
            self.narrowed[key] = rules, all(OF_MOMENT.isdisjoint(rule.conditions) for rule in rules)
        return self.narrowed[key]


def _part(rule: Rule, keys: frozenset[str]) -> Conditions:
    return {key: wanted for key, wanted in rule.conditions.items() if key in keys}


@dataclass(frozen=True, slots=True)
class Judge:
    """Two versions and the world in which they are compared."""

    base: Version
    new: Version
    known: Reference
    calendar: WorkingDays
    facts: FactsOf

    def both(self, ticket: TicketRow) -> tuple[Decision | None, Decision | None] | None:
        """Return what each version decides on a ticket as the router would see it; None without its place."""
        category = self.category(ticket)
        place = self.facts(
            ticket.compound_id, ticket.building_id, ticket.asset_id, category.asset_kind if category else None
        )
        if place is None:
            return None
        came = circumstances(ticket.created_at, self.calendar, source=ticket.source)
        return (
            self.base.decide(ticket.kind, category, place, came),
            self.new.decide(ticket.kind, category, place, came),
        )

    def category(self, ticket: TicketRow) -> CategoryFacts | None:
        """Return the category of a ticket, guessed from its words where the router would still have to."""
        if ticket.category:
            return self.known.categories.get(ticket.category)
        return self.known.suggest(ticket.words) if ticket.words else None

    def count(self, tickets: Sequence[TicketRow], tally: Tally, examples: list[dict[str, Any]]) -> None:
        """Judge ``tickets``; ``tally`` and the first ``EXAMPLES`` examples grow."""
        for ticket in tickets:
            decided = self.both(ticket)
            if decided is None:
                continue
            before, after = decided
            what = difference(before, after)
            setattr(tally, what, getattr(tally, what) + 1)
            tally.nobody += after is None
            tally.drifted += ticket.first_org is not None and _org(before) != str(ticket.first_org)
            if what in ("same", "rule"):
                continue
            tally.moves[f"{_org(before)}>{_org(after)}"] += 1
            tally.rules[f"{_rule(before)}\n{_rule(after)}"] += 1
            tally.names |= {_org(one): one.organisation for one in decided if one is not None}
            if len(examples) < EXAMPLES:
                examples.append(self.example(ticket, what, before, after))

    def example(self, ticket: TicketRow, what: str, before: Decision | None, after: Decision | None) -> dict[str, Any]:
        """Return one ticket that would go another way, with both reasons."""
        category = self.category(ticket)
        place = self.facts(ticket.compound_id, None, None, None)
        return {
            "ticket_id": str(ticket.id),
            "no": ticket.no,
            "compound": place.compound.name if place else "",
            "category": category.name if category else UNSORTED,
            "what": what,
            "before": _said(before),
            "after": _said(after),
        }


def difference(before: Decision | None, after: Decision | None) -> str:
    """Return what differs: ``organisation``, ``limits``, ``rule`` or ``same``."""
    if _org(before) != _org(after):
        return "organisation"
    if before is None or after is None:
        return "same"
    if (before.deadline, before.urgency) != (after.deadline, after.urgency):
        return "limits"
    return "same" if before.rule == after.rule else "rule"


def _org(decision: Decision | None) -> str:
    return str(decision.organisation_id) if decision else ""


def _rule(decision: Decision | None) -> str:
    return decision.rule if decision else ""


def _said(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"organisation": NOBODY, "rule": "", "reason": "没有一条规则找得到责任单位。"}
    return {"organisation": decision.organisation, "rule": decision.rule, "reason": "".join(decision.reasons)}


def pairs(counted: Mapping[str, int], mark: str, most: int) -> list[tuple[str, str, int]]:
    """Return the counted pairs, the greatest first."""
    found = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [(*key.split(mark, 1), number) for key, number in found]  # type: ignore[misc]

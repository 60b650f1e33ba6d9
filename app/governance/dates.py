"""What committees of owners have in the calendar (日历)."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from app.core.auth import Actor
from app.core.dated import POSTING, Dated, Kind, Span
from app.core.permissions import Permission
from app.governance import policy, queries

ASSEMBLY = "assembly"
OWN = {"term", "decision", POSTING[0]}


def _assemblies(actor: Actor, span: Span) -> list[Any]:
    """Return what assemblies have to do next, by the same sums as their page and the desk."""
    rows: list[Any] = queries.overview(actor, span.today)
    return [
        SimpleNamespace(
            kind=ASSEMBLY,
            on_day=step.day,
            id=row.compound_id,
            title=step.late_words if step.day < span.today else step.words,
            subtitle=row.compound,
            extra="",
            done=False,
        )
        for row in rows
        for step in policy.assembly_steps(row)
        if span.first <= step.day <= span.last
    ]


def _read(actor: Actor, span: Span) -> Sequence[Any]:
    found = list(queries.days(actor, span)) if span.kinds & OWN else []
    if ASSEMBLY in span.kinds:
        found += _assemblies(actor, span)
    return sorted(found, key=lambda row: (row.on_day, row.title, row.id))[: span.limit]


DATED = Dated(
    Permission.GOVERNANCE_READ,
    (
        Kind("term", "任期届满", "/committees/{id}"),
        Kind("decision", "委员会决定", "/committees/{id}"),
        Kind(*POSTING, "/committees/{id}"),
        Kind(ASSEMBLY, "业主大会", "/assemblies/{id}"),
    ),
    _read,
)

"""How an id gets into a request that is otherwise right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Ids = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request: who, where to, and its body without the id. ``foreign`` names the ids that exist elsewhere."""

    actor: str
    path: str
    body: Any
    foreign: tuple[str, ...] = ()
    setup: str = "dispatched"
    needs_it: bool = False
    """Whether there is nothing to be found without the id either."""


def with_id(body: Ids, path: str, value: str) -> Ids:
    """Return ``body`` with an id put in at ``path``."""
    head, _, rest = path.partition(".")
    if not rest:
        return body | {head: value}
    if rest == "[]":
        return body | {head: [value]}
    if not rest.startswith("[]."):
        return body | {head: with_id(body[head], rest, value)}
    around = body[head][0] if body.get(head) else {"place": "x"}
    return body | {head: [with_id(around, rest.removeprefix("[]."), value)]}

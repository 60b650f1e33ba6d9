"""From names in a form to what they name. One that nothing or several have is a problem; nothing is guessed.

Two things narrow down a name that several have, because they leave no choice: what the draft says already, and what
the role asks of an organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.party.models import ROLE_NAMES, PartyRole
from app.party.policy import KINDS
from app.party.queries import names
from app.party.wordform.layout import FIELDS
from app.party.wordform.reading import PARTIES, Filled, likeness

Wrong = Callable[[str, str], None]
BETWEEN = re.compile(r"[、，,；;]")
ROLES = {likeness(name): role for role, name in ROLE_NAMES.items()}


def compounds(actor: Actor, community_id: UUID, form: Filled, now: Iterable[UUID]) -> list[UUID]:
    """Return the compounds that a form names, and note in it those that cannot be told."""
    place, known = FIELDS["compounds"], names.compounds(actor, community_id)
    found: dict[UUID, None] = {}
    for name in _listed(form.compounds, {likeness(one.name) for one in known}):
        same = [one for one in known if likeness(one.name) == likeness(name)]
        one = _only(same, set(now))
        if one is not None:
            found[one.id] = None
        elif same:
            form.wrong(place, f"本社区有 {len(same)} 个小区叫“{name}”，分不清是哪一个，请在系统里选")
        else:
            form.wrong(place, f"本社区没有小区叫“{name[:40]}”{_nearest(name, [one.name for one in known])}")
    if not found and "head" not in form.missing and not any(one.place == place for one in form.problems):
        form.wrong(place, "请填写小区")
    return list(found)


def _listed(text: str, known: set[str]) -> Iterable[str]:
    """Yield the names in a text: one a line, or several with marks between them where the line is no name itself."""
    for line in text.split("\n"):
        parts = [line] if likeness(line) in known else BETWEEN.split(line)
        yield from (part.strip() for part in parts if part.strip())


def parties(
    actor: Actor, community_id: UUID, form: Filled, now: dict[UUID, str]
) -> list[tuple[int, UUID, PartyRole, str]]:
    """Return row, id, role and name of the organisations that a form names; note in it those that cannot be told."""
    known = names.organisations(actor.district_id, list(now))
    found: list[tuple[int, UUID, PartyRole, str]] = []
    for row, role_text, name in form.parties:
        place = f"{PARTIES}第 {row} 行"
        role = ROLES.get(likeness(role_text))
        if role is None:
            said = f"没有“{role_text[:20]}”这种身份" if role_text else "没有写身份"
            form.wrong(place, f"{said}，请写其中一种：{'、'.join(ROLE_NAMES.values())}")
        if not name:
            form.wrong(place, "没有写单位名称")
        if role is None or not name:
            continue
        same = [one for one in known if likeness(one.name) == likeness(name)]
        fitting = [one for one in same if _fits(one, role, community_id)] or same
        one = _only(fitting, set(now))
        if one is not None:
            found.append((row, one.id, role, one.name))
        elif same:
            form.wrong(place, f"有 {len(fitting)} 个单位叫“{name}”，分不清是哪一个，请在系统里选")
        else:
            form.wrong(place, f"没有单位叫“{name[:40]}”{_nearest(name, [one.name for one in known])}")
    return found


def _fits(organisation: Any, role: PartyRole, community_id: UUID) -> bool:
    kinds = KINDS.get(role)
    is_here = role != PartyRole.COMMUNITY or organisation.region_id == community_id
    return is_here and (kinds is None or organisation.kind in kinds)


def _only(same: Sequence[Any], now: set[UUID]) -> Any:
    """Return the one that is meant, or None when several could be."""
    if len(same) == 1:
        return same[0]
    kept = [one for one in same if one.id in now]
    return kept[0] if len(kept) == 1 else None


def _nearest(name: str, known: Sequence[str]) -> str:
    """Return in brackets the name that looks most like one: said, never taken."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"（最像的是“{near[0]}”）" if near else "，请写系统里的全称"

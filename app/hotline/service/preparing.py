"""From an order as it was written down to one that can be stored: places and category looked up, words put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.core.calendar import Calendar
from app.hotline.matching import Place, Places, building_of, category_of
from app.hotline.parsing import Draft, Due, Problem
from app.tickets.queries.reference import CategoryFacts, Reference


@dataclass(frozen=True, slots=True)
class Ready:
    """An order that can be stored. ``start`` is from when a length of time counts; None: from when it came here."""

    own_no: str
    kind: str
    category: str | None
    compound_id: UUID
    building_id: UUID | None
    content: str
    caller_name: str
    caller_phone: str | None
    called_at: datetime | None
    due: Due | None
    start: datetime | None
    due_words: str
    secret: bool
    urged: int

    def due_at(self, came_at: datetime, calendar: Calendar) -> datetime | None:
        """Return the deadline that came with the order, if one did."""
        return self.due.end(self.start or came_at, calendar) if self.due else None

    def words(self) -> bytes:
        """Return what the order says, in a form that is the same whenever it says the same."""
        return orjson.dumps([self.kind, self.compound_id, self.content, self.caller_phone])

    def packed(self) -> str:
        """Return it as text, for ``unpacked``."""
        return orjson.dumps(asdict(self)).decode()


def unpacked(text: str) -> Ready:
    """Return what ``packed`` wrote."""
    raw: dict[str, Any] = orjson.loads(text)
    due = raw["due"]
    return Ready(
        **raw
        | {
            "compound_id": UUID(raw["compound_id"]),
            "building_id": UUID(raw["building_id"]) if raw["building_id"] else None,
            "called_at": _instant(raw["called_at"]),
            "start": _instant(raw["start"]),
            "due": Due(**due | {"at": _instant(due["at"])}) if due else None,
        }
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a draft: an order that is ready, or the problems why there is none."""

    ready: Ready | None
    problems: list[Problem]
    notes: list[str]
    place: Place | None = None
    category: CategoryFacts | None = None


def prepare(
    draft: Draft,
    places: Places,
    buildings: Mapping[UUID, Mapping[UUID, str]],
    known: Reference,
    place: Place | None = None,
) -> Prepared:
    """Look up what ``draft`` names. ``buildings`` are those of the compounds that can be meant.

    ``place`` is the compound where it is known already.
    """
    problems, notes = list(draft.problems), list(draft.notes)
    if draft.compound and place is None:
        match = places.find(draft.compound, draft.street, draft.community)
        place = match.place
        problems += [match.problem] if match.problem else []
    category = category_of(draft.category, known)
    if draft.category and category is None:
        notes.append(f"没有“{draft.category[:30]}”这个分类，将按内容判断")
    if problems or place is None:
        return Prepared(None, problems, notes, place, category)
    building_id = building_of(draft.building, buildings.get(place.id, {})) if draft.building else None
    if draft.building and building_id is None:
        notes.append(f"{place.name}没有“{draft.building}”，已写进内容")
    where = "，".join(part for part in (draft.building if building_id is None else "", draft.address) if part)
    ready = Ready(
        own_no=draft.own_no,
        kind=draft.kind,
        category=category.code if category else None,
        compound_id=place.id,
        building_id=building_id,
        content=f"{draft.content}\n地点：{where}" if where else draft.content,
        caller_name=draft.caller_name,
        caller_phone=draft.caller_phone,
        called_at=draft.called_at,
        due=draft.due,
        start=draft.dispatched_at or draft.called_at,
        due_words=draft.due_words,
        secret=draft.secret,
        urged=draft.urged,
    )
    return Prepared(ready, [], notes, place, category)

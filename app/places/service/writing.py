"""Writing a judged table: new rows and changed ones, in a few statements whatever the size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from app.core.db import db
from app.core.ids import new_id
from app.core.outbox import publish
from app.events.places import CompoundChanged
from app.places.models import Region, RegionKind, Unit
from app.places.queries import ledgers as queries
from app.places.queries.ledgers import Subject
from app.places.service.codes import new_code
from app.places.service.judging import Values
from app.places.tables import Book

PIECE = 2000
"""Rows of one statement, so that none comes near the time that a statement may take."""
OF_AN_ASSET = frozenset({"warranties", "maintenance"})
SHOWN_PUBLICLY = frozenset({"compounds", "contracts"})


def write(book: Book, subject: Subject, changed: Sequence[Values]) -> list[UUID]:
    """Write rows that are new (no ``id``) or changed, in the current unit of work. Returns their ids in order."""
    ready = [PREPARE.get(book.spec.key, _as_it_is)(subject, dict(values)) for values in changed]
    for values in ready:
        values.pop("seat", None)
    if book.spec.key == "regions":
        return _write_regions(subject, ready)
    if book.spec.key == "homes":
        _give_units(subject, ready)
    ids = [values["id"] or new_id() for values in ready]
    # What is there changes first: a contract that ends makes room for the next.
    _update(book, [values for values in ready if values["id"]])
    fresh = [
        values | {"id": key, "district_id": subject.district_id} | _coded(book, subject)
        for values, key in zip(ready, ids, strict=True)
        if values["id"] is None
    ]
    for piece in _pieces(fresh):
        db.session.execute(insert(book.model), piece)
    if book.spec.key in SHOWN_PUBLICLY:
        for compound in dict.fromkeys(values.get("compound_id") or key for values, key in zip(ready, ids, strict=True)):
            publish(CompoundChanged(str(compound)))
    return ids


def _pieces(rows: list[Values]) -> Iterable[list[Values]]:
    return (rows[start : start + PIECE] for start in range(0, len(rows), PIECE))


def _update(book: Book, rows: list[Values]) -> None:
    """Write rows that are there, however they change places: two doors may swap their numbers."""
    park = PARKED.get(book.spec.key)
    if park is not None and len(rows) > 1:
        for piece in _pieces([{"id": values["id"]} | park(values["id"], n) for n, values in enumerate(rows)]):
            db.session.execute(update(book.model), piece)
    for piece in _pieces(rows):
        db.session.execute(update(book.model), piece)


def _long_ago(key: UUID, number: int) -> Values:
    day = date(1000, 1, 1) + timedelta(days=number)
    return {"starts_on": day, "ends_on": day}


PARKED: dict[str, Callable[[UUID, int], Values]] = {
    "homes": lambda key, number: {"label": key.hex[-30:]},
    "buildings": lambda key, number: {"name": key.hex},
    "contracts": _long_ago,
    "maintenance": _long_ago,
}
"""What rows that change say for a moment, so that none is in the way of another; nobody outside ever sees it."""


def _coded(book: Book, subject: Subject) -> dict[str, Any]:
    """Return what a new row gets besides what people filled in: its compound, and the code of its label."""
    more: dict[str, Any] = {}
    if book.over == "compound" and book.spec.key not in OF_AN_ASSET:
        more["compound_id"] = subject.compound_id
    if book.spec.key in ("compounds", "buildings", "assets"):
        more["code"] = new_code()
    return more


def _as_it_is(subject: Subject, values: Values) -> Values:
    return values


def _of_its_community(subject: Subject, values: Values) -> Values:
    if values["id"] is not None:
        del values["street_id"], values["community_id"]
    return values


PREPARE: dict[str, Callable[[Subject, Values], Values]] = {"compounds": _of_its_community}


def _give_units(subject: Subject, homes: list[Values]) -> None:
    """Find the stairwell of each home, making those that are not there."""
    known = queries.units(values["building_id"] for values in homes)
    missing: dict[tuple[UUID, str], UUID] = {}
    for values in homes:
        key = (values["building_id"], str(values.pop("unit")))
        values["unit_id"] = known.get(key) or missing.setdefault(key, new_id())
    rows: list[Values] = [
        {"id": key, "district_id": subject.district_id, "building_id": building, "name": name}
        for (building, name), key in missing.items()
    ]
    if rows:
        db.session.execute(insert(Unit), rows)


def _write_regions(subject: Subject, rows: list[Values]) -> list[UUID]:
    """Write streets first, then the communities, which are put under streets by their names."""
    ids = [values["id"] or new_id() for values in rows]
    both = list(zip(rows, ids, strict=True))
    for kind in (RegionKind.STREET, RegionKind.COMMUNITY):
        streets = queries.names(subject).streets if kind is RegionKind.COMMUNITY else {}
        old = [key for values, key in both if values["id"] is not None and values["kind"] == kind]
        for key in old if len(old) > 1 else ():
            db.session.execute(update(Region).where(Region.id == key).values(code=key.hex))
        for values, key in both:
            street = values.pop("street", None) if values["kind"] == kind else None
            if values["kind"] != kind:
                continue
            if street is not None:
                values["parent_id"] = streets[str(street)]
            if values["id"] is None:
                db.session.add(Region(**(values | {"id": key, "district_id": subject.district_id})))
            else:
                db.session.execute(update(Region).where(Region.id == key).values(values))
        db.session.flush()
    return ids

"""What was done: a record for nearly every round that a plan demands, made by the workers of the compound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.core.clock import BEIJING
from app.demo.album import Album
from app.demo.chance import ident, stream
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import Asset, Building, Compound, District
from app.demo.openness.promises import Promise, Promises
from app.demo.story import Story
from app.places.models import AssetKind
from app.standards import policy, timing
from app.standards.catalogue import CURRENT, Item, by_category
from app.standards.models import Record, Source
from app.standards.service.records import SUBJECT
from app.standards.timing import Window
from app.tickets.models import Action, Outcome

Row = dict[str, Any]

FIRST_HOUR, LAST_HOUR = 7, 18
NEW = timedelta(minutes=15)
"""Nothing is so new that somebody could still take it back (``policy.UNDO``)."""
NOW_AND_THEN_DAYS = 24
"""How often something is recorded of which no frequency is demanded."""
REPAIR_DAYS = 120
PHOTO_DAYS = 2
"""Beside the newest record of each item those of so many days have their photos, in the demo persons' compound."""
IN_BUILDINGS = frozenset(
    {"ENV-01", "ENV-02", "ENV-03", "ENV-04", "FAC-03", "FAC-04", "FAC-20", "SEC-06", "FAC-01", "FAC-02"}
)
SCENES: dict[str, str] = {
    "FAC-05": "stain", "FAC-06": "manhole", "FAC-12": "manhole", "FAC-19": "lamp", "FAC-20": "lamp", "FAC-21": "lamp",
    "FAC-26": "door", "FAC-25": "door", "FAC-10": "pipe", "FAC-13": "pipe", "FAC-16": "pipe", "FAC-17": "pipe",
    "ENV-13": "bin", "ENV-11": "steps", "FAC-02": "stain", "FAC-04": "stain",
}  # fmt: skip
"""What a photo of the work shows; the others show swept stairs or a green."""
NOTES: dict[str, tuple[str, ...]] = {
    "CS-02": ("本月投诉已全部回复", "两件投诉当天回复，一件上门说明"),
    "GEN-03": ("上月服务记录已归档",),
    "SEC-01": ("值班交接正常",),
    "FAC-10": ("运行正常，更换密封垫一只",),
    "ENV-11": ("雨后扫水，单元门口铺了防滑垫",),
}
STRUCK_BECAUSE = "拍错了楼，已在正确的楼重新打卡"
SAID_UNSOLVED = "居民反映未解决"


class Rounds:
    """Collects the records; ``follow`` sees the repairs, ``write`` comes last."""

    def __init__(self, district: District, album: Album) -> None:
        self._district, self._album = district, album
        self._repairs: list[Row] = []

    # --- repairs ---

    def follow(self, story: Story) -> None:
        """Note what the finished repairs of ``story`` are proof of, until its reporter says that they are none."""
        codes = by_category().get(story.ticket.category, ())
        since = self._district.now - timedelta(days=REPAIR_DAYS)
        finished: Row | None = None
        number = 1
        for event in story.events if codes else ():
            if event["action"] is Action.REOPEN:
                number += 1
            elif event["action"] is Action.FINISH and event["at"] >= since and _by_company(self._district, story):
                finished = event
                self._repairs += [self._repair(story, event["at"], number, code) for code in codes]
            elif finished is not None and event["detail"].get("outcome") == Outcome.UNSOLVED:
                self._take_back(story.ticket.id, number, event["at"])

    def _take_back(self, ticket_id: UUID, number: int, at: datetime) -> None:
        for row in self._repairs:
            if row["ticket_id"] == ticket_id and row["ticket_round"] == number:
                row |= {"undone_at": at, "undo_reason": SAID_UNSOLVED}

    def _repair(self, story: Story, at: datetime, number: int, code: str) -> Row:
        ticket = story.ticket
        dispatched = ticket.dispatched_at
        return self._row(
            story.report.compound,
            ident("record", str(ticket.id), number, code),
            code,
            at,
            building_id=ticket.building_id,
            asset_id=ticket.asset_id,
            source=Source.TICKET,
            ticket_id=ticket.id,
            ticket_round=number,
            took_minutes=int((at - dispatched).total_seconds()) // 60 if dispatched else None,
        )

    # --- rounds ---

    def write(self, copier: Copier, several: list[Promises]) -> None:
        """Write every record with its photos."""
        for found in several:
            rows = [row for promise in found.in_force.promises for row in self._rounds(found, promise)]
            if found.compound.plan.key == PERSONA_COMPOUND:
                self._strike(found, rows)
            copier.rows(Record, rows)
        copier.rows(Record, self._repairs)

    def _rounds(self, found: Promises, promise: Promise) -> list[Row]:
        item = promise.item
        if promise.said.not_applicable is not None or item.evidence == "none":
            return []
        chance = stream("rounds", found.compound.plan.key, item.code)
        moments = sorted(self._moments(found, promise, chance))
        moments = [at for at in moments if at <= self._district.now - NEW]
        rows = [self._made(found.compound, item, at, number, chance) for number, at in enumerate(moments)]
        if item.evidence == "photo":
            self._photograph(found.compound, item, rows)
        return rows

    def _moments(self, found: Promises, promise: Promise, chance: Random) -> Iterator[datetime]:
        today, rules = self._district.today, policy.rules_of(promise.item, promise.said)
        if not rules:
            for ago in range(chance.randint(2, NOW_AND_THEN_DAYS), (today - promise.since).days, NOW_AND_THEN_DAYS):
                yield _moment(chance, today - timedelta(days=ago))
            return
        laid_out = timing.windows(rules, promise.since, found.service.ends_on, today)
        ended = [window for window in laid_out if window.due_on < today]
        forgotten = ended[-1:] if promise.item.code in found.shape.late else []
        for window in laid_out:
            if window.starts_on > today or window in forgotten:
                continue
            if window.due_on >= today:
                if not forgotten:
                    yield from self._spread(chance, window, promise.since, self._so_far(window))
            elif window in ended[-1:] or chance.random() < found.shape.met:
                yield from self._spread(chance, window, promise.since, window.times)
            elif window.times > 1:
                yield from self._spread(chance, window, promise.since, window.times - 1)

    def _so_far(self, window: Window) -> int:
        """Return how much of a running window is done, as one goes along."""
        begin, end = _midnight(window.starts_on), _midnight(window.due_on + timing.ONE)
        return int(window.times * ((self._district.now - begin) / (end - begin)) + 0.4)

    def _spread(self, chance: Random, window: Window, since: date, times: int) -> Iterator[datetime]:
        """Yield so many moments of a window, at working hours, none after now."""
        first = max(window.starts_on, since)
        last = min(window.due_on, self._district.today)
        days = (last - first).days + 1
        for number in range(times):
            day = first + timedelta(
                days=min(days - 1, days * number // times + chance.randrange(max(1, days // times)))
            )
            share = (number % max(1, -(-times // days)) + chance.random() * 0.6) / max(1, -(-times // days))
            yield _at(day, FIRST_HOUR + (LAST_HOUR - FIRST_HOUR) * share)

    def _made(self, compound: Compound, item: Item, at: datetime, number: int, chance: Random) -> Row:
        worker = compound.repairers[0 if chance.random() < 0.5 else chance.randrange(len(compound.repairers))]
        building, asset = _place(compound, item, chance)
        notes = NOTES.get(item.code)
        return self._row(
            compound,
            ident("record", compound.plan.key, item.code, number),
            item.code,
            at,
            building_id=building.id if building else None,
            asset_id=asset.id if asset else None,
            by_person=worker.person,
            note=chance.choice(notes) if notes else "",
        )

    def _row(self, compound: Compound, record: UUID, code: str, at: datetime, **more: Any) -> Row:
        return {
            "id": record,
            "district_id": self._district.id,
            "compound_id": compound.id,
            "building_id": None,
            "asset_id": None,
            "catalogue_version": CURRENT,
            "item_code": code,
            "at": at,
            "by_person": None,
            "source": Source.LOG,
            "ticket_id": None,
            "ticket_round": None,
            "took_minutes": None,
            "note": "",
            "undone_at": None,
            "undone_by": None,
            "undo_reason": "",
            "created_at": at,
        } | more

    def _photograph(self, compound: Compound, item: Item, rows: list[Row]) -> None:
        """Take the photos of the newest work; those of older work would only be more of the same."""
        since = self._district.now - timedelta(days=PHOTO_DAYS)
        near = compound.plan.key == PERSONA_COMPOUND
        for number, row in enumerate(rows, start=1):
            if number == len(rows) or (near and row["at"] >= since):
                scene = SCENES.get(item.code, "green" if item.category == "GRN" else "stairs")
                photo = ident("done", str(row["id"]))
                self._album.paste(photo, scene, row["by_person"], row["at"], (SUBJECT, row["id"], "done"))

    def _strike(self, found: Promises, rows: list[Row]) -> None:
        """The manager declared one record of the last weeks void."""
        manager = found.compound.manager
        swept = [row for row in rows if row["item_code"] == "ENV-01"]
        if manager is not None and len(swept) > 2:
            row = swept[-3]
            at = row["at"] + timedelta(hours=1)
            row |= {"undone_at": at, "undone_by": manager.person, "undo_reason": STRUCK_BECAUSE}


def _by_company(district: District, story: Story) -> bool:
    """Return whether the company under contract today did the repair: the product asks for no other."""
    service = story.report.compound.company_on(district.today)
    return service is not None and story.ticket.responsible_org_id == service.company.id


def _place(compound: Compound, item: Item, chance: Random) -> tuple[Building | None, Asset | None]:
    """Return where an item is done: at its equipment, in one of the buildings, or all over the compound."""
    if item.equipment:
        kind = AssetKind(item.equipment)
        there = [(b, asset) for b in compound.buildings for asset in b.assets.get(kind, ())]
        shared = [(None, asset) for asset in compound.shared.get(kind, ())]
        return chance.choice([*there, *shared])
    return (chance.choice(compound.buildings), None) if item.code in IN_BUILDINGS else (None, None)


def _moment(chance: Random, day: date) -> datetime:
    return _at(day, chance.uniform(FIRST_HOUR, LAST_HOUR))


def _at(day: date, hours: float) -> datetime:
    return _midnight(day) + timedelta(seconds=round(hours * 3600))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BEIJING)

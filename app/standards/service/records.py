"""The one-tap log (打卡): what was done where, taken back within minutes, and the proof that repairs leave behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.events.standards import ServiceRecorded, ServiceUndone
from app.media.service import link, photos_on, release
from app.places.models import Compound
from app.places.queries import place_by_code, serves
from app.standards import policy, queries, workflow
from app.standards.catalogue import CURRENT, Item, by_category, items
from app.standards.models import SOURCE_NAMES, Record, Source
from app.tickets.models import Outcome

SUBJECT = "service_record"

Shape = dict[str, Any]


class AlreadyUndone(workflow.MoveNotPossible):
    """It was taken back or declared void before."""

    code, message = "standards.already_undone", "这条记录已经撤销或作废"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was done."""

    compound: Compound
    kind: str
    name: str
    building_id: UUID | None
    asset_id: UUID | None


def place_of(actor: Actor, code: str | None, compound_id: UUID | None, building_id: UUID | None) -> Place:
    """Return the place of a label, or of a compound and perhaps a building, that the post in use reaches.

    Raises ``NotFound``, and ``InvalidInput`` for no place at all or a building that stands elsewhere.
    """
    if code:
        found = place_by_code(code)
        compound = queries.compound(actor, found.compound.id)
        place = Place(compound, found.kind, found.name, found.building_id, found.asset_id)
    elif compound_id is not None:
        compound = queries.compound(actor, compound_id)
        place = Place(compound, "compound", compound.name, None, None)
    else:
        raise InvalidInput("请扫码或选择小区", fields={"code": ["请扫码或选择小区"]})
    if building_id is None:
        return place
    if not queries.building_in(building_id, compound.id):
        raise NotFound(fields={"building_id": ["这栋楼不在所选小区"]})
    return Place(compound, place.kind, place.name, building_id, place.asset_id)


def log(
    actor: Actor,
    *,
    code: str | None,
    compound_id: UUID | None,
    item_code: str,
    building_id: UUID | None,
    media_ids: list[UUID],
    note: str,
    done_at: datetime | None,
) -> UUID:
    """Store that something was done, now or when it was tapped, with its photos. Returns the id of the record.

    Raises ``NotFound``, or ``InvalidInput`` for an item that is not logged so, or without the photo that it needs.
    """
    place = place_of(actor, code, compound_id, building_id)
    found = queries.plan_in_force(place.compound.id)
    version = found[0].catalogue_version if found else CURRENT
    item = _loggable(version, item_code, found[0].id if found else None)
    if item.evidence == "photo" and not media_ids:
        raise InvalidInput("请先拍一张照片", fields={"media_ids": ["请先拍一张照片"]})
    received_at = now()
    made = Record(
        id=new_id(),
        district_id=place.compound.district_id,
        compound_id=place.compound.id,
        building_id=place.building_id,
        asset_id=place.asset_id,
        catalogue_version=version,
        item_code=item_code,
        at=policy.done_at(done_at, received_at),
        by_person=actor.person_id,
        source=Source.LOG,
        note=note,
        created_at=received_at,
    )
    db.session.add(made)
    db.session.flush()  # the idempotency row that follows must not outlive a refused insert
    link(actor.person_id, media_ids, SUBJECT, made.id, "done")
    audit.record(actor, "standards.log", f"record:{made.id}", compound_id=made.compound_id, item=item_code)
    _tell(made)
    return made.id


def _loggable(version: str, item_code: str, plan_id: UUID | None) -> Item:
    item = items(version).get(item_code)
    if item is None:
        raise InvalidInput(fields={"item_code": ["没有这个服务项目"]})
    if item.evidence == "none":
        raise InvalidInput(fields={"item_code": ["这一项按回访和投诉统计，不用打卡"]})
    term = queries.terms(plan_id).get(item_code) if plan_id else None
    if term is not None and term.not_applicable is not None:
        raise InvalidInput(fields={"item_code": [f"这一项在合同约定里是不适用（{term.not_applicable}）"]})
    return item


def _tell(made: Record) -> None:
    outbox.publish(ServiceRecorded(str(made.id), str(made.compound_id), made.item_code, made.source))


# --- taking back ---


def undo(actor: Actor, record_id: UUID) -> None:
    """Take back what one has just tapped; its photos can be used again. A second time changes nothing.

    Raises ``NotFound``, ``Forbidden`` after ``policy.UNDO`` or for somebody else's.
    """
    record = queries.lock_record(actor, record_id)
    if record.undone_at is not None and record.undone_by == actor.person_id and not record.undo_reason:
        return
    _still_counts(record)
    policy.may_undo(actor, record, now()).enforce()
    _end(record, actor.person_id, "")
    release(actor.person_id, SUBJECT, record.id)
    audit.record(actor, "standards.undo", f"record:{record.id}", compound_id=record.compound_id)


def strike(actor: Actor, record_id: UUID, reason: str) -> None:
    """Declare a record void, with a reason; it stays, but counts no more. Raises ``NotFound``, ``Forbidden``."""
    record = queries.lock_record(actor, record_id)
    policy.may_strike(actor, record).enforce()
    _still_counts(record)
    if not reason:
        raise InvalidInput(fields={"reason": ["请写明作废的原因"]})
    _end(record, actor.person_id, reason)
    audit.record(actor, "standards.strike", f"record:{record.id}", compound_id=record.compound_id)


def _still_counts(record: Record) -> None:
    if record.undone_at is not None:
        raise AlreadyUndone


def _end(record: Record, person_id: UUID | None, reason: str) -> None:
    record.undone_at, record.undone_by, record.undo_reason = now(), person_id, reason
    db.session.flush()
    outbox.publish(ServiceUndone(str(record.id), str(record.compound_id), record.item_code))


# --- repairs ---


def from_ticket(ticket_id: UUID, round_no: int) -> list[UUID]:
    """Store what the finish of a repair by the company under contract is proof of. A second run stores nothing.

    Nor does one that comes late, when the resident has already said that nothing was solved. Returns the ids of the
    new records.
    """
    ticket = queries.finished_ticket(ticket_id)
    if ticket is None or ticket.responsible_org_id is None:
        return []
    if ticket.round != round_no or ticket.outcome == Outcome.UNSOLVED:
        return []
    codes = by_category().get(ticket.category or "", ())
    if not codes or not serves(ticket.responsible_org_id, ticket.compound_id):
        return []
    added = (_add_repair(ticket, round_no, code) for code in codes)
    return [record_id for record_id in added if record_id is not None]


def _add_repair(ticket: Any, round_no: int, code: str) -> UUID | None:
    finished_at: datetime = ticket.finished_at or now()
    took = finished_at - ticket.dispatched_at if ticket.dispatched_at else None
    statement = insert(Record).values(
        id=new_id(),
        district_id=ticket.district_id,
        compound_id=ticket.compound_id,
        building_id=ticket.building_id,
        asset_id=ticket.asset_id,
        catalogue_version=CURRENT,
        item_code=code,
        at=finished_at,
        source=Source.TICKET,
        ticket_id=ticket.id,
        ticket_round=round_no,
        took_minutes=int(took.total_seconds()) // 60 if took is not None else None,
        created_at=now(),
    )
    made: UUID | None = db.session.scalar(statement.on_conflict_do_nothing().returning(Record.id))
    if made is not None:
        outbox.publish(ServiceRecorded(str(made), str(ticket.compound_id), code, Source.TICKET))
    return made


def take_back_repair(ticket_id: UUID, round_no: int) -> int:
    """Take back the proof of a repair that its resident calls not done. Returns how many records it was."""
    found = queries.of_ticket(ticket_id, round_no)
    for record in found:
        _end(record, None, "居民反映未解决")
    return len(found)


# --- showing ---


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the records that ``actor`` sees."""
    found = queries.records(actor, **wanted)
    return Page(shapes(actor, found.items), found.next)


def one(actor: Actor, record_id: UUID) -> Shape:
    """Return one record. Raises ``NotFound``."""
    return shapes(actor, [queries.record(actor, record_id)])[0]


def shapes(actor: Actor, rows: Any) -> list[Shape]:
    """Return records as staff see them, with their photos."""
    photos = photos_on(actor, SUBJECT, [row.id for row in rows])
    return [_shape(actor, row, photos.get(row.id, [])) for row in rows]


def _shape(actor: Actor, row: Any, photos: list[Shape]) -> Shape:
    item = items(row.catalogue_version).get(row.item_code)
    return {
        "id": row.id,
        "compound": {"id": row.compound_id, "name": row.compound},
        "item_code": row.item_code,
        "item_name": item.name if item else row.item_code,
        "building": row.building,
        "asset": row.asset,
        "at": row.at,
        "received_at": row.created_at if policy.sent_later(row) else None,
        "by": row.by or "",
        "source": row.source,
        "source_name": SOURCE_NAMES[Source(row.source)],
        "ticket_id": row.ticket_id,
        "ticket_no": row.ticket_no,
        "took_minutes": row.took_minutes,
        "note": row.note,
        "photos": photos,
        "undone_at": row.undone_at,
        "undo_reason": row.undo_reason,
        "actions": workflow.record_actions(actor, row, now()),
    }


def public_photo(file_id: UUID) -> None:
    """Raise ``NotFound`` unless a photo is proof that everybody may see."""
    if not queries.public_photo(file_id):
        raise NotFound

"""All SELECTs of the standards area. What is read for a person begins with the compounds that his post reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import aliased

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.identity.models import Person
from app.places.models import Asset, Building, Compound, Contract, Organisation
from app.places.queries import in_force, in_scope, still_there
from app.standards.models import Plan, PlanState, Record, Source, Term
from app.standards.policy import LATE_BY
from app.tickets.models import Ticket

OFTEN = timedelta(days=30)
MOST_PLANS = 200


def compound(actor: Actor, compound_id: UUID) -> Compound:
    """Return a compound that the post in use reaches. Raises ``NotFound``."""
    found = db.session.scalar(select(Compound).where(Compound.id == compound_id, in_scope(actor)))
    if found is None:
        raise NotFound
    return found


# --- plans ---


def _plans() -> Any:
    maker, fixer = aliased(Person), aliased(Person)
    return (
        select(
            Plan,
            Contract.starts_on.label("contract_starts_on"),
            Contract.ends_on.label("contract_ends_on"),
            Contract.company_id,
            Organisation.name.label("company"),
            Compound.name.label("compound"),
            maker.display_name.label("maker"),
            fixer.display_name.label("fixer"),
        )
        .join(Contract, Contract.id == Plan.contract_id)
        .join(Organisation, Organisation.id == Contract.company_id)
        .join(Compound, Compound.id == Plan.compound_id)
        .join(maker, maker.id == Plan.made_by)
        .outerjoin(fixer, fixer.id == Plan.fixed_by)
    )


def plans_of(compound_id: UUID) -> Sequence[Row[Any]]:
    """Return every plan of a compound but those given up, the newest first, with its contract's company."""
    statement = _plans().where(Plan.compound_id == compound_id, Plan.state != PlanState.DISCARDED)
    return db.session.execute(statement.order_by(Plan.created_at.desc(), Plan.id.desc()).limit(MOST_PLANS)).all()


def plan(actor: Actor, plan_id: UUID) -> Row[Any]:
    """Return a plan with its contract. Raises ``NotFound``."""
    statement = _plans().where(Plan.id == plan_id, in_scope(actor))
    found = db.session.execute(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found


def lock_plan(actor: Actor, plan_id: UUID) -> tuple[Plan, Contract]:
    """Return a plan that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    seen = (
        select(Plan, Contract)
        .join(Compound, Compound.id == Plan.compound_id)
        .join(Contract, Contract.id == Plan.contract_id)
        .where(Plan.id == plan_id, in_scope(actor))
        .with_for_update(of=Plan)
    )
    found = db.session.execute(seen, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def fixed_plan(contract_id: UUID, *, lock: bool = False) -> Plan | None:
    """Return the plan that is fixed for a contract."""
    statement = select(Plan).where(Plan.contract_id == contract_id, Plan.state == PlanState.FIXED)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def last_number(contract_id: UUID) -> int:
    """Return the number of the newest plan of a contract, 0 without any."""
    return db.session.scalar(select(func.max(Plan.number)).where(Plan.contract_id == contract_id)) or 0


def lock_contract(contract_id: UUID) -> Contract | None:
    """Return a contract, locked: its plans are numbered one by one."""
    return db.session.scalar(select(Contract).where(Contract.id == contract_id).with_for_update())


def plan_in_force(compound_id: UUID, day: date | None = None) -> tuple[Plan, Contract] | None:
    """Return the fixed plan of the contract in force on ``day`` (today), of the latest if several are."""
    statement = (
        select(Plan, Contract)
        .join(Contract, Contract.id == Plan.contract_id)
        .where(Contract.compound_id == compound_id, Plan.state == PlanState.FIXED)
        .where(in_force(Contract.starts_on, Contract.ends_on, day or today()))
        .order_by(Contract.starts_on.desc(), Contract.id.desc())
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return (found[0], found[1]) if found else None


def plans_in_force(actor: Actor, day: date) -> list[tuple[Plan, Contract, Compound]]:
    """Return what holds on ``day`` in each compound of the post in use, of the latest contract if several do."""
    statement = (
        select(Plan, Contract, Compound)
        .join(Contract, Contract.id == Plan.contract_id)
        .join(Compound, Compound.id == Plan.compound_id)
        .where(Plan.state == PlanState.FIXED, in_force(Contract.starts_on, Contract.ends_on, day), in_scope(actor))
        .order_by(Contract.starts_on, Contract.id)
    )
    latest = {compound.id: (plan, contract, compound) for plan, contract, compound in db.session.execute(statement)}
    return list(latest.values())


def terms_of(plan_ids: Iterable[UUID]) -> dict[UUID, list[Term]]:
    """Return what several plans say, by plan."""
    found: dict[UUID, list[Term]] = {}
    for row in db.session.scalars(select(Term).where(Term.plan_id.in_(list(plan_ids)))):
        found.setdefault(row.plan_id, []).append(row)
    return found


def terms(plan_id: UUID) -> dict[str, Term]:
    """Return what a plan says, by the code of the item."""
    statement = select(Term).where(Term.plan_id == plan_id)
    rows = db.session.scalars(statement, execution_options={"populate_existing": True})
    return {row.item_code: row for row in rows}


def equipment(compound_id: UUID) -> set[str]:
    """Return which kinds of equipment the ledger of places knows in a compound."""
    return set(
        db.session.scalars(select(Asset.kind).where(Asset.compound_id == compound_id, still_there(Asset)).distinct())
    )


# --- records ---

DONE = text("""
    SELECT item_code, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*)::int AS times
    FROM standards_record
    WHERE compound_id = :compound AND undone_at IS NULL AND source = 'log' AND item_code = ANY(:codes) AND at >= :since
    GROUP BY 1, 2
""")


def done_by_day(compound_id: UUID, codes: Iterable[str], since: date) -> dict[str, dict[date, int]]:
    """Return how often each item was done on each day from ``since`` on. Repairs do not count: they are no rounds."""
    begin = datetime(since.year, since.month, since.day, tzinfo=BEIJING)
    found: dict[str, dict[date, int]] = {}
    rows = db.session.execute(DONE, {"compound": compound_id, "codes": list(codes), "since": begin})
    for row in rows:
        found.setdefault(row.item_code, {})[row.day] = row.times
    return found


DONE_NEAR = text("""
    SELECT compound_id, item_code, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*)::int AS times
    FROM standards_record
    WHERE compound_id = ANY(:compounds) AND undone_at IS NULL AND source = 'log' AND item_code = ANY(:codes)
      AND at >= :since
    GROUP BY 1, 2, 3
""")


def done_near(compounds: Iterable[UUID], codes: Iterable[str], since: date) -> dict[tuple[UUID, str], dict[date, int]]:
    """The same as ``done_by_day`` for several compounds at once, by compound and item."""
    begin = datetime(since.year, since.month, since.day, tzinfo=BEIJING)
    found: dict[tuple[UUID, str], dict[date, int]] = {}
    params = {"compounds": list(compounds), "codes": list(codes), "since": begin}
    for row in db.session.execute(DONE_NEAR, params):
        found.setdefault((row.compound_id, row.item_code), {})[row.day] = row.times
    return found


LAST = text("""
    SELECT r.id, r.item_code, r.at, r.source, r.note, r.took_minutes, b.name AS building, a.name AS asset
    FROM unnest(CAST(:codes AS text[])) AS wanted (code)
    CROSS JOIN LATERAL (
        SELECT * FROM standards_record x
        WHERE x.compound_id = :compound AND x.item_code = wanted.code AND x.undone_at IS NULL
        ORDER BY x.at DESC, x.id DESC LIMIT 1) r
    LEFT JOIN places_building b ON b.id = r.building_id LEFT JOIN places_asset a ON a.id = r.asset_id
""")


def last_records(compound_id: UUID, codes: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the newest record of each item, with the names of its place."""
    rows = db.session.execute(LAST, {"compound": compound_id, "codes": list(codes)})
    return {row.item_code: row for row in rows}


def _records() -> Any:
    return (
        select(
            Record.id,
            Record.compound_id,
            Record.item_code,
            Record.catalogue_version,
            Record.building_id,
            Record.asset_id,
            Record.at,
            Record.created_at,
            Record.by_person,
            Record.source,
            Record.ticket_id,
            Record.took_minutes,
            Record.note,
            Record.undone_at,
            Record.undo_reason,
            Compound.name.label("compound"),
            Building.name.label("building"),
            Asset.name.label("asset"),
            Person.display_name.label("by"),
            Ticket.no.label("ticket_no"),
        )
        .join(Compound, Compound.id == Record.compound_id)
        .outerjoin(Building, Building.id == Record.building_id)
        .outerjoin(Asset, Asset.id == Record.asset_id)
        .outerjoin(Person, Person.id == Record.by_person)
        .outerjoin(Ticket, Ticket.id == Record.ticket_id)
    )


def records(actor: Actor, *, compound_id: UUID | None, item_code: str | None, limit: int, cursor: str | None) -> Page:
    """Return the records that count in the compounds of the post in use, or in one of them, the newest first."""
    statement = _records().where(Record.undone_at.is_(None))
    if compound_id is not None:
        compound(actor, compound_id)
        statement = statement.where(Record.compound_id == compound_id)
    else:
        statement = statement.where(in_scope(actor))
    if item_code:
        statement = statement.where(Record.item_code == item_code)
    if cursor:
        at, row_id = decode_cursor(cursor)
        statement = statement.where((Record.at < at) | ((Record.at == at) & (Record.id < row_id)))
    rows = db.session.execute(statement.order_by(Record.at.desc(), Record.id.desc()).limit(limit + 1)).all()
    return page_of_rows(rows, limit, at="at")


def record(actor: Actor, record_id: UUID) -> Row[Any]:
    """Return one record, also one that was taken back. Raises ``NotFound``."""
    found = db.session.execute(_records().where(Record.id == record_id, in_scope(actor))).first()
    if found is None:
        raise NotFound
    return found


def lock_record(actor: Actor, record_id: UUID) -> Record:
    """Return a record that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    statement = (
        select(Record)
        .join(Compound, Compound.id == Record.compound_id)
        .where(Record.id == record_id, in_scope(actor))
        .with_for_update(of=Record)
    )
    found = db.session.scalar(statement, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def may_see(actor: Actor, record_id: UUID) -> bool:
    """Return whether a person may see a record and its photos: everybody while it counts, for it is public proof."""
    statement = select(Record.undone_at, in_scope(actor).label("near")).join(
        Compound, Compound.id == Record.compound_id
    )
    found = db.session.execute(statement.where(Record.id == record_id)).first()
    return found is not None and (found.undone_at is None or bool(found.near))


def public_photo(file_id: UUID) -> bool:
    """Return whether a photo is proof that everybody may see: of a record that counts."""
    statement = text("""
        SELECT 1 FROM media_file f JOIN standards_record r ON r.id = f.subject_id AND r.undone_at IS NULL
        WHERE f.id = :id AND f.subject_kind = 'service_record'
    """)
    return db.session.execute(statement, {"id": file_id}).first() is not None


def my_habits(person_id: UUID, compound_id: UUID) -> dict[str, int]:
    """Return how often somebody logged each item in a compound within the last thirty days."""
    statement = (
        select(Record.item_code, func.count())
        .where(Record.by_person == person_id, Record.compound_id == compound_id, Record.at > now() - OFTEN)
        .where(Record.undone_at.is_(None))
        .group_by(Record.item_code)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def just_done(person_id: UUID, compound_id: UUID, since: datetime) -> Sequence[Row[Any]]:
    """Return what somebody logged in a compound that arrived since an instant, the newest first."""
    statement = _records().where(
        Record.by_person == person_id,
        Record.compound_id == compound_id,
        Record.at > since - LATE_BY,
        Record.created_at > since,
        Record.undone_at.is_(None),
    )
    return db.session.execute(statement.order_by(Record.at.desc(), Record.id.desc()).limit(20)).all()


def building_in(building_id: UUID, compound_id: UUID) -> bool:
    """Return whether a building stands in a compound."""
    statement = select(Building.id).where(Building.id == building_id, Building.compound_id == compound_id)
    return db.session.scalar(statement) is not None


def finished_ticket(ticket_id: UUID) -> Row[Any] | None:
    """Return what a record needs to know of a ticket."""
    statement: Any = select(
        Ticket.id,
        Ticket.district_id,
        Ticket.compound_id,
        Ticket.building_id,
        Ticket.asset_id,
        Ticket.category,
        Ticket.responsible_org_id,
        Ticket.dispatched_at,
        Ticket.finished_at,
        Ticket.round,
        Ticket.outcome,
    ).where(Ticket.id == ticket_id)
    return db.session.execute(statement).first()


def of_ticket(ticket_id: UUID, round_no: int) -> Sequence[Record]:
    """Return the records that one round of a ticket made and that still count, locked."""
    statement = select(Record).where(
        Record.ticket_id == ticket_id,
        Record.ticket_round == round_no,
        Record.source == Source.TICKET,
        Record.undone_at.is_(None),
    )
    return db.session.scalars(statement.with_for_update()).all()


def records_building(building_id: UUID) -> bool:
    """Return whether a service was recorded at a building."""
    return db.session.scalar(select(Record.id).where(Record.building_id == building_id).limit(1)) is not None

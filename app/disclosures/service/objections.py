"""纠错: a value of a published version is questioned, becomes a ticket to the company, and is answered beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.disclosures.models import OBJECTION_NAMES, Answer, Objection, ObjectionState, VersionState
from app.disclosures.policy import ANSWER_DAYS, without_numbers
from app.disclosures.queries import objections as queries
from app.disclosures.queries import public
from app.disclosures.service import judging, showing
from app.disclosures.service.duties import form_name
from app.events.disclosures import ObjectionAnswered, ObjectionFiled
from app.events.tickets import TicketMoved
from app.forms import FORMS
from app.forms import content as contents
from app.forms.content import Spot
from app.places.queries import get_compound
from app.tickets.models import Action, Kind
from app.tickets.policy import may_file
from app.tickets.service import lodge

CATEGORIES = {
    "fees": "1503",
    "parking": "1204",
    "parking_selfgov": "1204",
    "revenue": "1505",
}
"""Under which category a question goes to the company; everything else is 公示不全/账目."""
USUAL_CATEGORY = "1504"
BASIS = f"公示疑问，{ANSWER_DAYS} 日内答复"
WORDS = (
    "对公示的疑问：{compound}《{title}》第 {number} 版，{label}，公示为“{shown}”。\n"
    "居民的疑问：{reason}\n"
    "请在 {days} 日内核对并答复。办理结果会公开显示在这一项旁边，请写清楚依据，不要写任何人的姓名和电话。"
)


class AskedAlready(Conflict):
    """The same person waits for the answer to the same question."""

    code, message = "disclosures.asked_already", "您已经问过这一项，正在等答复"


def file(actor: Actor, body: dict[str, Any]) -> UUID:
    """Store a question and the ticket that it becomes; return its id.

    Whoever could report something in the compound may ask: who lives there, waits to be confirmed, or stands there
    with a scanned label. Raises ``NotFound`` (never published, or withdrawn), ``Forbidden``, ``InvalidInput`` (no such
    value) or ``AskedAlready``.
    """
    row = public.one(body["version_id"])
    if row is None or row.form not in FORMS or row.state == VersionState.WITHDRAWN:
        raise NotFound
    standing = may_file(actor, row.compound_id)
    if standing is None:
        raise Forbidden("您在这个小区没有住房或访问记录，请先扫小区里的二维码")
    spot = contents.spot(FORMS[row.form], judging.body_of(row), body["anchor"])
    if spot is None:
        raise InvalidInput(fields={"anchor": ["公示里没有这一项，请刷新后再试"]})
    if queries.asked_already(actor.person_id, row.id, spot.anchor):
        raise AskedAlready
    at = now()
    compound = get_compound(row.compound_id)
    ticket_id = _lodge(actor, body, row, spot, standing, at)
    made = Objection(
        id=new_id(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        publication_id=row.publication_id,
        version_id=row.id,
        anchor=spot.anchor,
        label=spot.label,
        shown=spot.shown,
        reason=body["reason"],
        person_id=actor.person_id,
        ticket_id=ticket_id,
        state=ObjectionState.OPEN,
        created_at=at,
    )
    db.session.add(made)
    db.session.flush()  # of two taps at the same moment the index lets one through
    audit.record(actor, "disclosures.object", f"objection:{made.id}", compound=compound.id)
    ids = (str(made.id), str(row.id), str(row.publication_id), str(compound.id))
    outbox.publish(ObjectionFiled(*ids, str(ticket_id)))
    return made.id


def _lodge(actor: Actor, body: dict[str, Any], row: Any, spot: Spot, standing: Any, at: datetime) -> UUID:
    """File the ticket of a question, in the name of who asks, on what he stands in the compound."""
    basis, home = standing
    words = WORDS.format(
        compound=get_compound(row.compound_id).name,
        title=showing.title_of(row),
        number=row.number,
        label=spot.label,
        shown=spot.shown[:200],
        reason=body["reason"],
        days=ANSWER_DAYS,
    )
    return lodge(
        actor=actor,
        source="app",
        compound_id=row.compound_id,
        kind=Kind.COMPLAINT,
        category=CATEGORIES.get(row.form, USUAL_CATEGORY),
        description=words,
        reporter_id=actor.person_id,
        building_id=home.building_id if home is not None else None,
        home_id=home.home_id if home is not None else None,
        basis=basis,
        hide_me=body["hide_me"],
        ordered_due_at=at + timedelta(days=ANSWER_DAYS),
        ordered_basis=BASIS,
        at=at,
    )


FOLLOWED = frozenset({Action.FINISH, Action.REOPEN, Action.WITHDRAW})
"""The steps of a ticket that change the question behind it."""


def follow(event: TicketMoved) -> int:
    """Let the questions of a ticket follow its step. Returns how many changed; a second run changes none."""
    ticket_id = UUID(event.ticket_id)
    if event.action == Action.FINISH:
        return sum(_answer(one, ticket_id, event.seq) for one in queries.of_ticket(ticket_id, merged=True))
    if event.action == Action.REOPEN:
        return sum(_change(one, ObjectionState.OPEN) for one in queries.of_ticket(ticket_id, merged=True))
    if event.action == Action.WITHDRAW:
        return sum(_change(one, ObjectionState.WITHDRAWN) for one in queries.of_ticket(ticket_id, merged=False))
    return 0


def _answer(objection: Objection, ticket_id: UUID, seq: int) -> bool:
    step = queries.ticket_step(ticket_id, seq)
    if step is None:
        return False
    statement = insert(Answer).values(
        objection_id=objection.id,
        ticket_id=ticket_id,
        seq=seq,
        at=step.at,
        answer=without_numbers(step.note),
        answered_by=step.actor_id,
    )
    new = db.session.execute(statement.on_conflict_do_nothing().returning(Answer.seq)).first()
    return new is not None and _change(objection, ObjectionState.ANSWERED)


def _change(objection: Objection, state: ObjectionState) -> bool:
    objection.state = state
    ids = (str(objection.id), str(objection.version_id), str(objection.publication_id), str(objection.compound_id))
    outbox.publish(ObjectionAnswered(*ids, state))
    return True


# --- how they are seen ---


def page(actor: Actor, **wanted: Any) -> Page:
    """Return questions for those who answer them. Who asked stands on the ticket, by its own rules."""
    found = queries.page(actor, **wanted)
    return Page([item(row) for row in found.items], found.next)


def mine(actor: Actor, **wanted: Any) -> Page:
    """Return what ``actor`` asked himself."""
    found = queries.mine(actor, **wanted)
    return Page([item(row) for row in found.items], found.next)


def one_of_mine(actor: Actor, objection_id: UUID) -> dict[str, Any]:
    """Return one question that ``actor`` has just asked."""
    return item(queries.one_of_mine(actor, objection_id))


def item(row: Any) -> dict[str, Any]:
    """Return a question as a row of a list."""
    return {
        "id": row.id,
        "version_id": row.version_id,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "form": row.form,
        "form_name": form_name(row.form),
        "title": showing.title_of(row),
        "number": row.number,
        "anchor": row.anchor,
        "label": row.label,
        "shown": row.shown,
        "reason": row.reason,
        "state": row.state,
        "state_name": OBJECTION_NAMES[ObjectionState(row.state)],
        "asked_at": row.created_at,
        "due_at": row.due_at if row.state == ObjectionState.OPEN else None,
        "ticket_id": row.ticket_id,
        "ticket_no": row.ticket_no,
        "answer": row.answer,
        "answered_at": row.answered_at,
    }

"""Opinions: how they come in, how they are grouped, and what becomes of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.consultations import policy, queries
from app.consultations.models import Consultation, Decision, Opinion, Source, State
from app.consultations.workflow import MoveNotPossible
from app.core import audit
from app.core.auth import Actor
from app.core.clock import day_of, now, today
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.media.service import link

Shape = dict[str, Any]
CONTACT = "consultations_opinion.contact"
SCANNED = "opinion"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that people take for something else when they read a number out."""


class TooLate(Conflict):
    """The last day is over."""

    code, message = "consultations.too_late", "征求意见已经截止，不再收意见"


class SheetTaken(Conflict):
    """Two sheets would have the same number."""

    code, message = "consultations.sheet_taken", "这个编号的意见表已经录过"


class SameWords(Conflict):
    """A letter with the same words is there already."""

    code = "consultations.same_words"


def new_receipt() -> str:
    """Return a number that nobody can guess: 12 characters, some 58 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def send(actor: Actor | None, consultation_id: UUID, body: Shape) -> UUID:
    """Take an opinion from the app (``actor``) or from the web; return its id. Raises ``NotFound`` or ``TooLate``."""
    consultation = queries.hold_public(consultation_id)
    if consultation.state != State.OPEN or policy.is_late(consultation.close_at, now()):
        raise TooLate
    source = Source.WEB if actor is None else Source.APP
    return _keep(consultation, source, today(), body, person_id=actor.person_id if actor else None).id


def enter(actor: Actor, consultation_id: UUID, body: Shape) -> UUID:
    """Take down a sheet, a letter or what was said at a meeting, also after the end if it came in time.

    Raises ``NotFound``, ``Forbidden``, ``TooLate``, ``SheetTaken``, ``SameWords`` or ``InvalidInput``.
    """
    consultation = queries.lock(actor, consultation_id)
    policy.may_work(actor, consultation).enforce()
    if not policy.takes_entries(consultation.state) or consultation.open_at is None or consultation.closes_on is None:
        raise MoveNotPossible
    day: date = body["received_on"]
    if day > consultation.closes_on:
        raise TooLate("收到的日期在截止日期以后，不再收")
    if not day_of(consultation.open_at) <= day <= today():
        raise InvalidInput(fields={"received_on": ["收到的日期应在征求意见期间，且不晚于今天"]})
    source = Source(body["source"])
    if (source is Source.PAPER) != (body["sheet_no"] is not None):
        raise InvalidInput(fields={"sheet_no": ["纸质意见表请填写编号，其他来源不填"]})
    if source is not Source.PAPER and not body["again"]:
        _not_there_yet(consultation.id, body["text"])
    made = _keep(consultation, source, day, body, entered_by=actor.person_id, sheet_no=body["sheet_no"])
    link(actor.person_id, body["media_ids"], SCANNED, made.id, "scan")
    audit.record(actor, "consultations.enter", f"consultation:{consultation.id}", source=source.value)
    return made.id


def _not_there_yet(consultation_id: UUID, words: str) -> None:
    receipt = queries.same_words(consultation_id, policy.squeezed(words))
    if receipt:
        raise SameWords(f"一样的内容已经录过一份（回执号 {receipt}）。确实是另一份，请点“是另一份，照录”")


def sees_scans(actor: Actor, opinion_id: UUID) -> bool:
    """Return whether ``actor`` sees the scans of an opinion: they show a name, so only the office that asks does."""
    found = queries.owner_of_scan(opinion_id)
    return found is not None and bool(policy.may_work(actor, found))


def _keep(consultation: Consultation, source: Source, day: date, body: Shape, **more: Any) -> Opinion:
    made = Opinion(
        id=new_id(),
        created_at=now(),
        consultation_id=consultation.id,
        source=source,
        receipt=new_receipt(),
        received_on=day,
        words=body["text"],
        reason="",
        version=1,
        **more,
    )
    if body["contact"]:
        made.contact_cipher = get_crypto().encrypt(body["contact"], column=CONTACT, row_id=made.id)
    db.session.add(made)
    db.session.flush()
    return made


# --- grouping and deciding ---


def _group(
    actor: Actor, consultation_id: UUID, asked: Sequence[Shape], *more: UUID
) -> tuple[Consultation, dict[UUID, Opinion]]:
    """Return the locked consultation and the opinions asked for, with those merged with them.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, or ``Conflict`` when somebody changed one meanwhile.
    """
    consultation = queries.lock(actor, consultation_id)
    policy.may_work(actor, consultation).enforce()
    if consultation.state not in (State.OPEN, State.CLOSED):
        raise MoveNotPossible
    ids = list(dict.fromkeys([*(one["id"] for one in asked), *more]))
    found = queries.opinions_for_change(consultation.id, ids)
    if any(found[one["id"]].version != one["version"] for one in asked):
        raise Conflict
    return consultation, found


def code(actor: Actor, consultation_id: UUID, asked: Sequence[Shape], topic: int) -> None:
    """Put opinions, and all that is merged with them, under a topic."""
    consultation, group = _group(actor, consultation_id, asked)
    _known(consultation, topic)
    for opinion in group.values():
        opinion.topic = topic
        opinion.version += 1
    audit.record(actor, "consultations.code", f"consultation:{consultation.id}", count=len(group))


def _known(consultation: Consultation, topic: int) -> None:
    if topic not in queries.topics_for_change(consultation.id):
        raise InvalidInput(fields={"topic": ["没有这个主题"]})


def merge(actor: Actor, consultation_id: UUID, asked: Sequence[Shape], into_id: UUID) -> None:
    """Let one opinion speak for others that say the same. What was decided of the one holds for all of them."""
    consultation, group = _group(actor, consultation_id, asked, into_id)
    head = group[into_id]
    if head.merged_into is not None:
        raise InvalidInput(fields={"into_id": ["这条意见已并入另一条，请并入那一条"]})
    chosen = {one["id"] for one in asked}
    if into_id in chosen:
        raise InvalidInput(fields={"into_id": ["不能把一条意见并入它自己"]})
    moved = [one for one in group.values() if one.id in chosen or one.merged_into in chosen]
    for opinion in moved:
        opinion.merged_into = head.id
        for name in ("topic", "decision", "reason", "decided_by", "decided_at"):
            setattr(opinion, name, getattr(head, name))
        opinion.version += 1
    audit.record(actor, "consultations.merge", f"consultation:{consultation.id}", count=len(moved))


def part(actor: Actor, consultation_id: UUID, asked: Sequence[Shape]) -> None:
    """Let merged opinions stand for themselves again; they keep topic and decision."""
    consultation, group = _group(actor, consultation_id, asked)
    for one in asked:
        opinion = group[one["id"]]
        if opinion.merged_into is None:
            raise Conflict("这条意见没有并入别的意见")
        opinion.merged_into = None
        opinion.version += 1
    audit.record(actor, "consultations.part", f"consultation:{consultation.id}", count=len(asked))


def decide(actor: Actor, consultation_id: UUID, asked: Sequence[Shape], body: Shape) -> None:
    """Say what becomes of opinions and of all that is merged with them; a topic may be given at once."""
    consultation, group = _group(actor, consultation_id, asked)
    decision = Decision(body["decision"])
    if words := policy.problem_of_decision(decision, body["reason"]):
        raise InvalidInput(fields={"reason": [words]})
    if body["topic"] is not None:
        _known(consultation, body["topic"])
    at = now()
    for opinion in group.values():
        if body["topic"] is not None:
            opinion.topic = body["topic"]
        if opinion.topic is None:
            raise InvalidInput(fields={"topic": ["请先选择主题"]})
        opinion.decision, opinion.reason = decision, body["reason"]
        opinion.decided_by, opinion.decided_at = actor.person_id, at
        opinion.version += 1
    audit.record(
        actor, "consultations.decide", f"consultation:{consultation.id}", count=len(group), decision=decision.value
    )


def check_receipt(receipt: str) -> str:
    """Return a receipt number as it is stored, however somebody typed it. Raises ``NotFound`` for another form."""
    bare = receipt.upper().replace("-", "").replace(" ", "")
    if len(bare) != 12 or set(bare) - set(LETTERS):
        raise NotFound
    return bare

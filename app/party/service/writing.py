"""Writing an agreement: begun empty, from the last one, or changed while it is a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core import audit
from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.ids import new_id
from app.party import queries
from app.party.models import (
    Agreement,
    AgreementAction,
    AgreementCompound,
    AgreementEvent,
    AgreementParty,
    AgreementState,
)
from app.party.policy import may_write, next_term, party_problem, term_problem
from app.party.workflow import MoveNotPossible, target_of

TAKEN = "这个协议编号已经用过"


def draft(actor: Actor, content: dict[str, Any]) -> UUID:
    """Begin an agreement. Raises ``NotFound``, ``Forbidden`` or ``InvalidInput``."""
    compounds = queries.compounds_in_reach(actor, content["compound_ids"])
    community_id = compounds[0].community_id
    may_write(actor, community_id).enforce()
    made = Agreement(
        id=new_id(),
        district_id=actor.district_id,
        street_id=compounds[0].street_id,
        community_id=community_id,
        state=AgreementState.DRAFT,
    )
    write(actor, made, content)
    db.session.add(made)
    note(actor, made, "draft", None)
    return made.id


def write(actor: Actor, agreement: Agreement, content: dict[str, Any]) -> None:
    """Put ``content`` in the place of what a draft says. Raises ``NotFound`` or ``InvalidInput``."""
    compounds = queries.compounds_in_reach(actor, content["compound_ids"])
    if any(one.community_id != agreement.community_id for one in compounds):
        raise NotFound
    found = problems(actor, agreement.community_id, content, agreement.id)
    if found:
        raise InvalidInput(next(iter(found.values()))[0], fields=found)
    roles = {one["organisation_id"]: one["role"] for one in content["parties"]}
    for key in ("number", "signed_on", "starts_on", "ends_on", "goal", "lists"):
        setattr(agreement, key, content[key])
    _link(agreement.id, [one.id for one in compounds], roles)


def problems(
    actor: Actor, community_id: UUID, content: dict[str, Any], agreement_id: UUID | None
) -> dict[str, list[str]]:
    """Return what keeps ``content`` from being written into a draft, in words by field. Raises ``NotFound``."""
    found: dict[str, list[str]] = {}
    roles = {one["organisation_id"]: one["role"] for one in content["parties"]}
    facts = queries.party_facts(actor.district_id, roles, content["compound_ids"], today())
    if len(roles) != len(content["parties"]):
        found["parties"] = ["同一单位只能列一次"]
    elif said := [problem for one in facts if (problem := party_problem(one, community_id))]:
        found["parties"] = said
    if problem := term_problem(content["starts_on"], content["ends_on"]):
        found["ends_on"] = [problem]
    if _is_taken(community_id, content["number"], agreement_id):
        found["number"] = [TAKEN]
    return found


def draft_to_change(actor: Actor, agreement_id: UUID) -> Agreement:
    """Return a draft that ``actor`` may change. Raises ``NotFound``, ``Forbidden`` or ``MoveNotPossible``."""
    agreement: Agreement = queries.agreement(actor, agreement_id).Agreement
    may_write(actor, agreement.community_id).enforce()
    target_of(AgreementAction.SAVE, agreement)
    return agreement


def copy(actor: Actor, agreement_id: UUID, number: str) -> UUID:
    """Begin the agreement that follows another one, unsigned.

    Parties that have ended since stay in it, so that somebody sees them; they keep it from being signed.
    """
    last = queries.lock(actor, agreement_id)
    may_write(actor, last.community_id).enforce()
    if last.state in (AgreementState.DRAFT, AgreementState.DISCARDED):
        raise MoveNotPossible("还没有签订的协议不能复制")
    _free_number(last.community_id, number, None)
    starts_on, ends_on = next_term(last.starts_on, last.ends_on)
    made = Agreement(
        id=new_id(),
        district_id=last.district_id,
        street_id=last.street_id,
        community_id=last.community_id,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        goal=last.goal,
        lists=last.lists,
        state=AgreementState.DRAFT,
        copied_from=last.id,
    )
    db.session.add(made)
    _link(made.id, *queries.links(last.id))
    note(actor, made, "copy", None)
    return made.id


def _free_number(community_id: UUID, number: str, except_id: UUID | None) -> None:
    if _is_taken(community_id, number, except_id):
        raise InvalidInput(TAKEN, fields={"number": [TAKEN]})


def _is_taken(community_id: UUID, number: str, except_id: UUID | None) -> bool:
    with db.session.no_autoflush:
        return queries.is_number_taken(community_id, number, except_id)


def _link(agreement_id: UUID, compounds: list[UUID], roles: dict[UUID, str]) -> None:
    for table in (AgreementCompound, AgreementParty):
        db.session.execute(delete(table).where(table.agreement_id == agreement_id))
    db.session.add_all([AgreementCompound(agreement_id=agreement_id, compound_id=one) for one in compounds])
    db.session.add_all(
        [
            AgreementParty(agreement_id=agreement_id, organisation_id=one, role=role, position=position)
            for position, (one, role) in enumerate(roles.items())
        ]
    )


def note(actor: Actor | None, agreement: Agreement, action: str, before: str | None) -> None:
    """Add what was done to the history and to the audit log."""
    db.session.add(
        AgreementEvent(
            agreement_id=agreement.id,
            seq=agreement.version or 1,
            actor_id=actor.person_id if actor else None,
            action=action,
            before=before,
            after=agreement.state,
        )
    )
    # The act of the calendar says it all; "ended" means something else in the words of the log.
    states = {} if action == AgreementAction.END else {"before": before, "after": agreement.state}
    audit.record(actor, f"party.{action}", f"agreement:{agreement.id}", **states)
    db.session.flush()

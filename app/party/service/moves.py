"""Moving an agreement: the locked row, the table of moves, then history and audit in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.core import outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.errors import Conflict, InvalidInput
from app.events.party import AgreementEnds, AgreementEndsSoon
from app.media.service import exchange_papers
from app.party import queries, workflow
from app.party.models import Agreement, AgreementAction, AgreementState
from app.party.policy import SOON, may_write, signing_problems
from app.party.service.carrying import carry_over
from app.party.service.commitments import close_with
from app.party.service.writing import note, write

SUBJECT = "agreement"
REMINDED_AT = time(9)


def act(actor: Actor, agreement_id: UUID, action: AgreementAction, body: dict[str, Any]) -> None:
    """Move an agreement. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    agreement = queries.lock(actor, agreement_id)
    may_write(actor, agreement.community_id).enforce()
    target = workflow.target_of(action, agreement)
    if agreement.version != body["version"]:
        raise Conflict
    before = agreement.state
    EFFECTS[action](actor, agreement, body)
    agreement.state = target
    agreement.version += 1
    note(actor, agreement, action, before)
    if action is AgreementAction.TERMINATE:
        close_with(agreement)
    if action is AgreementAction.SIGN:
        carry_over(actor, agreement)


def change_papers(actor: Actor, agreement_id: UUID, body: dict[str, Any]) -> None:
    """Put scans of the signed paper on an agreement, or take them off.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    agreement = queries.lock(actor, agreement_id)
    may_write(actor, agreement.community_id).enforce()
    if agreement.state == AgreementState.DISCARDED:
        raise workflow.MoveNotPossible
    if agreement.version != body["version"]:
        raise Conflict
    exchange_papers(
        actor, SUBJECT, agreement.id, "signed", add=body["paper_ids"], remove=body["removed_ids"]
    )  # fmt: skip
    agreement.version += 1
    note(actor, agreement, "papers", agreement.state)


def end(agreement_id: UUID) -> None:
    """Let an agreement end whose last day is over. Harmless when it was terminated, or ended already."""
    agreement = queries.lock_for_system(agreement_id)
    if agreement is None or agreement.state != AgreementState.IN_FORCE or agreement.ends_on >= today():
        return
    before = agreement.state
    agreement.state = workflow.target_of(AgreementAction.END, agreement)
    agreement.version += 1
    note(None, agreement, AgreementAction.END, before)
    close_with(agreement)


def _save(actor: Actor, agreement: Agreement, body: dict[str, Any]) -> None:
    if body["content"] is None:
        raise InvalidInput(fields={"content": ["请填写"]})
    write(actor, agreement, body["content"])


def _sign(actor: Actor, agreement: Agreement, body: dict[str, Any]) -> None:
    problems = missing(agreement)
    if problems:
        raise InvalidInput(problems[0], fields={"missing": problems})
    set_timers(agreement)


def set_timers(agreement: Agreement) -> None:
    """Let an agreement that is in force be thought of before its last day, and end after it."""
    after = datetime.combine(agreement.ends_on + timedelta(days=1), time(), BEIJING)
    outbox.publish(AgreementEnds(str(agreement.id)), due_at=after, dedupe=f"{timers_of(agreement)}end")
    soon = datetime.combine(agreement.ends_on - SOON, REMINDED_AT, BEIJING)
    outbox.publish(AgreementEndsSoon(str(agreement.id)), due_at=soon, dedupe=f"{timers_of(agreement)}soon")


def timers_of(agreement: Agreement) -> str:
    """Return how the keys of an agreement's timers begin."""
    return f"party:{agreement.id}:"


def missing(agreement: Agreement) -> list[str]:
    """Return what keeps an agreement from being signed today, in words."""
    compounds, roles = queries.links(agreement.id)
    facts = queries.party_facts(agreement.district_id, roles, compounds, today())
    term = agreement.starts_on, agreement.ends_on
    return signing_problems(facts, agreement.community_id, term, agreement.signed_on, today())


def _terminate(actor: Actor, agreement: Agreement, body: dict[str, Any]) -> None:
    if not body["reason"]:
        raise InvalidInput("请写明终止的原因", fields={"reason": ["请写明终止的原因"]})
    agreement.reason = body["reason"]
    outbox.cancel(timers_of(agreement))


def _nothing(actor: Actor, agreement: Agreement, body: dict[str, Any]) -> None:
    return None


EFFECTS: dict[AgreementAction, Callable[[Actor, Agreement, dict[str, Any]], None]] = {
    AgreementAction.SAVE: _save,
    AgreementAction.SIGN: _sign,
    AgreementAction.DISCARD: _nothing,
    AgreementAction.TERMINATE: _terminate,
}

"""Drafting a version: begin, change, carry over to a newer one, discard, submit, take back.

A version is always begun from the one in force. Copying an older one (恢复以前的规则) takes over its rules, but not its
place: what it would change is shown beside what counts now.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.rulebook import streets, workflow
from app.rulebook.compare import carry_over
from app.rulebook.policy import street_of
from app.rulebook.queries import sets
from app.rulebook.queries.sets import FIRST_ID, OVER
from app.rulebook.service.knowing import found_in, names_for, sound
from app.rulebook.service.showing import finding_shape, is_stale, rule_shape
from app.rulebook.validation import Stored, examine, validate
from app.rulebook.wording import Names
from app.rulebook.workflow import Action, Stale
from app.tickets.models.reference import RuleSet, RuleSetState

Shape = dict[str, Any]


def begin(*, actor: Actor, title: str, note: str, based_on_id: UUID | None) -> UUID:
    """Store a draft with the rules in force, or those of the named version, and return its id. Raises ``NotFound``."""
    base = sets.in_force(actor.district_id)
    source = sets.get(actor, based_on_id) if based_on_id else base
    street = street_of(actor)
    made = RuleSet(
        id=new_id(),
        district_id=actor.district_id,
        street_id=street,
        title=title,
        note=note,
        state=RuleSetState.DRAFT,
        version=1,
        rules=streets.settle(source.rules, base.rules, str(street)) if street else source.rules,
        based_on_id=_stored_id(base),
        author_id=actor.person_id,
        editors=[actor.person_id],
        changed_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    again = source.id != base.id and source.state in OVER
    audit.record(actor, "rulebook.rollback" if again else "rulebook.draft", subject(made), version=source.number)
    return made.id


def subject(version: RuleSet) -> str:
    """Return how the audit log names a version."""
    return f"rule_set:{version.id}"


def _stored_id(version: RuleSet) -> UUID | None:
    return None if version.id == FIRST_ID else version.id


def _take(actor: Actor, set_id: UUID, action: Action, seen: int) -> RuleSet:
    """Return a version, locked and one step on. Raises as ``sets.lock`` and ``workflow.move`` do."""
    found = sets.lock(actor, set_id)
    workflow.move(actor, found, action, seen)
    return found


def _changed(version: RuleSet, actor: Actor) -> None:
    """Note who changed a draft: he will not publish it."""
    if actor.person_id not in version.editors:
        version.editors = [*version.editors, actor.person_id]
    version.changed_at = now()


def save(
    *,
    actor: Actor,
    set_id: UUID,
    version: int,
    rules: list[Shape] | None = None,
    title: str | None = None,
    note: str | None = None,
) -> None:
    """Store what was changed in a draft; what is None stays.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict``, or ``InvalidInput`` with a sentence for
    each rule that cannot be stored.
    """
    found = _take(actor, set_id, Action.SAVE, version)
    if rules is not None:
        names = names_for(found.district_id, rules)
        found.rules = _confined(found, validate(rules, names), names)
    found.title = found.title if title is None else title
    found.note = found.note if note is None else note
    _changed(found, actor)
    audit.record(actor, "rulebook.change", subject(found))


def _confined(version: RuleSet, rules: list[Stored], names: Names) -> list[Stored]:
    """Return the rules of a street's proposal bound to the street; those of the district as they are."""
    if version.street_id is None:
        return rules
    base = sets.by_id(version.based_on_id, version.district_id)
    return streets.confine(rules, base.rules, str(version.street_id), names)


def check(actor: Actor, set_id: UUID, rules: list[Shape]) -> Shape:
    """Return what would be wrong with ``rules`` in a version, and how they read. Stores nothing.

    A rule that cannot be stored is left out of ``rules``; without a problem there are findings on the whole.
    """
    version = sets.get(actor, set_id)
    names = names_for(version.district_id, rules)
    examined = examine(rules, names)
    problems, bound = examined.problems, examined.rules
    if not problems:
        try:
            bound = _confined(version, bound, names)
        except InvalidInput as error:
            problems = error.fields["rules"]
    findings = found_in(bound, names) if not problems else []
    return {
        "problems": problems,
        "findings": [finding_shape(finding) for finding in findings],
        "rules": [rule_shape(rule, names) for place, rule in enumerate(bound) if place not in examined.wrong],
    }


def rebase(*, actor: Actor, set_id: UUID, version: int) -> list[str]:
    """Carry a draft over to the version in force. Returns the names of rules that both sides changed."""
    found = _take(actor, set_id, Action.REBASE, version)
    base = sets.by_id(found.based_on_id, found.district_id)
    current = sets.in_force(found.district_id)
    found.rules, clashes = carry_over(base.rules, found.rules, current.rules)
    if found.street_id is not None:
        found.rules = streets.settle(found.rules, current.rules, str(found.street_id))
    found.based_on_id = _stored_id(current)
    _changed(found, actor)
    audit.record(actor, "rulebook.rebase", subject(found), version=current.number)
    return clashes


def discard(*, actor: Actor, set_id: UUID, version: int) -> None:
    """Give a draft up."""
    audit.record(actor, "rulebook.discard", subject(_take(actor, set_id, Action.DISCARD, version)))


def submit(*, actor: Actor, set_id: UUID, version: int) -> None:
    """Hand a draft to a colleague for publishing.

    Raises ``Stale`` when another version was published meanwhile, and ``InvalidInput`` with each error found in it.
    """
    found = _take(actor, set_id, Action.SUBMIT, version)
    if is_stale(found, sets.id_in_force(found.district_id)):
        raise Stale
    sound(found.district_id, found.rules)
    found.submitted_by, found.submitted_at = actor.person_id, now()
    found.returned_by = found.returned_at = None
    found.return_reason = ""
    audit.record(actor, "rulebook.submit", subject(found))


def withdraw(*, actor: Actor, set_id: UUID, version: int) -> None:
    """Take a submitted version back to go on with it."""
    found = _take(actor, set_id, Action.WITHDRAW, version)
    found.submitted_by = found.submitted_at = None
    audit.record(actor, "rulebook.withdraw", subject(found))

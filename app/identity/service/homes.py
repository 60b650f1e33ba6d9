"""Belonging to a home: claimed by a resident, decided by a person, never by a guess that happens to fit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.paging import Page
from app.core.settings import get_settings
from app.events.identity import BindingDecided, HomeClaimed
from app.identity import queries, workflow
from app.identity.models import RELATION_NAMES, HomeBinding, Relation, Visit
from app.identity.policy import Claim
from app.identity.service import contacts
from app.identity.workflow import BindingAction
from app.places import queries as places
from app.places.queries import FoundPlace

VISIT_HOURS = 24


class TooManyHomes(Conflict):
    """The person already has, or has asked for, as many homes as one may."""

    code, message = "identity.too_many_homes", "关联的住房已到上限，请先解除不再居住的住房"


class AlreadyClaimed(Conflict):
    """The same person claimed the same home before. Says nothing about anybody else."""

    code, message = "identity.already_claimed", "您已申请或已认证这处房屋"


def claim_home(actor: Actor, *, home_id: UUID, relation: str, note: str = "") -> HomeBinding:
    """Ask to belong to a home. The answer is the same whoever else does.

    Those who live there are told. Raises ``NotFound`` for no home, ``AlreadyClaimed`` or ``TooManyHomes``.
    """
    home = places.get_home(home_id)
    queries.lock_person(actor.person_id)  # two claims at once must not both be the last
    most = get_settings().homes_per_person
    if queries.homes_count(actor.person_id) >= most:
        raise TooManyHomes(f"每人最多关联 {most} 处住房（含待审核的），请先撤回申请或解除不再居住的住房")
    row = insert(HomeBinding).values(
        id=new_id(),
        district_id=home.district_id,
        person_id=actor.person_id,
        home_id=home.id,
        compound_id=home.compound_id,
        relation=relation,
        note=note,
    )
    binding: HomeBinding | None = db.session.scalar(row.on_conflict_do_nothing().returning(HomeBinding))
    if binding is None:
        raise AlreadyClaimed
    audit.record(actor, "identity.home_claimed", f"binding:{binding.id}", home=home.id, relation=relation)
    outbox.publish(HomeClaimed(str(binding.id), str(actor.person_id), str(home.id), relation, str(today())))
    return binding


def end_own_claim(actor: Actor, binding_id: UUID, *, version: int) -> HomeBinding:
    """Take a claim back or leave a home. Raises ``NotFound``, ``Conflict`` or ``MoveNotPossible``."""
    return _act(actor, queries.own_claim_to_change(actor.person_id, binding_id), BindingAction.END, version)


def decide(actor: Actor, binding_id: UUID, action: BindingAction, *, version: int, note: str = "") -> HomeBinding:
    """Approve, refuse or end a claim that ``actor`` sees.

    ``version`` is the one that the person's screen showed. Raises ``NotFound`` (absent or not visible),
    ``Conflict`` (it changed since), ``Forbidden`` (policy) or ``MoveNotPossible`` (state).
    """
    claim = queries.claim_to_change(queries.claims_visible_to(actor), binding_id)
    return _act(actor, claim, action, version, note)


def _act(actor: Actor, claim: Claim, action: BindingAction, version: int, note: str = "") -> HomeBinding:
    binding = claim.binding
    if binding.version != version:
        raise Conflict
    before, after = workflow.move(actor, claim, action)
    binding.version += 1
    binding.decided_by, binding.decided_at, binding.decision_note = actor.person_id, now(), note
    audit.record(
        actor,
        f"identity.home_{action.value}",
        f"binding:{binding.id}",
        person=binding.person_id,
        before=before.value,
        after=after.value,
    )
    if binding.person_id != actor.person_id:
        decided = BindingDecided(
            binding_id=str(binding.id),
            version=binding.version,
            person_id=str(binding.person_id),
            compound_id=str(binding.compound_id),
            state=after.value,
            home_id=str(binding.home_id),
            relation=binding.relation,
        )
        outbox.publish(decided)
    return binding


def own_view(actor: Actor, bindings: Iterable[HomeBinding]) -> list[dict[str, Any]]:
    """Return a person's claims as that person sees them."""
    bindings = list(bindings)
    communities = queries.communities(bindings)
    labels = places.home_labels(binding.home_id for binding in bindings)
    names = places.compound_names(binding.compound_id for binding in bindings)
    return [
        {
            "id": binding.id,
            "state": binding.state,
            "home_label": labels.get(binding.home_id, ""),
            "compound_name": names.get(binding.compound_id, ""),
            "relation": binding.relation,
            "relation_name": RELATION_NAMES[Relation(binding.relation)],
            "note": binding.note,
            "decision_note": binding.decision_note,
            "created_at": binding.created_at,
            "version": binding.version,
            "actions": workflow.actions_for(actor, Claim(binding, communities[binding.compound_id])),
        }
        for binding in bindings
    ]


def staff_view(actor: Actor, bindings: Iterable[HomeBinding]) -> list[dict[str, Any]]:
    """Return claims as those see them who decide: with the name and the masked phone of who asks."""
    bindings = list(bindings)
    persons = queries.persons(binding.person_id for binding in bindings)
    views = own_view(actor, bindings)
    for binding, view in zip(bindings, views, strict=True):
        person = persons[binding.person_id]
        view["person_name"] = person.display_name
        view["phone_masked"] = contacts.phone_masked(person)
    return views


def own_claim(actor: Actor, binding_id: UUID) -> dict[str, Any]:
    """Return one of the person's own claims. Raises ``NotFound``."""
    return own_view(actor, [queries.own_claim_to_change(actor.person_id, binding_id).binding])[0]


def own_page(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return a page of the person's own claims."""
    page = queries.own_claims(actor.person_id, limit=limit, cursor=cursor)
    return Page(own_view(actor, page.items), page.next)


def staff_page(actor: Actor, *, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return a page of the claims on which ``actor`` may decide."""
    page = queries.claims(actor, state=state, limit=limit, cursor=cursor)
    return Page(staff_view(actor, page.items), page.next)


def visit(actor: Actor, code: str) -> tuple[FoundPlace, datetime]:
    """Note that the person stands before a label; returns the place and until when it counts.

    Scanning again prolongs it. Raises ``NotFound`` for a code that no label carries.
    """
    found = places.place_by_code(code)
    until = func.now() + text(f"interval '{VISIT_HOURS} hours'")
    row = insert(Visit).values(
        id=new_id(),
        district_id=found.compound.district_id,
        person_id=actor.person_id,
        compound_id=found.compound.id,
        place_kind=found.kind,
        place_id=found.id,
        expires_at=until,
    )
    row = row.on_conflict_do_update(
        index_elements=[Visit.person_id, Visit.place_id], set_={"expires_at": row.excluded.expires_at}
    )
    expires_at = db.session.execute(row.returning(Visit.expires_at)).scalar_one()
    return found, expires_at

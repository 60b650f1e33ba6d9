"""For whom somebody reports or joins a matter, and what entitles him to: himself, his household, or a delegation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import NotFound
from app.tickets import policy
from app.tickets.models import Basis
from app.tickets.queries import home_of, shares_home

NOT_FOR_HIM = "不能替这位家人在这里报事，请看看代办还有没有效"


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom, on what basis, by which home (None without one), and by which delegation if by one."""

    person_id: UUID
    basis: Basis
    home_id: UUID | None
    building_id: UUID | None
    delegation_id: UUID | None = None


def standing(actor: Actor, compound_id: UUID, on_behalf_of: UUID | None) -> Standing:
    """Return the standing of ``actor`` in a compound: his own, or that of who lets him act for him (家属代办).

    Raises ``NotFound`` where there is none: that compound, or that person, does not exist for him.
    """
    if on_behalf_of in (None, actor.person_id):
        return _own(actor, compound_id)
    mandate = actor.mandate(on_behalf_of) if on_behalf_of else None
    if mandate is None or not mandate.may_act:
        raise NotFound(NOT_FOR_HIM)
    home = home_of(mandate.principal_id, compound_id)
    if home is None:
        raise NotFound(NOT_FOR_HIM)
    basis = Basis.HOME if home.state == "active" else Basis.PENDING
    return Standing(mandate.principal_id, basis, home.home_id, home.building_id, mandate.id)


def standing_to_file(actor: Actor, compound_id: UUID, on_behalf_of: UUID | None) -> Standing:
    """Like ``standing``; somebody may also report for a person of the same confirmed home."""
    if on_behalf_of in (None, actor.person_id) or on_behalf_of in actor.acts_for:
        return standing(actor, compound_id, on_behalf_of)
    own = _own(actor, compound_id)
    if on_behalf_of is None or not shares_home(actor.person_id, on_behalf_of, compound_id):
        raise NotFound(NOT_FOR_HIM)
    return Standing(on_behalf_of, own.basis, own.home_id, own.building_id)


def _own(actor: Actor, compound_id: UUID) -> Standing:
    allowed = policy.may_file(actor, compound_id)
    if allowed is None:
        raise NotFound
    basis, home = allowed
    return Standing(actor.person_id, basis, home.home_id if home else None, home.building_id if home else None)

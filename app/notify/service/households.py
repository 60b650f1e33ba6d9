"""Notices on who belongs to a home, for the one who asked and those who live there already, and on delegations."""

from __future__ import annotations

from uuid import UUID

from app.events.identity import BindingDecided, DelegationChanged, HomeClaimed
from app.identity.queries import household
from app.notify.models import Kind
from app.notify.service.posting import Letter, post
from app.notify.wording import BINDINGS, DELEGATIONS, HOUSEHOLD_CLAIM, HOUSEHOLD_JOINED, RELATIONS, Words
from app.places.models import Compound
from app.places.queries import get_compound, get_home, home_labels


def tell_binding(event: BindingDecided) -> int:
    """Tell the resident what became of a claim to a home, and an approval to those who live there.

    Returns how many notices are new.
    """
    compound = get_compound(UUID(event.compound_id))
    words = BINDINGS[event.state].filled(compound=compound.name)
    key = f"binding:{event.binding_id}:{event.version}"
    told = _post({UUID(event.person_id): Letter(Kind.BINDING, words, None)}, key, compound)
    if event.state == "active" and event.home_id:
        key = f"home_joined:{event.binding_id}:{event.version}"
        told += _tell_household(UUID(event.home_id), UUID(event.person_id), HOUSEHOLD_JOINED, event.relation, key)
    return told


def tell_household_of_claim(event: HomeClaimed) -> int:
    """Tell those who live in a home that somebody wants to belong to it, once a day for one and the same person.

    Returns how many notices are new.
    """
    key = f"home_claimed:{event.home_id}:{event.person_id}:{event.day}"
    return _tell_household(UUID(event.home_id), UUID(event.person_id), HOUSEHOLD_CLAIM, event.relation, key)


def tell_delegation(event: DelegationChanged) -> int:
    """Tell the other one of its two people that a delegation has begun or ended. Returns how many notices are new."""
    letters = {UUID(event.told_id): Letter(Kind.BINDING, DELEGATIONS[event.change], None)}
    key, district_id = f"delegation:{event.delegation_id}:{event.version}", UUID(event.district_id)
    return post(letters, event_key=key, district_id=district_id, ticket_id=None, no="", subject="")


def _tell_household(home_id: UUID, newcomer: UUID, words: Words, relation: str, key: str) -> int:
    compound = get_compound(get_home(home_id).compound_id)
    home = f"{compound.name}{home_labels([home_id]).get(home_id, '')}"
    filled = words.filled(home=home, relation=RELATIONS.get(relation, "住户"))
    letter = Letter(Kind.BINDING, filled, None)
    return _post(dict.fromkeys(household(home_id, besides=newcomer), letter), key, compound)


def _post(letters: dict[UUID, Letter], event_key: str, compound: Compound) -> int:
    return post(letters, event_key=event_key, district_id=compound.district_id, ticket_id=None, no="", subject="")

"""SELECTs on people without an account, on fresh proofs of identity, and on family delegates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select, text

from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.identity.models import BindingState, Delegation, HomeBinding, Person, Session
from app.places.models import Home


def lock_phone(index: bytes) -> None:
    """Let one transaction at a time look for the person of a number, so that two calls make one person."""
    key = int.from_bytes(index[:8], "big", signed=True)
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def person_by_phone(district_id: UUID, index: bytes) -> UUID | None:
    """Return the eldest active person of a district with a number."""
    statement = (
        select(Person.id)
        .where(Person.phone_index == index, Person.district_id == district_id, Person.status == "active")
        .order_by(Person.created_at, Person.id)
    )
    return db.session.scalar(statement.limit(1))


def stepped_up(session_id: UUID, within: timedelta) -> bool:
    """Return whether the person of a session has proven himself again within a time."""
    statement = select(Session.id).where(Session.id == session_id, Session.stepped_up_at > func.now() - within)
    return db.session.scalar(statement) is not None


def open_delegations(principal_id: UUID) -> int:
    """Return how many invitations and delegations of a person are in force."""
    statement = select(func.count()).where(
        Delegation.principal_id == principal_id,
        Delegation.state.in_(("invited", "active")),
        Delegation.ends_on >= today(),
        or_(Delegation.state == "active", Delegation.code_until > func.now()),
    )
    return db.session.scalar(statement) or 0


def delegation_by_code(code_hash: bytes) -> Delegation | None:
    """Lock and return the invitation with a code."""
    return db.session.scalar(select(Delegation).where(Delegation.code_hash == code_hash).with_for_update())


def active_delegation(principal_id: UUID, agent_id: UUID) -> Delegation | None:
    """Return the delegation between two people that is in force."""
    statement = select(Delegation).where(
        Delegation.principal_id == principal_id,
        Delegation.agent_id == agent_id,
        Delegation.state == "active",
        Delegation.ends_on >= today(),
    )
    return db.session.scalar(statement.limit(1))


def outlived(principal_id: UUID, agent_id: UUID) -> Delegation | None:
    """Lock and return the delegation between two people whose day is over, which nobody has ended."""
    statement = select(Delegation).where(
        Delegation.principal_id == principal_id,
        Delegation.agent_id == agent_id,
        Delegation.state == "active",
        Delegation.ends_on < today(),
    )
    return db.session.scalar(statement.limit(1).with_for_update())


def delegates_of(principal_ids: Collection[UUID]) -> list[UUID]:
    """Return the active persons who may today act for these people, or look at their matters."""
    statement = (
        select(Delegation.agent_id)
        .join(Person, Person.id == Delegation.agent_id)
        .where(
            Delegation.principal_id.in_(principal_ids),
            Delegation.state == "active",
            Delegation.ends_on >= today(),
            Person.status == "active",
        )
    )
    return [agent_id for agent_id in db.session.scalars(statement.distinct().order_by(Delegation.agent_id)) if agent_id]


def delegation_to_change(person_id: UUID, delegation_id: UUID) -> Delegation:
    """Lock and return a delegation of a person. Raises ``NotFound`` when it is not his."""
    statement = select(Delegation).where(
        Delegation.id == delegation_id,
        or_(Delegation.principal_id == person_id, Delegation.agent_id == person_id),
    )
    found = db.session.scalar(statement.with_for_update())
    if found is None:
        raise NotFound
    return found


def delegations_by_id(ids: Collection[UUID]) -> list[Delegation]:
    """Return these delegations."""
    return list(db.session.scalars(select(Delegation).where(Delegation.id.in_(ids)))) if ids else []


def homes_of(person_ids: Collection[UUID]) -> list[Row[Any]]:
    """Return the homes of these people, confirmed ones first (``person_id``, home, compound, building, ``state``)."""
    if not person_ids:
        return []
    binding = HomeBinding
    statement = (
        select(binding.person_id, binding.home_id, binding.compound_id, Home.building_id, binding.state)
        .join(Home, Home.id == binding.home_id)
        .where(binding.person_id.in_(person_ids), binding.state.in_((BindingState.ACTIVE, BindingState.PENDING)))
        .order_by((binding.state == BindingState.ACTIVE).desc(), binding.created_at, binding.id)
    )
    return list(db.session.execute(statement))


def delegations_of(person_id: UUID) -> list[Delegation]:
    """Return the delegations in which a person takes part, newest first."""
    statement = (
        select(Delegation)
        .where(or_(Delegation.principal_id == person_id, Delegation.agent_id == person_id))
        .order_by(Delegation.created_at.desc(), Delegation.id.desc())
    )
    return list(db.session.scalars(statement.limit(100)))

"""Family delegates (家属代办): somebody lets a relative report and answer for him, until a day or a change of mind.

The principal makes an invitation and tells the relative its code; nobody becomes a delegate by knowing a name. Votes
are never part of it.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.events.identity import DelegationChanged
from app.identity import queries
from app.identity.models import Delegation, DelegationState
from app.identity.queries import relatives
from app.places import queries as places

CODE_HOURS = 24
LONGEST = timedelta(days=366)
MOST_OPEN = 5
DIGITS = 8


def _hash(code: str) -> bytes:
    return hashlib.sha256(f"delegation:{code}".encode()).digest()


def _code(delegation_id: UUID) -> str:
    """Return the code of an invitation. It follows from the id by a key, so that it need not be kept."""
    found = get_crypto().blind_index(str(delegation_id), column="identity_delegation.code")
    return f"{int.from_bytes(found, 'big') % 10**DIGITS:0{DIGITS}d}"


def invite(*, actor: Actor, relation: str, scope: str, ends_on: date) -> UUID:
    """Make an invitation, whose code works once and for a day, and return its id.

    Raises ``InvalidInput`` for a day that is past or more than a year ahead, ``Conflict`` beyond ``MOST_OPEN``.
    """
    if not today() <= ends_on <= today() + LONGEST:
        raise InvalidInput(fields={"ends_on": ["请选择今天以后、一年以内的日期"]})
    queries.lock_person(actor.person_id)
    if relatives.open_delegations(actor.person_id) >= MOST_OPEN:
        raise Conflict(f"最多同时有 {MOST_OPEN} 位代办人，请先取消不用的")
    delegation_id = new_id()
    made = Delegation(
        id=delegation_id,
        district_id=actor.district_id,
        principal_id=actor.person_id,
        relation=relation,
        scope=scope,
        state=DelegationState.INVITED,
        code_hash=_hash(_code(delegation_id)),
        code_until=now() + timedelta(hours=CODE_HOURS),
        ends_on=ends_on,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "identity.delegation_invited", f"delegation:{delegation_id}", scope=scope)
    return delegation_id


def invitation(actor: Actor, delegation_id: UUID) -> dict[str, Any]:
    """Return an invitation just made with its code, as it is now: without it once it was used or has lapsed."""
    row = relatives.delegation_to_change(actor.person_id, delegation_id)
    code = _code(row.id)
    works = row.code_hash == _hash(code) and not _has_lapsed(row)
    names = queries.names_of({row.principal_id, *([row.agent_id] if row.agent_id else [])})
    return shown(actor, row, names) | {"code": code if works else None}


def accept(*, actor: Actor, code: str) -> Delegation:
    """Become the delegate of whoever told the code. Raises ``NotFound`` for a wrong, used or old one."""
    found = relatives.delegation_by_code(_hash(code))
    if found is None or found.state != DelegationState.INVITED or found.code_until is None:
        raise NotFound("代办码不对或已失效，请让家人重新生成")
    if found.code_until < now() or found.ends_on < today():
        raise NotFound("代办码不对或已失效，请让家人重新生成")
    if found.principal_id == actor.person_id:
        raise Conflict("不能做自己的代办人")
    if relatives.active_delegation(found.principal_id, actor.person_id) is not None:
        raise Conflict("您已经是这位家人的代办人，要改期限或范围，请先取消原来的")
    if (old := relatives.outlived(found.principal_id, actor.person_id)) is not None:
        old.state, old.revoked_at = DelegationState.REVOKED, now()
        db.session.flush()  # two people have one delegation in force: the old one goes first
    found.agent_id, found.state, found.accepted_at = actor.person_id, DelegationState.ACTIVE, now()
    found.code_hash = None
    found.version += 1
    audit.record(actor, "identity.delegation_accepted", f"delegation:{found.id}")
    _tell(found, "accepted", found.principal_id)
    return found


def revoke(*, actor: Actor, delegation_id: UUID, version: int) -> Delegation:
    """End a delegation, by either side. It counts from the next request on."""
    found = relatives.delegation_to_change(actor.person_id, delegation_id)
    if found.version != version:
        raise Conflict
    if found.state != DelegationState.REVOKED:
        found.state, found.revoked_at, found.revoked_by = DelegationState.REVOKED, now(), actor.person_id
        found.code_hash = None
        found.version += 1
        audit.record(actor, "identity.delegation_revoked", f"delegation:{found.id}")
        if found.agent_id is not None:
            _tell(found, "revoked", found.agent_id if actor.person_id == found.principal_id else found.principal_id)
    return found


def _tell(row: Delegation, change: str, person_id: UUID) -> None:
    outbox.publish(DelegationChanged(str(row.id), row.version, change, str(person_id), str(row.district_id)))


def view(actor: Actor) -> list[dict[str, Any]]:
    """Return the delegations in which a person takes part, newest first, with what he may do."""
    rows = relatives.delegations_of(actor.person_id)
    names = queries.names_of({row.principal_id for row in rows} | {row.agent_id for row in rows if row.agent_id})
    return [shown(actor, row, names) for row in rows]


def shown(actor: Actor, row: Delegation, names: dict[UUID, str]) -> dict[str, Any]:
    """Return one delegation as its two people see it."""
    over = row.state == DelegationState.REVOKED or row.ends_on < today()
    lapsed = row.state == DelegationState.INVITED and _has_lapsed(row)
    return {
        "id": row.id,
        "mine": row.principal_id == actor.person_id,
        "principal": {"id": row.principal_id, "name": names.get(row.principal_id, "")},
        "agent": {"id": row.agent_id, "name": names.get(row.agent_id, "")} if row.agent_id else None,
        "relation": row.relation,
        "scope": row.scope,
        "scope_name": "报事、查看和确认" if row.scope == "all" else "只能查看",
        "state": "ended" if over else "lapsed" if lapsed else row.state,
        "ends_on": row.ends_on,
        "version": row.version,
        "actions": [] if over else ["revoke"],
    }


def _has_lapsed(row: Delegation) -> bool:
    return row.code_until is None or row.code_until < now()


def principals(actor: Actor) -> list[dict[str, Any]]:
    """Return for whom ``actor`` may act or look today, with the homes for which he may report."""
    if not actor.mandates:
        return []
    rows = {row.id: row for row in relatives.delegations_by_id([one.id for one in actor.mandates])}
    homes = relatives.homes_of(actor.acts_for)
    compounds = places.compound_names({home.compound_id for home in homes})
    labels = places.home_labels(home.home_id for home in homes)
    return [
        {
            "delegation_id": one.id,
            "person": {"id": one.principal_id, "name": one.principal_name},
            "relation": rows[one.id].relation,
            "scope": rows[one.id].scope,
            "ends_on": rows[one.id].ends_on,
            "homes": [
                {
                    "home_id": home.home_id,
                    "label": labels.get(home.home_id, ""),
                    "compound_id": home.compound_id,
                    "compound_name": compounds.get(home.compound_id, ""),
                    "building_id": home.building_id,
                    "state": home.state,
                }
                for home in homes
                if home.person_id == one.principal_id
            ],
        }
        for one in actor.mandates
        if one.id in rows
    ]

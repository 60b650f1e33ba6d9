"""Agreements as screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.paging import Page
from app.media.service import papers_on
from app.party import queries, workflow
from app.party.models import LIST_NAMES, ROLE_NAMES, STATE_NAMES, AgreementState, PartyRole
from app.party.policy import SOON, may_write
from app.party.queries import commitments
from app.party.service.moves import SUBJECT, missing

UNSIGNED = (AgreementState.DRAFT, AgreementState.DISCARDED)


def page(actor: Actor, **query: Any) -> Page:
    """Return agreements that ``actor`` sees, the newest first."""
    found = queries.page(actor, **query)
    return Page(_shown(actor, found.items), found.next)


def detail(actor: Actor, agreement_id: UUID) -> dict[str, Any]:
    """Return one agreement with everything. Raises ``NotFound``."""
    row = queries.agreement(actor, agreement_id)
    agreement = row.Agreement
    return _shown(actor, [row])[0] | {
        "goal": agreement.goal,
        "lists": {key: agreement.lists.get(key, []) for key in LIST_NAMES},
        "reason": agreement.reason,
        "missing": missing(agreement) if agreement.state == AgreementState.DRAFT else [],
        "copied_from": agreement.copied_from,
        "papers": papers_on(actor, SUBJECT, [agreement.id]).get(agreement.id, []),
        "may_change_papers": agreement.state != AgreementState.DISCARDED
        and bool(may_write(actor, agreement.community_id)),
        "events": [
            {
                "seq": one.AgreementEvent.seq,
                "at": one.AgreementEvent.at,
                "actor": one.actor,
                "action": one.AgreementEvent.action,
                "after": one.AgreementEvent.after,
            }
            for one in queries.events(agreement.id)
        ],
    }


def lists_page(actor: Actor, **query: Any) -> Page:
    """Return the rows of the three lists of a page of agreements, each with the agreement that it stands in."""
    found = queries.page(actor, **query)
    return Page(_list_rows(actor, found.items), found.next)


def lists_of(actor: Actor, agreement_id: UUID) -> Page:
    """Return the rows of the three lists of one agreement. Raises ``NotFound``."""
    return Page(_list_rows(actor, [queries.agreement(actor, agreement_id)]))


def _list_rows(actor: Actor, rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"agreement": shown, "list_name": name, **line}
        for row, shown in zip(rows, _shown(actor, rows), strict=True)
        for key, name in LIST_NAMES.items()
        for line in row.Agreement.lists.get(key, [])
    ]


def _shown(actor: Actor, rows: Sequence[Any]) -> list[dict[str, Any]]:
    ids = [row.Agreement.id for row in rows]
    compounds, parties = queries.compound_names(ids), queries.party_names(ids)
    promised = commitments.counts(actor, ids)
    shown = []
    for row in rows:
        one = row.Agreement
        in_force = one.state == AgreementState.IN_FORCE
        left = (one.ends_on - today()).days if in_force else None
        total, done, overdue = promised.get(one.id, (0, 0, 0))
        shown.append(
            {
                "id": one.id,
                "number": one.number,
                "community": row.community,
                "compounds": [{"id": c.id, "name": c.name} for c in compounds.get(one.id, [])],
                "parties": [
                    {"id": p.id, "name": p.name, "role": p.role, "role_name": ROLE_NAMES[PartyRole(p.role)]}
                    for p in parties.get(one.id, [])
                ],
                "signed_on": one.signed_on,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "state": one.state,
                "state_name": "已签订，未生效"
                if in_force and one.starts_on > today()
                else STATE_NAMES[AgreementState(one.state)],
                "days_left": left,
                "ending": left is not None and 0 <= left <= SOON.days,
                "promised": {"total": total, "done": done, "overdue": overdue},
                "version": one.version,
                "actions": workflow.actions_for(actor, one),
                "may_copy": one.state not in UNSIGNED and bool(may_write(actor, one.community_id)),
            }
        )
    return shown

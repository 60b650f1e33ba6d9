"""How a company hands out its orders in each compound: read by its managers and its community, chosen by managers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict
from app.core.paging import Page
from app.core.permissions import Permission
from app.duty import queries
from app.duty.models import MODE_NAMES, Mode, Setting
from app.events.duty import ModeChanged
from app.places.queries import get_compound

DEFAULT = Mode.POOL
"""Without a choice of the manager anybody of the company may take a free order."""


def settings(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return how orders are handed out in the compounds that ``actor`` reaches."""
    found = queries.settings_page(actor, limit=limit, cursor=cursor)
    return Page([_view(actor, row) for row in found.items], found.next)


def _view(actor: Actor, row: Any) -> dict[str, Any]:
    mode = Mode(row.mode or DEFAULT)
    duty = queries.on_duty(row.organisation_id, row.id, now())
    return {
        "compound": {"id": row.id, "name": row.name},
        "organisation": {"id": row.organisation_id, "name": row.organisation},
        "mode": mode,
        "mode_name": MODE_NAMES[mode],
        "version": row.version,
        "changed_at": row.changed_at,
        "changed_by": row.changed_by,
        "on_duty": sorted(one.name for one in duty),
        "actions": ["choose"] if actor.holds(Permission.DUTY_EDIT) else [],
    }


def setting_at(actor: Actor, compound_id: UUID) -> dict[str, Any]:
    """Return the setting of one compound. Raises ``NotFound``."""
    return _view(actor, queries.setting_row(actor, compound_id))


def choose(actor: Actor, compound_id: UUID, *, mode: str, version: int) -> None:
    """Let the company hand out its orders in a compound by ``mode``; what waits there is handed out anew.

    ``version`` is the one on the manager's screen, 0 before the first choice. Raises ``NotFound`` (not his compound)
    or ``Conflict`` (somebody else chose meanwhile).
    """
    organisation_id = queries.company_at(actor, compound_id)
    compound = get_compound(compound_id)
    at = now()
    values = {
        "organisation_id": organisation_id,
        "compound_id": compound_id,
        "district_id": compound.district_id,
        "mode": mode,
        "changed_by": actor.person_id,
        "changed_at": at,
    }
    if version == 0:
        made = db.session.execute(insert(Setting).values(**values).on_conflict_do_nothing().returning(Setting.version))
        if made.first() is None:
            raise Conflict
        before, after = DEFAULT, 1
    else:
        setting = queries.lock_setting(organisation_id, compound_id)
        if setting is None or setting.version != version:
            raise Conflict
        before, after = Mode(setting.mode), version + 1
        setting.mode, setting.version = mode, after
        setting.changed_by, setting.changed_at = actor.person_id, at
    audit.record(actor, "duty.choose_mode", f"compound:{compound_id}", before=before, after=mode)
    outbox.publish(ModeChanged(str(organisation_id), str(compound_id), after))

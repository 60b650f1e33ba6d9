"""What disclosures have in the calendar (日历)."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from app.core.auth import Actor
from app.core.dated import Dated, Kind, Span
from app.core.permissions import Permission
from app.disclosures.queries import dates
from app.disclosures.service.duties import form_name


def _named(actor: Actor, span: Span) -> Sequence[Any]:
    """Return what is due with the names of its forms, which are data of this program and in no table."""
    return [
        SimpleNamespace(title=f"{form_name(row.form)}（{row.code}）", done=False, **row._mapping)
        for row in dates.between(actor, span)
    ]


DATED = Dated(
    Permission.DISCLOSURES_READ,
    (Kind("disclosure", "应公示", "/disclosures?compound={extra}"),),
    _named,
)

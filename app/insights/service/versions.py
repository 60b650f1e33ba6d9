"""Single versions of what was disclosed, and the photos that belong to what is public."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import orjson

from app.core.clock import today
from app.core.errors import NotFound
from app.disclosures import service as disclosures
from app.forms import FORMS
from app.forms.words import period_words
from app.insights import queries
from app.media.service import given_out
from app.standards import service as standards

Shape = dict[str, Any]


def version(compound_id: UUID, version_id: UUID) -> Shape:
    """Return one version that was ever published in the compound, in full. Raises ``NotFound``."""
    found = disclosures.public_version(version_id, today())
    if found["compound_id"] != str(compound_id):
        raise NotFound
    return found | {"left_out": {}}


def sealed(shape: Shape) -> tuple[bytes, str]:
    """Return a shape as JSON and the tag by which a client knows it."""
    body = orjson.dumps(shape)
    return body, hashlib.sha256(body).hexdigest()[:32]


def published(compound_id: UUID, *, limit: int, cursor: str | None) -> Shape:
    """Return every version that was ever published in the compound, without what it says, the newest first."""
    page = queries.published(compound_id, limit=limit, cursor=cursor)
    return {"items": [_brief(row) for row in page.items if row.form in FORMS], "next": page.next}


def _brief(row: Any) -> Shape:
    form = FORMS[row.form]
    period = period_words(form.period, row.period_from, row.period_to)
    return {
        "version_id": row.id,
        "form": row.form,
        "title": " ".join(filter(None, (form.name, period, row.subject))),
        "number": row.number,
        "state": row.state,
        "published_at": row.published_at,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def photo(file_id: UUID, *, thumb: bool) -> bytes:
    """Return a photo that belongs to a published version or to a record of work that counts, or its thumbnail.

    Raises ``NotFound``.
    """
    if not disclosures.is_public_photo(file_id):
        standards.public_photo(file_id)
    return given_out(file_id, thumb=thumb)

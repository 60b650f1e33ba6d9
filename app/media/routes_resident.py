"""Photos: ``POST /media`` and the two addresses under which one is shown. For residents and staff alike.

Papers (PDF, Word): ``POST /media/papers`` for staff, and the address under which one is saved by whoever may see it.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from app.core.attachments import attachment, made_before, once_for, uploaded_file
from app.core.auth import Actor
from app.core.errors import NotFound, Unavailable
from app.core.http import Api, current_actor
from app.core.idempotency import Once
from app.core.images import clean_photo
from app.core.papers import clean_paper
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.media import policy, schemas, service

api = Api("media", __name__, url_prefix="/api/v1/media", description="照片和文件")

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "X-Content-Type-Options": "nosniff",
}


@api.post(
    "",
    permission=Permission.SIGNED_IN,
    answers=schemas.FileOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    summary="Upload a photo",
    operation="media_upload",
)
def upload(actor: Actor, once: Once) -> service.Described:
    """Clean and keep one photo. Nothing of what was sent is stored when it cannot be cleaned."""
    _, data = uploaded_file("照片", "一张照片")
    once = replace(once, fingerprint=hashlib.sha256(data).digest())
    return service.describe(actor, made_before(once) or keep(actor, once, data))


def keep(actor: Actor, once: Once, data: bytes) -> UUID:
    """Clean, store and note a photo. The slow part happens outside the transaction.

    When the row is refused its files stay behind, seen by nobody, until they are swept: a commit whose answer
    was lost may have been kept, and then the files are needed.
    """
    service.charge(actor, len(data))
    kept = service.keep(clean_photo(data))
    with unit_of_work():
        made = once(lambda: service.add(actor, kept))
    if made != kept.id:  # the same photo with the same key was quicker in another request
        with suppress(Unavailable):
            service.delete_files([kept.storage_key, kept.thumb_key])
    return made


@api.post(
    "/papers",
    permission=Permission.SIGNED_IN,
    answers=schemas.PaperOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    summary="Upload a PDF or a Word file, as staff",
    operation="paper_upload",
)
def upload_paper(actor: Actor, once: Once) -> dict[str, Any]:
    """Clean and keep one paper. Nothing of what was sent is stored when it cannot be cleaned."""
    policy.may_bring_papers(actor).enforce()
    name, data = uploaded_file("文件", "一个文件")
    once = once_for(once, data)
    return service.describe_paper(actor, made_before(once) or keep_paper(actor, once, name, data))


def keep_paper(actor: Actor, once: Once, name: str, data: bytes) -> UUID:
    """Clean, store and note a paper, as ``keep`` does with a photo."""
    service.charge(actor, len(data))
    kept = service.keep_paper(clean_paper(data), name)
    with unit_of_work():
        made = once(lambda: service.add_paper(actor, kept))
    if made != kept.id:
        with suppress(Unavailable):
            service.delete_files([kept.storage_key])
    return made


@api.get(
    "/<uuid:file_id>",
    permission=Permission.PUBLIC,
    query=schemas.FileQuery,
    binary="image/jpeg",
    limit="photo",
    summary="Show a photo",
    operation="media_photo",
)
def photo(file_id: UUID, query: dict[str, Any]) -> Response:
    """Return the photo to whoever may see it now: the session of the address, or of the request."""
    return shown(file_id, query["s"], thumb=False)


@api.get(
    "/<uuid:file_id>/thumb",
    permission=Permission.PUBLIC,
    query=schemas.FileQuery,
    binary="image/jpeg",
    limit="photo",
    summary="Show the thumbnail of a photo",
    operation="media_thumb",
)
def thumb(file_id: UUID, query: dict[str, Any]) -> Response:
    """Return the thumbnail, under the same rule as the photo."""
    return shown(file_id, query["s"], thumb=True)


def shown(file_id: UUID, signed: str | None, *, thumb: bool) -> Response:
    """Return the answer with one JPEG. Raises ``NotFound`` or ``NotSignedIn``."""
    actor = current_actor() if signed is None else service.holder_of(file_id, signed)
    found = service.content(actor, file_id, thumb=thumb)
    if found.media_type != service.JPEG:
        raise NotFound
    return Response(found.data, mimetype=found.media_type, headers=HEADERS)


@api.get(
    "/<uuid:file_id>/paper",
    permission=Permission.PUBLIC,
    query=schemas.FileQuery,
    binary="application/octet-stream",
    limit="photo",
    summary="Save a paper",
    operation="media_paper",
)
def paper(file_id: UUID, query: dict[str, Any]) -> Response:
    """Return the paper to whoever may see it now, under its name, to be saved."""
    actor = current_actor() if query["s"] is None else service.holder_of(file_id, query["s"])
    found = service.content(actor, file_id, thumb=False)
    if found.media_type == service.JPEG:
        raise NotFound
    return attachment(found.data, found.name, found.media_type)

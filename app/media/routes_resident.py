"""Photos: ``POST /media`` and the two addresses under which one is shown. For residents and staff alike."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, current_app, request

from app.core.auth import Actor
from app.core.errors import InvalidInput, TooLarge, Unavailable, WrongType
from app.core.http import Api, current_actor
from app.core.idempotency import Once
from app.core.images import clean_photo
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.media import schemas, service

api = Api("media", __name__, url_prefix="/api/v1/media", description="照片")

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
    data = uploaded()
    once = replace(once, fingerprint=hashlib.sha256(data).digest())
    return service.describe(actor, made_before(once) or keep(actor, once, data))


def made_before(once: Once) -> UUID | None:
    """Return what the key made, so that a photo sent again is not cleaned and counted again."""
    if once.key is None:
        return None
    with unit_of_work():
        return once.made_before_or_none()


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


def uploaded() -> bytes:
    """Return the bytes of the one file in the form. Its name and its type as sent are not looked at."""
    limit = current_app.config["HFW"].upload_limit_bytes
    if request.mimetype != "multipart/form-data":
        raise WrongType("请以表单方式上传照片")
    files = [file for name, file in request.files.items(multi=True) if name == "file"]
    if len(files) != 1:
        raise InvalidInput(fields={"file": ["请选择一张照片"]})
    data = files[0].stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"照片不能超过 {limit // 1024 // 1024} MB")
    if not data:
        raise InvalidInput(fields={"file": ["照片是空的，请重新选择"]})
    return data


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
    data = service.content(actor, file_id, thumb=thumb)
    return Response(data, mimetype="image/jpeg", headers=HEADERS)

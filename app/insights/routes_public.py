"""What anybody may read of a compound without signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.core.http import Api
from app.core.permissions import Permission
from app.core.ready import cacheable
from app.core.wire import ListQuery, page_of
from app.insights import schemas, service
from app.insights.reading import MAX_AGE_SECONDS, current

api = Api("insights_public", __name__, url_prefix="/api/v1/public", description="What a compound makes public")

Shape = dict[str, Any]

JSON = "application/json"
VERSION_SECONDS = 300
"""A published version never changes; that it was withdrawn or answered is seen after this at the latest."""
PHOTO_SECONDS = 3600
PHOTO_HEADERS = {
    "Cache-Control": f"public, max-age={PHOTO_SECONDS}",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@api.get(
    "/compounds/<uuid:compound_id>",
    permission=Permission.PUBLIC,
    answers=schemas.PublicCompoundOut,
    raw=True,
    operation="public_compound",
    summary="小区公开信息：物业、服务标准、收费、公示、三率",
)
def compound(compound_id: UUID) -> Response:
    ready = current(compound_id)
    return cacheable(ready.body, ready.etag, media_type=JSON, seconds=MAX_AGE_SECONDS, repeatable=True)


@api.get(
    "/compounds/<uuid:compound_id>/disclosures",
    permission=Permission.PUBLIC,
    query=ListQuery,
    answers=page_of(schemas.PublicVersionOut),
    operation="list_public_versions",
    summary="公示过的所有版本，新的在前",
)
def versions(compound_id: UUID, query: Shape) -> Shape:
    return service.published(compound_id, limit=query["limit"], cursor=query["cursor"])


@api.get(
    "/compounds/<uuid:compound_id>/disclosures/<uuid:version_id>",
    permission=Permission.PUBLIC,
    answers=schemas.PublicDisclosureOut,
    raw=True,
    operation="public_version",
    summary="一个公示版本，新的旧的都能看",
)
def version(compound_id: UUID, version_id: UUID) -> Response:
    body, etag = service.sealed(service.version(compound_id, version_id))
    return cacheable(body, etag, media_type=JSON, seconds=VERSION_SECONDS)


@api.get(
    "/photos/<uuid:file_id>",
    permission=Permission.PUBLIC,
    query=schemas.PublicPhotoQuery,
    binary="image/jpeg",
    limit="photo",
    operation="public_photo",
    summary="公示和服务记录里的照片",
)
def photo(file_id: UUID, query: Shape) -> Response:
    data = service.photo(file_id, thumb=query["thumb"])
    return Response(data, mimetype="image/jpeg", headers=PHOTO_HEADERS)

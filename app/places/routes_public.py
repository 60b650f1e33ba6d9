"""What anybody may know of a place, without signing in."""

from __future__ import annotations

from app.core.http import Api
from app.core.permissions import Permission
from app.places import schemas, service

api = Api("places_public", __name__, url_prefix="/api/v1/public")


@api.get(
    "/places/<string:code>",
    permission=Permission.PUBLIC,
    answers=schemas.PublicPlaceOut,
    summary="扫码查看地点",
    operation="public_place",
)
def place(code: str) -> service.PublicPlace:
    return service.public_place(code)

"""For WeChat's server: it greets, it pushes what it thinks of photos, and it fetches the photos that it judges.

None of these asks who it is by signing in; each is proven by a signature, and what is not proven does not exist.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.core.errors import NotFound, TooLarge
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wechat_push import Signature
from app.moderation import schemas, service
from app.moderation.service.pushing import greet

api = Api("wechat", __name__, url_prefix="/api/v1/wechat", description="For WeChat's server")

LONGEST_PUSH_BYTES = 64 * 1024
LONGEST_ECHO = 100
PHOTO_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def signature() -> Signature:
    """Return the signed part of the address. WeChat may add other names to it, which mean nothing to us."""
    values = request.args
    names = ("signature", "timestamp", "nonce", "msg_signature")
    signed, timestamp, nonce, message = (values.get(name, "")[:200] for name in names)
    return Signature(signed, timestamp, nonce, message)


def plain(words: str) -> Response:
    """Return an answer that is plain text, whatever it says."""
    return Response(words, mimetype="text/plain", headers={"Cache-Control": "no-store"})


@api.get(
    "/push",
    permission=Permission.PUBLIC,
    binary="text/plain",
    operation="greet_wechat",
    summary="Prove to WeChat that this is our server",
)
def greeted() -> Response:
    greet(signature())
    return plain(request.args.get("echostr", "")[:LONGEST_ECHO])


@api.post(
    "/push",
    permission=Permission.PUBLIC,
    binary="text/plain",
    limit="photo",
    operation="push_of_wechat",
    summary="Take what WeChat thinks of a photo",
)
def pushed() -> Response:
    body = request.stream.read(LONGEST_PUSH_BYTES + 1)
    if len(body) > LONGEST_PUSH_BYTES:
        raise TooLarge
    with unit_of_work():
        service.note_push(signature(), body)
    return plain("success")


@api.get(
    "/photos/<uuid:check_id>",
    permission=Permission.PUBLIC,
    query=schemas.PhotoQuery,
    binary="image/jpeg",
    limit="photo",
    operation="photo_for_wechat",
    summary="Show WeChat a photo that it is to judge, by a one-time address",
)
def photo(check_id: UUID, query: dict[str, Any]) -> Response:
    with unit_of_work():
        data = service.opened_photo(check_id, query["s"])
    if not data:
        raise NotFound
    return Response(data, mimetype="image/jpeg", headers=PHOTO_HEADERS)

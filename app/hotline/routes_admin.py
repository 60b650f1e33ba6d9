"""Other systems, their keys, and the messages that go to them: for the system administrator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import decode_cursor
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.hotline import present, schemas
from app.hotline.queries import clients as queries
from app.hotline.service import callbacks, clients

api = Api("hotline_admin", __name__, url_prefix="/api/v1/staff/hotline", description="Other systems and their keys")

Shape = dict[str, Any]


@api.get(
    "/clients",
    permission=Permission.HOTLINE_CLIENTS,
    query=ListQuery,
    answers=page_of(schemas.HotlineClientOut),
    operation="list_hotline_clients",
    summary="Other systems that may send orders",
)
def listed(actor: Actor, query: Shape) -> Shape:
    page = queries.page(actor.district_id, **query)
    return {"items": [present.client(row) for row in page.items], "next": page.next}


@api.post(
    "/clients",
    permission=Permission.HOTLINE_CLIENTS,
    body=schemas.HotlineClientIn,
    answers=schemas.HotlineClientMadeOut,
    status=201,
    creates=True,
    operation="make_hotline_client",
    summary="Give another system a key, which is shown this once",
)
def make(actor: Actor, body: Shape, once: Once) -> Shape:
    shown: Shape = {"key": None, "secret": None}

    def made() -> UUID:
        new = clients.make(actor, body)
        shown.update(key=new.key, secret=new.secret)
        return new.client_id

    with unit_of_work():
        client_id = once(made)
        return present.client(queries.lock(actor.district_id, client_id)) | shown


@api.patch(
    "/clients/<uuid:client_id>",
    permission=Permission.HOTLINE_CLIENTS,
    body=schemas.HotlineClientChangeIn,
    answers=schemas.HotlineClientOut,
    operation="change_hotline_client",
    summary="Change what a system is called, may do, and where its messages go",
)
def change(actor: Actor, client_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        clients.change(actor, client_id, body)
        return present.client(queries.lock(actor.district_id, client_id))


@api.post(
    "/clients/<uuid:client_id>/actions/revoke",
    permission=Permission.HOTLINE_CLIENTS,
    body=schemas.HotlineVersionIn,
    answers=schemas.HotlineClientOut,
    operation="revoke_hotline_client",
    summary="End a system's key for good",
)
def revoke(actor: Actor, client_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        clients.revoke(actor, client_id, body["version"])
        return present.client(queries.lock(actor.district_id, client_id))


@api.post(
    "/clients/<uuid:client_id>/actions/ping",
    permission=Permission.HOTLINE_CLIENTS,
    status=204,
    operation="ping_hotline_client",
    summary="Send a test message to a system's address",
)
def ping(actor: Actor, client_id: UUID) -> None:
    with unit_of_work():
        callbacks.ping(actor, client_id)


@api.get(
    "/callbacks",
    permission=Permission.HOTLINE_CLIENTS,
    query=schemas.HotlineCallbacksQuery,
    answers=page_of(schemas.HotlineMessageOut),
    operation="list_hotline_callbacks",
    summary="Messages to other systems, newest first",
)
def messages(actor: Actor, query: Shape) -> Shape:
    mark = decode_cursor(query["cursor"]) if query["cursor"] else None
    page = queries.callbacks(actor.district_id, query["client_id"], query["state"], query["limit"], mark)
    return {"items": [present.callback(row) for row in page.items], "next": page.next}


@api.post(
    "/callbacks/<uuid:callback_id>/actions/resend",
    permission=Permission.HOTLINE_CLIENTS,
    status=204,
    operation="resend_hotline_callback",
    summary="Send a message again that was given up",
)
def resend(actor: Actor, callback_id: UUID) -> None:
    with unit_of_work():
        callbacks.resend(actor, callback_id)

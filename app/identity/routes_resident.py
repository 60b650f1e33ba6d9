"""The own account: who am I, my sessions, my homes, where I stand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.core.auth import Actor
from app.core.errors import NotSignedIn
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.identity import login, queries, schemas
from app.identity.principal import actor_of_session
from app.identity.service import account, homes, sign_in

api = Api("identity_resident", __name__, url_prefix="/api/v1")


@api.get(
    "/auth/session",
    permission=Permission.SIGNED_IN,
    answers=schemas.SessionOut,
    summary="当前登录状态",
    operation="show_session",
)
def session(actor: Actor) -> dict[str, Any]:
    found = queries.session_of(actor.person_id, actor.session_id)
    return {
        "csrf_token": login.csrf_token(found.id),
        "kind": found.kind,
        "expires_at": min(found.idle_until, found.abs_until),
    }


@api.delete("/auth/session", permission=Permission.SIGNED_IN, summary="退出登录", operation="sign_out")
def leave(actor: Actor) -> Response:
    with unit_of_work():
        sign_in.sign_out(actor)
    response = Response(status=204)
    login.take_cookie(response)
    return response


@api.post(
    "/auth/post",
    permission=Permission.SIGNED_IN,
    body=schemas.ChoosePostIn,
    answers=schemas.MeOut,
    summary="切换岗位",
    operation="choose_post",
)
def choose_post(actor: Actor, body: dict[str, Any]) -> account.Me:
    with unit_of_work():
        account.choose_post(actor, body["post_id"])
    return account.me(_again(actor))


@api.post(
    "/auth/password",
    permission=Permission.SIGNED_IN,
    body=schemas.ChangePasswordIn,
    limit="auth",
    summary="修改密码",
    operation="change_password",
)
def change_password(actor: Actor, body: dict[str, Any]) -> None:
    with unit_of_work():
        account.change_password(actor, **body)


@api.get(
    "/auth/sessions",
    permission=Permission.SIGNED_IN,
    query=ListQuery,
    answers=page_of(schemas.SessionItemOut),
    summary="我的登录设备",
    operation="list_sessions",
)
def sessions(actor: Actor, query: dict[str, Any]) -> Page:
    return account.sessions(actor, **query)


@api.delete(
    "/auth/sessions/<uuid:session_id>",
    permission=Permission.SIGNED_IN,
    summary="退出某个登录设备",
    operation="end_session",
)
def end_session(actor: Actor, session_id: UUID) -> None:
    with unit_of_work():
        account.end_own_session(actor, session_id)


@api.get("/me", permission=Permission.SIGNED_IN, answers=schemas.MeOut, summary="我的信息", operation="show_me")
def me(actor: Actor) -> account.Me:
    return account.me(actor)


@api.patch(
    "/me",
    permission=Permission.SIGNED_IN,
    body=schemas.MeIn,
    answers=schemas.MeOut,
    summary="修改姓名或电话",
    operation="change_me",
)
def change_me(actor: Actor, body: dict[str, Any]) -> account.Me:
    with unit_of_work():
        account.change_me(actor, body)
    return account.me(actor)


@api.post(
    "/visits",
    permission=Permission.SIGNED_IN,
    body=schemas.VisitIn,
    answers=schemas.VisitOut,
    status=201,
    limit="bind",
    summary="扫码进入小区",
    operation="visit",
)
def visit(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        found, expires_at = homes.visit(actor, body["code"])
    place = {"kind": found.kind, "id": found.id, "name": found.name} if found.kind != "compound" else None
    return {"compound": found.compound, "place": place, "expires_at": expires_at}


@api.post(
    "/bindings",
    permission=Permission.SIGNED_IN,
    body=schemas.ClaimIn,
    answers=schemas.ClaimOut,
    status=201,
    creates=True,
    limit="bind",
    summary="申请认证房屋",
    operation="claim_home",
)
def claim(actor: Actor, body: dict[str, Any], once: Once) -> dict[str, Any]:
    with unit_of_work():
        binding_id = once(lambda: homes.claim_home(actor, **body).id)
        return homes.own_claim(actor, binding_id)


@api.get(
    "/bindings",
    permission=Permission.SIGNED_IN,
    query=ListQuery,
    answers=page_of(schemas.ClaimOut),
    summary="我的房屋认证",
    operation="list_claims",
)
def claims(actor: Actor, query: dict[str, Any]) -> Page:
    return homes.own_page(actor, **query)


@api.post(
    "/bindings/<uuid:binding_id>/actions/end",
    permission=Permission.SIGNED_IN,
    body=schemas.VersionIn,
    answers=schemas.ClaimOut,
    summary="撤回申请或解除认证",
    operation="end_claim",
)
def end_claim(actor: Actor, binding_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        binding = homes.end_own_claim(actor, binding_id, version=body["version"])
        return homes.own_view(actor, [binding])[0]


def _again(actor: Actor) -> Actor:
    """Return the actor as the next request will see it."""
    fresh = actor_of_session(actor.session_id)
    if fresh is None:
        raise NotSignedIn
    return fresh

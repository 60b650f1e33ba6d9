"""Letting a relative act for oneself, and proving again who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import ratelimit, wechat
from app.core.auth import Actor
from app.core.errors import InvalidInput
from app.core.http import Api, client_ip
from app.core.idempotency import Once
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.identity import passwords, queries, schemas
from app.identity.service import delegations, sign_in, staff_wechat, stepping_up

api = Api("identity_delegates", __name__, url_prefix="/api/v1", description="Delegates and fresh proofs of identity")


@api.get(
    "/delegations",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.DelegationOut),
    summary="我的代办人，和我替谁代办",
    operation="list_delegations",
)
def listed(actor: Actor) -> dict[str, Any]:
    return {"items": delegations.view(actor), "next": None}


@api.post(
    "/delegations",
    permission=Permission.SIGNED_IN,
    body=schemas.InviteIn,
    answers=schemas.InvitedOut,
    status=201,
    creates=True,
    limit="bind",
    summary="生成代办码，请家人代办",
    operation="invite_delegate",
)
def invite(actor: Actor, body: dict[str, Any], once: Once) -> dict[str, Any]:
    with unit_of_work():
        delegation_id = once(lambda: delegations.invite(actor=actor, **body))
        return delegations.invitation(actor, delegation_id)


@api.post(
    "/delegations/accept",
    permission=Permission.SIGNED_IN,
    body=schemas.AcceptIn,
    answers=schemas.DelegationOut,
    limit="bind",
    summary="输入代办码，成为代办人",
    operation="accept_delegation",
)
def accept(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        found = delegations.accept(actor=actor, code=body["code"])
        names = queries.names_of({found.principal_id, actor.person_id})
        return delegations.shown(actor, found, names)


@api.post(
    "/delegations/<uuid:delegation_id>/actions/revoke",
    permission=Permission.SIGNED_IN,
    body=schemas.VersionIn,
    answers=schemas.DelegationOut,
    summary="取消代办",
    operation="revoke_delegation",
)
def revoke(actor: Actor, delegation_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        found = delegations.revoke(actor=actor, delegation_id=delegation_id, version=body["version"])
        names = queries.names_of({found.principal_id, *([found.agent_id] if found.agent_id else [])})
        return delegations.shown(actor, found, names)


@api.post(
    "/auth/step-up",
    permission=Permission.SIGNED_IN,
    body=schemas.StepUpIn,
    status=204,
    limit="auth",
    summary="再次确认是本人",
    operation="step_up",
)
def step_up(actor: Actor, body: dict[str, Any]) -> None:
    if (body["password"] is None) == (body["code"] is None):
        raise InvalidInput(fields={"password": ["请输入密码"]})
    ip = client_ip()
    ratelimit.check_guessing(ip)
    try:
        if body["code"] is not None:
            _proven_by_wechat(actor, body["code"])
        else:
            with passwords.turn():
                stepping_up.same_password(actor, body["password"])
    except (InvalidInput, wechat.InvalidCode):
        ratelimit.note_guess(ip)
        raise
    with unit_of_work():
        stepping_up.step_up(actor)


@api.post(
    "/me/wechat",
    permission=Permission.SIGNED_IN,
    body=schemas.WeChatIn,
    status=204,
    limit="auth",
    summary="把工作消息发到我的微信",
    operation="tie_wechat",
)
def tie_wechat(actor: Actor, body: dict[str, Any]) -> None:
    staff_wechat.require_post(actor)
    ip = client_ip()
    ratelimit.check_guessing(ip)
    with unit_of_work():
        sign_in.claim_code(body["code"])
    # WeChat is asked between two transactions: a slow answer must not hold a connection.
    try:
        openid = wechat.code_to_session(body["code"])
    except wechat.InvalidCode:
        ratelimit.note_guess(ip)
        raise
    with unit_of_work():
        staff_wechat.tie(actor, openid)


@api.delete("/me/wechat", permission=Permission.SIGNED_IN, summary="工作消息不再发到我的微信", operation="untie_wechat")
def untie_wechat(actor: Actor) -> None:
    with unit_of_work():
        staff_wechat.untie(actor)


def _proven_by_wechat(actor: Actor, code: str) -> None:
    with unit_of_work():
        sign_in.claim_code(code)
    stepping_up.same_wechat(actor, wechat.code_to_session(code))

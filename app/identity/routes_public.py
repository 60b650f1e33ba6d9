"""Signing in: residents by WeChat, staff by user name and password."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.core import ratelimit, wechat
from app.core.http import Api, client_ip, json_response
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.identity import login, passwords, schemas
from app.identity.principal import Kind
from app.identity.service import sign_in

api = Api("identity_public", __name__, url_prefix="/api/v1/auth")


@api.post(
    "/wechat",
    permission=Permission.PUBLIC,
    body=schemas.WeChatIn,
    answers=schemas.SignInOut,
    limit="auth",
    summary="微信登录",
    operation="sign_in_wechat",
)
def by_wechat(body: dict[str, Any]) -> sign_in.SignedIn:
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
        return sign_in.sign_in_openid(openid, user_agent=_user_agent())


@api.post(
    "/session",
    permission=Permission.PUBLIC,
    body=schemas.PasswordIn,
    answers=schemas.StaffSignInOut,
    limit="auth",
    summary="工作人员登录",
    operation="sign_in_staff",
)
def by_password(body: dict[str, Any]) -> Response:
    login.refuse_foreign_page()
    username, password = body["username"], body["password"]
    with passwords.turn():
        account = sign_in.account_named(username)
        known = account is not None and ratelimit.is_known_device(login.device_cookie(), account.id)
        ratelimit.check_login(username, client_ip(), known_device=known)
        try:
            person = sign_in.check_password(account, password)
        except sign_in.WrongSignIn:
            with unit_of_work():
                sign_in.note_failure(account, known_device=known)
            raise
    kind: Kind = "bearer" if body["bearer"] else "cookie"
    with unit_of_work():
        signed_in = sign_in.sign_in_staff(person, password, kind=kind, user_agent=_user_agent())
    ratelimit.login_succeeded(username, client_ip(), known_device=known)
    if kind == "bearer":
        return json_response(schemas.StaffSignInOut().dump({"token": signed_in.token, "person": person}))
    answer = {"csrf_token": login.csrf_token(signed_in.session_id), "person": person}
    response = json_response(schemas.StaffSignInOut().dump(answer))
    login.give_cookies(response, signed_in.token, person.id)
    return response


def _user_agent() -> str:
    return request.headers.get("User-Agent", "")

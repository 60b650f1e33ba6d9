"""Signing in as a demo person. Registered in development and test only."""

from __future__ import annotations

from typing import Any

from flask import request

from app.core.errors import NotFound
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.identity import personas, schemas
from app.identity.service import sign_in

api = Api("identity_dev", __name__, url_prefix="/api/v1/auth/dev")


@api.get(
    "",
    permission=Permission.PUBLIC,
    answers=schemas.PersonasOut,
    summary="演示身份（仅开发环境）",
    operation="list_personas",
)
def cast() -> list[personas.Persona]:
    return personas.cast()


@api.post(
    "",
    permission=Permission.PUBLIC,
    body=schemas.PersonaIn,
    answers=schemas.TokenOut,
    limit="auth",
    summary="以演示身份登录（仅开发环境）",
    operation="sign_in_persona",
)
def play(body: dict[str, Any]) -> sign_in.SignedIn:
    with unit_of_work():
        person = personas.person_of(body["persona"])
        if person is None:
            raise NotFound
        return sign_in.sign_in_persona(person, user_agent=request.headers.get("User-Agent", ""))

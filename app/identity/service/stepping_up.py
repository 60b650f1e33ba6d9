"""Proving again who one is (step-up) before something that may not be done from a phone left on a table."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from sqlalchemy import func, update

from app.core import audit
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import AppError, InvalidInput
from app.identity import passwords, queries
from app.identity.models import Session
from app.identity.queries import relatives
from app.identity.service import contacts

LASTS = timedelta(minutes=15)


class StepUpNeeded(AppError):
    """The session is signed in, but the person has not proven himself within the last minutes."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "auth.step_up_needed"
    message: ClassVar[str] = "请再输入一次密码，确认是您本人"


def require_step_up(actor: Actor) -> None:
    """Raise ``StepUpNeeded`` unless this session was proven again within ``LASTS``."""
    if not relatives.stepped_up(actor.session_id, LASTS):
        raise StepUpNeeded


def step_up(actor: Actor) -> None:
    """Note that the person behind this session has just proven himself."""
    db.session.execute(
        update(Session)
        .where(Session.id == actor.session_id)
        .values(stepped_up_at=func.now())
        .execution_options(synchronize_session=False)
    )
    audit.record(actor, "identity.stepped_up", f"person:{actor.person_id}")


def same_password(actor: Actor, password: str) -> None:
    """Raise ``InvalidInput`` unless ``password`` is the one of the person who is signed in."""
    person = queries.person(actor.person_id)
    if not passwords.verify(password, person.password_hash if person else None):
        raise InvalidInput(fields={"password": ["密码不正确"]})


def same_wechat(actor: Actor, openid: str) -> None:
    """Raise ``InvalidInput`` unless ``openid`` is the WeChat account of the person who is signed in, or the one that
    he tied to his staff account. His session goes on: he can still give his password.
    """
    if openid not in (contacts.openid_of(actor.person_id), contacts.notice_openid_of(actor.person_id)):
        raise InvalidInput(fields={"code": ["这个微信没有绑定您的账号，请输入密码"]})

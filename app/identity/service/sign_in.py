"""Signing in and out. A session is a row; its token is random, given out once, and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import AppError, Unavailable
from app.core.ids import new_id
from app.identity import passwords, queries
from app.identity.models import Person, PersonStatus, Session, WeChatCode
from app.identity.principal import IDLE, LONGEST, Kind, token_hash
from app.identity.service import contacts
from app.places import queries as places

MOST_BEARER_SESSIONS = 5
MOST_PERSONA_SESSIONS = 500
"""A demo person is used by many people and tests at once."""
TOKEN_BYTES = 32
USER_AGENT_LENGTH = 200


class WrongSignIn(AppError):
    """User name or password do not fit, or the account is disabled: nobody is told which."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "auth.wrong_sign_in"
    message: ClassVar[str] = "用户名或密码不正确"


class CodeUsed(AppError):
    """A WeChat code was presented a second time."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "auth.code_used"
    message: ClassVar[str] = "登录凭证已失效，请重新登录"


class Disabled(AppError):
    """A resident whose account was disabled."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "auth.disabled"
    message: ClassVar[str] = "账号已停用，请联系社区"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. ``token`` goes to the client now and can never be read again."""

    token: str
    session_id: UUID
    person: Person
    first_time: bool = False


# --- WeChat ---


def claim_code(code: str) -> None:
    """Note that ``code`` was presented. Raises ``CodeUsed`` the second time, whatever became of the first.

    Commit it before WeChat is asked, so that a crash in between cannot make the code work again.
    """
    row = insert(WeChatCode).values(code_hash=hashlib.sha256(code.encode()).digest())
    if db.session.execute(row.on_conflict_do_nothing().returning(WeChatCode.code_hash)).first() is None:
        raise CodeUsed


def sign_in_openid(openid: str, *, user_agent: str) -> SignedIn:
    """Start a session for the person of a WeChat account, whom the first sign-in creates.

    ``openid`` comes from WeChat's server and from nowhere else. Raises ``Disabled``.
    """
    person = queries.person_by_openid(contacts.openid_index(openid))
    first_time = person is None
    if person is None:
        person = _create_resident(openid)
    if person.status != PersonStatus.ACTIVE:
        raise Disabled
    return _start(person, "bearer", user_agent=user_agent, first_time=first_time)


def _create_resident(openid: str) -> Person:
    district_id = places.default_district()
    if district_id is None:
        raise Unavailable("系统尚未完成初始设置，请稍后再试")
    person_id = new_id()
    cipher, index = contacts.sealed_openid(openid, person_id)
    row = insert(Person).values(
        id=person_id,
        district_id=district_id,
        display_name=f"居民{secrets.randbelow(10_000):04d}",
        openid_cipher=cipher,
        openid_index=index,
    )
    # Two first sign-ins at once make one person: the second finds the row of the first.
    db.session.execute(row.on_conflict_do_nothing(index_elements=[Person.openid_index]))
    person = queries.person_by_openid(index)
    if person is None:
        raise Unavailable(retry_after=1)
    return person


# --- staff ---


def account_named(username: str) -> Person | None:
    """Return the account that signs in by ``username``, however it is written, or None."""
    return queries.person_by_username(unicodedata.normalize("NFKC", username).strip().casefold())


def check_password(account: Person | None, password: str) -> Person:
    """Return ``account`` when ``password`` is its own. Raises ``WrongSignIn`` or ``Unavailable``.

    One hash is computed in every case, so that an unknown name takes as long as a wrong password.
    """
    fits = passwords.verify(password, account.password_hash if account else None)
    if account is None or not fits or account.status != PersonStatus.ACTIVE:
        raise WrongSignIn
    return account


def note_failure(account: Person | None, *, known_device: bool) -> None:
    """Write down that somebody did not get in, for the auditor. The name that was typed may be a password.

    Written for unknown names as well, so that both take as long. The limits of signing in bound how many there are.
    """
    subject = f"person:{account.id}" if account else "person:unknown"
    audit.record(None, "identity.sign_in_failed", subject, known_device=known_device)


def sign_in_staff(person: Person, password: str, *, kind: Kind = "cookie", user_agent: str) -> SignedIn:
    """Start a session of ``kind`` for a person whose ``password`` was checked."""
    checked = person.password_hash
    if checked and passwords.needs_rehash(checked):
        with suppress(Unavailable):  # somebody else hashes just now: the next sign-in renews it
            renewed = passwords.hash_password(password)
            if queries.lock_person(person.id).password_hash == checked:
                person.password_hash = renewed
                db.session.flush()  # locking the row again reads it again
    return _start(person, kind, user_agent=user_agent)


def sign_in_persona(person: Person, *, user_agent: str) -> SignedIn:
    """Start a bearer session for a demo person. Reached only by routes that production does not have."""
    return _start(person, "bearer", user_agent=user_agent, most=MOST_PERSONA_SESSIONS)


# --- sessions ---


def _start(
    person: Person, kind: Kind, *, user_agent: str, first_time: bool = False, most: int = MOST_BEARER_SESSIONS
) -> SignedIn:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    # The lock makes the limit hold when one person signs in twice at once, and sees a disabling in progress.
    if queries.lock_person(person.id).status != PersonStatus.ACTIVE:
        raise WrongSignIn
    if kind == "bearer":
        for old in queries.bearer_sessions(person.id)[most - 1 :]:
            end_session(old.id, "too_many")
    session = Session(
        id=new_id(),
        district_id=person.district_id,
        person_id=person.id,
        kind=kind,
        token_hash=token_hash(token),
        active_post_id=queries.first_post(person.id),
        idle_until=func.now() + text(f"interval '{IDLE[kind]}'"),
        abs_until=func.now() + text(f"interval '{LONGEST[kind]}'"),
        user_agent=user_agent[:USER_AGENT_LENGTH],
    )
    db.session.add(session)
    db.session.flush()  # the audit row of the sign-in names a session that exists
    actor = Actor(person.id, person.display_name, session.id, kind, person.district_id)
    audit.record(actor, "identity.signed_in", f"person:{person.id}", kind=kind)
    return SignedIn(token, session.id, person, first_time)


def end_session(session_id: UUID, reason: str) -> None:
    """End one session. It counts from the next request on; ending it twice changes nothing."""
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.revoked_at.is_(None))
        .values(revoked_at=func.now(), revoke_reason=reason)
        .execution_options(synchronize_session=False)
    )


def end_all_sessions(person_id: UUID, reason: str, *, but: UUID | None = None) -> int:
    """End every session of a person but one, if named. Returns how many were ended."""
    statement = update(Session).where(Session.person_id == person_id, Session.revoked_at.is_(None))
    if but is not None:
        statement = statement.where(Session.id != but)
    ended = db.session.execute(
        statement.values(revoked_at=func.now(), revoke_reason=reason)
        .returning(Session.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(ended)


def sign_out(actor: Actor) -> None:
    """End the session in use."""
    end_session(actor.session_id, "signed_out")
    audit.record(actor, "identity.signed_out", f"person:{actor.person_id}")

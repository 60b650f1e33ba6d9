"""Sign-in at the edge: from a request to its actor, and the proof that a request comes from our own page.

Flask-Login keeps the current user of a request; the cookie that it could keep itself is not used, because it
would outlive a sign-out. A request with an Authorization header is judged by that alone: the browser's cookie
never helps a client that sent a token.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Request, Response, request
from flask_login import LoginManager, UserMixin

from app.core import http, ratelimit
from app.core.auth import Actor
from app.core.errors import Forbidden
from app.core.settings import Settings, get_settings
from app.identity import passwords
from app.identity.principal import load_principal

COOKIE = "hfw_session"
COOKIE_SECONDS = 12 * 3600
DEVICE_COOKIE = "hfw_device"
DEVICE_SECONDS = 180 * 24 * 3600
CSRF_HEADER = "X-CSRF-Token"
TOKEN_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
OWN_PAGE = ("same-origin", "none")


class ForeignPage(Forbidden):
    """The request was made by another web page, or without the page's token."""

    code: ClassVar[str] = "auth.csrf"
    message: ClassVar[str] = "页面已过期，请刷新后重试"


class SignedIn(UserMixin):  # type: ignore[misc]
    """The current user as Flask-Login wants one."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Return the id of the session, which is what was signed in."""
        return str(self.actor.session_id)


def install(app: Flask) -> None:
    """Connect sign-in and the check for foreign pages to ``app``."""
    manager = LoginManager()
    manager.init_app(app)
    manager.request_loader(load_from_request)
    # Flask-Login looks for its own remember-me cookie before it asks the loader; nobody ever gets one.
    app.config["REMEMBER_COOKIE_NAME"] = "hfw_never_remembered"
    http.set_csrf_check(check_csrf)
    passwords.warm_up()


def load_from_request(incoming: Request) -> SignedIn | None:
    """Return who sent the request, by header if there is one, else by cookie."""
    header = incoming.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        actor = _principal("bearer", token.strip()) if scheme.lower() == "bearer" else None
    else:
        actor = _principal("cookie", incoming.cookies.get(cookie_name(get_settings()), ""))
    return SignedIn(actor) if actor else None


def _principal(kind: str, token: str) -> Actor | None:
    # A token of another form was never given out; the database need not be asked.
    if not TOKEN_FORM.fullmatch(token):
        return None
    return load_principal("bearer" if kind == "bearer" else "cookie", token)


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; over https it carries the prefix that pins it to this host."""
    return _prefixed(COOKIE, settings)


def _prefixed(name: str, settings: Settings) -> str:
    return f"__Host-{name}" if settings.cookie_secure else name


def device_cookie() -> str | None:
    """Return the mark of this device, which tells whose password was right on it before."""
    return request.cookies.get(_prefixed(DEVICE_COOKIE, get_settings()))


def give_cookies(response: Response, token: str, person_id: UUID) -> None:
    """Put the session cookie into ``response``, and the mark of a device on which the person signed in."""
    settings = get_settings()
    kept = (
        (cookie_name(settings), token, COOKIE_SECONDS),
        (_prefixed(DEVICE_COOKIE, settings), ratelimit.device_token(person_id), DEVICE_SECONDS),
    )
    for name, value, seconds in kept:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=settings.cookie_secure,
            httponly=True,
            samesite="Lax",
        )


def take_cookie(response: Response) -> None:
    """Tell the browser to forget the session cookie."""
    settings = get_settings()
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.cookie_secure, httponly=True, samesite="Lax"
    )


def csrf_token(session_id: UUID) -> str:
    """Return the token that our own page sends with every change. It is bound to the session."""
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"csrf|{session_id}".encode(), hashlib.sha256).hexdigest()


def check_csrf(actor: Actor) -> None:
    """Raise ``ForeignPage`` when a change with a cookie does not come from our own page.

    A bearer token is not sent by a browser on its own, so it needs no such proof.
    """
    if actor.session_kind != "cookie" or not get_settings().csrf:
        return
    refuse_foreign_page()
    sent = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_token(actor.session_id).encode()):
        raise ForeignPage


def refuse_foreign_page() -> None:
    """Raise ``ForeignPage`` when the browser says that another site made this request.

    Also called by the sign-in that gives a cookie: a foreign page must not sign somebody in as somebody else.
    Those that answer with a token need no check, for a foreign page cannot read it. Clients that are no
    browsers send neither header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in OWN_PAGE:
        raise ForeignPage
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in _own_hosts():
        raise ForeignPage


def _own_hosts() -> set[str]:
    return {urlsplit(get_settings().public_base_url).netloc, request.host}

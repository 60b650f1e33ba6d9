"""Builds the web app: settings, database, sign-in, error envelope, blueprints, headers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request
from flask.sessions import NullSession, SessionInterface
from flask_smorest import Api as OpenApi
from werkzeug.middleware.proxy_fix import ProxyFix

from app import wiring
from app.core import failures, health, logs, ready
from app.core.db import db, driver_url, engine_options
from app.core.http import json_response
from app.core.settings import Settings

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
        "base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    ),
}


class NoSession(SessionInterface):
    """Flask's own session is never used (``identity.login`` has ours); signing an empty one costs every request."""

    def open_session(self, app: Flask, request: Any) -> NullSession:
        """Return a session that nobody can write into, so that it is not saved either."""
        return NullSession()


class App(Flask):
    """Flask without what this product never uses."""

    session_interface = NoSession()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the view as it is: none is a coroutine, and looking at each costs every request."""
        return func


def build(settings: Settings) -> Flask:
    """Return a web app for ``settings``. Nothing is connected before the first request."""
    logs.configure(settings.log_level)
    app = App(__name__, static_folder=None)
    app.config.update(
        HFW=settings,
        DEBUG=settings.debug,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_DATABASE_URI=driver_url(settings.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + 64 * 1024,
        MAX_FORM_PARTS=20,
        PROPAGATE_EXCEPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    db.init_app(app)
    wiring.connect()
    from app.identity import login

    login.install(app)
    register_api(app, settings)
    failures.register(app)
    app.register_blueprint(health.blueprint)
    wiring.pages(app)
    finish_answers(app, settings)
    app.wsgi_app = ready.InFront(app.wsgi_app, count_answer)  # type: ignore[method-assign]
    return app


OPEN_API = {
    "API_TITLE": "好服务 Haofuwu",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.0.3",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Long-term property management of old residential compounds. Messages are Chinese."},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "hfw_session"},
            }
        },
    },
}


def open_api(settings: Settings) -> dict[str, Any]:
    """Return the OpenAPI document.

    It is made of an app of its own and only when somebody asks: no request needs it, and a web process would carry it
    in memory all day.
    """
    described = Flask("openapi", static_folder=None)
    described.config.update(OPEN_API)
    document = OpenApi(described)
    for api in wiring.apis(settings):
        document.register_blueprint(api)
    made: dict[str, Any] = document.spec.to_dict()
    return made


def register_api(app: Flask, settings: Settings) -> None:
    """Register every blueprint, and the document that describes them where it may be read."""
    for api in wiring.apis(settings):
        app.register_blueprint(api)
    if settings.docs_public or settings.env != "production":
        app.add_url_rule("/api/v1/openapi.json", "openapi_json", lambda: json_response(open_api(settings)))


def finish_answers(app: Flask, settings: Settings) -> None:
    """Add security headers, the request id and the metrics of each answer."""
    fixed = dict(SECURITY_HEADERS)
    if settings.cookie_secure and settings.env == "production":
        fixed["Strict-Transport-Security"] = "max-age=31536000"
    always = [(name.lower(), (name, value)) for name, value in fixed.items()]

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        # One pass over the headers: asking for each by name goes through all of them every time.
        written = {name.lower() for name, _ in response.headers}
        missing = [pair for key, pair in always if key not in written]
        response.headers.extend([*missing, ("X-Request-Id", g.get("request_id", ""))])
        route = request.endpoint or "unknown"
        count_answer(route, response.status_code)
        ready.note(response, route)
        if "started" in g:
            health.SECONDS.labels(route).observe(time.perf_counter() - g.started)
        return response


def count_answer(route: str, status: int) -> None:
    """Count one answer."""
    health.REQUESTS.labels(route, f"{status // 100}xx").inc()

"""Builds the web app: settings, database, sign-in, error envelope, blueprints, headers."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from flask_smorest import Api as OpenApi
from werkzeug.middleware.proxy_fix import ProxyFix

from app import wiring
from app.core import failures, health, logs
from app.core.db import db, driver_url, engine_options
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


def build(settings: Settings) -> Flask:
    """Return a web app for ``settings``. Nothing is connected before the first request."""
    logs.configure(settings.log_level)
    app = Flask(__name__, static_folder=None)
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
        **open_api_config(settings),
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
    return app


def open_api_config(settings: Settings) -> dict[str, object]:
    """Return the description of the API for its OpenAPI document."""
    documented = settings.docs_public or settings.env != "production"
    return {
        "API_TITLE": "好服务 Haofuwu",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.0.3",
        "OPENAPI_URL_PREFIX": "/api/v1" if documented else None,
        "OPENAPI_JSON_PATH": "openapi.json",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": "Long-term property management of old residential compounds. Messages are Chinese."
            },
            "components": {
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer"},
                    "cookie": {"type": "apiKey", "in": "cookie", "name": "hfw_session"},
                }
            },
        },
    }


def register_api(app: Flask, settings: Settings) -> None:
    """Register every blueprint, with its documentation."""
    document = OpenApi(app)
    for api in wiring.apis(settings):
        document.register_blueprint(api)


def finish_answers(app: Flask, settings: Settings) -> None:
    """Add security headers, the request id and the metrics of each answer."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.cookie_secure and settings.env == "production":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        response.headers["X-Request-Id"] = g.get("request_id", "")
        route = request.endpoint or "unknown"
        health.REQUESTS.labels(route, f"{response.status_code // 100}xx").inc()
        if "started" in g:
            health.SECONDS.labels(route).observe(time.perf_counter() - g.started)
        return response

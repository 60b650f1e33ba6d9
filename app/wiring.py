"""The only file that knows every area: its blueprints, its subscribers, and what areas need of one another."""

from __future__ import annotations

import importlib

from flask import Flask

from app.core.http import Api
from app.core.settings import Settings

MODELS = (
    "app.core.outbox",
    "app.core.audit",
    "app.core.idempotency",
    "app.core.ratelimit",
    "app.places.models",
    "app.identity.models",
    "app.media.models",
    "app.notify.models",
    "app.tickets.models",
)
JOBS = ("app.media.jobs", "app.notify.jobs", "app.tickets.jobs")
ROUTES = (
    "app.identity.routes_public",
    "app.identity.routes_resident",
    "app.identity.routes_staff",
    "app.places.routes_public",
    "app.places.routes_resident",
    "app.places.routes_staff",
    "app.media.routes_resident",
    "app.notify.routes_resident",
    "app.notify.routes_staff",
    "app.tickets.routes_resident",
    "app.tickets.routes_staff",
    "app.insights.routes_staff",
    "app.operations.routes_admin",
)


def import_models() -> None:
    """Import every table, for migrations."""
    for name in MODELS:
        importlib.import_module(name)


def connect() -> None:
    """Introduce the areas to each other. Repeating it is harmless."""
    import_models()
    for name in JOBS:
        importlib.import_module(name)
    from app.identity.principal import actor_of_session
    from app.media.subjects import register_session_loader, register_subject
    from app.tickets.queries import may_see

    register_subject("ticket", may_see)
    register_session_loader(actor_of_session)


def apis(settings: Settings) -> list[Api]:
    """Return the blueprints of the API. The development sign-in does not exist in production."""
    names = [*ROUTES]
    if settings.env != "production":
        names.append("app.identity.routes_dev")
    return [importlib.import_module(name).api for name in names]


def pages(app: Flask) -> None:
    """Register the pages that are not part of the API."""
    from app.pages.routes import blueprint

    app.register_blueprint(blueprint)

"""好服务: long-term property management of old residential compounds. ``create_app`` is the only entrance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.core.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web app. Every call gives an independent one. Without ``settings`` the environment is read."""
    from app.core.settings import get_settings
    from app.factory import build

    return build(settings or get_settings())

"""Migrations: run them, and know whether some are pending. ``migrations/HEAD`` names the newest.

Alembic is loaded only to run them: a web server that merely looks at the name would carry it in memory all day.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.core.db import driver_url, fast_row
from app.core.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config(settings: Settings) -> Config:
    """Return Alembic's configuration for the database of ``settings``."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["url"] = driver_url(settings.database_url)
    return made


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest schema. Repeating it changes nothing."""
    from alembic import command

    command.upgrade(config(settings), "head")


def head() -> str:
    """Return the name of the newest migration."""
    return (FOLDER / "HEAD").read_text(encoding="utf-8").strip()


def pending() -> bool:
    """Return whether the database is not at the newest migration."""
    row = fast_row(text("SELECT to_regclass('alembic_version') IS NOT NULL AS there"), {})
    if row is None or not row.there:
        return True
    version = fast_row(text("SELECT version_num FROM alembic_version"), {})
    return version is None or version.version_num != head()

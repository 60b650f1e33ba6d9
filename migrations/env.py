"""Alembic environment. The address of the database comes from the product's settings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text

from app.core.db import Base, driver_url
from app.core.settings import get_settings
from app.wiring import import_models

import_models()
target = Base.metadata


def url() -> str:
    """Return the database to migrate."""
    given = context.config.attributes.get("url")
    return given or driver_url(get_settings().database_url)


def include(thing, name, kind, reflected, compare_to):
    """Leave what PostgreSQL extensions own alone."""
    return not (kind == "table" and name == "spatial_ref_sys")


def options() -> dict[str, object]:
    """Return how models and database are compared."""
    return {"target_metadata": target, "compare_type": True, "include_object": include}


if context.is_offline_mode():
    context.configure(url="postgresql+psycopg://", literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        # One migration at a time, and none may hold a lock that makes readers wait.
        connection.execute(text("SELECT pg_advisory_lock(727001)"))
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.commit()
        context.configure(connection=connection, transaction_per_migration=True, **options())
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(727001)"))
        connection.commit()

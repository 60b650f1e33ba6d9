"""The database handle, the base class of every model, and the door for single hot statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import psycopg
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, DateTime, Engine, MetaData, TextClause, create_engine, func, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.pool import PoolProxiedConnection

    from app.core.settings import Settings

# Named constraints make migrations reversible and IntegrityErrors readable.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

TZ = DateTime(timezone=True)


class Base(DeclarativeBase):
    """Base of all models: named constraints, times with zone."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
    Model.registry.update_type_annotation_map({datetime: TZ})


Found = Any
"""A row of ``fast_row``: a named tuple with a field for each column."""


class Identified:
    """Mixin: an opaque UUIDv7 key and the instant of creation, both also set by plain SQL inserts."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=90)


def driver_url(url: str) -> str:
    """Return ``url`` with the psycopg 3 driver named, whatever form the operator wrote."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def engine_options(settings: Settings) -> dict[str, Any]:
    """Return SQLAlchemy engine options: time limits on every connection, a small pool, statements prepared once."""
    limits = {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
        "timezone": "UTC",
    }
    return {
        "pool_size": settings.db_pool_size,
        "max_overflow": 0,
        "pool_timeout": 3,
        "pool_reset_on_return": None,  # the session and `fast` end their own transactions
        "echo": settings.sql_echo,
        "hide_parameters": True,  # personal data must not reach a log through an error message
        "connect_args": {
            "connect_timeout": 5,
            "prepare_threshold": 2,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        },
    }


def fast_engine() -> Engine:
    """Return the engine of single statements: a pool of its own, so that no connection changes its mode."""
    extensions = current_app.extensions
    if "hfw_fast_engine" not in extensions:
        settings: Settings = current_app.config["HFW"]
        made = create_engine(
            driver_url(settings.database_url), isolation_level="AUTOCOMMIT", **engine_options(settings)
        )
        if extensions.setdefault("hfw_fast_engine", made) is not made:
            made.dispose()  # another thread was quicker
    engine: Engine = extensions["hfw_fast_engine"]
    return engine


def dispose() -> None:
    """Close the pooled connections of both engines."""
    db.engine.dispose()
    if "hfw_fast_engine" in current_app.extensions:
        fast_engine().dispose()


@contextmanager
def fast() -> Iterator[Connection]:
    """Give a connection on which every statement commits by itself. For hot, self-contained statements only."""
    with fast_engine().connect() as connection:
        yield connection


def fast_row(statement: TextClause | str, params: Mapping[str, Any]) -> Found | None:
    """Run one statement in its own transaction and return its first row, with its columns as attributes, or None.

    The driver is asked directly: what SQLAlchemy adds to a statement (typed results, cached metadata) costs more than
    the small statements that begin and end every request. Errors are those of SQLAlchemy all the same.
    """
    written = _for_driver(statement if isinstance(statement, str) else statement.text)
    engine = fast_engine()
    with _named_as_usual(engine):
        pooled = engine.raw_connection()
    try:
        with _named_as_usual(engine, pooled):
            return _first(engine, pooled, written, params)
    finally:
        pooled.close()


@lru_cache(maxsize=1024)
def _for_driver(sql: str) -> str:
    """Return a statement as psycopg takes it: ``%(name)s`` for ``:name``."""
    return str(text(sql).compile(dialect=postgresql.psycopg.dialect()))  # type: ignore[no-untyped-call]


def _first(engine: Engine, pooled: PoolProxiedConnection, sql: str, params: Mapping[str, Any]) -> Found | None:
    driver = cast("psycopg.Connection[Any]", pooled.driver_connection)
    cursor = driver.cursor(row_factory=namedtuple_row)
    for listener in engine.dispatch.before_cursor_execute:
        listener(None, cursor, sql, params, None, False)
    cursor.execute(sql.encode(), params)
    answer = cursor.pgresult
    return cursor.fetchone() if answer is not None and answer.nfields else None


@contextmanager
def _named_as_usual(engine: Engine, pooled: PoolProxiedConnection | None = None) -> Iterator[None]:
    """Raise an error of the driver as SQLAlchemy does, and forget a pool whose server has gone away."""
    try:
        yield
    except (ValueError, OverflowError) as error:  # a value that the driver cannot write; nothing was sent
        raise StatementError(type(error).__qualname__, None, None, error) from error
    except psycopg.Error as error:
        driver = pooled.driver_connection if pooled is not None else None
        gone = engine.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
        if pooled is not None and gone:
            pooled.invalidate(error)
            engine.dispose()
        raise DBAPIError.instance(
            None, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=gone, dialect=engine.dialect
        ) from error


def read_row(statement: TextClause | str, params: Mapping[str, Any]) -> Found | None:
    """Like ``fast_row`` for reads: tried once more when the server had closed the pooled connection.

    Every request begins with such a read, so it also tells the pool of transactions that its connections are gone.
    """
    try:
        return fast_row(statement, params)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        db.engine.dispose()
        return fast_row(statement, params)

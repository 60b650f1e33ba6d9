"""What the servers say about themselves that would lose or open what is accepted. Asked at start, in production.

Settings can be read; whether the database keeps what it acknowledges, and whether our role stands above its rules, only
the database knows. Servers that are away are not judged: their state is the affair of ``/readyz``.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.core.settings import Settings, SettingsError

SECONDS = 5
OLDEST, NEWEST = 15_0014, 19_0000
"""PostgreSQL 15.14 (with the security fixes of August 2025) to 18, as the server counts: four digits are the minor."""

ROLE = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolname FROM pg_roles WHERE rolname = current_user"
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
KEEPS = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
ENCODING = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"


def refuse_unsafe(settings: Settings) -> None:
    """Raise ``SettingsError`` when production would run on servers that it must not run on."""
    problems = unsafe(settings) if settings.env == "production" else []
    if problems:
        raise SettingsError("\n".join(problems))


def unsafe(settings: Settings) -> list[str]:
    """Return what the servers say that production refuses, one line each. No secret is in it."""
    return [*_of_database(settings), *_of_redis(settings)]


def _of_database(settings: Settings) -> Iterator[str]:
    address = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    try:
        with psycopg.connect(address, connect_timeout=SECONDS, autocommit=True) as connection:
            yield from _said_by(connection)
    except psycopg.OperationalError:
        return


def _said_by(connection: psycopg.Connection) -> Iterator[str]:
    if not OLDEST <= connection.info.server_version < NEWEST:
        yield "HFW_DATABASE_URL: PostgreSQL must be 15.14 to 18"
    role = connection.execute(ROLE).fetchone()
    if role is not None:
        for has, what in zip(role, ("superuser", "BYPASSRLS", "CREATEROLE"), strict=False):
            if has:
                yield f"HFW_DATABASE_URL: the role {role[3]} has {what}"
    for name, setting in connection.execute(KEEPS, [list(MUST_BE_ON)]).fetchall():
        if setting in ("off", "local"):
            yield f"PostgreSQL runs with {name}={setting}: what it acknowledges can be lost"
    encoding = connection.execute(ENCODING).fetchone()
    if encoding is not None and encoding[0] != "UTF8":
        yield f"the database is encoded in {encoding[0]}, not in UTF8"


def _of_redis(settings: Settings) -> Iterator[str]:
    client = Redis.from_url(
        settings.redis_url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS, retry=Retry(NoBackoff(), 0)
    )
    try:
        memory = client.info("memory")
    except (RedisError, OSError):
        return
    finally:
        client.close()
    if memory.get("maxmemory") and memory.get("maxmemory_policy") != "noeviction":
        yield f"Redis throws work away when full: maxmemory-policy is {memory['maxmemory_policy']}, not noeviction"

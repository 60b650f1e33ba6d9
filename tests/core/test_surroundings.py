"""What production refuses of the servers themselves, asked of real ones that are set up wrongly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from app.core.surroundings import unsafe
from scripts.servers import Postgres, Valkey
from tests.core.test_settings import good

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Servers of our own, whose settings the tests may spoil."""
    folder = tmp_path_factory.mktemp("servers")
    with Postgres(folder / "pg") as pg, Valkey(folder / "vk", fast=True) as vk:
        with psycopg.connect(pg.url(), autocommit=True) as connection:
            connection.execute("CREATE ROLE plain LOGIN")
            connection.execute("CREATE ROLE loose LOGIN BYPASSRLS")
            connection.execute("CREATE ROLE hasty LOGIN")
            connection.execute("ALTER ROLE hasty SET synchronous_commit = off")
            locale = "LOCALE 'C' LOCALE_PROVIDER libc"
            connection.execute(f"CREATE DATABASE old ENCODING 'SQL_ASCII' TEMPLATE template0 {locale}")
        yield pg, vk


@pytest.fixture
def seen(servers, tmp_path):
    """Return what production says about the servers, seen as a role in a database."""
    pg, vk = servers

    def look(role: str = "plain", database: str = "postgres") -> list[str]:
        address = pg.url(database).replace("app@", f"{role}@")
        return unsafe(good(tmp_path, database_url=address, redis_url=vk.url()))

    return look


def test_sound_servers_are_accepted(seen):
    assert seen() == []


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("app", "has superuser"),
        ("loose", "has BYPASSRLS"),
        ("app", "has CREATEROLE"),
        ("hasty", "synchronous_commit=off"),
    ],
)
def test_a_role_that_stands_above_the_rules_is_refused(seen, role, line):
    assert any(line in problem for problem in seen(role))


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_database_that_may_forget_is_refused(servers, tmp_path, name):
    _, vk = servers
    with Postgres(tmp_path / "pg", settings=(f"{name}=off",)) as hasty:
        with psycopg.connect(hasty.url(), autocommit=True) as connection:
            connection.execute("CREATE ROLE plain LOGIN")
        address = hasty.url().replace("app@", "plain@")

        said = unsafe(good(tmp_path, database_url=address, redis_url=vk.url()))

    assert said == [f"PostgreSQL runs with {name}=off: what it acknowledges can be lost"]


def test_another_encoding_is_refused(seen):
    assert any("SQL_ASCII" in problem for problem in seen(database="old"))


def test_a_redis_that_throws_work_away_is_refused(servers, seen):
    _, vk = servers
    with Redis.from_url(vk.url()) as client:
        client.config_set("maxmemory", "100mb")
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            assert any("allkeys-lru, not noeviction" in problem for problem in seen())
        finally:
            client.config_set("maxmemory", "0")
            client.config_set("maxmemory-policy", "noeviction")


def test_servers_that_are_away_are_not_judged(tmp_path):
    assert unsafe(good(tmp_path, database_url="postgresql://x@127.0.0.1:1/x", redis_url="redis://127.0.0.1:1/0")) == []


@pytest.mark.parametrize("command", [["wsgi"], ["app.worker", "fast"], ["app.sweeper"], ["app.cli", "check-config"]])
def test_no_process_starts_on_them(servers, tmp_path, command):
    pg, vk = servers
    settings = good(tmp_path, database_url=pg.url(), redis_url=vk.url())
    secrets = ("secret_key", "data_keys", "index_key", "wechat_secret")
    plain = ("env", "database_url", "redis_url", "public_base_url", "trusted_proxies", "files_dir", "wechat_appid")
    env = {name: value for name, value in os.environ.items() if not name.startswith("HFW_")}
    env |= {f"HFW_{name.upper()}": str(getattr(settings, name)) for name in plain}
    env |= {f"HFW_{name.upper()}": getattr(settings, name).get_secret_value() for name in secrets}

    done = subprocess.run(
        [sys.executable, "-m", *command], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode != 0
    assert "the role app has superuser" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr

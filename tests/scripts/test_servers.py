"""The embedded servers: what they keep, what they survive, and that they never outlive their starter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from scripts.server_process import port_is_free
from scripts.servers import Postgres, ServerError, Valkey, open_servers, with_database

ROOT = Path(__file__).resolve().parents[2]
START_AND_DIE = """
import os, sys
from scripts.servers import Valkey
server = Valkey(sys.argv[1], fast=True)
server.start()
print(server.port, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def folder():
    """A folder that the servers' account can get to; pytest's own are closed to everybody else."""
    with tempfile.TemporaryDirectory(prefix="hfw-test-", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        yield Path(name)


def run_sql(server, statement):
    with psycopg.connect(server.url("app"), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


@pytest.mark.xdist_group("servers")
def test_postgres_keeps_what_was_committed_through_kill_and_restart(folder):
    with Postgres(folder) as server:
        server.create_database("app")
        run_sql(server, "CREATE TABLE kept AS SELECT 1 AS one")
        server.kill9()
        assert server.pid is None
        server.start()
        assert run_sql(server, "SELECT one FROM kept") == [(1,)]
        port = server.port
    with Postgres(folder, port=port) as again:
        assert run_sql(again, "SELECT one FROM kept") == [(1,)]


@pytest.mark.xdist_group("servers")
def test_postgres_is_as_durable_and_as_sorted_as_production_unless_told_to_be_fast(folder):
    with Postgres(folder) as server:
        server.create_database("app")
        assert run_sql(server, "SHOW synchronous_commit") == [("on",)]
        assert run_sql(server, "SHOW fsync") == [("on",)]
        assert run_sql(server, "SELECT 'Z' < 'a', '物' < '电', lower('Ä')") == [(True, True, "ä")]


@pytest.mark.xdist_group("servers")
def test_the_pid_file_of_a_crash_is_no_obstacle_when_its_number_is_somebody_elses(folder):
    with Postgres(folder, fast=True) as server:
        server.kill9()
        pid_file = server.folder / "postmaster.pid"
        # Our own number is alive and is no PostgreSQL, as after a restart of the machine.
        pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split("\n", 1)[0], str(os.getpid()), 1))
        server.start()
        assert server.pid is not None


def test_a_taken_port_is_said_in_words(folder):
    with Valkey(folder / "one", fast=True) as first, pytest.raises(ServerError, match=f"port {first.port} is taken"):
        Valkey(folder / "two", fast=True, port=first.port).start()


def test_valkey_keeps_its_append_only_file(folder):
    with Valkey(folder) as server:
        with redis.Redis.from_url(server.url()) as client:
            client.set("kept", "yes")
            client.close()
        server.stop()
        server.start()
        with redis.Redis.from_url(server.url()) as client:
            assert client.get("kept") == b"yes"
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child to its parent")
def test_a_server_dies_with_its_starter_even_when_that_is_killed(folder):
    done = subprocess.run(
        [sys.executable, "-c", START_AND_DIE, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    deadline = time.monotonic() + 10
    while not port_is_free(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert port_is_free(int(done.stdout))


def test_servers_of_somebody_else_are_used_and_not_started(folder, monkeypatch):
    monkeypatch.setenv("HFW_DATABASE_URL", "postgresql://me@db.example/mine")
    monkeypatch.setenv("HFW_REDIS_URL", "redis://cache.example/3")
    with open_servers(folder) as servers:
        assert servers.postgres is None
        assert servers.valkey is None
        assert servers.pg_url == "postgresql://me@db.example/mine"
    assert list(folder.iterdir()) == []


def test_another_database_of_the_same_server_keeps_everything_else():
    assert (
        with_database("postgresql://a:b@h:1/old?sslmode=require", "new") == "postgresql://a:b@h:1/new?sslmode=require"
    )

"""The data key is changed while the product runs, and then the old key is worth nothing to anybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, text

import app as product
from app.core.db import Base, db
from app.identity.models import Person
from app.operations.service import CIPHERS
from tests.conftest import random_key
from tests.tickets.steps import file
from tests.world import in_app, write

ROOT = Path(product.__file__).parents[1]
NO_CIPHER = {
    "identity_person.phone_index", "identity_person.openid_index", "identity_person.notice_openid_index",
    "identity_session.token_hash",
    "identity_wechat_code.code_hash", "identity_delegation.code_hash", "media_file.sha256",
    "notify_delivery.phone_index", "hotline_client.key_hash", "hotline_batch.content_hash",
    "hotline_order.content_index", "callbacks_task.token_hash", "core_idempotency.fingerprint",
    "insights_public_page.body", "governance_barred.name_index",
}  # fmt: skip
"""Hashes and blind indexes, in which nothing can be opened, and pages that anybody may read."""


@pytest.fixture
def rings(monkeypatch):
    """The ring of the run, the same with a new key in front, and the new key alone. The test ends with the first."""
    from app.core.crypto import get_crypto
    from app.core.settings import get_settings

    old, new = os.environ["HFW_DATA_KEYS"], f"t2:{random_key()}"

    def use(ring: str) -> None:
        monkeypatch.setenv("HFW_DATA_KEYS", ring)
        get_settings.cache_clear()
        get_crypto.cache_clear()

    yield {"use": use, "both": f"{new},{old}", "new": new}
    monkeypatch.undo()
    get_settings.cache_clear()
    get_crypto.cache_clear()


def rotate(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does, with the environment of the test."""
    command = [sys.executable, "-m", "app.cli", "rotate-keys", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def ticket(app, world, deliver):
    """Two people with numbers, one of them with a WeChat account, and a ticket with a number of its own."""
    for person, phone in ((world.resident_a, "13812345678"), (world.resident_b, "13987654321")):
        assert person.patch("/me", {"phone": phone}).status_code == 200
    made = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13700001111")
    deliver()

    def sign_in_by_wechat() -> None:
        from app.identity.service import contacts

        person = db.session.get(Person, world.resident_a.id)
        person.openid_cipher, person.openid_index = contacts.sealed_openid("openid-1", person.id)

    write(app, sign_in_by_wechat)
    return made["id"]


def kids(app) -> dict[str, set[str]]:
    """Return which keys each column uses."""

    def read():
        found = {}
        for cipher in CIPHERS:
            statement = text(f"SELECT {cipher.column} FROM {cipher.table} WHERE {cipher.column} IS NOT NULL")
            found[cipher.place] = {bytes(value).split(b"|")[1].decode() for value in db.session.scalars(statement)}
        return found

    return in_app(app, read)


def numbers(world, ticket) -> list[str | None]:
    """Return what people see of the numbers that are kept."""
    seen = [person.get("/me") for person in (world.resident_a, world.resident_b)]
    shown = world.community_a.get(f"/staff/tickets/{ticket}")
    answers = [*seen, shown]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [*(answer.json["person"]["phone_masked"] for answer in seen), shown.json["reporter"]["phone_masked"]]


MASKED = ["138****5678", "139****4321", "137****1111"]


def test_after_the_command_the_old_key_can_go(app, world, ticket, rings):
    assert numbers(world, ticket) == MASKED
    rings["use"](rings["new"])
    assert world.resident_a.get("/me").status_code == 500  # the old key gone too early: this is what must not happen
    rings["use"](rings["both"])
    assert numbers(world, ticket) == MASKED

    done = rotate("--batch", "3")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything is under t2" in done.stdout
    used = kids(app)
    for place in ("identity_person.phone", "identity_person.openid", "tickets_ticket.contact"):
        assert used[place] == {"t2"}
    rings["use"](rings["new"])
    assert numbers(world, ticket) == MASKED
    row = world.auditor.get("/staff/audit?what=keys.rotated").json["items"][0]
    assert (row["what_name"], row["subject_name"]) == ("更换数据密钥", "数据密钥 t2")
    assert row["details"] == [{"name": "处理条数", "value": "4"}]


def test_a_stopped_run_is_gone_on_with_and_a_second_one_does_nothing(app, world, ticket, rings):
    rings["use"](rings["both"])

    first = rotate("--batch", "1", "--at-most", "2")
    between = kids(app)
    second, third = rotate(), rotate()

    assert (first.returncode, second.returncode, third.returncode) == (1, 0, 0)
    assert "Run it again" in first.stdout
    assert between["tickets_ticket.contact"] == {"t1"}
    assert set().union(*kids(app).values()) == {"t2"}
    assert sum(map(int, re.findall(r": (\d+) encrypted", first.stdout + second.stdout))) == 4
    assert sum(map(int, re.findall(r": (\d+) encrypted", third.stdout))) == 0


def test_what_no_key_opens_is_counted_and_left_alone(app, world, ticket, rings):
    def spoil():
        db.session.execute(
            text("UPDATE tickets_ticket SET contact_cipher = :value WHERE id = :id"),
            {"value": b"v1|gone|AAAAAAAAAAAAAAAA|AAAA", "id": ticket},
        )

    write(app, spoil)
    rings["use"](rings["both"])

    done = rotate()

    assert done.returncode == 1
    assert "1 values are still under another key" in done.stdout
    assert kids(app)["tickets_ticket.contact"] == {"gone"}


def test_a_value_that_changes_meanwhile_is_not_overwritten(app, world, ticket, rings):
    """The new number was written by somebody between reading and writing: it stays."""
    from app.operations.queries import rotation as queries
    from app.operations.service import rotate_piece

    rings["use"](rings["both"])
    read = queries.sealed
    phones = next(cipher for cipher in CIPHERS if cipher.place == "identity_person.phone")

    def sealed_then_changed(*arguments):
        rows = read(*arguments)
        assert world.resident_a.patch("/me", {"phone": "13600002222"}).status_code == 200
        return rows

    queries.sealed = sealed_then_changed
    try:
        piece = write(app, rotate_piece, phones, None, 500)
    finally:
        queries.sealed = read

    assert (piece.rotated, piece.missed) == (1, 1)
    assert world.resident_a.get("/me").json["person"]["phone_masked"] == "136****2222"


def test_no_encrypted_column_is_forgotten():
    binary = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary - NO_CIPHER == {f"{cipher.table}.{cipher.column}" for cipher in CIPHERS}
    written = set()
    for path in (ROOT / "app").rglob("*.py"):
        if "operations" not in path.parts:
            written |= set(
                re.findall(
                    r'"((?:identity|tickets|notify|hotline|voting|consultations|governance)_\w+\.\w+)"',
                    path.read_text("utf-8"),
                )
            )
    assert {cipher.place for cipher in CIPHERS} <= written

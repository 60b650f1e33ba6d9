"""Who may report where, what a report needs, and that the same one is stored once."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import NullPool, create_engine, text

from app.core.db import driver_url
from tests.tickets.steps import file, see
from tests.world import in_app


def count(app, table: str) -> int:
    """Return how many rows a table has."""
    from app.core.db import db

    def look() -> int:
        with db.engine.connect() as connection:
            return connection.execute(text(f"select count(*) from {table}")).scalar_one()

    return in_app(app, look)


@pytest.mark.parametrize(
    ("who", "where", "status", "basis"),
    [
        ("resident_a", "a", 201, "home"),
        ("neighbour_a", "a", 201, "pending"),
        ("resident_a", "b", 404, None),
        ("stranger", "a", 404, None),
        ("manager_a", "a", 404, None),  # staff report at the window on behalf, not as themselves
    ],
)
def test_a_report_needs_a_home_or_a_request_there(world, who, where, status, basis):
    answer = file(world.people[who], world.estates[where], description="漏", expect=status)
    assert answer.get("basis") == basis


def test_a_visitor_reports_where_he_scanned_the_code_and_is_marked_so(world):
    file(world.stranger, world.b, description="灯坏了", expect=404)
    assert world.stranger.post("/visits", {"code": world.b.code}).status_code == 201
    assert file(world.stranger, world.b, description="灯坏了")["basis"] == "visitor"
    file(world.stranger, world.a, description="灯坏了", expect=404)


def test_an_unknown_compound_is_as_absent_as_a_foreign_one(world):
    body = {"compound_id": str(uuid.uuid4()), "kind": "repair", "description": "漏", "media_ids": []}
    unknown = world.resident_a.post("/tickets", body)
    foreign = world.resident_a.post("/tickets", body | {"compound_id": str(world.b.compound)})
    for answer in (unknown, foreign):
        answer.json["error"].pop("request_id")
    assert (unknown.status_code, unknown.json["error"]["code"]) == (404, "app.not_found")
    assert unknown.json["error"]["message"] == foreign.json["error"]["message"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"description": ""}, "description"),
        ({"description": "   "}, "description"),
        ({"description": "漏", "category": "9999"}, "category"),
        ({"description": "漏", "kind": "party"}, "kind"),
        ({"description": "漏", "contact_phone": "12"}, "contact_phone"),
        ({"description": "漏", "rating": 5}, "rating"),
        ({"description": "漏" * 2001}, "description"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(app, world, fields, wrong):
    answer = file(world.resident_a, world.a, expect=422, **fields)
    assert wrong in answer["error"]["fields"]
    assert count(app, "tickets_ticket") == 0
    assert count(app, "core_idempotency") == 0


def test_a_photo_of_nobody_does_not_exist_and_nothing_is_stored(app, world):
    answer = file(world.resident_a, world.a, description="漏", media_ids=[str(uuid.uuid4())], expect=404)
    assert "media_ids" in answer["error"]["fields"]
    assert count(app, "tickets_ticket") == count(app, "core_idempotency") == 0


@pytest.mark.parametrize("field", ["building_id", "asset_id"])
def test_a_building_or_asset_of_another_compound_does_not_exist(app, world, field):
    value = world.b.building if field == "building_id" else world.b.roof
    file(world.resident_a, world.a, description="漏", expect=404, **{field: str(value)})
    assert count(app, "core_idempotency") == 0


def test_the_same_key_is_one_ticket_and_another_body_is_refused(app, world):
    key = str(uuid.uuid4())
    first = file(world.resident_a, world.a, description="漏", key=key)
    again = file(world.resident_a, world.a, description="漏", key=key)
    assert again["id"] == first["id"]
    refused = file(world.resident_a, world.a, description="别的", key=key, expect=422)
    assert refused["error"]["code"] == "app.idempotency_key_reused"
    other = file(world.neighbour_a, world.a, description="漏", key=key)
    assert other["id"] != first["id"]
    assert count(app, "tickets_ticket") == 2


def test_a_submission_sent_again_while_the_first_is_at_work_is_told_to_wait(app, settings, world):
    key = str(uuid.uuid4())
    values = {"person": world.resident_a.id, "key": key, "print": b"0" * 32}
    taken = """INSERT INTO core_idempotency (person_id, route, key, fingerprint)
               VALUES (:person, 'file_ticket', :key, :print)"""
    engine = create_engine(driver_url(settings.database_url), poolclass=NullPool)
    with engine.connect() as first:
        first.execute(text(taken), values)
        body = {"compound_id": str(world.a.compound), "kind": "repair", "description": "漏", "media_ids": []}
        answer = world.resident_a.post("/tickets", body, headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "app.in_progress")
        assert int(answer.headers["Retry-After"]) > 0
        first.rollback()
    assert file(world.resident_a, world.a, description="漏", key=key)["id"]
    assert count(app, "tickets_ticket") == 1


def test_a_key_must_have_the_form_of_one(world):
    body = {"compound_id": str(world.a.compound), "kind": "repair", "description": "漏", "media_ids": []}
    for key in ("short", "带中文的键值键值键值", "x" * 101):
        answer = world.resident_a.post("/tickets", body, headers={"Idempotency-Key": key.encode().decode("latin-1")})
        assert answer.status_code == 400


def test_a_daughter_reports_for_her_mother_and_nobody_else_may(world):
    ticket = file(world.family_a, world.a, description="漏", on_behalf_of=str(world.resident_a.id))
    assert see(world.resident_a, ticket["id"])["reporter"]["name"] == world.resident_a.name
    assert see(world.family_a, ticket["id"])["id"] == ticket["id"]
    file(world.neighbour_a, world.a, description="漏", on_behalf_of=str(world.resident_a.id), expect=404)


def test_the_phone_is_encrypted_and_masked_everywhere(app, world, deliver):
    from app.core.db import db
    from tests.tickets.steps import act

    ticket = file(world.resident_a, world.a, description="漏", category="0101", contact_phone="138 1234 5678")
    deliver()
    assert ticket["contact_phone_masked"] == "138****5678"

    def stored() -> bytes:
        with db.engine.connect() as connection:
            return bytes(connection.execute(text("select contact_cipher from tickets_ticket")).scalar_one())

    assert b"13812345678" not in in_app(app, stored)
    act(world.repair_a, ticket["id"], "accept", staff=True)
    for person in (world.repair_a, world.manager_a, world.community_a):
        answer = person.get(f"/staff/tickets/{ticket['id']}")
        assert answer.json["reporter"]["phone_masked"] == "138****5678"
        assert b"13812345678" not in answer.data


def test_who_asks_to_stay_unnamed_is_unnamed_to_the_company_and_known_to_the_community(world, deliver):
    ticket = file(
        world.resident_a, world.a, kind="complaint", description="态度差", category="1501", hide_me=True,
        contact_phone="13812345678",
    )  # fmt: skip
    deliver()
    from tests.tickets.steps import act

    act(world.manager_a, ticket["id"], "accept", staff=True)
    for person in (world.manager_a,):
        answer = person.get(f"/staff/tickets/{ticket['id']}")
        assert world.resident_a.name not in answer.text
        assert "13812345678" not in answer.text
        assert "****" not in answer.text  # not even the four digits at the end of a masked number
        assert str(world.resident_a.id) not in answer.text
        assert world.resident_a.name not in person.get("/staff/tickets").text
    assert see(world.community_a, ticket["id"], staff=True)["reporter"]["name"] == world.resident_a.name

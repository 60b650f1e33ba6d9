"""What a delegate does is the principal's: marked everywhere, within the scope, and out of reach when it is over."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.ids import new_id
from app.core.permissions import Role
from tests.identity.delegates import delegate, expire, revoke
from tests.media.photos import phone_photo
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import bind, give_post, in_app, write

LEAK = {"category": "0101", "description": "顶楼漏雨"}


@pytest.fixture
def mother(world):
    """Whose matters they are."""
    return world.resident_a


@pytest.fixture
def daughter(world, mother):
    """Somebody elsewhere who acts for her."""
    delegate(mother, world.stranger)
    return world.stranger


@pytest.fixture
def filed(world, mother, daughter):
    """What the daughter filed for her mother."""
    return file(daughter, world.a, on_behalf_of=str(mother.id), **LEAK)


def mine(person) -> set[str]:
    """Return the ids of the matters in a person's list."""
    return {item["id"] for item in person.get("/tickets").json["items"]}


def rows(app, statement: str, **params):
    """Return what is stored."""

    def look():
        with db.engine.connect() as connection:
            return connection.execute(text(statement), params).all()

    return in_app(app, look)


# --- the end ---


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_what_she_filed_is_out_of_her_reach_at_once(app, world, mother, daughter, end):
    sent = daughter._call("post", "/media", data={"file": (io.BytesIO(phone_photo()), "a.jpg")}).json
    ticket = file(daughter, world.a, on_behalf_of=str(mother.id), media_ids=[sent["id"]], **LEAK)
    assert mine(daughter) == {ticket["id"]} == mine(mother)
    photo = see(daughter, ticket["id"])["media"][0]["url"].removeprefix("/api/v1")
    assert daughter.get(photo).status_code == 200

    revoke(mother) if end == "revoked" else expire(app)

    see(daughter, ticket["id"], expect=404)
    for action in ("withdraw", "urge"):
        act(daughter, ticket["id"], action, expect=404)
    assert mine(daughter) == set()
    assert daughter.get(photo).status_code == 404
    assert see(mother, ticket["id"])["actions"] == ["withdraw", "urge"], "it goes on as the mother's"


def test_who_only_looks_from_now_on_only_looks_at_what_she_filed(world, mother, daughter, filed):
    revoke(mother)
    delegate(mother, daughter, scope="view")
    assert see(daughter, filed["id"])["actions"] == []
    act(daughter, filed["id"], "withdraw", expect=403)


def test_what_somebody_filed_for_his_household_stays_with_him(world, mother):
    ticket = file(world.family_a, world.a, on_behalf_of=str(mother.id), **LEAK)
    assert "withdraw" in see(world.family_a, ticket["id"])["actions"]
    assert see(world.family_a, ticket["id"])["behalf_text"] == f"您替{mother.name}报的"


def test_of_two_rights_the_delegation_is_the_one_that_counts(world, mother):
    delegate(mother, world.family_a)
    ticket = file(world.family_a, world.a, on_behalf_of=str(mother.id), **LEAK)
    revoke(mother)
    see(world.family_a, ticket["id"], expect=404)


# --- who may, and for whom ---


def test_whoever_is_not_hers_does_not_exist_for_her(world, mother, daughter, filed):
    for other in (str(world.neighbour_a.id), str(new_id())):
        for path in ("/tickets", "/tickets/similar", f"/tickets/{filed['id']}/join"):
            body = {} if path.endswith("join") else {"compound_id": str(world.a.compound)}
            body |= {"kind": "repair", "description": "漏"} if path == "/tickets" else {}
            answer = daughter.post(path, body | {"on_behalf_of": other})
            assert answer.status_code == 404, (path, answer.json)


def test_a_home_that_is_still_being_checked_is_enough_as_it_is_for_the_principal(world, daughter):
    delegate(world.neighbour_a, daughter)
    ticket = file(daughter, world.a, on_behalf_of=str(world.neighbour_a.id), **LEAK)
    assert ticket["basis"] == "pending"


def test_it_is_stored_by_which_delegation(app, mother, daughter, filed):
    given = daughter.get("/delegations").json["items"][0]["id"]
    (row,) = rows(app, "select delegation_id::text, reporter_id, filed_by_id from tickets_ticket")
    assert tuple(row) == (given, mother.id, daughter.id)
    (detail,) = rows(app, "select detail from core_audit where what = 'tickets.file'")
    assert detail[0]["delegation"] == given


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REPAIR])
def test_nobody_speaks_for_a_resident_whose_matter_his_own_company_handles(app, world, mother, daughter, deliver, role):
    ticket = file(mother, world.a, **LEAK)["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    assert "confirm" in see(daughter, ticket)["actions"]

    write(app, lambda: give_post(world, daughter, role, organisation=world.orgs["company_a"]))

    assert see(daughter, ticket)["actions"] == []
    act(daughter, ticket, "confirm", outcome="solved", rating=5, expect=403)


# --- looking for the same matter, and joining it ---


def test_the_hint_is_for_the_one_for_whom_she_reports(world, mother, daughter):
    other = file(world.neighbour_a, world.a, **LEAK)["id"]
    own = file(mother, world.a, category="0101", description="漏")["id"]
    joined = file(world.neighbour_a, world.a, category="0101", description="又漏")["id"]
    assert mother.post(f"/tickets/{joined}/join", {}).status_code == 200
    about = {"compound_id": str(world.a.compound), "category": "0101"}
    assert daughter.post("/tickets/similar", about).status_code == 404

    found = daughter.post("/tickets/similar", about | {"on_behalf_of": str(mother.id)}).json["items"]

    assert {item["id"]: item["joined"] for item in found} == {other: False, own: True, joined: True}


def test_joining_for_her_mother_makes_the_mother_one_of_them(app, world, mother, daughter):
    other = file(world.neighbour_a, world.a, **LEAK)["id"]
    assert daughter.post(f"/tickets/{other}/join", {}).status_code == 404

    for _ in range(2):  # again does nothing
        answer = daughter.post(f"/tickets/{other}/join", {"on_behalf_of": str(mother.id)})
        assert (answer.status_code, answer.json["joined"], answer.json["follower_count"]) == (200, True, 1)

    assert rows(app, "select person_id from tickets_follower") == [(mother.id,)]
    assert "（家人代办）" in see(mother, other)["timeline"][-1]["text"]
    assert world.neighbour_a.name not in daughter.get(f"/tickets/{other}").text
    assert mine(daughter) == {other} == mine(mother)
    revoke(daughter)
    see(daughter, other, expect=404)


def test_who_only_looks_neither_compares_nor_joins_for_her(world, mother):
    delegate(mother, world.stranger, scope="view")
    other = file(world.neighbour_a, world.a, **LEAK)["id"]
    whom = {"on_behalf_of": str(mother.id)}
    assert world.stranger.post(f"/tickets/{other}/join", whom).status_code == 404
    assert world.stranger.post("/tickets/similar", whom | {"compound_id": str(world.a.compound)}).status_code == 404


def test_nobody_joins_what_is_his_already(world, mother, daughter, filed):
    answer = daughter.post(f"/tickets/{filed['id']}/join", {"on_behalf_of": str(mother.id)})
    assert (answer.status_code, answer.json["error"]["message"]) == (403, "这就是您报的事")


# --- it is marked ---


def test_everybody_reads_who_reported_it_for_whom(world, mother, daughter, filed, deliver):
    deliver()
    delegate(mother, world.family_a, scope="view")
    said = {
        name: see(getattr(world, name), filed["id"])["behalf_text"] for name in ("stranger", "resident_a", "family_a")
    }
    assert said == {
        "stranger": f"您替{mother.name}报的",
        "resident_a": f"{daughter.name}替您报的",
        "family_a": f"{daughter.name}替{mother.name}报的",
    }
    assert see(world.manager_a, filed["id"], staff=True)["behalf_text"] == "家人代报"
    own = file(mother, world.a, **LEAK)["id"]
    assert see(mother, own)["behalf_text"] == ""
    assert see(daughter, own)["behalf_text"] == f"{mother.name}报的"
    assert {item["behalf_text"] for item in daughter.get("/tickets").json["items"]} == {
        f"您替{mother.name}报的", f"{mother.name}报的",
    }  # fmt: skip


def test_the_mark_tells_no_name_to_whom_it_is_hidden(app, world, mother, daughter, deliver):
    write(app, lambda: give_post(world, daughter, Role.MANAGER, organisation=world.orgs["company_a"]))
    ticket = file(daughter, world.a, on_behalf_of=str(mother.id), kind="complaint", hide_me=True, **LEAK)["id"]
    deliver()
    revoke(mother)
    for person in (daughter, world.manager_a):
        answer = person.get(f"/staff/tickets/{ticket}")
        assert (answer.status_code, answer.json["behalf_text"]) == (200, "家人代报")
        assert mother.name not in answer.text


def test_every_step_of_hers_says_that_it_was_hers(app, world, mother, daughter, filed, deliver):
    deliver()
    act(daughter, filed["id"], "urge")
    act(mother, filed["id"], "withdraw")
    said = [step["text"] for step in see(mother, filed["id"])["timeline"]]
    assert said[0] == "您的报事已收到（家人代办）"
    assert said[-2:] == ["居民催办（家人代办）", "报事人已撤回"]
    given = daughter.get("/delegations").json["items"][0]["id"]
    (detail,) = rows(app, "select detail from core_audit where what = 'tickets.urge'")
    assert detail[0]["delegation"] == given
    shown = world.auditor.get("/staff/audit?limit=50")
    words = [part["value"] for row in shown.json["items"] for part in row["details"] if part["name"] == "代办"]
    assert words == [f"{mother.name}，由{daughter.name}代办"] * 2


def test_who_may_only_look_reads_whose_matter_it_is(world, mother):
    delegate(mother, world.stranger, scope="view")
    ticket = file(mother, world.a, **LEAK)["id"]
    seen = see(world.stranger, ticket)
    assert (seen["joined"], seen["reporter"]["name"]) == (False, mother.name)


def test_of_several_homes_the_one_in_that_compound_is_taken(app, world, mother, daughter):
    write(app, bind, world, mother, world.b.homes[2], world.b.compound)
    ticket = file(daughter, world.b, on_behalf_of=str(mother.id), **LEAK)
    assert ticket["building"]["id"] == str(world.b.building)

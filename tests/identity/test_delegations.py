"""Family delegates: by a code from hand to hand, within a scope, until a day, and revocable at once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.identity.delegates import accept, delegate, expire, invite, revoke
from tests.notify.test_audience import inbox
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import bind, write


@pytest.fixture
def daughter(world):
    """Somebody elsewhere who acts for resident a."""
    delegate(world.resident_a, world.stranger)
    return world.stranger


def test_a_delegate_reports_follows_and_confirms_for_the_principal(world, deliver, daughter):
    ticket = file(daughter, world.a, category="0101", description="我妈家漏雨", on_behalf_of=str(world.resident_a.id))
    assert ticket["reporter"]["name"] == world.resident_a.name
    assert see(world.resident_a, ticket["id"])["id"] == ticket["id"]
    own = file(world.resident_a, world.a, category="0201", description="灯不亮")["id"]
    assert own in {item["id"] for item in daughter.get("/tickets").json["items"]}
    deliver()
    finish_by_repair(world.repair_a, own)
    act(daughter, own, "confirm", outcome="solved", rating=5)


def test_a_viewer_only_looks(world, deliver):
    delegate(world.resident_a, world.stranger, scope="view")
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    assert see(world.stranger, ticket)["actions"] == []
    act(world.stranger, ticket, "withdraw", expect=403)
    file(world.stranger, world.a, description="漏", on_behalf_of=str(world.resident_a.id), expect=404)


@pytest.mark.parametrize("who", ["resident_a", "stranger"])
def test_either_side_ends_it_at_once(world, daughter, who):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    see(daughter, ticket)
    row = getattr(world, who).get("/delegations").json["items"][0]
    assert row["actions"] == ["revoke"]
    answer = getattr(world, who).post(f"/delegations/{row['id']}/actions/revoke", {"version": row["version"]})
    assert answer.json["state"] == "ended"
    see(daughter, ticket, expect=404)
    assert world.neighbour_a.post(f"/delegations/{row['id']}/actions/revoke", {"version": 3}).status_code == 404


def test_it_ends_with_its_day(app, world, daughter):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    expire(app)
    see(daughter, ticket, expect=404)


def test_after_its_day_it_can_be_renewed(app, world, daughter):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    expire(app)
    delegate(world.resident_a, daughter)
    assert see(daughter, ticket)["id"] == ticket
    assert [row["state"] for row in daughter.get("/delegations").json["items"]] == ["active", "ended"]


def test_a_code_works_once_for_a_day_and_never_for_oneself(app, world):
    code = invite(world.resident_a)["code"]
    assert world.resident_a.post("/delegations/accept", {"code": code}).status_code == 409
    assert world.stranger.post("/delegations/accept", {"code": "00000000"}).status_code == 404
    write(app, lambda: db.session.execute(text("update identity_delegation set code_until = now()")))
    assert world.stranger.post("/delegations/accept", {"code": code}).status_code == 404
    fresh = invite(world.resident_a)["code"]
    assert world.stranger.post("/delegations/accept", {"code": fresh}).status_code == 200
    assert world.neighbour_a.post("/delegations/accept", {"code": fresh}).status_code == 404
    assert fresh.encode() not in world.resident_a.get("/delegations").data


def test_a_delegate_reports_only_where_the_principal_lives(world, daughter):
    file(daughter, world.b, description="漏", on_behalf_of=str(world.resident_a.id), expect=404)


def test_there_are_at_most_five_and_a_year(world):
    invite(world.resident_a, days=400, expect=422)
    for _ in range(5):
        invite(world.resident_a)
    invite(world.resident_a, expect=409)


def test_an_invitation_sent_again_is_the_same_one_with_the_same_code(world):
    first = invite(world.resident_a, key="invite-once-1")
    assert invite(world.resident_a, key="invite-once-1") == first
    assert len(world.resident_a.get("/delegations").json["items"]) == 1
    again = invite(world.resident_a, key="invite-once-1", scope="view", expect=422)
    assert again["error"]["code"] == "app.idempotency_key_reused"
    assert invite(world.resident_a, key="invite-once-2")["code"] != first["code"]


def test_sent_again_after_it_was_used_or_has_lapsed_the_code_is_not_shown(app, world):
    used = invite(world.resident_a, key="invite-once-1")
    accept(world.stranger, used["code"])
    assert invite(world.resident_a, key="invite-once-1") | {"version": 0} == used | {
        "version": 0, "state": "active", "code": None, "agent": {"id": str(world.stranger.id), "name": "陌生人"},
    }  # fmt: skip
    invite(world.resident_a, key="invite-once-2")
    write(app, lambda: db.session.execute(text("update identity_delegation set code_until = now()")))
    assert invite(world.resident_a, key="invite-once-2")["code"] is None


def test_who_may_act_is_told_for_whom_and_for_which_homes(app, world):
    assert world.stranger.get("/me").json["principals"] == []
    write(app, bind, world, world.resident_a, world.b.homes[0], world.b.compound)
    given = delegate(world.resident_a, world.stranger)
    delegate(world.neighbour_b, world.stranger, scope="view")

    acting, looking = world.stranger.get("/me").json["principals"]

    assert acting["person"] == {"id": str(world.resident_a.id), "name": world.resident_a.name}
    assert (acting["delegation_id"], acting["scope"], acting["relation"]) == (given["id"], "all", "女儿")
    assert acting["ends_on"] == given["ends_on"]
    assert [(home["compound_name"], home["state"]) for home in acting["homes"]] == [
        ("示例小区a", "active"), ("示例小区b", "active"),
    ]  # fmt: skip
    assert acting["homes"][0]["building_id"] == str(world.a.building)
    assert (looking["scope"], looking["homes"]) == ("view", []), "to look, nobody needs to know where"
    revoke(world.resident_a)
    assert [one["scope"] for one in world.stranger.get("/me").json["principals"]] == ["view"]


def test_a_principal_whose_account_is_closed_lets_nobody_act(app, world, daughter):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    disable = text("update identity_person set status = 'disabled' where id = :id")
    write(app, lambda: db.session.execute(disable, {"id": world.resident_a.id}))
    see(daughter, ticket, expect=404)
    file(daughter, world.a, description="漏", on_behalf_of=str(world.resident_a.id), expect=404)


def test_the_other_side_hears_of_the_beginning_and_of_the_end(world, deliver, daughter):
    deliver()
    assert [notice["title"] for notice in inbox(world.resident_a)] == ["有人开始替您代办"]
    revoke(daughter)
    deliver()
    assert [notice["title"] for notice in inbox(world.resident_a)] == ["代办已经取消", "有人开始替您代办"]
    assert inbox(daughter) == [], "who did it knows"
    assert all(daughter.name not in notice["text"] for notice in inbox(world.resident_a)), "notices name nobody"


def test_an_invitation_that_nobody_took_is_withdrawn_in_silence(world, deliver):
    invite(world.resident_a)
    revoke(world.resident_a)
    deliver()
    assert inbox(world.resident_a) == []

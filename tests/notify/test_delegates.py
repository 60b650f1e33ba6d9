"""Delegates hear what those hear for whom they act or look: in the inbox, by WeChat, as long as they are delegates."""

from __future__ import annotations

import pytest

from app.core.permissions import Role
from app.notify.models import LONGEST_TITLE
from app.notify.wording import DELEGATIONS, FOR_DELEGATE, FOR_REPORTER
from tests.identity.delegates import delegate, expire, revoke
from tests.notify.test_audience import inbox, kinds
from tests.notify.test_texting import CONTACT, RESIDENT, URGENT, WORKER, texts
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import give_post, write

ORDINARY = {"category": "0103", "description": "楼道灯不亮"}


@pytest.fixture
def daughter(world, deliver):
    """Somebody elsewhere who acts for resident a, and everybody has heard of it."""
    delegate(world.resident_a, world.stranger)
    deliver()
    kinds(world)
    return world.stranger


def file_for(world, daughter, **fields):
    """Report something for the mother."""
    return file(daughter, world.a, on_behalf_of=str(world.resident_a.id), **ORDINARY | fields)


def test_every_kind_that_a_reporter_reads_has_words_for_a_delegate():
    assert set(FOR_DELEGATE) == set(FOR_REPORTER)
    values = {"matter": "“照明”（编号 1）", "organisation": "示例物业", "outcome": "已解决"}
    for words in (*FOR_DELEGATE.values(), *DELEGATIONS.values()):
        filled = words.filled(**values)
        assert len(filled.title) <= LONGEST_TITLE
        assert "{" not in filled.text


def test_she_hears_of_what_she_filed_and_of_what_her_mother_filed(world, daughter, deliver):
    for by_her in (True, False):
        made = file_for(world, daughter) if by_her else file(world.resident_a, world.a, **ORDINARY)
        ticket = made["id"]
        deliver()
        finish_by_repair(world.repair_a, ticket)
        deliver()
        told = kinds(world)
        assert told["stranger"] == told["resident_a"] == ["routed", "accepted", "started", "finished"]
    assert inbox(daughter)[0]["text"].startswith("您家人的")
    assert inbox(world.resident_a)[0]["text"].startswith("您报的")


def test_nobody_hears_of_his_own_doing_but_the_other_one_does(world, daughter, deliver):
    ticket = file_for(world, daughter)["id"]
    deliver()
    kinds(world)
    act(daughter, ticket, "withdraw")
    deliver()
    assert kinds(world) == {"resident_a": ["withdrawn"], "manager_a": ["withdrawn"]}
    own = file(world.resident_a, world.a, **ORDINARY)["id"]
    deliver()
    kinds(world)
    act(world.resident_a, own, "withdraw")
    deliver()
    assert kinds(world) == {"stranger": ["withdrawn"], "manager_a": ["withdrawn"]}


def test_who_only_looks_hears_of_it_too(world, deliver):
    delegate(world.resident_a, world.stranger, scope="view")
    deliver()
    kinds(world)
    file(world.resident_a, world.a, **ORDINARY)
    deliver()
    assert kinds(world)["stranger"] == ["routed"]


def test_what_the_mother_joined_is_told_to_the_delegate(world, daughter, deliver):
    ticket = file(world.neighbour_a, world.a, **ORDINARY)["id"]
    daughter.post(f"/tickets/{ticket}/join", {"on_behalf_of": str(world.resident_a.id)})
    deliver()
    kinds(world)
    act(world.repair_a, ticket, "accept", staff=True)
    deliver()
    assert kinds(world) == {"neighbour_a": ["accepted"], "resident_a": ["accepted"], "stranger": ["accepted"]}


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_when_it_is_over_she_hears_nothing_more(app, world, daughter, deliver, end):
    ticket = file_for(world, daughter)["id"]
    deliver()
    revoke(daughter) if end == "revoked" else expire(app)
    deliver()
    kinds(world)
    act(world.repair_a, ticket, "accept", staff=True)
    deliver()
    assert kinds(world) == {"resident_a": ["accepted"]}


def test_who_also_works_on_it_reads_what_he_has_to_do(app, world, daughter, deliver):
    write(app, lambda: give_post(world, daughter, Role.MANAGER, organisation=world.orgs["company_a"]))
    file(world.resident_a, world.a, **ORDINARY)
    deliver()
    assert kinds(world)["stranger"] == ["new"]


def test_wechat_tells_her_as_well(world, daughter, deliver, desk, wechat):
    openid = desk.subscribe(daughter, "progress")
    ticket = file_for(world, daughter)["id"]
    deliver()
    act(world.repair_a, ticket, "accept", staff=True)
    deliver()
    assert desk.delivery(daughter, "progress").state == "sent"
    assert [taken.openid for taken in wechat.ledger] == [openid]


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_message_that_waited_is_not_sent_when_it_is_over(app, world, daughter, deliver, desk, wechat, end):
    desk.subscribe(daughter, "progress")
    ticket = file_for(world, daughter)["id"]
    deliver()
    act(world.repair_a, ticket, "accept", staff=True)
    desk.drain("fast")
    assert desk.delivery(daughter, "progress").state == "planned"

    revoke(world.resident_a) if end == "revoked" else expire(app)
    desk.drain("outward")

    row = desk.delivery(daughter, "progress")
    assert (row.state, row.reason) == ("failed", "not_his")
    assert wechat.ledger == []
    assert desk.remaining(daughter, "progress") == 1
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == [], "nobody has to look"


def test_an_urgent_text_reaches_each_at_her_own_number(world, daughter, deliver, desk, vendor, wechat):
    desk.phone(world.resident_a, RESIDENT)
    desk.phone(daughter, WORKER)
    ticket = file_for(world, daughter, category=URGENT, contact_phone=CONTACT)["id"]
    deliver()
    act(world.repair_a, ticket, "accept", staff=True)
    deliver()
    sent = {row.person_id: row.recipient for row in texts(desk) if row.state == "sent"}
    assert sent == {world.resident_a.id: "139****0003", daughter.id: "139****0001"}

"""How many homes one person may have, who takes a claim back, and who hears of a newcomer in a home."""

from __future__ import annotations

import pytest

from tests.factories.people import bind, headers_for, resident, staff
from tests.factories.places import HomeFactory
from tests.identity.test_homes import act, claim, compound, home

pytestmark = pytest.mark.usefixtures("ctx")

__all__ = ["compound", "home"]


def inbox(client, person):
    """Return the texts in a person's inbox."""
    return [item["text"] for item in client.get("/api/v1/inbox", headers=headers_for(person)).json["items"]]


def test_a_waiting_claim_is_approved_or_refused_never_ended_by_staff(client, home, compound):
    waiting = bind(resident(), home, state="pending")
    worker = headers_for(staff("community", compound=compound))

    listed = client.get("/api/v1/staff/bindings?state=pending", headers=worker).json["items"][0]
    answer = act(client, worker, waiting.id, "end", note="不在册")

    assert listed["actions"] == ["approve", "refuse"]
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "identity.move_not_possible")
    assert act(client, worker, waiting.id, "approve").json["actions"] == ["end"]


def test_approved_homes_count_to_the_most_and_the_words_name_it(client):
    person = resident()
    for number in range(5):
        bind(person, HomeFactory(), state="active" if number else "pending")
    for state in ("refused", "ended"):
        bind(person, HomeFactory(), state=state)
    headers = headers_for(person)

    full = claim(client, headers, HomeFactory())
    gone = next(i for i in client.get("/api/v1/bindings", headers=headers).json["items"] if i["state"] == "active")
    client.post(f"/api/v1/bindings/{gone['id']}/actions/end", json={"version": gone["version"]}, headers=headers)

    assert (full.status_code, full.json["error"]["code"]) == (409, "identity.too_many_homes")
    assert full.json["error"]["message"] == "每人最多关联 5 处住房（含待审核的），请先撤回申请或解除不再居住的住房"
    assert claim(client, headers, HomeFactory()).status_code == 201


def test_those_who_live_there_hear_of_a_claim_and_of_its_approval(client, deliver, home, compound):
    owner, family, gone, newcomer = (resident() for _ in range(4))
    elsewhere = resident()
    bind(owner, home)
    bind(family, home, relation="family")
    bind(gone, home, state="ended")
    bind(elsewhere, HomeFactory())
    made = claim(client, headers_for(newcomer), home, relation="tenant").json
    deliver()

    for person in (owner, family):
        [told] = inbox(client, person)
        assert told.startswith("有人申请以租户身份关联")
        assert home.label in told
        assert newcomer.display_name not in told
    assert inbox(client, gone) == inbox(client, elsewhere) == inbox(client, newcomer) == []

    act(client, headers_for(staff("community", compound=compound)), made["id"], "approve")
    deliver()

    for person in (owner, family):
        assert "已通过审核" in inbox(client, person)[0]
    assert len(inbox(client, newcomer)) == 1  # that his own claim was approved


def test_asking_again_and_again_on_one_day_is_told_once(client, deliver, home):
    owner, newcomer = resident(), resident()
    bind(owner, home)
    headers = headers_for(newcomer)
    for _ in range(3):
        made = claim(client, headers, home).json
        client.post(f"/api/v1/bindings/{made['id']}/actions/end", json={"version": 1}, headers=headers)
        deliver()

    assert len(inbox(client, owner)) == 1


def test_a_refusal_is_no_news_for_the_household(client, deliver, home, compound):
    owner = resident()
    bind(owner, home)
    made = claim(client, headers_for(resident()), home).json
    act(client, headers_for(staff("community", compound=compound)), made["id"], "refuse", note="不在册")
    deliver()

    assert len(inbox(client, owner)) == 1

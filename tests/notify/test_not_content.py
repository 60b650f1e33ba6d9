"""Who hears that somebody was not content when he was called back."""

from __future__ import annotations

import pytest

from tests.callbacks.test_calling import call, desk
from tests.tickets.steps import act, file, finish_by_repair


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        ({"outcome": "unsolved", "satisfaction": "fair", "reason": "还在漏"}, 1),
        ({"outcome": "solved", "satisfaction": "dissatisfied", "reason": "太慢"}, 1),
        ({"outcome": "solved", "satisfaction": "satisfied"}, 0),
    ],
)
def test_who_is_not_content_is_heard_of_in_the_community(world, deliver, answer, heard):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    call(world.community_a, desk(world.community_a)[0], "answer", **answer)
    deliver()
    told = [one for one in world.community_a.get("/inbox").json["items"] if one["title"].startswith("回访：")]
    assert [one["ticket_id"] for one in told] == [ticket] * heard
    assert not any(word in str(told) for word in ("还在漏", "太慢"))
    assert not any(one["title"].startswith("回访：") for one in world.community_b.get("/inbox").json["items"])


@pytest.mark.parametrize(("outcome", "rating", "titles"), [
    ("unsolved", 1, ["居民反映没有解决"]),
    ("solved", 1, ["回访：没有解决或不满意"]),
    ("solved", 5, []),
])  # fmt: skip
def test_what_he_says_in_the_app_is_told_to_the_community_once(world, deliver, outcome, rating, titles):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    act(world.resident_a, ticket, "confirm", outcome=outcome, rating=rating)
    deliver()
    told = [one for one in world.community_a.get("/inbox").json["items"] if one["ticket_id"] == ticket]
    assert [one["title"] for one in told] == titles
    assert all("屋面漏雨" in one["text"] for one in told)

"""The inbox through HTTP: one's own, newest first, read once, and permissions for messages."""

from __future__ import annotations

import pytest

from app.core.ids import new_id
from tests.tickets.steps import act, file


@pytest.fixture
def told(world, deliver):
    """Three notices for resident_a, one for manager_a."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    for action in ("accept", "start"):
        act(world.repair_a, ticket["id"], action, staff=True)
        deliver()
    return ticket


def unread(person) -> int:
    return person.get("/inbox/unread").json["count"]


def test_the_inbox_is_newest_first_and_pages_without_loss(world, told):
    whole = world.resident_a.get("/inbox").json
    assert [notice["kind"] for notice in whole["items"]] == ["started", "accepted", "routed"]
    assert whole["next"] is None
    assert set(whole["items"][0]) == {"id", "kind", "title", "text", "ticket_id", "created_at", "read_at"}

    paged, cursor = [], ""
    while cursor is not None:
        page = world.resident_a.get(f"/inbox?limit=1&cursor={cursor}" if cursor else "/inbox?limit=1").json
        paged += page["items"]
        cursor = page["next"]
    assert paged == whole["items"]


def test_reading_one_and_reading_all(world, told):
    assert unread(world.resident_a) == 3
    first = world.resident_a.get("/inbox").json["items"][0]["id"]

    for _ in range(2):
        assert world.resident_a.post(f"/inbox/{first}/actions/read").status_code == 204
    assert unread(world.resident_a) == 2
    read_at = world.resident_a.get("/inbox").json["items"][0]["read_at"]
    assert read_at is not None

    assert world.resident_a.post("/inbox/actions/read_all").status_code == 204
    assert unread(world.resident_a) == 0
    assert unread(world.manager_a) == 1, "only one's own"
    assert world.resident_a.get("/inbox").json["items"][0]["read_at"] == read_at, "the first reading stays"


def test_a_foreign_notice_does_not_exist(world, told):
    theirs = world.resident_a.get("/inbox").json["items"][0]["id"]
    for person in (world.neighbour_a, world.family_a, world.manager_a, world.sysadmin):
        assert person.post(f"/inbox/{theirs}/actions/read").status_code == 404
    assert world.resident_a.post(f"/inbox/{new_id()}/actions/read").status_code == 404
    assert unread(world.resident_a) == 3


def test_the_inbox_costs_few_queries(world, told, count_queries):
    world.resident_a.get("/inbox")
    few = len(count_queries)
    count_queries.clear()
    world.resident_a.get("/inbox/unread")
    assert few <= 4
    assert len(count_queries) <= few


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/inbox"),
        ("get", "/inbox/unread"),
        ("get", "/inbox/templates"),
        ("post", "/inbox/actions/read_all"),
        ("post", "/inbox/subscriptions"),
    ],
)
def test_nobody_reads_without_signing_in(client, method, path):
    assert getattr(client, method)(f"/api/v1{path}").status_code == 401


def test_without_templates_nothing_is_offered(world):
    assert world.resident_a.get("/inbox/templates").json == {"items": [], "next": None}


def test_residents_are_offered_theirs_and_staff_all(world, templates):
    def keys(person):
        return [item["key"] for item in person.get("/inbox/templates").json["items"]]

    assert keys(world.resident_a) == ["progress", "confirm"]
    assert keys(world.manager_a) == ["progress", "confirm", "work", "alert"]
    first = world.resident_a.get("/inbox/templates").json["items"][0]
    named = {"key": "progress", "template_id": "template-id-progress", "name": "报事进度提醒"}
    assert first == named | {"remaining": 0, "ask": True}


def test_each_tap_counts_once_and_only_so_far(world, desk, monkeypatch):
    from app.notify.service import inbox

    monkeypatch.setattr(inbox, "MOST_PERMISSIONS", 3)
    for times in (1, 2, 3, 3):
        answer = world.resident_a.post("/inbox/subscriptions", {"templates": ["progress", "progress"]})
        assert answer.status_code == 204
        assert desk.remaining(world.resident_a, "progress") == times


@pytest.mark.parametrize("templates", [["other"], ["progress"] * 9, "progress", [1], None])
def test_unknown_templates_are_refused(world, templates):
    assert world.resident_a.post("/inbox/subscriptions", {"templates": templates}).status_code == 422


def test_allowing_nothing_is_fine(world):
    assert world.resident_a.post("/inbox/subscriptions", {"templates": []}).status_code == 204


def test_a_resident_hears_what_became_of_the_claim_to_a_home(world, deliver):
    claim = world.neighbour_a.get("/bindings").json["items"][0]
    answer = world.community_a.post(f"/staff/bindings/{claim['id']}/actions/approve", {"version": claim["version"]})
    assert answer.status_code == 200, answer.json
    deliver()
    deliver()
    notices = world.neighbour_a.get("/inbox").json["items"]
    assert [notice["title"] for notice in notices] == ["房屋认证已通过"]
    assert "示例小区a" in notices[0]["text"]

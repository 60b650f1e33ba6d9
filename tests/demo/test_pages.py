"""Every demo person finds something on every page."""

from __future__ import annotations

import pytest


def test_the_resident_has_two_tickets_to_confirm_and_her_home(persona):
    resident = persona("resident")

    me, tickets = resident.get("/me"), resident.get("/tickets?state=all&limit=50")["items"]

    assert me["homes"][0]["state"] == "active"
    waiting = [ticket for ticket in tickets if ticket["state"] == "awaiting_confirmation"]
    assert len(waiting) == 2
    assert all("confirm" in ticket["actions"] for ticket in waiting)
    assert {ticket["state"] for ticket in tickets} == {
        "dispatched", "accepted", "in_progress", "suspended", "awaiting_confirmation", "closed", "withdrawn",
    }  # fmt: skip
    assert resident.get("/inbox/unread")["count"] > 0


def test_the_daughter_shares_the_home_and_follows_what_she_filed(persona):
    family, resident = persona("family"), persona("resident")

    assert family.get("/me")["homes"][0]["home_id"] == resident.get("/me")["homes"][0]["home_id"]
    assert len(family.get("/tickets?state=all")["items"]) >= 3


def test_a_finished_ticket_shows_photos_of_before_and_after(persona):
    resident = persona("resident")
    ticket = next(t for t in resident.get("/tickets?state=all&limit=50")["items"] if t["category"] == "0201")

    shown = resident.get(f"/tickets/{ticket['id']}")

    assert [photo["stage"] for photo in shown["media"]] == ["before", "after"]
    assert resident.get(shown["media"][0]["thumb_url"])[:2] == b"\xff\xd8"
    assert shown["timeline"][-1]["media_ids"] == [shown["media"][1]["id"]]


@pytest.mark.parametrize(
    ("name", "heaps"),
    [
        ("repair", {"to_accept", "mine"}),
        ("manager", {"to_accept"}),
        ("community", {"bindings", "unsolved"}),
        ("street", {"late"}),
        ("district", {"late", "unrouted"}),
    ],
)
def test_the_desk_of_who_works_is_not_empty(persona, name, heaps):
    groups = persona(name).get("/staff/todo")["groups"]

    assert {group["key"] for group in groups} >= heaps
    assert all(group["items"] for group in groups)


@pytest.mark.parametrize("name", ["repair", "manager", "community", "secretary", "street", "district"])
def test_who_may_see_tickets_sees_some_and_their_pages_open(persona, name):
    worker = persona(name)

    tickets = worker.get("/staff/tickets?state=open&limit=50")["items"]

    assert len(tickets) >= 3
    for ticket in tickets[:8]:
        assert worker.get(f"/staff/tickets/{ticket['id']}")["timeline"]


def test_the_district_sees_every_state(persona):
    counts = {row["state"]: row["count"] for row in persona("district").get("/staff/tickets/counts")["items"]}

    assert all(counts.values()), counts


@pytest.mark.parametrize("state", ["pending", "active", "refused"])
def test_the_community_has_requests_to_decide_and_decided_ones(persona, state):
    assert persona("community").get(f"/staff/bindings?state={state}")["items"]


def test_the_auditor_and_the_administrator_have_their_pages(persona):
    auditor, administrator = persona("auditor"), persona("sysadmin")

    assert len(auditor.get("/staff/audit?limit=50")["items"]) == 50
    assert administrator.get("/staff/jobs")["items"]
    assert administrator.get("/staff/people?limit=50")["items"][0]["name"] == "李秀兰"


def test_the_way_from_a_label_to_the_page_works(persona, demo, demo_app):
    code = demo("SELECT code FROM places_asset WHERE kind = 'elevator' LIMIT 1")[0].code

    answer = demo_app.test_client().get(f"/api/v1/public/places/{code}")

    assert answer.status_code == 200
    assert answer.json["kind"] == "asset"

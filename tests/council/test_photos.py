"""A photo on the minutes can be taken off again, and is gone for everybody at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.core.clock import now
from app.core.ids import new_id
from app.media import jobs
from tests.council.steps import BASE, held, meet
from tests.duty.steps import execute, rows
from tests.standards.steps import photo
from tests.world import in_app


@pytest.fixture
def taken(world) -> list[str]:
    """Two photos of the community's worker."""
    return [photo(world.community_a), photo(world.community_a)]


@pytest.fixture
def meeting(world, taken) -> dict:
    """A meeting with both."""
    return meet(world.community_a, media_ids=taken)


def change(person, meeting: dict, photo_id: str, action: str, expect: int = 200, version: int | None = None) -> dict:
    """Take a photo off, or put it back."""
    path = f"{BASE}/meetings/{meeting['id']}/photos/{photo_id}/actions/{action}"
    answer = person.post(path, {"version": meeting["version"] if version is None else version})
    assert answer.status_code == expect, answer.json
    return answer.json


def opens(person, url: str) -> bool:
    """Return whether an address of a photo shows it, whoever calls."""
    return person._call("get", url.removeprefix("/api/v1").partition("?")[0]).status_code == 200


def ids(meeting: dict) -> list[str]:
    return [one["id"] for one in meeting["photos"]]


def test_it_is_gone_at_once_and_nothing_else_is(app, world, meeting, taken):
    shown = world.street_a.get(f"{BASE}/meetings/{meeting['id']}").json["photos"]
    assert [opens(world.street_a, one["url"]) for one in shown] == [True, True]

    changed = change(world.secretary_a, meeting, taken[0], "remove")

    assert (ids(changed), changed["version"], changed["minutes"]) == ([taken[1]], 2, meeting["minutes"])
    assert [opens(world.street_a, one["url"]) for one in shown] == [False, True]
    assert not opens(world.community_a, shown[0]["url"]), "not even who sent it finds it without having taken it off"
    [kept] = rows(app, "select actor_id, subject, detail from core_audit where what = 'council.meeting_photo_remove'")
    assert (kept.actor_id, kept.subject) == (world.secretary_a.id, f"meeting:{meeting['id']}")
    assert kept.detail == {"photo": taken[0]}


def test_who_took_it_off_puts_it_back_where_it_was(world, meeting, taken):
    changed = change(world.secretary_a, meeting, taken[0], "remove")
    assert change(world.community_a, changed, taken[0], "restore", 404)
    back = change(world.secretary_a, changed, taken[0], "restore")
    assert (ids(back), back["version"]) == (taken, 3)
    assert world.street_a.get(f"{BASE}/meetings/{meeting['id']}").json["photos"][0]["id"] == taken[0]


def test_only_who_may_correct_the_meeting_and_only_what_is_on_it(world, meeting, taken):
    other = photo(world.community_a)
    elsewhere = meet(world.community_a, media_ids=[other])
    for action in ("remove", "restore"):
        change(world.street_a, meeting, taken[0], action, 403)
        change(world.community_b, meeting, taken[0], action, 404)
        change(world.resident_a, meeting, taken[0], action, 403)
        change(world.community_a, meeting, taken[0], action, 409, version=9)
        change(world.community_a, meeting, str(new_id()), action, 404)
    change(world.community_a, meeting, other, "remove", 404)
    change(world.community_a, meeting, other, "restore", 422)
    assert ids(world.community_a.get(f"{BASE}/meetings/{elsewhere['id']}").json) == [other]
    assert ids(world.community_a.get(f"{BASE}/meetings/{meeting['id']}").json) == taken


def test_two_who_take_it_off_at_once_take_it_off_once(world, meeting, taken):
    change(world.community_a, meeting, taken[0], "remove")
    change(world.secretary_a, meeting, taken[0], "remove", 409)


def test_correcting_the_words_leaves_the_photos(world, meeting, taken):
    path = f"{BASE}/meetings/{meeting['id']}/actions/save"
    saved = world.community_a.post(path, held(minutes="补记") | {"version": 1}).json
    assert ids(saved) == taken


def test_an_old_photo_waits_a_day_for_being_put_back_and_is_then_forgotten(app, world, meeting, taken):
    execute(app, "update media_file set created_at = created_at - interval '400 days' where id = :id", id=taken[0])
    changed = change(world.community_a, meeting, taken[0], "remove")
    assert in_app(app, jobs.sweep_unlinked) == 0, "it could still be put back"
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        assert in_app(app, jobs.sweep_unlinked) == 2, "its two files"
    change(world.community_a, changed, taken[0], "restore", 404)
    assert ids(world.community_a.get(f"{BASE}/meetings/{meeting['id']}").json) == [taken[1]]

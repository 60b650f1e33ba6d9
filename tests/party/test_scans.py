"""Scans of the signed paper: on the agreement, for whoever sees the agreement, in its history."""

from __future__ import annotations

from app.core.ids import new_id
from tests.media.papers import bring
from tests.party.steps import BASE, act, content, draft


def change(person, agreement, expect: int = 200, **fields):
    body = {"version": agreement["version"]} | fields
    answer = person.post(f"{BASE}/{agreement['id']}/papers", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def signed(world):
    return act(world.secretary_a, draft(world.secretary_a, content(world)), "sign")


def test_a_scan_stands_on_the_agreement_and_in_its_history(client, world):
    agreement = signed(world)
    scan = bring(world.secretary_a, "签字盖章页.pdf")

    changed = change(world.secretary_a, agreement, paper_ids=[scan["id"]])

    assert [(one["name"], one["pages"]) for one in changed["papers"]] == [("签字盖章页.pdf", 1)]
    assert changed["version"] == agreement["version"] + 1
    assert (changed["events"][-1]["action"], changed["state"]) == ("papers", "in_force")
    assert client.get(changed["papers"][0]["url"]).status_code == 200


def test_who_sees_the_agreement_sees_its_scan_and_nobody_else(world):
    agreement = signed(world)
    scan = bring(world.secretary_a)["id"]
    change(world.secretary_a, agreement, paper_ids=[scan])

    assert world.street_a.get(f"/media/{scan}/paper").status_code == 200
    assert world.manager_a.get(f"/media/{scan}/paper").status_code == 200
    for stranger in (world.secretary_b, world.manager_b, world.resident_a):
        assert stranger.get(f"/media/{scan}/paper").status_code == 404


def test_a_wrong_scan_is_taken_off_and_is_gone_at_once(world):
    agreement = signed(world)
    scan = bring(world.secretary_a)["id"]
    agreement = change(world.secretary_a, agreement, paper_ids=[scan])

    better = bring(world.secretary_a, "更清楚.pdf")["id"]
    agreement = change(world.secretary_a, agreement, paper_ids=[better], removed_ids=[scan])

    assert [one["id"] for one in agreement["papers"]] == [better]
    assert world.street_a.get(f"/media/{scan}/paper").status_code == 404


def test_what_is_refused_and_loses_nothing(world):
    agreement = signed(world)
    scan = bring(world.secretary_a)["id"]
    stranger = bring(world.secretary_b)["id"]
    path = f"{BASE}/{agreement['id']}/papers"
    assert world.secretary_a.post(path, {"version": agreement["version"]}).status_code == 422
    assert world.secretary_a.post(path, {"version": 1, "paper_ids": [scan]}).status_code == 409
    for ids in ({"paper_ids": [stranger]}, {"paper_ids": [str(new_id())]}, {"removed_ids": [scan]}):
        assert world.secretary_a.post(path, {"version": agreement["version"]} | ids).status_code == 404
    assert world.street_a.post(path, {"version": agreement["version"], "paper_ids": [scan]}).status_code == 403
    assert world.secretary_b.post(path, {"version": agreement["version"], "paper_ids": [stranger]}).status_code == 404
    assert change(world.secretary_a, agreement, paper_ids=[scan])["papers"][0]["id"] == scan


def test_a_discarded_draft_takes_none(world):
    agreement = act(world.secretary_a, draft(world.secretary_a, content(world)), "discard")
    assert not agreement["may_change_papers"]
    change(world.secretary_a, agreement, expect=409, paper_ids=[bring(world.secretary_a)["id"]])

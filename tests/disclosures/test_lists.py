"""What lists of publications tell of each version: who handed it in, why it came back, and who may approve it."""

from __future__ import annotations

from tests.disclosures.steps import BASE, act, arm, duties, let_be_due, rows, written


def brief(person):
    """Return the newest version of the only publication that somebody sees."""
    (publication,) = person.get(f"{BASE}/publications").json["items"]
    return publication["versions"][0]


def test_a_list_tells_who_handed_it_in_and_why_one_cannot_approve_it(world, second):
    draft = written(world.manager_a, world.a)
    assert (brief(world.manager_a)["submitted_by_name"], brief(world.manager_a)["why_not_me"]) == (None, "")
    act(world.manager_a, draft, "submit")
    seen = brief(second)
    assert seen["submitted_by_name"] == seen["author_name"]
    assert seen["submitted_at"] is not None
    assert seen["why_not_me"] == ""
    assert "请另一位同事审核" in brief(world.manager_a)["why_not_me"]
    assert brief(world.community_a)["why_not_me"] == "由编制单位的另一位负责人审核"


def test_who_only_changed_a_draft_cannot_approve_it_either(world, second):
    draft = written(world.manager_a, world.a)
    assert draft["editor_names"] == []
    changed = act(second, draft, "save", valid_to="2027-12-31")
    assert (changed["author_name"], changed["editor_names"]) == (draft["author_name"], ["经理二"])
    act(world.manager_a, changed, "submit")
    assert "请另一位同事审核" in brief(second)["why_not_me"]


def test_what_is_set_aside_comes_last(app, world):
    arm(app)
    let_be_due(app, world.a, "parking_selfgov", -400)
    let_be_due(app, world.a, "company", -1)
    let_be_due(app, world.a, "fees", -2)
    parking = next(one for one in duties(world.community_a) if one["form"] == "parking")
    reason = {"version": parking["version"], "reason": "没有车位"}
    assert world.community_a.post(f"{BASE}/duties/{parking['id']}/actions/set_aside", reason).status_code == 200
    found = duties(world.manager_a)
    assert [one["form"] for one in found[:2]] == ["fees", "company"]
    aside = [one["state"] == "exempt" for one in found]
    assert aside.count(True) == 2
    assert aside == sorted(aside)
    first = world.manager_a.get(f"{BASE}/duties?limit={len(found) - 1}").json
    rest = world.manager_a.get(f"{BASE}/duties?limit=5&cursor={first['next']}").json
    assert [one["id"] for one in rest["items"]] == [found[-1]["id"]]


def test_a_list_tells_why_a_version_came_back(world, second):
    submitted = act(world.manager_a, written(world.manager_a, world.a), "submit")
    act(second, submitted, "return", reason="电话写错了")
    assert brief(world.manager_a)["return_reason"] == "电话写错了"


def test_where_everybody_reads_is_told(app, world):
    arm(app)
    code = rows(app, "select code from places_compound where id = :id", id=world.a.compound)[0].code
    draft = written(world.manager_a, world.a)
    assert draft["publication"]["compound_code"] == code
    (publication,) = world.manager_a.get(f"{BASE}/publications").json["items"]
    assert publication["compound_code"] == code
    items = world.manager_a.get(f"{BASE}/overview").json["items"]
    assert [one["compound_code"] for one in items] == [code]

"""From an idle room to a service that neighbours use and rate, with everything that stands in the way."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from app.core.clock import today
from app.resources.models import Action, Stage
from app.resources.workflow import MOVES
from tests.duty.steps import execute, together
from tests.resources.steps import BASE, BODIES, act, add, inventory, opened, see, soon


def test_the_whole_way_is_walked_and_written_down(world):
    resource = opened(world.community_a, world.a)
    assert (resource["stage_name"], resource["next_on"], resource["service_name"]) == ("已开放", None, "春晖食堂")
    assert [step["action_name"] for step in resource["steps"]] == [
        "登记", "征求意见", "定方案", "落实资金", "开工改造", "开放服务",
    ]  # fmt: skip
    assert [step["after_name"] for step in resource["steps"]][-2:] == ["改造中", "已开放"]
    assert {step["actor"] for step in resource["steps"]} == {world.community_a.name}
    assert resource["actions"] == ["note", "change", "end"]
    ended = act(world.community_a, resource, "end")
    assert (ended["stage"], ended["actions"]) == ("ended", [])


def test_no_step_is_skipped_and_none_is_made_twice(world):
    resource = add(world.community_a, world.a)
    for action in ("plan", "fund", "convert", "run", "go_on"):
        assert act(world.community_a, resource, action, expect=409)["error"]["code"] == "resources.move_not_possible"
    after = act(world.community_a, resource, "consult")
    act(world.community_a, after, "consult", expect=409)
    assert see(world.community_a, resource)["version"] == 2


def test_what_is_stuck_says_at_what_and_goes_nowhere_until_it_is_solved(world):
    resource = act(world.community_a, add(world.community_a, world.a), "stick")
    assert (resource["stuck_name"], resource["stuck_since"] is not None) == ("产权单位不同意", True)
    for action in ("consult", "stick"):
        act(world.community_a, resource, action, expect=409)
    found = world.street_a.get(f"{BASE}?stuck=true").json["items"]
    assert [one["id"] for one in found] == [resource["id"]]
    resource = act(world.community_a, resource, "go_on")
    assert (resource["stuck"], resource["stuck_since"]) == (None, None)
    assert act(world.community_a, resource, "consult")["stage"] == "consulted"


def test_common_parts_need_the_owners_decision(world):
    resource = act(world.community_a, add(world.community_a, world.a, ownership="common"), "consult")
    refused = act(world.community_a, resource, "plan", expect=422)
    assert "第二百七十八条" in refused["error"]["fields"]["decision"][0]
    planned = act(world.community_a, resource, "plan", decision="2026 年第 1 次业主大会，决定〔2026〕3 号")
    assert planned["decision"].endswith("3 号")


def test_what_has_no_owner_yet_cannot_be_planned(world):
    resource = act(world.community_a, add(world.community_a, world.a, ownership="unclear"), "consult")
    refused = act(world.community_a, resource, "plan", expect=422)
    assert "权属还没有查清" in refused["error"]["fields"]["ownership"][0]
    changed = act(world.community_a, resource, "change", **inventory(owner_text="示例二厂"))
    assert changed["owner"] == "示例二厂"
    assert act(world.community_a, changed, "plan")["stage"] == "planned"


def test_a_planned_one_does_not_become_common_without_a_decision(world):
    resource = add(world.community_a, world.a)
    for action in ("consult", "plan"):
        resource = act(world.community_a, resource, action)
    refused = act(world.community_a, resource, "change", expect=422, **inventory(ownership="common"))
    assert "业主共同决定" in refused["error"]["fields"]["ownership"][0]


@pytest.mark.parametrize("missing", ["name", "kind", "place", "area", "ownership"])
def test_the_survey_is_complete(world, missing):
    empty = {"name": "", "place": ""}.get(missing)
    assert missing in add(world.community_a, world.a, expect=422, **{missing: empty})["error"]["fields"]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        ("consult", "note"), ("plan", "use"), ("plan", "note"), ("fund", "money_fen"), ("fund", "money_from"),
        ("convert", "note"), ("run", "service_name"), ("run", "service_hours"), ("stick", "stuck"), ("stick", "note"),
        ("note", "note"), ("end", "note"), ("consult", "next_on"), ("stick", "next_on"),
    ],
)  # fmt: skip
def test_each_step_needs_its_words(world, action, field):
    resource = add(world.community_a, world.a)
    for before in ("consult", "plan", "fund", "convert"):
        if action in resource["actions"]:
            break
        resource = act(world.community_a, resource, before)
    empty = None if field in ("use", "money_fen", "stuck", "next_on") else ""
    assert field in act(world.community_a, resource, action, expect=422, **{field: empty})["error"]["fields"]
    assert see(world.community_a, resource)["version"] == resource["version"]


@pytest.mark.parametrize("days", [-1, 367])
def test_the_next_date_lies_within_a_year(world, days):
    assert "next_on" in add(world.community_a, world.a, expect=422, next_on=soon(days))["error"]["fields"]


def test_money_of_a_billion_and_none_are_both_kept(world):
    resource = add(world.community_a, world.a)
    for action in ("consult", "plan"):
        resource = act(world.community_a, resource, action)
    resource = act(world.community_a, resource, "fund", money_fen=10**11)
    assert resource["money_fen"] == 10**11
    other = add(world.community_a, world.a, name="原传达室")
    for action in ("consult", "plan"):
        other = act(world.community_a, other, action)
    assert act(world.community_a, other, "fund", money_fen=0)["money_fen"] == 0


def test_one_name_once_in_a_compound(world):
    add(world.community_a, world.a)
    assert add(world.community_a, world.a, expect=409)["error"]["code"] == "resources.name_taken"
    assert add(world.street_a, world.none)["name"] == "原锅炉房"


def test_of_two_on_one_screen_one_wins(app, world):
    resource = add(world.community_a, world.a)
    ways = ((world.community_a, "consult", {"next_on": soon()}), (world.street_a, "end", {}))

    def go(number: int):
        person, action, more = ways[number]
        return person.post(f"{BASE}/{resource['id']}/actions/{action}", BODIES[action] | more | {"version": 1})

    answers = together(2, go)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert see(world.community_a, resource)["version"] == 2


def test_a_photo_is_proof_and_is_seen_by_neighbours_once_it_is_open(world):
    picture = io.BytesIO()
    Image.new("RGB", (16, 12), "gray").save(picture, "JPEG")
    picture.seek(0)
    photo = world.community_a._call("post", "/media", data={"file": (picture, "a.jpg")}).json["id"]
    resource = add(world.community_a, world.a, media_ids=[photo])
    assert (resource["media"][0]["id"], resource["steps"][0]["photos"]) == (photo, [photo])
    assert world.resident_a.get(f"/media/{photo}").status_code == 404
    for action in ("consult", "plan", "fund", "run"):
        resource = act(world.community_a, resource, action)
    assert world.resident_a.get(f"/media/{photo}").status_code == 200
    assert world.resident_a.get("/services").json["items"][0]["photos"][0]["id"] == photo


# --- who ---


def test_only_the_community_and_its_street_work_on_it(world):
    resource = add(world.community_a, world.a)
    for person in (world.community_b, world.street_b, world.manager_b):
        see(person, resource, expect=404)
    for person in (world.manager_a, world.district):
        assert see(person, resource)["actions"] == []
        act(person, resource, "consult", expect=403)
    add(world.community_b, world.a, expect=404)
    assert act(world.secretary_a, resource, "consult")["steps"][-1]["actor"] == world.secretary_a.name


def test_an_organisation_sees_what_is_its_own(app, world):
    own = add(world.community_a, world.a, owner_id=str(world.orgs["contractor"]), owner_text="")
    add(world.street_b, world.b, name="别人的")
    assert [one["id"] for one in world.handler.get(BASE).json["items"] if one["owner_id"]] == [own["id"]]
    execute(
        app,
        "update places_organisation set district_id = gen_random_uuid() where id = :id",
        id=world.orgs["contractor"],
    )
    add(world.community_a, world.a, expect=404, name="又一处", owner_id=str(world.orgs["contractor"]), owner_text="")


def test_the_table_names_every_action_and_every_stage_has_a_way_out():
    assert {move.action for move in MOVES} == set(Action) - {Action.ADD, Action.DECIDED}
    for stage in set(Stage) - {Stage.ENDED}:
        assert any(stage in move.sources and move.target for move in MOVES), stage


# --- the desk, the overview, the file ---


def test_what_comes_up_within_a_week_stands_on_the_desk(app, world):
    resource = add(world.community_a, world.a, next_on=soon(3))
    add(world.community_a, world.a, name="以后再说", next_on=soon(20))

    def heap(person):
        groups = {group["key"]: group for group in person.get("/staff/todo").json["groups"]}
        return [(one["title"], one["late"]) for one in groups.get("resources", {"items": []})["items"]]

    assert heap(world.community_a) == [("原锅炉房：已摸排", False)]
    assert heap(world.manager_a) == []
    yesterday = today() - timedelta(days=1)
    execute(app, "update resources_resource set next_on = :day where id = :id", day=yesterday, id=resource["id"])
    assert heap(world.street_a) == [("原锅炉房：已摸排", True)]
    assert see(world.community_a, resource)["late"] is True


def test_the_desk_counts_what_the_list_behind_it_shows(app, world):
    """All of them, however many, and none that is to be looked at later."""
    for number in range(23):
        add(world.community_a, world.a, name=f"{number}号车棚", next_on=soon(7))
    add(world.community_a, world.a, name="以后再说", next_on=soon(8))
    opened(world.community_a, world.a)
    add(world.community_b, world.b, name="别的社区", next_on=soon(1))
    late = "update resources_resource set next_on = :day where name = '0号车棚'"
    execute(app, late, day=today() - timedelta(days=1))
    for person in (world.community_a, world.secretary_a, world.street_a):
        [heap] = [one for one in person.get("/staff/todo").json["groups"] if one["key"] == "resources"]
        assert heap["link"] == "/resources?stage=due"
        listed = person.get(f"{BASE}?stage=due&limit=100").json["items"]
        assert heap["count"] == len(listed) == 23
        assert heap["more"]
        assert heap["items"][0]["title"].startswith("0号车棚")
        assert {one["link"] for one in heap["items"]} < {f"/resources/{one['id']}" for one in listed}
    assert len(world.district.get(f"{BASE}/map?stage=due").json["items"]) == 24
    assert world.manager_a.get(f"{BASE}?stage=soon").status_code == 422


def test_the_overview_counts_by_stage_and_area(world):
    opened(world.community_a, world.a)
    act(world.community_a, add(world.community_a, world.a, name="车棚", kind="shed", area=5_000), "stick")
    add(world.street_b, world.b)
    rows = world.district.get(f"{BASE}/overview").json["items"]
    counted = {
        row["name"]: (row["count"], row["running"], row["stuck"], row["area"], row["running_area"]) for row in rows
    }
    mine = world.street_a.get(f"{BASE}/overview?group_by=community").json["items"]
    assert sorted(counted.values()) == [(1, 0, 0, 18_650, 0), (2, 1, 1, 23_650, 18_650)]
    assert [(row["count"], row["found"]) for row in mine] == [(2, 1)]


def test_the_ledger_leaves_as_excel(world):
    from tests.contract.test_exports import saved

    opened(world.community_a, world.a)
    add(world.street_b, world.b)
    [row] = saved(world.street_a, f"{BASE}/list.xlsx")
    assert (row["小区"], row["面积（㎡）"], row["资金（元）"], row["阶段"], row["开放的服务"]) == (
        "示例小区a", "186.5", "380000", "已开放", "春晖食堂",
    )  # fmt: skip


def test_lists_are_narrowed_and_paged(world):
    ids = [add(world.community_a, world.a, name=f"第{n}处")["id"] for n in range(5)]
    first = world.community_a.get(f"{BASE}?limit=3").json
    rest = world.community_a.get(f"{BASE}?limit=3&cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == ids[::-1]
    assert [one["name"] for one in world.community_a.get(f"{BASE}?q=第3").json["items"]] == ["第3处"]
    assert world.community_a.get(f"{BASE}?stage=running").json["items"] == []
    assert len(world.community_a.get(f"{BASE}?stage=under_way&compound_id={world.a.compound}").json["items"]) == 5


# --- what neighbours say ---


def test_neighbours_find_it_and_rate_it_once_each(world):
    resource = opened(world.community_a, world.a)
    path = f"/services/{resource['id']}/rating"
    [found] = world.resident_a.get("/services").json["items"]
    assert (found["name"], found["hours"], found["may_rate"], found["ratings"]) == (
        "春晖食堂",
        "每天 7:00-19:00",
        True,
        0,
    )
    assert world.resident_a.post(path, {"stars": 2}).status_code == 200
    [mine] = world.resident_a.post(path, {"stars": 4}).json["items"]
    assert (mine["mine"], mine["ratings"], mine["stars_tenths"]) == (4, 1, 40)
    assert world.family_a.post(path, {"stars": 5}).status_code == 200
    shown = see(world.manager_a, resource)
    assert (shown["ratings"], shown["stars_tenths"]) == (2, 45)


def test_who_lives_elsewhere_or_is_not_confirmed_does_not_rate(world):
    resource = opened(world.community_a, world.a)
    path = f"/services/{resource['id']}/rating"
    assert world.resident_b.get("/services").json["items"] == []
    assert world.resident_b.post(path, {"stars": 5}).status_code == 404
    assert world.neighbour_a.post(path, {"stars": 5}).status_code == 403
    assert world.resident_a.post(path, {"stars": 6}).status_code == 422
    other = add(world.community_a, world.a, name="没开的")
    assert world.resident_a.post(f"/services/{other['id']}/rating", {"stars": 5}).status_code == 404
    act(world.community_a, resource, "end")
    assert world.resident_a.get("/services").json["items"] == []
    assert world.resident_a.post(path, {"stars": 1}).status_code == 404

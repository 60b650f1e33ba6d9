"""A task and its community: seen where it belongs, worked on with a next date, ended with a proof or a reason."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.proactive.steps import STAIRS, do, execute, in_days, reported, rows, see, tasks, the_task
from tests.tickets.steps import see as see_ticket


@pytest.fixture
def task(app, world, deliver):
    """A task of community a."""
    for _ in range(3):
        reported(app, world)
    deliver()
    return the_task(world.community_a)


def test_it_is_seen_in_its_region_and_worked_on_by_its_community(world, task):
    for person in (world.community_a, world.secretary_a, world.street_a, world.district):
        shown = see(person, task["id"])
        assert (shown["actions"] != []) is (person is world.community_a)
        assert [one["id"] for one in tasks(person)] == [task["id"]]
    for person in (world.community_b, world.secretary_b, world.street_b):
        see(person, task["id"], expect=404)
        assert tasks(person) == []
    for person in (world.manager_a, world.repair_a, world.resident_a, world.handler, world.auditor):
        see(person, task["id"], expect=403)
        tasks(person, expect=403)
    do(world.street_a, task, "start", 403, next_on=in_days(1))
    do(world.community_b, task, "start", 404, next_on=in_days(1))


def test_from_open_to_done(world, task):
    assert task["actions"] == ["start", "lodge", "plan", "dismiss"]
    started = do(world.community_a, task, "start", next_on=in_days(5), note="请物业一起看现场")
    assert (started["state"], started["owner"], started["next_on"]) == ("doing", world.community_a.name, in_days(5))
    assert started["actions"] == ["lodge", "plan", "finish", "dismiss"]
    planned = do(world.community_a, started, "plan", next_on=in_days(9))
    assert (planned["state"], planned["next_on"]) == ("doing", in_days(9))
    done = do(world.community_a, planned, "finish", note="屋面防水已重做，三户都回访了")
    assert (done["state"], done["next_on"], done["actions"]) == ("done", None, [])
    assert done["ended_at"] is not None
    assert [event["action"] for event in done["events"]] == ["open", "start", "plan", "finish"]
    assert [event["seq"] for event in done["events"]] == [1, 2, 3, 4]
    assert done["events"][1]["actor"] == world.community_a.name
    assert tasks(world.community_a) == []
    assert [one["id"] for one in tasks(world.community_a, state="done")] == [task["id"]]


def test_without_a_reason_nothing_is_dismissed_and_without_a_result_nothing_is_finished(world, task):
    refused = do(world.community_a, task, "dismiss", 422)
    assert "note" in refused["error"]["fields"]
    started = do(world.community_a, task, "start", next_on=in_days(1))
    assert "note" in do(world.community_a, started, "finish", 422)["error"]["fields"]
    dismissed = do(world.community_a, started, "dismiss", note="同一户重复上报，已解释")
    assert (dismissed["state"], dismissed["actions"]) == ("dismissed", [])


@pytest.mark.parametrize(("days", "possible"), [(None, False), (-1, False), (0, True), (366, True), (367, False)])
def test_the_next_date_lies_within_a_year(world, task, days, possible):
    body = {"next_on": in_days(days)} if days is not None else {}
    answer = do(world.community_a, task, "start", 200 if possible else 422, **body)
    if not possible:
        assert "next_on" in answer["error"]["fields"]


def test_what_the_state_does_not_allow_and_what_changed_meanwhile_is_refused(world, task):
    refused = do(world.community_a, task, "finish", 409, note="x")
    assert refused["error"]["code"] == "proactive.move_not_possible"
    started = do(world.community_a, task, "start", next_on=in_days(1))
    refused = do(world.community_a, task, "plan", 409, next_on=in_days(2))
    assert refused["error"]["code"] == "app.conflict"
    do(world.community_a, started, "dismiss", note="查过了")
    for action in ("start", "plan", "lodge", "finish", "dismiss"):
        do(world.community_a, started, action, 409, note="x", next_on=in_days(1), description="x")
    do(world.community_a, started, "open", 404)
    do(world.community_a, started, "explode", 404)


def test_a_proof_may_be_a_photo_and_is_seen_by_who_sees_the_task(world, task):
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(picture, "JPEG")
    picture.seek(0)
    photo = world.community_a._call("post", "/media", data={"file": (picture, "a.jpg")}).json["id"]
    started = do(world.community_a, task, "start", next_on=in_days(1))
    done = do(world.community_a, started, "finish", note="已修好", media_ids=[photo])
    assert [one["id"] for one in done["media"]] == [photo]
    assert done["events"][-1]["photos"] == [photo]
    assert world.street_a.get(f"/media/{photo}").status_code == 200
    assert world.community_b.get(f"/media/{photo}").status_code == 404
    assert world.resident_a.get(f"/media/{photo}").status_code == 404


def test_a_task_lodges_a_ticket_that_goes_its_ordinary_way(world, deliver, task):
    do(world.community_a, task, "lodge", 422)
    lodged = do(
        world.community_a,
        task,
        "lodge",
        description="请全面检查1号楼屋面",
        building_id=str(world.a.building),
        next_on=in_days(7),
    )
    assert (lodged["state"], lodged["next_on"]) == ("doing", in_days(7))
    deliver()
    ticket = see_ticket(world.community_a, lodged["lodged"][0]["id"], staff=True)
    assert (ticket["state"], ticket["category_name"]) == ("dispatched", "屋面漏雨")
    assert ticket["responsible"]["id"] == str(world.company_a)
    assert see(world.community_a, task["id"])["lodged"][0]["state_name"] == "已派单"
    again = do(world.community_a, lodged, "lodge", description="另外请看楼道灯", category=STAIRS)
    assert len(again["lodged"]) == 2
    refused = do(world.community_a, again, "lodge", 404, description="x", building_id=str(world.b.building))
    assert "building_id" in refused["error"]["fields"]


def test_the_running_ones_come_by_next_date_and_pages_follow_each_other(app, world, deliver):
    for category in ("0101", "0201", "0301", "0404", "0901"):
        for _ in range(3):
            reported(app, world, category=category)
    deliver()
    found = tasks(world.community_a)
    assert len(found) == 5
    for place, one in enumerate(found):
        do(world.community_a, one, "plan", next_on=in_days((3, 1, 2, 1, 5)[place]))
    ordered = tasks(world.community_a)
    assert [one["next_on"] for one in ordered] == [in_days(n) for n in (1, 1, 2, 3, 5)]

    for state in ("active", "all"):
        whole = [one["id"] for one in tasks(world.community_a, state=state)]
        seen, cursor = [], None
        while True:
            query = {"state": state, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = world.community_a.get("/staff/proactive", query_string=query).json
            seen += [one["id"] for one in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == whole
    assert tasks(world.community_a, kind="seasonal") == []
    assert len(tasks(world.community_a, compound_id=str(world.a.compound))) == 5
    tasks(world.community_a, 422, state="nonsense")


def test_what_waits_is_on_the_desk_of_the_community_only(app, world, task):
    from app.proactive.service import todo
    from tests.world import in_app

    def desk(person):
        from app.identity.principal import actor_of_session

        actor = in_app(app, actor_of_session, person.session_id)
        return in_app(app, todo, actor)

    [row] = desk(world.community_a)
    assert (row["kind"], str(row["id"]), row["late"]) == ("proactive", task["id"], False)
    assert row["link"] == f"/proactive/{task['id']}"
    assert desk(world.street_a) == []
    assert desk(world.community_b) == []

    started = do(world.community_a, task, "start", next_on=in_days(7))
    assert len(desk(world.community_a)) == 1
    planned = do(world.community_a, started, "plan", next_on=in_days(8))
    assert desk(world.community_a) == []  # begun, and its date is not near
    execute(app, "update proactive_task set next_on = next_on - 20")
    [row] = desk(world.community_a)
    assert row["late"]
    do(world.community_a, planned, "dismiss", note="查过了")
    assert desk(world.community_a) == []


def test_the_history_is_only_added_to(app, world, task):
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError, match="proactive_event"):
        execute(app, "update proactive_event set note = 'x'")
    log = world.auditor.get("/staff/audit").json["items"]
    do(world.community_a, task, "start", next_on=in_days(1))
    after = world.auditor.get("/staff/audit").json["items"]
    assert [row["what"] for row in after if row not in log] == ["proactive.start"]
    assert rows(app, "select count(*) as n from proactive_event")[0].n == 2

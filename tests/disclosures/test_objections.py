"""纠错: a number is questioned, becomes a ticket to the company, and the answer stands beside it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from tests.disclosures.bodies import RIGHT
from tests.disclosures.steps import BASE, act, public, published, rows, second_community, together, written
from tests.tickets.steps import act as on_ticket
from tests.tickets.steps import finish_by_repair, see

PHONE = "head.complaint_phone"


def ask(person, version, anchor: str = PHONE, expect: int = 201, key: str | None = None, **more):
    """Question a value."""
    body = {"version_id": version["id"], "anchor": anchor, "reason": "打不通"} | more
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    answer = person.post("/disclosures/objections", body, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


@pytest.fixture
def shown(world, second):
    """A published version of the company."""
    return published(world.manager_a, second, world.a)


def beside(app, world):
    """Return the questions that stand beside the values of the published version."""
    [one] = public(app, world.a)["published"]
    return one["objections"]


def test_the_whole_story(app, world, shown, deliver):
    asked = ask(world.resident_a, shown)
    assert (asked["state"], asked["shown"], asked["label"]) == ("open", "010-00000003", "投诉电话")
    assert asked["form_name"] == "物业服务企业和项目负责人"
    deliver()

    ticket = see(world.manager_a, asked["ticket_id"], staff=True)
    assert ticket["category_name"] == "公示不全/账目"
    assert ticket["kind"] == "complaint"
    assert "投诉电话，公示为“010-00000003”" in ticket["description"]
    assert "打不通" in ticket["description"]
    due, created = (datetime.fromisoformat(ticket[key]) for key in ("finish_due_at", "created_at"))
    assert due - created == timedelta(days=7)
    [row] = rows(app, "select ordered_basis, basis, home_id, hide_me from tickets_ticket")
    assert (row.ordered_basis, row.basis, row.hide_me) == ("公示疑问，7 日内答复", "home", True)
    assert row.home_id == world.a.homes[0]

    [one] = beside(app, world)
    assert (one["anchor"], one["state"], one["answer"]) == (PHONE, "open", None)
    assert public(app, world.a)["objections"] == {"every": 1, "open": 1, "answered": 0}

    on_ticket(world.repair_a, asked["ticket_id"], "accept", staff=True)
    on_ticket(world.repair_a, asked["ticket_id"], "start", staff=True)
    note = "电话已更正，联系 13812345678，身份证 110101195001011234 的住户已告知"
    on_ticket(world.repair_a, asked["ticket_id"], "finish", staff=True, note=note)
    deliver()

    [one] = beside(app, world)
    assert one["state"] == "answered"
    assert one["answer"] == "电话已更正，联系 138****5678，身份证 110101****1234 的住户已告知"
    assert one["answered_at"]
    assert "居民a" not in str(public(app, world.a))
    assert "打不通" not in str(public(app, world.a))
    [mine] = world.resident_a.get("/disclosures/objections").json["items"]
    assert mine["answer"] == one["answer"]
    assert world.neighbour_a.get("/disclosures/objections").json["items"] == []

    # The resident confirms like any other matter of his.
    on_ticket(world.resident_a, asked["ticket_id"], "confirm", outcome="solved", rating=5)
    deliver()
    assert beside(app, world)[0]["state"] == "answered"
    assert public(app, world.a)["objections"] == {"every": 1, "open": 0, "answered": 1}


def test_the_company_does_not_learn_who_asked_unless_he_wants_it(world, shown, deliver):
    hidden, told = ask(world.resident_a, shown), ask(world.neighbour_a, shown, hide_me=False)
    deliver()
    assert "居民a" not in str(see(world.manager_a, hidden["ticket_id"], staff=True))
    assert "邻居a" in str(see(world.manager_a, told["ticket_id"], staff=True))
    for item in world.manager_a.get(f"{BASE}/objections").json["items"]:
        assert "居民" not in str(item["reason"])
        assert "person" not in item


def test_who_may_ask(world, shown):
    ask(world.resident_a, shown)
    ask(world.neighbour_a, shown)  # waits to be confirmed
    answer = ask(world.stranger, shown, expect=403)
    assert "请先扫小区里的二维码" in answer["error"]["message"]
    ask(world.resident_b, shown, expect=403)
    assert world.stranger.post("/visits", {"code": world.a.code}).status_code == 201
    ask(world.stranger, shown)


def test_what_can_be_asked(app, world, second, shown):
    assert "anchor" in ask(world.resident_a, shown, "head.unknown", 422)["error"]["fields"]
    assert "anchor" in ask(world.resident_a, shown, "head.address", 422)["error"]["fields"]  # nothing stands there
    ask(world.resident_a, shown, "contacts.前台.phone")
    ask(world.resident_a, {"id": str(uuid.uuid4())}, expect=404)
    ask(world.resident_a, written(world.manager_a, world.a, "maintenance"), "head.emergency_phone", 404)
    assert "reason" in ask(world.resident_a, shown, reason=" ", expect=422)["error"]["fields"]
    act(second, shown, "withdraw", reason="x")
    ask(world.resident_a, shown, expect=404)


def test_the_same_question_once(app, world, shown):
    first = ask(world.resident_a, shown, key="bbbbbbbb")
    assert ask(world.resident_a, shown, key="bbbbbbbb")["id"] == first["id"]
    assert ask(world.resident_a, shown, expect=409)["error"]["code"] == "disclosures.asked_already"
    ask(world.neighbour_a, shown)
    assert len(rows(app, "select 1 from tickets_ticket")) == 2


def test_two_taps_at_the_same_moment_make_one_ticket(app, world, shown):
    def tap(number):
        body = {"version_id": shown["id"], "anchor": PHONE, "reason": "打不通"}
        return world.resident_a.post("/disclosures/objections", body).status_code

    assert sorted(together(4, tap)) == [201, 409, 409, 409]
    assert len(rows(app, "select 1 from tickets_ticket")) == 1


def test_not_content_asks_again_and_the_second_answer_stands_there(app, world, shown, deliver):
    asked = ask(world.resident_a, shown)
    deliver()
    finish_by_repair(world.repair_a, asked["ticket_id"])
    deliver()
    assert beside(app, world)[0]["answer"] == "已修好"
    on_ticket(world.resident_a, asked["ticket_id"], "reopen", note="还是打不通")
    deliver()
    [one] = beside(app, world)
    assert (one["state"], one["answer"]) == ("open", "已修好")
    on_ticket(world.repair_a, asked["ticket_id"], "accept", staff=True)
    on_ticket(world.repair_a, asked["ticket_id"], "start", staff=True)
    on_ticket(world.repair_a, asked["ticket_id"], "finish", staff=True, note="换了新号码")
    deliver()
    [one] = beside(app, world)
    assert (one["state"], one["answer"]) == ("answered", "换了新号码")
    assert [row.answer for row in rows(app, "select answer from disclosures_answer order by seq")] == [
        "已修好", "换了新号码",
    ]  # fmt: skip


def test_delivering_a_step_again_changes_nothing(app, world, shown, deliver):
    from app.core import outbox
    from tests.world import write

    asked = ask(world.resident_a, shown)
    deliver()
    finish_by_repair(world.repair_a, asked["ticket_id"])
    deliver()
    follow = next(one for one in outbox.SUBSCRIBERS["tickets.moved"] if one.name == "disclosures.follow").handler
    for message in rows(app, "select payload from core_outbox where subscriber = 'disclosures.follow'"):
        write(app, follow, message.payload)
    assert len(rows(app, "select 1 from disclosures_answer")) == 1
    assert beside(app, world)[0]["state"] == "answered"


def test_what_was_taken_back_is_shown_no_more(app, world, shown, deliver):
    asked = ask(world.resident_a, shown)
    deliver()
    on_ticket(world.resident_a, asked["ticket_id"], "withdraw")
    deliver()
    assert beside(app, world) == []
    assert public(app, world.a)["objections"]["every"] == 0
    [mine] = world.resident_a.get("/disclosures/objections").json["items"]
    assert (mine["state"], mine["state_name"]) == ("withdrawn", "本人已撤回")
    ask(world.resident_a, shown)  # he may ask anew


def test_one_answer_for_questions_that_were_put_together(app, world, shown, deliver):
    first, second = ask(world.resident_a, shown), ask(world.neighbour_a, shown)
    deliver()
    into = {"into_id": first["ticket_id"], "note": "同一件事"}
    on_ticket(world.community_a, second["ticket_id"], "merge", staff=True, **into)
    finish_by_repair(world.repair_a, first["ticket_id"])
    deliver()
    assert [one["answer"] for one in beside(app, world)] == ["已修好", "已修好"]


def test_the_answer_stays_beside_the_number_after_a_correction(app, world, second, shown, deliver):
    asked = ask(world.resident_a, shown)
    deliver()
    finish_by_repair(world.repair_a, asked["ticket_id"])
    deliver()
    draft = act(world.manager_a, shown, "correct", reason="电话写错了")
    draft = act(world.manager_a, draft, "save", body=RIGHT["company"](complaint_phone="010-8"))
    act(second, act(world.manager_a, draft, "submit"), "publish")
    [one] = beside(app, world)
    assert (one["number"], one["shown"], one["answer"]) == (1, "010-00000003", "已修好")


@pytest.mark.parametrize(
    ("form", "anchor", "category"),
    [
        ("fees", "items.物业服务费.rate", "1503"),
        ("parking", "areas.院内/common.rate", "1204"),
        ("revenue", "head.net", "1505"),
        ("accounts", "expense.staff.amount", "1504"),
    ],
)
def test_it_goes_where_such_questions_go_within_seven_days(app, world, second, deliver, form, anchor, category):
    asked = ask(world.resident_a, published(world.manager_a, second, world.a, form), anchor)
    deliver()
    [row] = rows(
        app,
        "select category, finish_due_at - created_at as due, responsible_org_id from tickets_ticket where id = :id",
        id=asked["ticket_id"],
    )
    assert (row.category, row.due, row.responsible_org_id) == (category, timedelta(days=7), world.orgs["company_a"])


def test_where_there_is_no_company_the_community_answers(app, world, deliver):
    other = second_community(app, world)
    done = published(world.community_a, other, world.none, "selfmanaged")
    assert world.resident_a.post("/visits", {"code": world.none.code}).status_code == 201
    asked = ask(world.resident_a, done, "entries.2.what", reason="换什么锁要四十元")
    deliver()
    [row] = rows(app, "select responsible_org_id from tickets_ticket where id = :id", id=asked["ticket_id"])
    assert row.responsible_org_id == world.orgs["jwh_a"]


def test_lists_of_questions(app, world, second, shown, deliver):
    for anchor in (PHONE, "head.service_phone", "head.manager_phone"):
        ask(world.resident_a, shown, anchor)
    deliver()
    for person, sees in (
        (world.manager_a, 3), (world.community_a, 3), (world.street_a, 3), (world.district, 3),
        (world.manager_b, 0), (world.community_b, 0),
    ):  # fmt: skip
        assert len(person.get(f"{BASE}/objections").json["items"]) == sees, person.name
    page = world.manager_a.get(f"{BASE}/objections?limit=2").json
    rest = world.manager_a.get(f"{BASE}/objections?limit=2&cursor={page['next']}").json
    labels = [one["label"] for one in page["items"] + rest["items"]]
    assert labels == ["项目负责人电话", "24 小时服务电话", "投诉电话"]
    assert world.manager_a.get(f"{BASE}/objections?state=answered").json["items"] == []
    groups = {group["key"]: group for group in world.manager_a.get("/staff/todo").json["groups"]}
    assert groups["objections"]["count"] == 3
    assert groups["objections"]["items"][0]["due_at"]


def test_the_overview_counts_questions(app, world, shown):
    from tests.disclosures.steps import arm

    arm(app)
    ask(world.resident_a, shown)
    items = {one["compound"]["name"]: one for one in world.street_a.get(f"{BASE}/overview").json["items"]}
    assert (items["示例小区a"]["objections_open"], items["示例小区a"]["objections"]) == (1, 1)


def test_it_is_counted_as_an_act_without_a_name(app, world, shown):
    ask(world.resident_a, shown)
    [row] = rows(app, "select detail from core_audit where what = 'disclosures.object'")
    assert set(row.detail) == {"compound"}

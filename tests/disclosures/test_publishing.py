"""Two people, versions that stay, corrections that keep the old value: through HTTP on the real database."""

from __future__ import annotations

import json

import pytest

from app.forms import FORMS
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT, changed
from tests.disclosures.steps import (
    BASE,
    act,
    begin,
    errors,
    photo,
    places,
    public,
    published,
    rows,
    second_community,
    second_manager,
    see,
    together,
    unguarded,
    written,
)

COMPANY_FORMS = [code for code, form in FORMS.items() if form.party != "office"]
OFFICE_FORMS = [code for code, form in FORMS.items() if form.party == "office"]


# --- the way of a version ---


@pytest.mark.parametrize("form", COMPANY_FORMS)
def test_every_form_goes_from_the_company_to_everybody(app, world, second, form):
    draft = written(world.manager_a, world.a, form)
    assert errors(draft) == []
    assert (draft["state"], draft["number"], draft["hash"]) == ("draft", None, None)
    assert set(draft["actions"]) == {"save", "submit", "discard"}
    submitted = act(world.manager_a, draft, "submit")
    assert submitted["actions"] == ["withdraw_submission"]
    assert see(second, draft["id"])["actions"] == ["withdraw_submission", "return", "publish"]
    done = act(second, submitted, "publish")
    assert (done["state"], done["number"]) == ("published", 1)
    assert done["approved_post"] == "示例物业a 物业项目经理"
    [shown] = public(app, world.a)["published"]
    assert shown["version_id"] == done["id"]
    assert shown["body"] == done["body"]
    assert shown["lead"]
    assert "示例" not in shown["approved_by_post"] or "经理二" not in json.dumps(shown, ensure_ascii=False, default=str)


@pytest.mark.parametrize("form", OFFICE_FORMS)
def test_what_offices_publish_goes_the_same_way(app, world, form):
    other = second_community(app, world)
    done = published(world.community_a, other, world.none, form)
    assert done["state"] == "published"
    assert done["approved_post"] == "示例居委会a 社区工作者"
    begin(world.manager_a, world.a, form, expect=403)


def test_a_street_publishes_emergency_service_and_the_community_looks_at_it(app, world):
    done = published(world.street_a, world.community_a, world.none, "emergency_service")
    assert done["state"] == "published"


def test_without_a_company_the_community_writes_for_it(app, world):
    other = second_community(app, world)
    begin(world.community_a, world.a, "company", expect=403)  # there is a company
    assert published(world.community_a, other, world.none)["state"] == "published"


def test_whoever_wrote_it_does_not_publish_it(app, world, second):
    third = second_manager(app, world, "manager_a3")
    draft = written(world.manager_a, world.a)
    draft = act(second, draft, "save", body=RIGHT["company"](office="1 号楼"))
    submitted = act(second, draft, "submit")
    for wrote in (world.manager_a, second):
        answer = act(wrote, submitted, "publish", 403)
        assert answer["error"]["message"] == "起草、修改或提交过的人不能审核，请另一位同事审核"
        act(wrote, submitted, "return", 403, reason="x")
        assert see(wrote, draft["id"])["why_not_me"] == answer["error"]["message"]
    assert act(third, submitted, "publish")["state"] == "published"


def test_having_handed_it_in_once_is_enough(app, world, second):
    third = second_manager(app, world, "manager_a3")
    draft = written(world.manager_a, world.a)
    back = act(second, act(second, draft, "submit"), "withdraw_submission")
    again = act(world.manager_a, back, "submit")
    act(second, again, "publish", 403)
    assert act(third, again, "publish")["state"] == "published"


def test_another_company_and_the_community_are_not_the_second_person(app, world, second):
    submitted = act(world.manager_a, written(world.manager_a, world.a), "submit")
    act(world.manager_b, submitted, "publish", 404)
    act(world.community_a, submitted, "publish", 403)
    act(world.street_a, submitted, "publish", 403)
    act(world.repair_a, submitted, "publish", 403)
    act(world.resident_a, submitted, "publish", 403)
    assert see(world.community_a, submitted["id"])["actions"] == []


def test_a_version_can_be_sent_back_with_a_reason(app, world, second, deliver):
    submitted = act(world.manager_a, written(world.manager_a, world.a), "submit")
    deliver()
    [told] = second.get("/inbox").json["items"]
    assert told["title"].startswith("等您审核的公示")
    assert world.manager_a.get("/inbox").json["items"] == []
    act(second, submitted, "return", 422)
    back = act(second, submitted, "return", reason="电话写错了")
    assert (back["state"], back["return_reason"]) == ("draft", "电话写错了")
    deliver()
    assert world.manager_a.get("/inbox").json["items"][0]["title"].startswith("公示被退回")
    again = act(world.manager_a, see(world.manager_a, back["id"]), "submit")
    assert again["return_reason"] == ""
    assert act(second, again, "publish")["state"] == "published"


def test_moves_that_do_not_follow_are_refused(world, second):
    draft = written(world.manager_a, world.a)
    assert act(second, draft, "withdraw", 409, reason="x")["error"]["code"] == "disclosures.move_not_possible"
    act(world.manager_a, draft, "correct", 409, reason="x")
    act(world.manager_a, draft, "unknown", 404)
    submitted = act(world.manager_a, draft, "submit")
    act(world.manager_a, submitted, "save", 409, body=RIGHT["company"]())
    act(world.manager_a, submitted, "discard", 409)
    done = act(second, submitted, "publish")
    act(second, done, "publish", 409)
    act(world.manager_a, done, "save", 409)
    gone = act(world.manager_a, begin(world.manager_a, world.a, "maintenance"), "discard")
    assert gone["actions"] == []
    act(world.manager_a, gone, "submit", 409)


def test_an_old_screen_is_told_so(world):
    draft = written(world.manager_a, world.a)
    act(world.manager_a, draft, "save", valid_to=bodies.in_days(90))
    stale = act(world.manager_a, draft, "save", 409, body=RIGHT["company"](office="x"))
    assert stale["error"]["code"] == "app.conflict"


def test_a_key_makes_one_draft_and_a_publication_has_one_at_a_time(world, second):
    first = begin(world.manager_a, world.a, key="aaaaaaaa")
    assert begin(world.manager_a, world.a, key="aaaaaaaa")["id"] == first["id"]
    assert begin(second, world.a, expect=409)["error"]["code"] == "disclosures.draft_there"
    act(world.manager_a, first, "discard")
    begin(second, world.a)


def test_two_who_begin_at_the_same_moment_get_one_draft(app, world, second):
    def at_once(number):
        person = (world.manager_a, second)[number % 2]
        body = {"compound_id": str(world.a.compound), "form": "company"}
        return person.post(f"{BASE}/publications", body).status_code

    assert sorted(together(6, at_once)) == [201, 409, 409, 409, 409, 409]
    assert len(rows(app, "select 1 from disclosures_version")) == 1


def test_two_who_publish_at_the_same_moment_publish_once(app, world, second):
    third = second_manager(app, world, "manager_a3")
    submitted = act(world.manager_a, written(world.manager_a, world.a), "submit")

    def at_once(number):
        path = f"{BASE}/versions/{submitted['id']}/actions/publish"
        return (second, third)[number % 2].post(path, {"version": submitted["version"]}).status_code

    assert sorted(together(4, at_once)) == [200, 409, 409, 409]
    assert [row.number for row in rows(app, "select number from disclosures_version")] == [1]


# --- refused, and nothing lost ---


def test_what_is_wrong_is_not_submitted_and_what_was_written_is_kept(world):
    draft = written(world.manager_a, world.a, "accounts", bodies.accounts(tax=6_600_01))
    assert errors(draft) == ["head.balance", "head.closing"]
    answer = act(world.manager_a, draft, "submit", 422)
    assert answer["error"]["code"] == "disclosures.not_ready"
    [text] = answer["error"]["fields"]["head.balance"]
    assert text.endswith("差 0.01 元")
    assert see(world.manager_a, draft["id"])["body"]["head"]["tax"] == 6_600_01


def test_a_negative_amount_is_refused_where_it_stands(world):
    draft = begin(world.manager_a, world.a, "accounts")
    answer = act(world.manager_a, draft, "save", 422, body=changed(bodies.accounts(), "expense.1.amount", -1))
    assert answer["error"]["fields"] == {"expense.1.amount": ["实际数：不能是负数"]}
    assert see(world.manager_a, draft["id"])["version"] == draft["version"]


def test_it_is_judged_again_on_the_day_of_publication(app, world, second):
    """A stop of water in two days was right yesterday."""
    submitted = act(world.manager_a, written(world.manager_a, world.a, "outage"), "submit")
    unguarded(
        app,
        "update disclosures_version set body = jsonb_set(body, '{head,starts_on}', to_jsonb(cast(:day as text)))",
        day=bodies.in_days(1),
    )
    answer = act(second, submitted, "publish", 422)
    assert "最早" in answer["error"]["fields"]["head.starts_on"][0]


def test_periods_do_not_overlap(world, second):
    published(world.manager_a, second, world.a, "accounts")
    half = {"period_from": "2025-07-01", "period_to": "2025-12-31"}
    answer = begin(world.manager_a, world.a, "accounts", 422, **half)
    assert answer["error"]["code"] == "disclosures.periods_overlap"
    assert "2025 年度" in answer["error"]["message"]
    begin(world.manager_a, world.a, "accounts", period_from="2026-01-01", period_to="2026-06-30")
    same = begin(world.manager_a, world.a, "accounts", 409)
    assert same["error"]["code"] == "disclosures.published_already"


def test_overlapping_periods_at_the_same_moment_are_refused_by_the_database(app, world, second):
    spans = [("2025-01-01", "2025-12-31"), ("2025-07-01", "2026-06-30"), ("2025-12-01", "2026-01-31")]

    def at_once(number):
        first, last = spans[number % 3]
        body = {"compound_id": str(world.a.compound), "form": "accounts", "period_from": first, "period_to": last}
        return world.manager_a.post(f"{BASE}/publications", body).status_code

    answers = together(6, at_once)
    assert answers.count(201) == 1
    assert set(answers) <= {201, 409, 422}


@pytest.mark.parametrize(
    ("form", "more", "field"),
    [
        ("accounts", {"period_from": None, "period_to": None}, "period_from"),
        ("accounts", {"period_from": "2025-01-02"}, "period_from"),
        ("company", {"period_from": "2025-01-01", "period_to": "2025-12-31"}, "period_from"),
        ("company", {"subject": "x"}, "subject"),
        ("outage", {"subject": ""}, "subject"),
        ("unknown", {}, "form"),
    ],
)
def test_a_beginning_that_makes_no_sense_is_refused(world, form, more, field):
    assert field in begin(world.manager_a, world.a, form, 422, **more)["error"]["fields"]


def test_a_foreign_compound_does_not_exist(world):
    begin(world.manager_b, world.a, expect=404)
    begin(world.community_b, world.a, expect=404)
    draft = written(world.manager_a, world.a)
    for stranger in (world.manager_b, world.community_b, world.street_b):
        see(stranger, draft["id"], 404)
        act(stranger, draft, "save", 404)
        assert stranger.post(f"{BASE}/versions/{draft['id']}/check", {}).status_code == 404
        assert stranger.get(f"{BASE}/versions/{draft['id']}/changes").status_code == 404
        assert stranger.get(f"{BASE}/publications").json["items"] == []
    assert len(world.district.get(f"{BASE}/publications").json["items"]) == 1


# --- photos ---


def test_photos_are_ones_own_and_used_once(world, second):
    draft = begin(world.manager_a, world.a, "fees")
    foreign = [{"place": "大门", "media_id": photo(world.resident_a)}]
    assert "media_ids" in act(world.manager_a, draft, "save", 404, places=foreign)["error"]["fields"]
    mine = places(world.manager_a)
    kept = act(world.manager_a, draft, "save", places=mine)
    assert {one["id"] for one in kept["photos"]} == {one["media_id"] for one in mine}
    other = begin(world.manager_a, world.a, "company")
    assert "media_ids" in act(world.manager_a, other, "save", 422, places=mine[:1])["error"]["fields"]
    assert world.community_a.get(f"/media/{mine[0]['media_id']}").status_code == 200
    assert world.community_b.get(f"/media/{mine[0]['media_id']}").status_code == 404
    assert world.resident_a.get(f"/media/{mine[0]['media_id']}").status_code == 404


def test_a_published_photo_is_for_everybody_and_a_draft_is_not(app, world, second):
    from app.disclosures.service import is_public_photo
    from tests.world import in_app

    done = published(world.manager_a, second, world.a, "fees")
    shown = done["places"][0]["media_id"]
    draft = act(world.manager_a, begin(world.manager_a, world.a, "company"), "save", places=places(world.manager_a, 1))
    hidden = draft["places"][0]["media_id"]
    assert in_app(app, is_public_photo, shown)
    assert not in_app(app, is_public_photo, hidden)
    assert world.resident_b.get(f"/media/{shown}").status_code == 200
    correction = act(world.manager_a, done, "correct", reason="写错了")
    fixed = act(second, act(world.manager_a, correction, "submit"), "publish")
    assert fixed["places"] == done["places"]
    assert in_app(app, is_public_photo, shown)


# --- how much is read ---


def test_lists_and_pages_read_the_same_however_much_there_is(app, world, second, count_queries):
    published(world.manager_a, second, world.a)
    published(world.manager_a, second, world.a, "maintenance")

    def counted(ask) -> int:
        count_queries.clear()
        assert ask() is not None
        return len(count_queries)

    def ask_all() -> list[int]:
        return [
            counted(lambda: world.manager_a.get(f"{BASE}/publications").json["items"]),
            counted(lambda: world.community_a.get(f"{BASE}/overview").json["items"]),
            counted(lambda: public(app, world.a)),
        ]

    before = ask_all()
    for form in ("company", "maintenance", "company"):
        published(world.manager_a, second, world.a, form, RIGHT[form]())
    for subject in ("一", "二", "三"):
        begun = begin(world.manager_a, world.a, "outage", subject=subject)
        act(second, act(world.manager_a, written(world.manager_a, world.a, "outage", begun=begun), "submit"), "publish")
    assert ask_all() == before
    assert before[1] <= 3  # who asks, how often, and one statement for all compounds


def test_pages_go_on_where_they_ended(world):
    for subject in "一二三四五":
        begin(world.manager_a, world.a, "outage", subject=subject)
    first = world.manager_a.get(f"{BASE}/publications?limit=2").json
    second = world.manager_a.get(f"{BASE}/publications?limit=2&cursor={first['next']}").json
    third = world.manager_a.get(f"{BASE}/publications?limit=2&cursor={second['next']}").json
    subjects = [one["subject"] for page in (first, second, third) for one in page["items"]]
    assert subjects == list("五四三二一")
    assert third["next"] is None
    assert len(world.manager_a.get(f"{BASE}/publications?form=outage&state=draft").json["items"]) == 5
    assert world.manager_a.get(f"{BASE}/publications?state=published").json["items"] == []


def test_what_is_on_the_screen_can_be_checked_without_keeping_it(world):
    draft = begin(world.manager_a, world.a, "accounts")
    path = f"{BASE}/versions/{draft['id']}/check"
    found = world.manager_a.post(path, {"body": bodies.accounts(tax=6_600_01)}).json
    assert [one["path"] for one in found["problems"]] == ["head.balance", "head.closing"]
    assert {"label": "收入合计", "text": "110,000.00 元"} in found["totals"]
    wrong = world.manager_a.post(path, {"body": changed(bodies.accounts(), "head.tax", -1)}).json
    assert [one["path"] for one in wrong["problems"]] == ["head.tax"]
    right = world.manager_a.post(path, {"body": bodies.accounts()}).json
    assert right["problems"] == []
    assert right["lead"]
    assert see(world.manager_a, draft["id"])["version"] == draft["version"]

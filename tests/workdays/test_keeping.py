"""Keeping the calendar through HTTP: drafts, pasted notices, publishing, and deadlines that were only a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.workdays import service
from tests.tickets.moments import parse
from tests.tickets.steps import act, file, see

BASE = "/staff/calendar/years"
NOTICE = "\n".join(
    [
        "2027-01-01 休 元旦",
        "2027-01-02 休 元旦",
        "2027-01-03 休 元旦",
        "2027-01-04 休 元旦",
        *[f"2027-02-{day:02d} 休 春节" for day in range(5, 14)],
        "2027-02-14 班 春节",
        "2027-04-05 休 清明节",
        *[f"2027-05-0{day} 休 劳动节" for day in range(1, 6)],
        *[f"2027-10-0{day} 休 国庆节" for day in range(1, 8)],
    ]
)


def ok(answer, status: int = 200):
    """Return the body of an answer with the expected status."""
    assert answer.status_code == status, answer.json
    return answer.json


def paste(world, words: str = NOTICE, *, status: int = 200):
    """Make a draft of 2027 and paste a notice into it."""
    revision = ok(world.district.post(f"{BASE}/2027/draft"))["revision"]
    body = {"revision": revision, "text": words, "source": "国办发明电〔2026〕1号"}
    return ok(world.district.post(f"{BASE}/2027/paste", body), status)


def test_a_year_is_pasted_checked_and_published(world):
    assert world.repair_a.get(f"{BASE}/2027").status_code == 404
    assert ok(world.repair_a.get(BASE))["provisional_from"] == 2027
    draft = paste(world)
    assert world.repair_a.get(f"{BASE}/2027").status_code == 404  # a draft is nobody else's business
    assert [check["level"] for check in draft["checks"]] == []
    published = ok(world.district.post(f"{BASE}/2027/publish", {"revision": draft["revision"]}))
    assert (published["state"], published["actions"]) == ("published", ["draft"])
    assert ok(world.repair_a.get(BASE))["provisional_from"] == 2028
    assert len(ok(world.repair_a.get(f"{BASE}/2027"))["days"]) == len(NOTICE.splitlines())


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(world):
    first = ok(world.district.get(f"{BASE}/2026"))
    draft = ok(world.district.post(f"{BASE}/2026/draft"))
    assert (draft["version"], draft["days"]) == (2, first["days"])
    body = {"revision": draft["revision"], "day": "2026-12-31", "kind": "off", "name": "试"}
    changed = ok(world.district.post(f"{BASE}/2026/days", body))
    assert world.district.post(f"{BASE}/2026/days", body).status_code == 409  # an old screen
    ok(world.district.post(f"{BASE}/2026/publish", {"revision": changed["revision"]}))
    old = ok(world.repair_a.get(f"{BASE}/2026?version=1"))
    assert (old["state"], old["days"]) == ("retired", first["days"])
    assert {"day": "2026-12-31", "working": False, "name": "试"} in ok(world.repair_a.get(f"{BASE}/2026"))["days"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2027-02-30 休 春节", "看不懂"),
        ("2026-02-03 休 春节", "不是 2027 年"),
        ("明天放假", "看不懂"),
        ("2027-01-01 休 元旦\n2027-01-01 班 元旦", "重复"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line_and_nothing_is_stored(world, line, words):
    paste(world)
    answer = paste(world, line, status=422)
    assert words in answer["error"]["fields"]["text"][0]
    assert len(ok(world.district.get(f"{BASE}/2027"))["days"]) == len(NOTICE.splitlines())


def test_a_year_that_cannot_be_right_is_not_published(world):
    draft = paste(world, "2027-03-03 班 春节")  # a Wednesday is no make-up day
    answer = world.district.post(f"{BASE}/2027/publish", {"revision": draft["revision"]})
    assert "工作日" in answer.json["error"]["fields"]["days"][0]


@pytest.mark.parametrize("who", ["community_a", "street_a", "manager_a", "repair_a"])
def test_only_the_district_keeps_it(world, who):
    assert getattr(world, who).post(f"{BASE}/2027/draft").status_code == 403


def test_years_far_away_are_refused(world):
    for year in (2000, 2077):
        assert world.district.post(f"{BASE}/{year}/draft").status_code == 422


def test_a_guessed_deadline_is_flagged_and_computed_anew_once_the_year_is_known(app, world, deliver):
    with time_machine.travel("2026-12-26T02:00:00Z", tick=True):
        service.forget()
        ticket = file(world.resident_a, world.a, category="0105", description="小广告")  # seven days: 2 January 2027
        deliver()
        before = see(world.community_a, ticket["id"], staff=True)
        finish = before["clocks"][-1]
        assert finish["provisional"] is True
        assert "暂按周末推算" in finish["explanation"]
        draft = paste(world)
        ok(world.district.post(f"{BASE}/2027/publish", {"revision": draft["revision"]}))
        deliver()
        after = see(world.community_a, ticket["id"], staff=True)
    assert after["clocks"][-1]["provisional"] is False
    assert parse(after["finish_due_at"]) - parse(before["finish_due_at"]) == timedelta(days=1)  # Monday is off too
    assert after["timeline"][-1]["action"] == "redue"
    assert "放假安排公布" in after["timeline"][-1]["text"]


def test_a_holiday_week_moves_the_last_day(app, world, deliver):
    with time_machine.travel("2026-09-24T02:00:00Z", tick=True):
        ticket = file(world.resident_a, world.a, category="0105", description="小广告")  # seven days: 1 October
        deliver()
        seen = see(world.community_a, ticket["id"], staff=True)
        assert parse(seen["finish_due_at"]).isoformat().startswith("2026-10-08")
        assert "顺延到下一个工作日" in seen["clocks"][-1]["explanation"]
        act(world.repair_a, ticket["id"], "accept", staff=True)

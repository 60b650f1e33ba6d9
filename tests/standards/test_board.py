"""应做 / 最近一次: how items stand from what was logged, the share done in time, and what everybody sees of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.standards import service
from app.standards.timing import PERIODS, twelve_months
from tests.standards.steps import (
    act,
    board,
    days_ago,
    done_on,
    draft,
    end,
    execute,
    fixed,
    held_since,
    item,
    log,
    my_items,
    term,
)
from tests.world import in_app

DAY = timedelta(days=1)


@pytest.fixture
def daily(world, app):
    """A plan of the highest level in compound a, which has held for 400 days."""
    fixed(world.manager_a, world.a, level=3)
    held_since(app, days_ago(400))
    return world


def test_an_item_is_due_until_it_is_logged_and_late_after_its_day(daily, app):
    world = daily
    assert item(board(world.manager_a, world.a), "ENV-01")["state"] == "late"
    done_on(app, world, world.a, "ENV-01", days_ago(1))
    shown = item(board(world.manager_a, world.a), "ENV-01")
    assert (shown["state"], shown["state_name"], shown["next_due_on"]) == ("due", "本期待做", str(today()))
    assert shown["window"] == {"starts_on": str(today()), "ends_on": str(today()), "times": 1, "done": 0}

    made = log(world.repair_a, world.a, "ENV-01")

    shown = item(board(world.community_a, world.a), "ENV-01")
    assert (shown["state"], shown["window"]["done"]) == ("on_time", 1)
    assert (shown["last"]["record_id"], shown["photo_count"]) == (made["id"], 1)
    assert shown["last"]["photos"][0]["thumb_url"].startswith("/api/v1/media/")
    end(world.repair_a, made, "undo")
    shown = item(board(world.community_a, world.a), "ENV-01")
    assert (shown["state"], shown["window"]["done"]) == ("due", 0)


def test_late_items_stand_first_and_say_since_when(daily, app):
    world = daily
    done_on(app, world, world.a, "ENV-03", days_ago(3))

    shown = board(world.street_a, world.a)

    states = [one["state"] for one in shown["items"]]
    assert states == sorted(states, key=["late", "due", "on_time", "not_yet", "as_needed", "not_applicable"].index)
    assert item(shown, "ENV-03")["late_since"] == str(days_ago(2))
    assert shown["counts"]["late"] == states.count("late") > 0
    assert sum(shown["counts"].values()) == 71


def test_the_share_is_of_periods_that_ended_within_twelve_months(daily, app):
    world = daily
    for back in (1, 2, 5):
        done_on(app, world, world.a, "ENV-01", days_ago(back))
    done_on(app, world, world.a, "ENV-01", days_ago(1), times=4)

    shown = board(world.manager_a, world.a)
    share = item(shown, "ENV-01")["share"]

    first = (today() - DAY).replace(day=1)
    months_back = date(first.year - 1 if first.month < 12 else first.year, first.month % 12 + 1, 1)
    assert share == {
        "met": 3, "ended": (today() - months_back).days, "permille": 3000 // (today() - months_back).days,
    }  # fmt: skip
    assert len(shown["months"]) == 12
    assert sum(one["ended"] for one in shown["months"]) == shown["share"]["ended"]
    assert sum(one["met"] for one in shown["months"]) == shown["share"]["met"] == 3


def test_a_yearly_item_looks_further_back_than_fourteen_months(world, app):
    plan = draft(world.manager_a, world.a, level=1)
    assert term(plan, "FAC-01")["said"] == "每年至少 1 次"
    act(world.manager_a, plan, "fix")
    held_since(app, today().replace(month=1, day=1) - timedelta(days=1096))
    begin, end = PERIODS["year"](today().replace(month=1, day=1) - DAY)
    done_on(app, world, world.a, "FAC-01", begin)
    done_on(app, world, world.a, "FAC-13", begin - timedelta(days=300))

    shown = board(world.manager_a, world.a)

    assert item(shown, "FAC-01")["state"] == "due"
    # In December the last whole year ended more than twelve months ago.
    counts = end >= twelve_months(today())[0][0]
    assert item(shown, "FAC-01")["share"] == {
        "met": int(counts), "ended": int(counts), "permille": 1000 if counts else None,
    }  # fmt: skip


def test_what_was_not_to_be_done_yet_is_not_called_done(world, app):
    """Held since November, the year is not this item's: nobody is late, and nobody has done it."""
    fixed(world.manager_a, world.a, level=1)
    november = date(today().year - ((today().month, today().day) < (11, 20)), 11, 1)
    held_since(app, november)

    def on_the_twentieth(code: str) -> tuple[str, str]:
        found = in_app(app, service.public_standards, world.a.compound, november + timedelta(days=19))
        one = next(one for one in found if one["code"] == code)
        return one["state"], one["state_name"]

    assert on_the_twentieth("FAC-01") == ("not_yet", "还没到时候")
    done_on(app, world, world.a, "FAC-01", november + timedelta(days=3))
    assert on_the_twentieth("FAC-01") == ("on_time", "已按时做")


def test_own_words_of_an_old_contract_have_their_own_rhythm(world, app):
    execute(app, "update places_contract set starts_on = '2024-01-01' where compound_id = :id", id=world.a.compound)
    plan = draft(world.manager_a, world.a, level=None, basis="own")
    said = [
        {"item_code": one["item_code"], "agreed": "按合同"} for one in plan["problems"] if one["item_code"] != "ENV-01"
    ]
    said.append({"item_code": "ENV-01", "agreed": "每月大扫除两次", "agreed_times": 2, "agreed_per": "month"})
    act(world.manager_a, plan, "save", terms=said)
    act(world.manager_a, plan, "fix")
    held_since(app, days_ago(100))

    shown = board(world.manager_a, world.a)

    assert item(shown, "ENV-01")["level_words"] == "每月大扫除两次"
    assert item(shown, "ENV-01")["window"]["times"] == 2
    assert item(shown, "ENV-02")["state"] == "as_needed"


def test_without_a_plan_the_board_is_empty_and_says_so(world):
    shown = board(world.manager_a, world.a)
    assert (shown["plan"], shown["items"], shown["share"]["permille"]) == (None, [], None)
    board(world.manager_b, world.a, expect=404)
    board(world.resident_a, world.a, expect=403)


def test_a_board_costs_the_same_statements_for_one_record_and_for_many(daily, app, count_queries):
    world = daily
    done_on(app, world, world.a, "ENV-01", days_ago(1))
    count_queries.clear()
    board(world.manager_a, world.a)
    few = len(count_queries)
    for back in range(2, 12):
        for code in ("ENV-01", "ENV-02", "ENV-03"):
            done_on(app, world, world.a, code, days_ago(back))
    count_queries.clear()
    board(world.manager_a, world.a)
    assert len(count_queries) == few


def test_everybody_sees_the_facts_and_nobodys_name(daily, app):
    world = daily
    made = log(world.repair_a, world.a, "ENV-01", note="张大爷家门口")

    public = in_app(app, service.public_standards, world.a.compound)

    shown = next(one for one in public if one["code"] == "ENV-01")
    assert (shown["category"], shown["name"], shown["level_words"]) == ("ENV", "楼内清扫地面", "每天至少 1 次")
    assert [str(one) for one in shown["photos"]] == [made["photos"][0]["id"]]
    assert "repaira" not in str(public)
    assert "张大爷" not in str(public)
    assert [one["code"] for one in public][:2] == ["GEN-01", "GEN-02"]
    assert len(public) == 71
    assert in_app(app, service.public_plan, world.a.compound)["number"] == 1
    assert in_app(app, service.public_standards, world.b.compound) == []
    assert in_app(app, service.public_plan, world.b.compound) is None


def test_a_photo_is_public_only_while_its_record_counts(daily, app):
    from app.core.errors import NotFound

    world = daily
    made = log(world.repair_a, world.a)
    photo_id = made["photos"][0]["id"]
    in_app(app, service.public_photo, photo_id)

    end(world.manager_a, made, "strike", reason="拍到了居民")

    with pytest.raises(NotFound):
        in_app(app, service.public_photo, photo_id)


def test_the_sheet_that_is_published_gets_the_fixed_terms(daily, app):
    rows = in_app(app, service.fixed_terms, daily.a.compound)

    first = next(row for row in rows if row["code"] == "ENV-01")
    assert first == {
        "code": "ENV-01", "category": "环境", "name": "楼内清扫地面", "level": "三级", "words": "每天至少 1 次",
        "clause": "4.4.1",
    }  # fmt: skip
    assert len(rows) == 71
    assert in_app(app, service.fixed_terms, daily.b.compound) == []


def test_somebody_who_has_done_todays_round_sees_what_is_left(daily, app):
    world = daily
    log(world.repair_a, world.a, "ENV-01")
    shown = my_items(world.repair_a, compound_id=world.a.compound)
    assert item(shown, "ENV-01")["state"] == "on_time"
    assert item(shown, "ENV-06")["state"] == "late"

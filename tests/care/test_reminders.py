"""90, 30 and 7 days before the end the company and the community are told: each once, and by the dates of that day."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.care.steps import care_of, guaranteed, in_days, move_end, on, sweep, told, waiting
from tests.insights.agenda import kinds_on
from tests.tickets.steps import file
from tests.world import write


def test_each_limit_is_told_once_to_the_company_and_the_community(app, world, deliver):
    guaranteed(app, world, 200)
    last = in_days(200)
    heard: dict[str, list[int]] = {"manager_a": [], "community_a": []}
    for left in (91, 90, 89, 31, 30, 8, 7, 1, 0, -1):
        with on(in_days(200 - left)):
            for _ in range(3):  # a sweeper that died looks again, and a second one looks too
                sweep(app, deliver)
            for who, counts in heard.items():
                counts.append(len(told(getattr(world, who))))
    assert heard["manager_a"] == heard["community_a"] == [0, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    text_of = told(world.manager_a)
    assert f"1号楼屋面的防水层保修到 {last}，还有 7 天到期" in text_of[0]
    assert "期满后由谁负责还没有登记" in text_of[0]
    assert "示例施工公司" in text_of[0]
    for who in ("manager_b", "community_b", "repair_a", "street_a", "resident_a"):
        assert told(getattr(world, who)) == []


def test_what_was_entered_late_is_told_by_the_limit_that_fits(app, world, deliver):
    guaranteed(app, world, 20)
    with on(in_days(0)):
        sweep(app, deliver)
        [words] = told(world.community_a)
        assert "还有 20 天到期" in words


def test_after_a_long_outage_only_the_limit_that_fits_is_told(app, world, deliver):
    guaranteed(app, world, 100)
    with on(in_days(95)):
        sweep(app, deliver)
        [words] = told(world.community_a)
        assert "还有 5 天到期" in words


def test_a_last_day_that_was_changed_takes_the_reminder_with_it(app, world, deliver):
    from app.care.jobs import arm
    from tests.world import in_app

    guaranteed(app, world, 7)
    with on(in_days(0)):
        in_app(app, arm)  # on its way when the date is corrected
        move_end(world, in_days(60))
        deliver()
        assert told(world.community_a) == []
        sweep(app, deliver)
        [words] = told(world.community_a)
        assert "还有 60 天到期" in words
    with on(in_days(1)):
        for left in (7, 60, 7, 60):  # to and fro: what was told of a last day is not told of it again
            move_end(world, in_days(left - 1))
            sweep(app, deliver)
        assert ["还有 6 天到期" in one for one in told(world.community_a)] == [True, False]


def test_who_takes_an_empty_post_later_still_hears_of_it(app, world, deliver):
    guaranteed(app, world, 7)
    ended = "update identity_post set ends_on = :day where role in ('manager', 'community')"
    write(app, lambda: db.session.execute(text(ended), {"day": in_days(-1)}))
    with on(in_days(0)):
        sweep(app, deliver)
    write(app, lambda: db.session.execute(text(ended), {"day": None}))
    assert told(world.community_a) == []
    with on(in_days(1)):
        sweep(app, deliver)
        assert len(told(world.community_a)) == 1


@pytest.mark.parametrize(("hour", "count"), [(7, 0), (8, 1)])
def test_nobody_is_told_before_the_morning(app, world, deliver, hour, count):
    guaranteed(app, world, 7)
    with on(in_days(0), hour=hour):
        sweep(app, deliver)
        assert len(told(world.community_a)) == count


def test_nothing_is_told_of_what_was_taken_down(app, world, deliver):
    guaranteed(app, world, 7)
    gone = text("update places_asset set ended_on = current_date - 1, ended_why = 'unused'")
    write(app, lambda: db.session.execute(gone))
    with on(in_days(0)):
        sweep(app, deliver)
        assert told(world.community_a) == []


def test_nothing_is_told_by_a_clock_that_jumped(app, world, deliver):
    guaranteed(app, world, 7)
    held = "insert into core_clock (id, seen_at, machine, running, held_at) values (1, now(), 'here', 1, now())"
    write(app, lambda: db.session.execute(text(held)))
    with on(in_days(0)):
        sweep(app, deliver)
        assert told(world.community_a) == []
    write(app, lambda: db.session.execute(text("update core_clock set held_at = null, seen_at = now()")))
    with on(in_days(0)):
        sweep(app, deliver)
        assert len(told(world.community_a)) == 1


def test_the_desk_holds_what_asks_for_work_and_lets_go_of_what_is_done(app, world, deliver):
    guaranteed(app, world, 60)
    for who in ("manager_a", "community_a"):
        [item] = waiting(getattr(world, who))
        assert item["title"] == "1号楼屋面：防水层"
        assert item["subtitle"] == "示例小区a · 还有 60 天到期 · 期满后由谁负责还没有登记"
        assert (item["late"], item["link"]) == (False, f"/care?left=all&warranty_id={item['id']}")
    assert waiting(world.community_b) == waiting(world.manager_b) == waiting(world.street_a) == []
    care_of(world, "示例物业a", in_days(61))
    assert waiting(world.manager_a) == []
    file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof))
    assert waiting(world.manager_a)[0]["subtitle"] == "示例小区a · 还有 60 天到期 · 1 件报修没有办结"
    with on(in_days(61)):
        said = "示例小区a · 保修已到期 · 保修期内报的还有 1 件没有办结，仍由施工单位负责"
        assert waiting(world.manager_a)[0]["subtitle"] == said
        assert kinds_on(world.manager_a, in_days(-1)) == [("warranty", "late")]  # the calendar says no other thing
        write(app, lambda: db.session.execute(text("update tickets_ticket set state = 'withdrawn'")))
        assert waiting(world.manager_a) == []
        assert kinds_on(world.manager_a, in_days(-1)) == [("warranty", "done")]

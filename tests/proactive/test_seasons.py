"""The seasons: their dates, their timers, and one task for every compound each year."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

import pytest

from app.core.clock import BEIJING
from app.places.models import AssetKind
from app.proactive.seasons import at_or_after, occurrence, seasons
from app.tickets.service.reference import DATA
from tests.proactive.steps import ROOF, execute, reported, rows, see, tasks
from tests.world import write

DAY = timedelta(days=1)


def test_the_list_names_what_exists():
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: row["group_code"] for row in csv.DictReader(file)}
    assert set(seasons()) == {"flood", "august", "heating"}
    for season in seasons().values():
        assert set(season.categories) <= set(known)
        assert set(season.groups) <= set(known.values())
        assert set(season.asset_kinds) <= {kind.value for kind in AssetKind}
        assert season.lead_days > 0
        assert len(season.checks) >= 5
        assert season.source


@pytest.mark.parametrize(
    ("code", "starts_on", "ends_on"),
    [
        ("heating", date(2026, 11, 15), date(2027, 3, 15)),
        ("flood", date(2026, 6, 1), date(2026, 9, 15)),
        ("august", date(2026, 8, 1), date(2026, 8, 31)),
    ],
)
def test_when_they_are(code, starts_on, ends_on):
    found = occurrence(seasons()[code], 2026)
    assert (found.starts_on, found.ends_on) == (starts_on, ends_on)
    assert found.opens_on == starts_on - timedelta(days=seasons()[code].lead_days)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2027, 3, 15), 2026), (date(2027, 3, 16), 2027), (date(2026, 10, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_winter_belongs_to_the_year_in_which_it_begins(day, year):
    assert at_or_after(seasons()["heating"], day).year == year


@pytest.fixture
def today_is(monkeypatch):
    """Let the product believe that it is another day, as far as seasons go."""

    def set_day(day: date) -> None:
        monkeypatch.setattr("app.proactive.service.opening.today", lambda: day)

    return set_day


def opened(app) -> list:
    """Return the seasonal tasks."""
    return rows(app, "select * from proactive_task where kind = 'seasonal' order by season, season_year, compound_id")


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2026, 10, 15), 0),
        (date(2026, 10, 16), 3),
        (date(2027, 3, 15), 3),
        (date(2027, 3, 16), 0),
    ],
)
def test_tasks_are_opened_thirty_days_before_and_not_after_the_season(app, world, today_is, day, count):
    from app.proactive.service import open_season

    today_is(day)
    assert write(app, open_season, "heating", 2026) == count
    assert len(opened(app)) == count
    assert write(app, open_season, "heating", 2026) == 0
    assert len(opened(app)) == count


def test_each_compound_has_its_task_with_the_day_by_which_to_check(app, world, today_is):
    from app.proactive.service import open_season

    today_is(date(2026, 5, 2))
    assert write(app, open_season, "flood", 2026) == 3
    found = opened(app)
    assert {row.compound_id for row in found} == {estate.compound for estate in (world.a, world.b, world.none)}
    assert {row.next_on for row in found} == {date(2026, 6, 1)}
    assert len(rows(app, "select 1 from proactive_event where action = 'open'")) == 3
    assert len(tasks(world.community_a)) == 2  # two compounds of community a
    assert len(tasks(world.community_b)) == 1
    today_is(date(2026, 7, 1))
    execute(app, "delete from proactive_task where false")
    assert write(app, open_season, "flood", 2027) == 0  # not yet
    assert write(app, open_season, "no-such-season", 2026) == 0


def test_more_compounds_than_fit_one_transaction_are_opened_in_portions(app, world, today_is, deliver, monkeypatch):
    from app.proactive.service import open_season, opening

    monkeypatch.setattr(opening, "AT_ONCE", 2)
    today_is(date(2026, 8, 10))
    write(app, open_season, "august", 2026)
    deliver()
    assert len(opened(app)) == 3


def test_the_timers_are_set_once_and_fire_at_their_time(app, world, today_is, deliver):
    from app.proactive.jobs import arm
    from tests.world import in_app

    today_is(date(2026, 4, 1))
    for _ in range(3):
        in_app(app, arm)
    timers = rows(app, "select payload, due_at from core_outbox where topic = 'proactive.season_opens' order by due_at")
    assert [(row.payload["code"], row.payload["year"]) for row in timers] == [
        ("flood", 2026),
        ("august", 2026),
        ("heating", 2026),
    ]
    assert [row.due_at.astimezone(BEIJING) for row in timers] == [
        datetime(2026, 5, 2, 8, tzinfo=BEIJING),
        datetime(2026, 7, 12, 8, tzinfo=BEIJING),
        datetime(2026, 10, 16, 8, tzinfo=BEIJING),
    ]
    execute(app, "update core_outbox set due_at = now() where payload ->> 'code' = 'flood'")
    execute(app, "update core_outbox set due_at = now() + interval '1 day' where payload ->> 'code' <> 'flood'")
    today_is(date(2026, 5, 2))
    deliver()
    assert [row.season for row in opened(app)] == ["flood"] * 3


def test_in_the_middle_of_a_season_a_new_compound_is_caught_up_with(app, world, today_is, deliver):
    from app.proactive.jobs import arm
    from tests.world import in_app

    today_is(date(2026, 12, 1))
    in_app(app, arm)
    execute(app, "update core_outbox set due_at = now() where payload ->> 'code' = 'heating'")
    deliver()
    found = opened(app)
    assert len(found) == 3
    assert {row.next_on for row in found} == {date(2026, 12, 1)}  # the beginning is over: today


def test_a_task_of_a_season_shows_what_to_check_here_and_what_came_up_a_year_before(app, world, today_is, deliver):
    from app.proactive.service import open_season

    today_is(date(2026, 5, 10))
    write(app, open_season, "flood", 2026)
    for when in ("2025-06-01 00:00+08", "2025-09-15 23:59+08", "2025-05-31 23:59+08", "2025-09-16 00:00+08"):
        ticket = reported(app, world)
        execute(app, "update tickets_ticket set created_at = :at where id = :id", at=when, id=ticket)
    withdrawn = reported(app, world)
    execute(
        app, "update tickets_ticket set created_at = '2025-07-01', state = 'withdrawn' where id = :id", id=withdrawn
    )
    mine = next(row for row in opened(app) if row.compound_id == world.a.compound)
    task = see(world.community_a, str(mine.id))
    assert task["last_time"] == [{"code": ROOF, "name": "屋面漏雨", "tickets": 2, "households": 1}]
    assert [asset["name"] for asset in task["assets"]] == ["1号楼屋面"]
    assert any("雨水" in check for check in task["checks"])
    assert task["title"] == "2026年汛期防漏防涝检查"


def test_the_calendar_is_shown_in_the_order_in_which_seasons_come(world):
    shown = world.secretary_a.get("/staff/proactive/seasons").json["items"]
    assert len(shown) == 3
    assert [one["starts_on"] for one in shown] == sorted(one["starts_on"] for one in shown)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 11, 1), "请在11月15日前查完"), (date(2026, 11, 23), "供暖季已经开始，请尽快查完")]
)
def test_a_task_that_comes_late_does_not_ask_for_a_day_that_is_over(world, app, monkeypatch, day, words):
    from app.proactive.service import open_season, opening

    monkeypatch.setattr(opening, "today", lambda: day)
    write(app, open_season, "heating", 2026)
    assert all(words in row.reason for row in rows(app, "select reason from proactive_task"))

"""What the community hears of tasks that the system opened."""

from __future__ import annotations

from datetime import date, datetime

from app.core.clock import BEIJING
from tests.proactive.steps import reported
from tests.world import write


def notices(person) -> list[dict]:
    """Return what a person was told of tasks."""
    return [one for one in person.get("/inbox").json["items"] if one["kind"] == "task"]


def test_repeats_reach_the_community_of_the_compound_once(app, world, deliver):
    for days in (12, 5, 1, 0):
        reported(app, world, days_ago=days)
        deliver()
    (notice,) = notices(world.community_a)
    assert notice["title"] == "反复出现：屋面漏雨"
    assert "示例小区a“屋面漏雨”反复出现：30 天内 3 件" in notice["text"]
    assert notices(world.community_b) == notices(world.manager_a) == []
    assert world.resident_a.name not in notice["text"]


def test_a_season_reaches_each_community_once(app, world, deliver, monkeypatch):
    from app.proactive.service import open_season, opening

    monkeypatch.setattr(opening, "today", lambda: date(2026, 11, 1))
    monkeypatch.setattr(opening, "now", lambda: datetime(2026, 11, 1, 8, tzinfo=BEIJING))
    monkeypatch.setattr(opening, "AT_ONCE", 1)
    while write(app, open_season, "heating", 2026):
        pass
    deliver()
    (notice,) = notices(world.community_a)
    assert "检查任务已立好" in notice["title"]
    assert len(notices(world.community_b)) == 1
    assert notices(world.street_a) == []

"""How long an order may stand still: one pause, and all pauses of a round together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.clock import now
from app.tickets.pausing import taken
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, see

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def later(**length) -> str:
    """Return an instant after now, as the wire has it."""
    return (now() + timedelta(**length)).isoformat()


def steps(*made):
    """Return a history of (hours after the start, action, state, detail or nothing)."""
    return [
        {"at": START + HOUR * hours, "action": action, "after": after, "detail": dict(*detail)}
        for hours, action, after, *detail in made
    ]


ROUND = (0, "submit", "submitted")


@pytest.mark.parametrize(
    ("made", "hours", "questions"),
    [
        ([ROUND], 0, 0),
        ([ROUND, (2, "suspend", "suspended", {"cause": "parts"}), (5, "resume", "in_progress")], 3, 0),
        ([ROUND, (2, "suspend", "suspended", {"cause": "parts"})], 98, 0),
        ([ROUND, (2, "ask", "suspended", {"cause": "resident"}), (50, "answer", "dispatched")], 0, 1),
        ([ROUND, (2, "shelve", "suspended", {"cause": "shelved"}), (90, "unshelve", "accepted")], 0, 0),
        (
            [ROUND, (2, "suspend", "suspended"), (6, "shelve", "suspended", {"cause": "shelved"}),
             (90, "unshelve", "in_progress")], 4, 0,
        ),
        ([ROUND, (2, "suspend", "suspended"), (4, "confer", "suspended"), (9, "reassign", "dispatched")], 7, 0),
        ([ROUND, (2, "suspend", "suspended"), (12, "merge", "merged"), (60, "unmerge", "dispatched")], 10, 0),
        (
            [ROUND, (2, "suspend", "suspended"), (12, "resume", "in_progress"), (13, "ask", "suspended"),
             (20, "reopen", "dispatched"), (30, "suspend", "suspended"), (31, "resume", "in_progress")], 1, 0,
        ),
    ],
)  # fmt: skip
def test_only_the_time_of_this_rounds_suspensions_counts(made, hours, questions):
    found = taken(steps(*made), START + 100 * HOUR)
    assert (found.suspended, found.questions) == (HOUR * hours, questions)


def test_a_day_that_was_begun_is_used():
    found = taken(steps(ROUND, (0, "suspend", "suspended"), (25, "resume", "in_progress")), START + 30 * HOUR)
    assert found.shown() == {"days": 2, "days_left": 28, "questions": 0, "questions_left": 2}


@pytest.fixture
def leak(world, deliver):
    """A leaking roof at which company a works."""
    ticket = file(world.resident_a, world.a, category="0101", description="屋顶漏雨")["id"]
    deliver()
    for step in ("accept", "start"):
        act(world.repair_a, ticket, step, staff=True)
    return ticket


def suspend(world, ticket: str, *, expect: int = 200, **length):
    """Suspend for a while."""
    return act(
        world.repair_a,
        ticket,
        "suspend",
        staff=True,
        note="等配件",
        cause="parts",
        until=later(**length),
        expect=expect,
    ).json


def test_all_pauses_of_a_round_together_are_bounded(app, world, deliver, leak):
    suspend(world, leak, days=29)
    pass_time(app, days=28)
    act(world.repair_a, leak, "resume", staff=True)
    shown = see(world.community_a, leak, staff=True)
    assert (shown["pauses"]["days"], shown["pauses"]["days_left"]) == (29, 1)  # a few seconds of the next one too
    assert "这一轮累计挂起28天" in shown["clocks"][-1]["explanation"]
    refused = suspend(world, leak, days=28, expect=409)["error"]
    assert refused["code"] == "tickets.paused_enough"
    assert "请申请延期或提请挂账" in refused["message"]
    assert "还可以停 1 天" in refused["message"]
    suspend(world, leak, days=1)
    pass_time(app, days=1, hours=1)
    deliver()  # it goes on by itself
    pass_time(app, days=2)
    assert see(world.community_a, leak, staff=True)["late"] is True, "in the end it is late"
    for length in ({"days": 2}, {"days": 1}):
        assert "请申请延期或提请挂账" in suspend(world, leak, expect=409, **length)["error"]["message"]


def test_one_pause_alone_is_bounded_as_before(world, deliver, leak):
    assert "until" in suspend(world, leak, days=31, expect=422)["error"]["fields"]
    suspend(world, leak, days=30)


def test_the_resident_is_asked_twice_at_most(world, deliver, leak):
    for question in ("哪间？", "几楼？"):
        act(world.manager_a, leak, "ask", staff=True, note=question)
        act(world.resident_a, leak, "answer", note="北屋")
    assert see(world.manager_a, leak, staff=True)["pauses"]["questions_left"] == 0
    for person in (world.manager_a, world.community_a):
        refused = act(person, leak, "ask", staff=True, note="还有呢？", expect=409).json["error"]
        assert (refused["code"], "请申请延期或提请挂账" in refused["message"]) == ("tickets.paused_enough", True)


def test_a_new_round_begins_afresh(app, world, deliver, leak):
    suspend(world, leak, days=29)
    pass_time(app, days=28)
    act(world.repair_a, leak, "resume", staff=True)
    for question in ("哪间？", "几楼？"):
        act(world.manager_a, leak, "ask", staff=True, note=question)
        act(world.resident_a, leak, "answer", note="北屋")
    act(world.repair_a, leak, "finish", staff=True, note="好了")
    again = act(world.resident_a, leak, "reopen", note="没好").json
    assert again["pauses"] == {"days": 0, "days_left": 30, "questions": 0, "questions_left": 2}
    for step in ("accept", "start"):
        act(world.repair_a, leak, step, staff=True)
    suspend(world, leak, days=29)


def test_the_ledger_of_hard_cases_takes_over_when_the_days_are_used_up(app, world, deliver, leak):
    suspend(world, leak, days=29)
    pass_time(app, days=29)
    deliver()
    act(world.street_a, leak, "shelve", staff=True, note="列入改造", until=later(days=100))
    pass_time(app, days=50)
    assert see(world.street_a, leak, staff=True)["pauses"]["days_left"] in (0, 1), (
        "a case on the ledger uses nothing up"
    )

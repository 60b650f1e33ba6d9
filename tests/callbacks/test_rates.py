"""The three rates: numerators and denominators, exclusions, and cells that always equal a recount."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.callbacks.service import follow
from app.core.clock import now, today
from app.core.db import db
from tests.callbacks.test_calling import call, desk
from tests.promises.invariants import rules
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write


def month_of(app=None) -> str:
    """Return the present month as the API takes it."""
    return today().strftime("%Y-%m")


def rates(person, group_by: str = "compound"):
    """Return the rates over the last and the next month."""
    year = today().year
    answer = person.get(f"/staff/rates?first={year - 1}-01&last={year + 1}-12&group_by={group_by}")
    assert answer.status_code == 200, answer.json
    return answer.json


def pair(table, key: str) -> tuple[int, int]:
    """Return (numerator, denominator) of one rate."""
    return next((rate["numerator"], rate["denominator"]) for rate in table["whole"]["rates"] if rate["key"] == key)


def finished(world, deliver, who="resident_a", **fields):
    """Return a finished ticket that waits to be called back about."""
    ticket = file(getattr(world, who), world.a, **({"category": "0101", "description": "漏"} | fields))["id"]
    deliver()
    act(world.manager_a, ticket, "accept", staff=True)
    act(world.manager_a, ticket, "start", staff=True)
    act(world.manager_a, ticket, "finish", staff=True, note="好了")
    deliver()
    return ticket


def answer(world, ticket: str, outcome: str, satisfaction: str, *, contacted=True) -> None:
    """Take down an answer at the community's desk."""
    task = next(item for item in desk(world.community_a) if item["ticket_id"] == ticket)
    call(world.community_a, task, "answer", outcome=outcome, satisfaction=satisfaction, contacted=contacted, reason="x")


def recounted(app) -> list:
    """Count everything again and return what differed."""
    from app.callbacks import service

    return write(app, service.recount)


def test_only_solved_counts_as_solved_and_fair_as_satisfied(app, world, deliver):
    for outcome, satisfaction in (
        ("solved", "satisfied"), ("solved", "fair"), ("partly", "fair"), ("unsolved", "dissatisfied"),
    ):  # fmt: skip
        answer(world, finished(world, deliver), outcome, satisfaction, contacted=outcome != "unsolved")
    waiting = finished(world, deliver)
    table = rates(world.community_a)
    assert pair(table, "response") == (3, 4)
    assert pair(table, "solution") == (2, 4)
    assert pair(table, "satisfaction") == (3, 4)
    assert (table["whole"]["counts"]["orders"], table["whole"]["counts"]["waiting"]) == (5, 1)
    # 10 % of 3/4, 45 % of 2/4 and 45 % of 3/4, in hundredths of a point
    assert table["whole"]["score"] == round((10 * 3 + 45 * 2 + 45 * 3) * 100 / 4)
    rows = world.community_a.get(
        f"/staff/rates/rows?first={today().year - 1}-01&last={today().year + 1}-12&measure=waiting"
    ).json["items"]
    assert [row["ticket_id"] for row in rows] == [waiting]
    assert recounted(app) == []


def test_unreached_and_excluded_are_shown_but_not_counted(app, world, deliver):
    first, second = finished(world, deliver), finished(world, deliver)
    for n in range(4):
        task = next(item for item in desk(world.community_a) if item["ticket_id"] == first)
        call(world.community_a, task, "missed")
        if n == 2:
            write(app, lambda: db.session.execute(text("update callbacks_try set at = at - interval '1 day'")))
    answer(world, second, "unsolved", "dissatisfied")
    assert pair(rates(world.community_a), "solution") == (0, 1)

    assert world.manager_a.post(
        f"/staff/tickets/{second}/exclusion", {"reason": "unreasonable", "note": "要求赔新房"}
    ).status_code == 204  # fmt: skip
    asked = world.street_a.get("/staff/exclusions").json["items"][0]
    path = f"/staff/exclusions/{asked['id']}/actions"
    assert world.community_a.post(f"{path}/approve", {"version": 1}).status_code == 403
    assert world.street_b.post(f"{path}/approve", {"version": 1}).status_code == 404
    assert pair(rates(world.community_a), "solution") == (0, 1)  # not before it is decided
    assert world.street_a.post(f"{path}/approve", {"version": 1}).status_code == 204
    table = rates(world.community_a)
    assert pair(table, "solution") == (0, 0)
    assert table["whole"]["rates"][1]["per_mille"] is None
    counts = table["whole"]["counts"]
    assert (counts["unreached"], counts["excluded"], counts["orders"]) == (1, 1, 1)
    assert recounted(app) == []


def test_consultations_do_not_count(app, world, deliver):
    answer(world, finished(world, deliver, kind="consultation", category="1803"), "solved", "satisfied")
    assert rates(world.community_a)["whole"]["counts"]["orders"] == 0


def test_each_post_sees_its_own(world, deliver):
    answer(world, finished(world, deliver), "solved", "satisfied")
    assert pair(rates(world.manager_a, "company"), "solution") == (1, 1)
    assert pair(rates(world.street_a, "community"), "solution") == (1, 1)
    assert pair(rates(world.district, "street"), "solution") == (1, 1)
    for other in (world.community_b, world.manager_b, world.street_b):
        assert rates(other)["whole"]["counts"]["orders"] == 0
    assert world.repair_a.get("/staff/rates?first=2026-01&last=2026-12").status_code == 403
    public = world.stranger.get(f"/public/compounds/{world.a.compound}/rates").json
    assert public["counts"]["orders"] in (0, 1)
    assert [rate["name"] for rate in public["rates"]][:3] == ["响应率", "解决率", "满意率"]


@pytest.mark.parametrize("months", ["2026-13&last=2026-12", "2026-12&last=2026-01", "x&last=y", "1900-01&last=2026-01"])
def test_impossible_periods_are_refused(world, months):
    assert world.community_a.get(f"/staff/rates?first={months}").status_code == 422


def test_without_the_callers_word_contact_within_a_day_is_a_response(app, world, deliver):
    ticket = finished(world, deliver)
    answer(world, ticket, "solved", "satisfied", contacted=None)
    assert pair(rates(world.community_a), "response") == (1, 1)
    slow = file(world.resident_a, world.a, category="0105", description="小广告")["id"]
    deliver()
    pass_time(app, hours=30)
    finish_by_repair(world.repair_a, slow)
    deliver()
    answer(world, slow, "solved", "satisfied", contacted=None)
    assert pair(rates(world.community_a), "response") == (1, 2)


def _answer_any(world, deliver, chance, tickets):
    open_ = [task for task in desk(world.community_a) if "answer" in task["actions"]]
    if open_:
        fields = {
            "outcome": chance.choice(["solved", "partly", "unsolved"]),
            "satisfaction": chance.choice(["satisfied", "fair", "dissatisfied"]),
        }
        call(world.community_a, chance.choice(open_), "answer", reason="x", **fields)


def _correct_any(world, deliver, chance, tickets):
    answered = [task for task in desk(world.street_a, "answered") if "correct" in task["actions"]]
    if answered:
        fields = {"outcome": "partly", "satisfaction": "fair", "reason": "x", "why": "听错"}
        path = f"/staff/callbacks/{chance.choice(answered)['id']}/actions/correct"
        world.street_a.post(path, {"version": answered[0]["version"]} | fields)


def _file(world, deliver, chance, tickets):
    tickets.append(finished(world, deliver, chance.choice(["resident_a", "neighbour_a"])))


def _try_step(person, ticket: str, action: str, **fields) -> None:
    """Take a step if it can be taken now."""
    shown = person.get(f"/staff/tickets/{ticket}")
    if shown.status_code == 200 and action in shown.json["actions"]:
        body = {"version": shown.json["version"], "note": "x"} | fields
        person.post(f"/staff/tickets/{ticket}/actions/{action}", body)


def _confirm_any(world, deliver, chance, tickets):
    ticket = chance.choice(tickets)
    shown = world.resident_a.get(f"/tickets/{ticket}")
    if shown.status_code == 200:
        body = {"version": shown.json["version"], "outcome": "solved", "rating": 4}
        world.resident_a.post(f"/tickets/{ticket}/actions/confirm", body)


def _reopen_any(world, deliver, chance, tickets):
    _try_step(world.community_a, chance.choice(tickets), "reopen")


def _finish_any(world, deliver, chance, tickets):
    ticket = chance.choice(tickets)
    for step in ("accept", "start", "finish"):
        _try_step(world.manager_a, ticket, step)


def _report(world, deliver, chance, tickets):
    who = getattr(world, chance.choice(["resident_a", "neighbour_a"]))
    tickets.append(file(who, world.a, category="0101", description="漏")["id"])


def _withdraw_any(world, deliver, chance, tickets):
    ticket = chance.choice(tickets)
    shown = world.resident_a.get(f"/tickets/{ticket}")
    if shown.status_code == 200:
        world.resident_a.post(f"/tickets/{ticket}/actions/withdraw", {"version": shown.json["version"]})


def _exclude_any(world, deliver, chance, tickets):
    """Ask for any, done or not, and let the street approve what waits."""
    ticket = chance.choice(tickets)
    world.manager_a.post(f"/staff/tickets/{ticket}/exclusion", {"reason": "unlawful", "note": "x"})
    _decide_all(world.street_a, "approve")


def _revoke_any(world, deliver, chance, tickets):
    _decide_all(world.street_a2, "revoke")


def _decide_all(person, action: str) -> None:
    for asked in person.get("/staff/exclusions").json["items"]:
        if action in asked["actions"]:
            body = {"version": asked["version"], "note": "x"}
            assert person.post(f"/staff/exclusions/{asked['id']}/actions/{action}", body).status_code == 204


def _merge_any(world, deliver, chance, tickets):
    _try_step(world.community_a, chance.choice(tickets), "merge", into_id=chance.choice(tickets))


def _unmerge_any(world, deliver, chance, tickets):
    _try_step(world.community_a, chance.choice(tickets), "unmerge")


def _join_any(world, deliver, chance, tickets):
    world.family_a.post(f"/tickets/{chance.choice(tickets)}/join", {})


def _extend_any(world, deliver, chance, tickets):
    """Ask for more time, into another month, and let the community decide."""
    ticket = chance.choice(tickets)
    until = (now() + timedelta(days=chance.choice([20, 40]))).isoformat()
    _try_step(world.manager_a, ticket, "extend", until=until)
    shown = world.community_a.get(f"/staff/tickets/{ticket}").json
    for asked in shown["requests"]:
        body = {"version": shown["version"], "note": "x", "request_id": asked["id"], "approve": True}
        world.community_a.post(f"/staff/tickets/{ticket}/actions/decide", body)


def _give_any(world, deliver, chance, tickets):
    other = chance.choice([world.jwh_a, world.company_a])
    _try_step(world.street_a, chance.choice(tickets), "reassign", organisation_id=str(other))


STEPS = (
    _file, _report, _finish_any, _answer_any, _answer_any, _correct_any, _confirm_any, _reopen_any, _withdraw_any,
    _exclude_any, _revoke_any, _merge_any, _unmerge_any, _join_any, _extend_any, _give_any,
)  # fmt: skip
NOT_ROUTED = "update core_outbox set due_at = now() + interval '300 days' where subscriber = 'tickets.route'"


@pytest.mark.parametrize("seed", range(4))
def test_cells_equal_a_recount_after_a_random_month(app, world, deliver, seed, second_of_the_street):
    """Orders done, late, not routed, merged, extended and left out, in any order and with the days going by."""
    chance = random.Random(seed)
    tickets: list[str] = []
    _file(world, deliver, chance, tickets)
    for _ in range(30):
        step = chance.choice((*STEPS, None))
        if step is None:
            pass_time(app, days=chance.choice([1, 9, 25]))
        else:
            step(world, deliver, chance, tickets)
        if step is _report and chance.random() < 0.5:
            write(app, lambda: db.session.execute(text(NOT_ROUTED)))
        if chance.random() < 0.8:
            deliver()
    deliver()
    assert recounted(app) == []
    assert broken(app) == {}


def broken(app) -> dict[str, list]:
    """Return the rows that break a rule on call-backs of those that must hold after any fault."""

    def look():
        with db.engine.connect() as connection:
            mine = {name: query for name, query in rules().items() if re.search("call-back|cell", name)}
            found = {name: list(connection.execute(text(query))) for name, query in mine.items()}
            assert len(mine) == 5
            return {name: rows for name, rows in found.items() if rows}

    return in_app(app, look)


def test_a_cell_that_was_touched_is_found_and_repaired(app, world, deliver):
    answer(world, finished(world, deliver), "solved", "satisfied")
    write(app, lambda: db.session.execute(text("update callbacks_cell set solved = solved + 1")))
    assert [wrong["columns"] for wrong in recounted(app)] == [["solved"]]
    assert recounted(app) == []


def test_more_groups_and_months_cost_no_more_statements(app, world, deliver, count_queries):
    def statements() -> int:
        count_queries.clear()
        rates(world.district, "community")
        return len(count_queries)

    nothing = statements()
    for who, place in ((world.resident_a, world.a), (world.resident_b, world.b)):
        file(who, place, category="0101", description="漏")
        deliver()
    pass_time(app, days=40)
    write(app, lambda: [follow(row) for row in every_ticket()])
    table = rates(world.district, "community")
    assert len(table["groups"]) == 2
    assert statements() == nothing


def every_ticket() -> list:
    """Return the ids of all tickets."""
    return list(db.session.scalars(text("select id from tickets_ticket")))

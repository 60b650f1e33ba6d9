"""What may become a topic: it comes by itself, once, and goes by itself when the matter is settled."""

from __future__ import annotations

from datetime import timedelta

from app.core import outbox
from app.core.clock import today
from app.core.uow import unit_of_work
from app.council.service import suggestions
from app.events.party import CommitmentOverdue
from app.events.tickets import TicketStep
from tests.council.steps import BASE, act, see
from tests.duty.steps import execute, rows
from tests.identity.together import together
from tests.party.steps import do, fall_due, promised, signed
from tests.tickets.steps import act as act_on
from tests.tickets.steps import file
from tests.world import in_app


def suggested(person):
    """Return what may become a topic."""
    return person.get(f"{BASE}/suggestions").json["items"]


def test_what_is_reported_three_times_in_ninety_days_is_suggested_once(app, world, deliver):
    for _ in range(2):
        file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    assert suggested(world.community_a) == []
    for _ in range(2):
        file(world.resident_a, world.a, category="0101", description="漏雨")
        deliver()
    [one] = suggested(world.community_a)
    assert (one["source_name"], one["may_decide"]) == ("反复发生", True)
    assert suggested(world.community_b) == []
    assert suggested(world.street_a)[0]["may_decide"] is False
    made = world.community_a.post(f"{BASE}/suggestions/{one['id']}/actions/take").json
    assert (made["source"], made["state"]) == ("repeats", "listed")
    assert suggested(world.community_a) == []
    assert world.community_a.post(f"{BASE}/suggestions/{one['id']}/actions/take").status_code == 409
    assert world.community_b.post(f"{BASE}/suggestions/{one['id']}/actions/take").status_code == 404


def test_a_promise_that_was_not_kept_is_suggested_and_can_be_put_aside(app, world, deliver):
    promised(world, signed(world), compound_id=str(world.a.compound))
    fall_due(app, deliver)
    [one] = suggested(world.community_a)
    assert (one["source_name"], one["title"]) == ("联建承诺超期", "装晾衣杆")
    path = f"{BASE}/suggestions/{one['id']}/actions/decline"
    assert world.street_a.post(path, {"reason": "x"}).status_code == 403
    assert world.community_a.post(path, {}).status_code == 422
    assert world.community_a.post(path, {"reason": "已经约好下周办"}).status_code == 204
    assert suggested(world.community_a) == []


def climbed(app, world, ticket, level: str = "street", percent: int = 100) -> None:
    """Let a ticket climb to a level, as the ladder tells it."""
    step = TicketStep(
        ticket_id=ticket["id"], round=1, step=3, percent=percent, level=level, no=ticket["no"],
        category_name="屋面漏水",
        compound_id=str(world.a.compound), community_id=str(world.regions["community_a"]),
        street_id=str(world.regions["street_a"]), district_id=str(world.district_id),
        organisation_id=None, assignee_id=None,
    )  # fmt: skip

    def run():
        with unit_of_work():
            outbox.publish(step)
        outbox.drain_all()

    in_app(app, run)


def test_an_order_that_climbed_high_is_suggested_once_and_goes_when_it_is_done(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    climbed(app, world, ticket, "community")
    climbed(app, world, ticket, "street", 80)
    assert suggested(world.community_a) == []
    climbed(app, world, ticket)
    climbed(app, world, ticket, "district", 150)
    [one] = suggested(world.community_a)
    assert (one["source_name"], one["title"]) == ("超期工单", "屋面漏水长期没有办好")
    act_on(world.resident_a, ticket["id"], "withdraw", reason="自己修好了")
    deliver()
    assert suggested(world.community_a) == []
    climbed(app, world, ticket, "district", 150)
    assert suggested(world.community_a) == [], "what tells of it came after it was over"


def test_what_has_become_a_topic_stays_one_when_the_order_is_done(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    climbed(app, world, ticket)
    [one] = suggested(world.community_a)
    made = world.community_a.post(f"{BASE}/suggestions/{one['id']}/actions/take").json
    act_on(world.resident_a, ticket["id"], "withdraw", reason="自己修好了")
    deliver()
    assert see(world.community_a, made)["state"] == "listed"


def test_a_promise_that_was_kept_late_goes_from_the_suggestions(app, world, deliver):
    made = promised(world, signed(world), compound_id=str(world.a.compound))
    fall_due(app, deliver)
    assert len(suggested(world.community_a)) == 1
    made = do(world.manager_a, world.manager_a.get(f"/staff/party/commitments/{made['id']}").json, "claim")
    made = do(world.manager_a, made, "submit", note="装好了")
    deliver()
    assert len(suggested(world.community_a)) == 1, "nobody has confirmed it"
    do(world.community_a, made, "confirm")
    deliver()
    assert suggested(world.community_a) == []


def test_a_promise_put_off_goes_and_comes_again_when_the_new_day_is_over(app, world, deliver):
    made = promised(world, signed(world), compound_id=str(world.a.compound))
    fall_due(app, deliver)
    [one] = suggested(world.community_a)
    seen = world.community_a.get(f"/staff/party/commitments/{made['id']}").json
    content = {
        "organisation_id": seen["organisation"]["id"], "compound_id": str(world.a.compound),
        "measure": seen["measure"], "rhythm": seen["rhythm"], "due_on": str(today() + timedelta(days=9)),
    }  # fmt: skip
    do(world.community_a, seen, "save", content=content)
    deliver()
    assert suggested(world.community_a) == []
    fall_due(app, deliver)
    assert [row["title"] for row in suggested(world.community_a)] == [one["title"]]


def test_each_turn_of_a_rhythm_that_was_missed_is_suggested(app, world):
    """The first turn was put aside with a reason; that says nothing of the next one."""
    made = promised(world, signed(world), compound_id=str(world.a.compound))
    for days in (31, 1):
        late = today() - timedelta(days=days)
        execute(app, "update party_commitment set due_on = :day", day=late)
        event = CommitmentOverdue(made["id"], str(world.regions["community_a"]), str(world.a.compound), str(late))
        for _ in range(2):
            in_app(app, lambda event=event: _told(event))
        [one] = suggested(world.community_a)
        path = f"{BASE}/suggestions/{one['id']}/actions/decline"
        assert world.community_a.post(path, {"reason": "下个月补上"}).status_code == 204
    assert len(rows(app, "select 1 from council_suggestion")) == 2


def _told(event) -> None:
    with unit_of_work():
        suggestions.from_commitment(event)


def test_told_twice_at_once_it_is_suggested_once_and_taken_once(app, world):
    made = promised(world, signed(world), compound_id=str(world.a.compound))
    late = today() - timedelta(days=1)
    execute(app, "update party_commitment set due_on = :day", day=late)
    event = CommitmentOverdue(made["id"], str(world.regions["community_a"]), str(world.a.compound), str(late))
    together(*[lambda: in_app(app, lambda: _told(event))] * 4)
    [one] = suggested(world.community_a)
    path = f"{BASE}/suggestions/{one['id']}/actions/take"
    people = [world.community_a, world.secretary_a] * 2
    codes = together(*[lambda person=person: person.post(path).status_code for person in people])
    assert sorted(codes) == [200, 409, 409, 409]
    assert len(rows(app, "select 1 from council_topic")) == 1


def test_a_new_quarter_does_not_suggest_what_is_being_talked_about(app, world, deliver):
    for _ in range(3):
        file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    [one] = suggested(world.community_a)
    execute(app, "update council_suggestion set source_key = '0101:2020Q1'")
    file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    assert len(suggested(world.community_a)) == 1, "it still waits from the quarter before"
    made = world.community_a.post(f"{BASE}/suggestions/{one['id']}/actions/take").json
    file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    assert suggested(world.community_a) == [], "it is a topic"
    act(world.community_a, made, "drop", note="屋面要大修")
    file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    assert len(suggested(world.community_a)) == 1

"""Who hears of questions, requests, joint handling, merging, urging and of the ladder."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.clock import now
from app.core.db import db
from app.events.tickets import TicketReview, TicketStep
from app.notify import jobs, service
from app.tickets import service as tickets
from tests.notify.test_audience import inbox, kinds
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import bind, in_app, write


@pytest.fixture
def ticket(world, deliver):
    """A routed ticket of resident_a, of which everybody has heard."""
    filed = file(world.resident_a, world.a, category="0103", description="楼道灯不亮")
    deliver()
    kinds(world)
    return filed


def told(world, deliver) -> dict[str, list[str]]:
    """Deliver, and return who heard of what."""
    deliver()
    return kinds(world)


def in_days(days: int) -> str:
    """Return a moment in so many days as the interface takes it."""
    return (now() + timedelta(days=days)).isoformat()


def test_a_question_reaches_the_resident_and_the_answer_the_worker(world, ticket, deliver, desk, wechat):
    act(world.repair_a, ticket["id"], "accept", staff=True)
    told(world, deliver)
    desk.subscribe(world.resident_a, "progress")
    act(world.repair_a, ticket["id"], "ask", staff=True, note="是哪一层？")
    assert told(world, deliver) == {"resident_a": ["asked"]}
    assert wechat.ledger[-1].data["phrase3"] == "请您补充"
    assert "是哪一层" not in inbox(world.resident_a)[0]["text"], "what was asked is read in the ticket"

    act(world.resident_a, ticket["id"], "answer", note="三层")
    assert told(world, deliver) == {"repair_a": ["answered"]}


def test_the_ledger_of_hard_cases_is_told_to_the_resident(world, ticket, deliver):
    act(world.repair_a, ticket["id"], "accept", staff=True)
    told(world, deliver)
    act(world.street_a, ticket["id"], "shelve", staff=True, note="等改造", until=in_days(30))
    assert told(world, deliver) == {"resident_a": ["shelved"]}
    act(world.street_a, ticket["id"], "unshelve", staff=True, note="改造开始了")
    assert told(world, deliver) == {"resident_a": ["resumed"]}


def test_a_request_reaches_who_decides_and_the_decision_who_asked(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "accept", staff=True)
    told(world, deliver)
    act(world.manager_a, ticket["id"], "extend", staff=True, note="等配件", until=in_days(20))
    assert told(world, deliver) == {"community_a": ["requested"]}
    assert inbox(world.community_a)[0]["title"] == "延期申请待决定"

    request = request_of(world.community_a, ticket)
    act(world.community_a, ticket["id"], "decide", staff=True, request_id=request, approve=True, note="同意")
    assert told(world, deliver) == {"manager_a": ["decided"], "resident_a": ["decided"]}
    assert inbox(world.manager_a)[0]["title"] == "延期申请已同意"
    assert "办理时间有调整" in inbox(world.resident_a)[0]["text"]


def test_a_refusal_is_no_news_for_the_resident(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "extend", staff=True, note="等配件", until=in_days(20))
    told(world, deliver)
    request = request_of(world.community_a, ticket)
    act(world.community_a, ticket["id"], "decide", staff=True, request_id=request, approve=False, note="太久")
    assert told(world, deliver) == {"manager_a": ["decided"]}
    assert inbox(world.manager_a)[0]["title"] == "延期申请未同意"


def test_a_conference_is_asked_of_the_street(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "confer", staff=True, note="几家都说不归自己管")
    assert told(world, deliver) == {"street_a": ["requested"]}


def test_an_offer_to_take_over_reaches_the_other_organisation(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "transfer", staff=True, note="在保", organisation_id=str(world.contractor))
    assert told(world, deliver) == {"handler": ["requested"]}


def test_a_whistle_reaches_the_called_and_its_report_the_lead(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "accept", staff=True)
    told(world, deliver)
    act(world.street_a, ticket["id"], "whistle", staff=True, note="请派电工", organisation_id=str(world.contractor))
    assert told(world, deliver) == {"handler": ["invited"]}
    act(world.handler, ticket["id"], "report_in", staff=True, note="明天到")
    assert told(world, deliver) == {"manager_a": ["reported"], "street_a": ["reported"]}


def at_noon(app) -> None:
    """Let what waits for the morning be due now: these tests may run at night."""
    write(
        app, lambda: db.session.execute(text("update core_outbox set due_at = now() where topic like '%.party_silent'"))
    )


def test_who_does_not_report_in_is_told_once_and_so_is_the_street(app, world, ticket, deliver):
    act(world.street_a, ticket["id"], "whistle", staff=True, note="请派电工", organisation_id=str(world.contractor))
    assert told(world, deliver) == {"handler": ["invited"]}
    pass_time(app, hours=23)
    late = {"late", "climbed"}  # the order itself is not the point here
    assert [kind for kinds_ in told(world, deliver).values() for kind in kinds_ if kind not in late] == []
    pass_time(app, hours=2)
    deliver()
    at_noon(app)
    heard = told(world, deliver)
    assert {who for who, kinds_ in heard.items() if "task" in kinds_} == {"handler", "street_a"}
    assert "示例施工公司" in next(n["text"] for n in inbox(world.street_a) if n["kind"] == "task")
    assert "尽快报到" in next(n["text"] for n in inbox(world.handler) if n["kind"] == "task")
    again = "update core_outbox set done_at = null, lease_until = null where topic like 'tickets.party%'"
    write(app, lambda: db.session.execute(text(again)))
    assert told(world, deliver) == {}


@pytest.mark.parametrize("how", ["reported in", "done", "withdrawn"])
def test_nobody_is_told_of_what_is_reported_in_or_over(app, world, ticket, deliver, how):
    act(world.street_a, ticket["id"], "whistle", staff=True, note="请派电工", organisation_id=str(world.contractor))
    if how == "reported in":
        act(world.handler, ticket["id"], "report_in", staff=True, note="明天到")
    elif how == "done":
        finish_by_repair(world.repair_a, ticket["id"])
    else:
        act(world.resident_a, ticket["id"], "withdraw")
    pass_time(app, hours=25)
    deliver()
    at_noon(app)
    assert "task" not in [kind for kinds_ in told(world, deliver).values() for kind in kinds_]


def test_who_reports_in_during_the_night_is_not_pressed_in_the_morning(app, world, ticket, deliver):
    act(world.street_a, ticket["id"], "whistle", staff=True, note="请派电工", organisation_id=str(world.contractor))
    pass_time(app, hours=25)
    write(app, tickets.note_silence, UUID(ticket["id"]), world.contractor)
    act(world.handler, ticket["id"], "report_in", staff=True, note="来了")
    at_noon(app)
    assert "task" not in [kind for kinds_ in told(world, deliver).values() for kind in kinds_]


def test_merging_is_told_to_both_reporters_sides_and_the_main_one_goes_on_telling(app, world, ticket, deliver):
    write(app, lambda: bind(world, world.neighbour_b, world.a.homes[2], world.a.compound))
    other = file(world.neighbour_b, world.a, category="0103", description="灯坏了")
    told(world, deliver)
    act(world.community_a, other["id"], "merge", staff=True, note="同一盏灯", into_id=ticket["id"])
    assert told(world, deliver) == {"neighbour_b": ["merged"], "manager_a": ["merged"]}

    act(world.repair_a, ticket["id"], "accept", staff=True)
    assert told(world, deliver) == {"resident_a": ["accepted"], "neighbour_b": ["accepted"]}
    assert inbox(world.neighbour_b)[0]["text"].startswith("您也遇到的")

    act(world.community_a, other["id"], "unmerge", staff=True, note="不是一盏")
    assert told(world, deliver)["neighbour_b"] == ["unmerged"]


def test_who_joined_is_told_how_it_ends(app, world, ticket, deliver):
    write(app, lambda: bind(world, world.neighbour_b, world.a.homes[2], world.a.compound))
    answer = world.neighbour_b.post(f"/tickets/{ticket['id']}/join", {})
    assert answer.status_code == 200, answer.json
    assert told(world, deliver) == {"manager_a": ["joined"]}
    finish_by_repair(world.repair_a, ticket["id"])
    assert told(world, deliver)["neighbour_b"] == ["accepted", "finished"]
    act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5)
    assert told(world, deliver)["neighbour_b"] == ["confirmed"]


def test_urging_reaches_who_works_on_it(world, ticket, deliver, desk, wechat):
    desk.subscribe(world.repair_a, "alert")
    act(world.repair_a, ticket["id"], "accept", staff=True)
    told(world, deliver)
    act(world.resident_a, ticket["id"], "urge")
    assert told(world, deliver) == {"repair_a": ["urged"]}
    assert wechat.ledger[-1].data["phrase3"] == "居民催办"


def test_whom_the_manager_names_hears_of_it(world, ticket, deliver):
    act(world.manager_a, ticket["id"], "assign", staff=True, assignee_id=str(world.repair_a2.id))
    assert told(world, deliver) == {"repair_a2": ["assigned"]}


@pytest.mark.parametrize(
    ("outcome", "rating", "heard", "words"),
    [
        ("solved", 5, {"resident_a": ["confirmed"], "repair_a": ["settled"]}, "已解决"),
        (None, None, {"repair_a": ["settled"]}, "未联系上居民"),
    ],
)
def test_a_call_back_is_told_to_the_worker(app, world, ticket, deliver, outcome, rating, heard, words):
    from uuid import UUID

    from app.tickets.service.settling import settle

    finish_by_repair(world.repair_a, ticket["id"])
    told(world, deliver)

    def call_back() -> None:
        settle(
            ticket_id=UUID(ticket["id"]),
            round_no=1,
            outcome=outcome,
            rating=rating,
            comment="",
            actor=None,
            channel="phone",
        )

    write(app, call_back)
    assert told(world, deliver) == heard
    assert words in inbox(world.repair_a)[0]["text"]


# --- the ladder ---


def step(world, ticket, number: int, level: str, **more) -> TicketStep:
    """A ticket of company a climbs to a level."""
    fields = {
        "ticket_id": ticket["id"],
        "round": 1,
        "step": number,
        "percent": 80,
        "level": level,
        "no": ticket["no"],
        "category_name": "楼道照明",
        "compound_id": str(world.a.compound),
        "community_id": str(world.regions["community_a"]),
        "street_id": str(world.regions["street_a"]),
        "district_id": str(world.district_id),
        "organisation_id": str(world.company_a),
        "assignee_id": str(world.repair_a.id),
    }
    return TicketStep(**fields | more)


@pytest.mark.parametrize(
    ("level", "person"),
    [("company", "manager_a"), ("community", "community_a"), ("street", "street_a"), ("district", "district")],
)
def test_each_level_of_the_ladder_is_told_with_the_worker(app, world, ticket, level, person):
    event = step(world, ticket, 2, level)
    for _ in range(2):
        write(app, jobs.step, asdict(event))
    assert kinds(world) == {person: ["climbed"], "repair_a": ["climbed"]}
    assert inbox(world.people[person])[0]["title"] == "办理时间已过 80%"


def test_an_order_that_nobody_took_climbs_too(app, world, ticket):
    write(app, jobs.step, asdict(step(world, ticket, 1, "company", assignee_id=None)))
    assert kinds(world) == {"manager_a": ["climbed"]}


@pytest.mark.parametrize("organisation", ["title_unit", None])
def test_where_a_company_has_nobody_the_community_is_told_first(app, world, ticket, organisation):
    which = str(world.orgs[organisation]) if organisation else None
    write(app, jobs.step, asdict(step(world, ticket, 1, "company", organisation_id=which, assignee_id=None)))
    assert kinds(world) == {"community_a": ["climbed"]}


def test_a_review_that_is_due_reaches_those_who_keep_the_ledger(app, world, ticket):
    event = TicketReview(
        ticket["id"],
        7,
        ticket["no"],
        "楼道照明",
        str(world.regions["community_a"]),
        str(world.regions["street_a"]),
        str(world.company_a),
    )
    for _ in range(2):
        write(app, jobs.review, asdict(event))
    assert kinds(world) == {"community_a": ["review"], "manager_a": ["review"]}


def test_a_review_of_nothing_known_is_no_work(app, world, ticket):
    from app.core.ids import new_id

    gone = TicketReview(
        str(new_id()), 7, "1", "", str(world.regions["community_a"]), str(world.regions["street_a"]), None
    )
    assert write(app, service.tell_review, gone) == 0


# --- for other areas ---


def test_another_area_puts_its_own_sentence_into_an_inbox_once(app, world):
    def say() -> int:
        return service.tell(
            [world.manager_a.id, world.repair_a.id],
            event_key="roster:1",
            district_id=world.district_id,
            title="值班表已发布{}",
            text="下周的值班表已发布，请查看。{x}",
        )

    assert write(app, say) == 2
    assert write(app, say) == 0
    assert kinds(world) == {"manager_a": ["task"], "repair_a": ["task"]}
    assert inbox(world.manager_a)[0]["text"].endswith("{x}")
    count = "SELECT count(*) FROM notify_delivery"
    assert in_app(app, lambda: db.session.scalar(text(count))) == 0


def request_of(person, ticket) -> str:
    """Return the id of the request that waits for a decision, as a screen shows it."""
    shown = person.get(f"/staff/tickets/{ticket['id']}").json
    (waiting,) = [request for request in shown["requests"] if request["state"] == "pending"]
    return waiting["id"]

"""A published version decides from then on: whom a ticket goes to, how urgent it is, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.clock import BEIJING, today
from tests.rulebook.steps import in_front, published, rule
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write

LIGHTS = {"category": ["0201"]}
DAY = timedelta(days=1)


def publish(two, *rules):
    """Let ``rules`` count before those of the product."""
    return published(two.district, two.district_2, in_front(two.district, *rules))


def report(two, app, deliver, at: datetime | None = None, **fields):
    """Report a dark staircase at ``at``, route it, and return the ticket as the district sees it."""
    ticket = file(two.resident_a, two.a, **{"category": "0201", "description": "楼道灯不亮"} | fields)
    if at is not None:
        pass_time(app, seconds=(datetime.fromisoformat(ticket["created_at"]) - at).total_seconds())
    deliver()
    return see(two.district, ticket["id"], staff=True)


def clock(ticket, kind: str = "finish") -> dict:
    """Return one clock of a shown ticket."""
    return next(one for one in ticket["clocks"] if one["kind"] == kind)


def due(ticket) -> timedelta:
    """Return the time for finishing, from the report on."""
    return datetime.fromisoformat(clock(ticket)["due_at"]) - datetime.fromisoformat(ticket["created_at"])


def stored_is_recomputed(app, ticket_id: str) -> bool:
    """Return whether the deadlines of a ticket are those that its history gives."""
    from app.core.db import db
    from app.tickets.models import Ticket
    from app.tickets.service.timing import recomputed

    def compare() -> bool:
        ticket = db.session.get_one(Ticket, UUID(ticket_id))
        return all(getattr(ticket, name) == value for name, value in recomputed(ticket).columns().items())

    return write(app, compare)


def weekday(*, working: bool) -> datetime:
    """Return ten in the morning of a day of the last weeks that is, or is not, a working day by the calendar."""
    from app.workdays.service import calendar

    day = next(day for n in range(2, 40) if calendar().is_working(day := today() - DAY * n) is working)
    return datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING)


def test_a_version_decides_as_soon_as_it_is_published(app, two, deliver):
    assert report(two, app, deliver)["responsible"]["id"] == str(two.company_a)
    publish(two, rule("楼道灯给街道", "street_office", "楼道灯由{organisation}统一修。", conditions=LIGHTS))
    ticket = report(two, app, deliver)
    assert ticket["responsible"]["id"] == str(two.office_a)
    assert ticket["routing"][0]["rule"] == "楼道灯给街道"
    assert ticket["routing"][0]["reasons"] == ["楼道灯由示例街道办a统一修。"]
    assert report(two, app, deliver, category="0103")["responsible"]["id"] == str(two.company_a)


def test_a_draft_and_a_submitted_version_decide_nothing(app, two, deliver):
    from tests.rulebook.steps import submitted

    submitted(two.district, in_front(two.district, rule("楼道灯给街道", "street_office", conditions=LIGHTS)))
    assert report(two, app, deliver)["responsible"]["id"] == str(two.company_a)


def test_a_rule_can_name_one_organisation(app, two, deliver):
    publish(two, rule("专门的队伍", f"organisation:{two.lift_firm}", "由{organisation}修。", conditions=LIGHTS))
    ticket = report(two, app, deliver)
    assert ticket["responsible"]["id"] == str(two.lift_firm)
    assert ticket["routing"][0]["reasons"] == ["由示例电梯维保修。"]


def test_the_rules_of_a_district_count_nowhere_else(app, two):
    from app.tickets.queries import reference

    publish(two, rule("楼道灯给街道", "street_office", conditions=LIGHTS))

    here, there = in_app(app, lambda: [reference(fresh=True).rules.of(d) for d in (two.district_id, UUID(int=1))])

    assert len(here) == len(there) + 1
    assert "楼道灯给街道" not in {one.name for one in there}


@pytest.mark.parametrize(
    ("hours", "at", "holds"),
    [
        ({"from": "18:00", "to": "08:00"}, 18, True), ({"from": "18:00", "to": "08:00"}, 3, True),
        ({"from": "18:00", "to": "08:00"}, 8, False), ({"from": "08:00", "to": "18:00"}, 8, True),
        ({"from": "08:00", "to": "18:00"}, 18, False),
    ],
)  # fmt: skip
def test_the_hour_of_the_report_counts_not_that_of_the_routing(app, two, deliver, hours, at, holds):
    publish(two, rule("值班时段", "street_office", conditions={"hours": hours}))
    day = today() - DAY
    reported = datetime(day.year, day.month, day.day, at, tzinfo=BEIJING)
    ticket = report(two, app, deliver, reported)
    assert (ticket["responsible"]["id"] == str(two.office_a)) is holds


@pytest.mark.parametrize("working", [True, False])
def test_working_days_are_those_of_the_calendar(app, two, deliver, working):
    publish(two, rule("休息日", "street_office", conditions={"working_day": False}))
    at = in_app(app, lambda: weekday(working=working))
    ticket = report(two, app, deliver, at)
    assert (ticket["responsible"]["id"] == str(two.office_a)) is not working


def test_the_month_and_the_source_count(app, two, deliver):
    month = str(today().month)
    publish(
        two,
        rule("电话来的", "street_office", conditions={"source": ["phone"]}),
        rule("本月", "residents_committee", conditions={"month": [month], "source": ["app"]}),
    )
    assert report(two, app, deliver)["responsible"]["id"] == str(two.jwh_a)
    body = {
        "compound_id": str(two.a.compound), "channel": "phone", "kind": "repair", "category": "0201",
        "description": "楼道灯不亮", "reporter_name": "王奶奶", "read_back": True,
    }  # fmt: skip
    lodged = two.community_a.post("/staff/tickets", body, headers={"Idempotency-Key": "lodge-one"})
    assert lodged.status_code == 201, lodged.json
    deliver()
    assert see(two.district, lodged.json["id"], staff=True)["responsible"]["id"] == str(two.office_a)


# --- deadline and urgency ---


@pytest.mark.parametrize(
    ("deadline", "length", "words"),
    [
        ({"amount": 6, "unit": "hours"}, timedelta(hours=6), "按派单规则的要求，从"),
        ({"amount": 30, "unit": "hours"}, timedelta(hours=30), "30小时内办结"),
    ],
)
def test_a_rule_sets_the_time_for_finishing(app, two, deliver, deadline, length, words):
    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline=deadline))
    ticket = report(two, app, deliver)
    assert due(ticket) == length
    assert words in clock(ticket)["explanation"]
    assert "属于一般" in clock(ticket, "contact")["explanation"]
    assert ticket["routing"][0]["reasons"][-1] == f"这条规则要求{deadline['amount']}小时内办结。"
    assert stored_is_recomputed(app, ticket["id"])


def test_days_roll_and_working_days_are_counted(app, two, deliver):
    from app.workdays.service import calendar

    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline={"amount": 3, "unit": "working_days"}))
    ticket = report(two, app, deliver)
    start = datetime.fromisoformat(ticket["created_at"])
    expected = in_app(app, lambda: calendar().add_working_days(start, 3))
    assert datetime.fromisoformat(clock(ticket)["due_at"]) == expected
    assert "3个工作日内办结" in clock(ticket)["explanation"]
    assert stored_is_recomputed(app, ticket["id"])


def test_a_rule_sets_the_urgency_and_the_limits_stay_those_of_the_category(app, two, deliver):
    plain = report(two, app, deliver)
    publish(two, rule("急", "provider", conditions=LIGHTS, urgency="U1"))
    ticket = report(two, app, deliver)
    assert (plain["urgency"], ticket["urgency"]) == ("U3", "U1")
    assert due(ticket) == due(plain)
    assert ticket["routing"][0]["reasons"][-1] == "这条规则把紧急程度定为危急。"
    assert stored_is_recomputed(app, ticket["id"])


def test_a_category_guessed_from_words_and_a_deadline_go_together(app, two, deliver):
    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline={"amount": 5, "unit": "hours"}))
    ticket = report(two, app, deliver, category=None)
    assert (ticket["category"], due(ticket)) == ("0201", timedelta(hours=5))
    assert stored_is_recomputed(app, ticket["id"])


def test_a_deadline_that_came_with_the_order_counts_all_the_same(app, two, deliver):
    from app.core.clock import now
    from app.tickets.service import lodge

    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline={"amount": 6, "unit": "hours"}))
    ordered = now().replace(microsecond=0) + timedelta(days=2)

    def take_down() -> str:
        return str(
            lodge(
                actor=None,
                source="hotline",
                compound_id=two.a.compound,
                kind="repair",
                category="0201",
                description="楼道灯不亮",
                reporter_id=two.resident_a.id,
                ordered_due_at=ordered,
                ordered_basis="12345 派单期限",
            )
        )

    made = write(app, take_down)
    deliver()
    ticket = see(two.district, made, staff=True)
    assert datetime.fromisoformat(clock(ticket)["due_at"]) == ordered
    assert ticket["routing"][0]["reasons"][-1] == "这件工单自带办结期限，以派单时写明的期限为准。"
    assert stored_is_recomputed(app, made)


def test_the_next_round_has_the_same_time(app, two, deliver):
    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline={"amount": 6, "unit": "hours"}, urgency="U2"))
    made = report(two, app, deliver)["id"]
    finish_by_repair(two.repair_a, made)
    act(two.resident_a, made, "confirm", outcome="unsolved", rating=1)
    act(two.resident_a, made, "reopen", note="又灭了")
    ticket = see(two.district, made, staff=True)
    begun = datetime.fromisoformat(clock(ticket)["started_at"])
    assert datetime.fromisoformat(clock(ticket)["due_at"]) - begun == timedelta(hours=6)
    assert ticket["urgency"] == "U2"
    assert stored_is_recomputed(app, made)


def test_by_hand_and_by_objection_it_goes_on_with_the_time_of_the_rule(app, two, deliver):
    publish(two, rule("限时", "provider", conditions=LIGHTS, deadline={"amount": 6, "unit": "hours"}))
    made = report(two, app, deliver)["id"]
    act(two.manager_a, made, "return", staff=True, note="不是我们的")
    asked = see(two.community_a, made, staff=True)["requests"][0]
    act(
        two.community_a,
        made,
        "decide",
        staff=True,
        request_id=asked["id"],
        approve=True,
        note="同意",
        organisation_id=str(two.jwh_a),
    )
    ticket = see(two.district, made, staff=True)
    assert ticket["responsible"]["id"] == str(two.jwh_a)
    assert timedelta(hours=6) <= due(ticket) < timedelta(hours=6, minutes=1)
    assert stored_is_recomputed(app, made)

    act(two.district, made, "reassign", staff=True, note="街道来办", organisation_id=str(two.office_a))
    ticket = see(two.district, made, staff=True)
    assert ticket["responsible"]["id"] == str(two.office_a)
    assert [one["rule"] for one in ticket["routing"]] == ["限时", "人工改派", "人工改派"]
    assert stored_is_recomputed(app, made)


def test_a_target_that_is_not_there_is_passed_over(app, two, deliver):
    publish(two, rule("产权单位", "title_unit", conditions=LIGHTS))
    assert report(two, app, deliver)["responsible"]["id"] == str(two.company_a)


def test_one_level_up_begins_with_the_community(app, two, deliver):
    publish(two, rule("上一级", "level_up", conditions=LIGHTS))
    assert report(two, app, deliver)["responsible"]["id"] == str(two.jwh_a)

    ticket = file(two.resident_a, two.a, category="0201", description="楼道灯不亮")
    write(app, lambda: _raise(ticket["id"]))
    deliver()
    assert see(two.district, ticket["id"], staff=True)["responsible"]["id"] == str(two.office_a)


def _raise(ticket_id: str) -> None:
    """Let a ticket stand with the community, as the ladder does with one that nobody routed in time."""
    from app.core.db import db

    db.session.execute(text("update tickets_ticket set level = 'community' where id = :id"), {"id": ticket_id})

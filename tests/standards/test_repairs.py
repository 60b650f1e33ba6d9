"""A finished repair is proof beside its standard, once, and no proof when its resident says that nothing was solved."""

from __future__ import annotations

from app.core import outbox
from app.standards import service
from tests.standards.steps import board, days_ago, execute, fixed, held_since, item, records
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write


def repaired(world, deliver, category="0201", **fields):
    """Report something, let company a finish it, and return the ticket."""
    ticket = file(world.resident_a, world.a, category=category, description="楼道灯不亮", **fields)
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    deliver()
    return ticket


def test_a_finished_repair_is_a_record_with_how_long_it_took(world, app, deliver):
    fixed(world.manager_a, world.a)
    ticket = file(
        world.resident_a, world.a, category="0201", description="楼道灯不亮", building_id=str(world.a.building)
    )
    deliver()
    pass_time(app, minutes=90)
    finish_by_repair(world.repair_a, ticket["id"])
    deliver()

    (record,) = records(world.manager_a)

    assert (record["item_name"], record["source_name"], record["ticket_no"]) == (
        "楼内照明修复",
        "报修办理",
        ticket["no"],
    )
    assert (record["by"], record["building"], record["took_minutes"]) == ("", "1号楼", 90)
    shown = item(board(world.community_a, world.a), "FAC-20")
    assert (shown["state"], shown["last"]["source"]) == ("as_needed", "ticket")


def test_it_is_stored_once_however_often_the_message_comes(world, app, deliver):
    ticket = repaired(world, deliver)
    assert write(app, service.from_ticket, ticket["id"], 1) == []
    assert len(records(world.manager_a)) == 1


def test_a_repair_does_not_stand_for_the_rounds(world, app, deliver):
    fixed(world.manager_a, world.a, level=3)
    held_since(app, days_ago(40))
    repaired(world, deliver, category="0901")

    shown = item(board(world.manager_a, world.a), "ENV-06")

    assert shown["last"]["source"] == "ticket"
    assert (shown["state"], shown["window"]["done"]) == ("late", 0)


def test_what_its_resident_calls_not_solved_is_no_proof(world, app, deliver):
    ticket = repaired(world, deliver)

    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)
    deliver()

    assert records(world.manager_a) == []


def test_a_message_that_comes_after_the_residents_word_makes_no_proof(world, app, deliver):
    ticket = file(world.resident_a, world.a, category="0201", description="楼道灯不亮")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)

    assert write(app, service.take_back_repair, ticket["id"], 1) == 0
    assert write(app, service.from_ticket, ticket["id"], 1) == []
    deliver()
    assert records(world.manager_a) == []


def test_what_is_no_item_or_done_by_somebody_else_leaves_nothing(world, app, deliver):
    repaired(world, deliver, category="1501")
    ticket = file(world.resident_a, world.a, category="0201", description="灯")
    deliver()
    execute(app, "update places_contract set ends_on = :day", day=days_ago(1))
    assert write(app, service.from_ticket, ticket["id"], 1) == []
    assert in_app(app, service.public_standards, world.a.compound) == []


def test_others_hear_of_records_and_plans(world, app, monkeypatch):
    from tests.standards.steps import end, log

    heard = []
    for topic in ("standards.plan_fixed", "standards.recorded", "standards.undone"):
        subscriber = outbox.Subscriber("test.hears", "fast", heard.append)
        monkeypatch.setitem(outbox.SUBSCRIBERS, topic, [subscriber])
    fixed(world.manager_a, world.a)
    end(world.repair_a, log(world.repair_a, world.a), "undo")
    in_app(app, outbox.drain_all)

    assert [sorted(one) for one in heard] == [
        ["compound_id", "contract_id", "plan_id"],
        ["compound_id", "item_code", "record_id", "source"],
        ["compound_id", "item_code", "record_id"],
    ]

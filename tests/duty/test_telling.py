"""What the managers of a company hear of orders that wait for them."""

from __future__ import annotations

from tests.duty.steps import choose, ordered, rows, shift
from tests.tickets.steps import file
from tests.world import write


def notices(person) -> list[dict]:
    """Return what the roster told a person, the newest first."""
    items = person.get("/inbox").json["items"]
    return [one for one in items if one["kind"] == "task"]


def test_an_order_that_he_has_to_give_out_reaches_the_manager(world, deliver):
    choose(world.manager_a, world.a, "manual")
    ticket = ordered(world, deliver)
    (notice,) = notices(world.manager_a)
    assert notice["title"] == "等您指派：屋面漏雨"
    assert (notice["ticket_id"], "示例小区a" in notice["text"]) == (ticket, True)
    assert notices(world.repair_a) == notices(world.manager_b) == notices(world.community_a) == []


def test_told_twice_it_is_one_notice(app, world, deliver):
    from app.duty.jobs import tell_manager

    choose(world.manager_a, world.a, "manual")
    ordered(world, deliver)
    payload = rows(app, "select payload from core_outbox where subscriber = 'duty.tell_manager'")[0].payload
    write(app, tell_manager, payload)
    assert len(notices(world.manager_a)) == 1


def test_that_nobody_is_on_duty_is_said_once_an_hour(app, world, deliver):
    from app.duty.jobs import tell_manager

    choose(world.manager_a, world.a, "round")
    ordered(world, deliver)
    first = rows(app, "select payload from core_outbox where subscriber = 'duty.tell_manager'")[0].payload
    write(app, tell_manager, first | {"ticket_id": str(world.a.compound), "seq": 9})
    (notice,) = notices(world.manager_a)
    assert notice["title"] == "没有人值班，请安排"
    write(app, tell_manager, first | {"hour": "2026010100"})
    assert len(notices(world.manager_a)) == 2


def test_with_somebody_on_duty_or_in_the_pool_the_manager_hears_nothing_more(world, deliver):
    choose(world.manager_a, world.a, "pool")
    ordered(world, deliver)
    choose(world.manager_a, world.a, "round", version=1)
    shift(world.manager_a, world.repair_a)
    ordered(world, deliver, category="0201")
    assert notices(world.manager_a) == []


def test_the_manager_is_not_told_of_each_order_by_his_own_choice(world, deliver):
    for number in range(3):
        file(world.resident_a, world.a, category="0101", description=f"漏 {number}")
    deliver()
    choose(world.manager_a, world.a, "manual")
    deliver()
    assert notices(world.manager_a) == []


def test_the_words_name_nobody(world, deliver):
    choose(world.manager_a, world.a, "manual")
    ordered(world, deliver)
    said = str(notices(world.manager_a))
    assert world.resident_a.name not in said
    assert "漏水" not in said, "the words of a report stay in the report"

"""Orders whose messages are gone are found and go on; healthy ones are let be, after whatever step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import sweeper
from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.tickets import service
from app.tickets.queries import gaps
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, see
from tests.world import in_app, write


@pytest.fixture
def old(app, world):
    """Return an order that is old enough to be looked at: just filed, or routed."""

    def make(*, routed: bool = True) -> str:
        ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
        if routed:
            in_app(app, outbox.drain_all)
        pass_time(app, minutes=5)
        return ticket

    return make


def lose(app, subscriber: str) -> int:
    """Delete the undone messages of a subscriber, as a careless hand would. Returns how many."""
    statement = text("DELETE FROM core_outbox WHERE subscriber = :name AND done_at IS NULL")
    return write(app, lambda: db.session.execute(statement, {"name": subscriber}).rowcount)


def test_a_report_whose_message_is_gone_is_routed_all_the_same(app, world, old):
    ticket = old(routed=False)
    assert lose(app, "tickets.route") == 1
    in_app(app, outbox.drain_all)
    assert see(world.resident_a, ticket)["state"] == "submitted"

    assert in_app(app, service.mend) == (1, 0)
    in_app(app, outbox.drain_all)

    assert see(world.resident_a, ticket)["state"] == "dispatched"
    assert in_app(app, service.mend).routing == 0


def test_a_report_whose_message_gave_up_stays_in_the_list_of_dead_work(app, world, old):
    old(routed=False)
    write(app, lambda: db.session.execute(text("UPDATE core_outbox SET dead_at = now() WHERE done_at IS NULL")))

    assert in_app(app, service.mend).routing == 0


def test_an_order_without_timers_gets_them_back(app, world, old):
    old()
    timers = lose(app, "tickets.deadline")
    assert timers >= 2

    assert in_app(app, service.mend) == (0, 1)

    again = "SELECT count(*) FROM core_outbox WHERE subscriber = 'tickets.deadline' AND done_at IS NULL"
    assert in_app(app, lambda: db.session.scalar(text(again))) == timers
    assert in_app(app, service.mend) == (0, 0)


def test_after_no_step_anything_is_missing(app, world):
    """What is mended must have been lost: no step of ours may leave an order without its timer."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]

    def look(step: str) -> None:
        in_app(app, outbox.drain_all)
        assert in_app(app, lambda: (gaps.unrouted(9, age=0), gaps.untimed(9, age=0))) == ([], []), step

    later = {"until": (now() + timedelta(days=2)).isoformat()}
    far = {"until": (now() + timedelta(days=9)).isoformat()}
    look("submit")
    for person, action, staff, body in (
        (world.repair_a, "accept", True, {}),
        (world.repair_a, "ask", True, {"note": "哪里？"}),
        (world.resident_a, "answer", False, {"note": "厨房"}),
        (world.repair_a, "start", True, {}),
        (world.repair_a, "suspend", True, {"note": "等配件"} | later),
        (world.repair_a, "resume", True, {}),
        (world.manager_a, "extend", True, {"note": "等配件"} | far),
        (world.street_a, "reassign", True, {"note": "归二公司", "organisation_id": str(world.orgs["company_b"])}),
        (world.street_a, "reassign", True, {"note": "归一公司", "organisation_id": str(world.company_a)}),
        (world.repair_a, "accept", True, {}),
        (world.repair_a, "start", True, {}),
        (world.repair_a, "finish", True, {"note": "好了"}),
        (world.resident_a, "confirm", False, {"outcome": "unsolved", "rating": 1}),
        (world.resident_a, "reopen", False, {"note": "还漏"}),
    ):
        assert act(person, ticket, action, staff=staff, **body).status_code == 200, action
        look(action)


def test_what_cannot_be_cleaned_keeps_nothing_else_from_its_turn(app, monkeypatch):
    done: list[str] = []

    def full_disk() -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(sweeper, "CLEANING", [full_disk, lambda: done.append("rest")])

    in_app(app, sweeper.clean)

    assert done == ["rest"]


def test_of_two_sweepers_one_mends(app, world, old):
    old(routed=False)
    lose(app, "tickets.route")

    def beside_another() -> None:
        with sweeper.alone() as first:
            assert first
            sweeper.mend()

    in_app(app, beside_another)
    waiting = "SELECT count(*) FROM core_outbox WHERE subscriber = 'tickets.route' AND done_at IS NULL"
    assert in_app(app, lambda: db.session.scalar(text(waiting))) == 0
    in_app(app, sweeper.mend)
    assert in_app(app, lambda: db.session.scalar(text(waiting))) == 1

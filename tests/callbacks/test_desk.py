"""The call-back desk: whose number is shown to whom, when to try again, and who reads which name."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text

from app.callbacks.policy import next_try
from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.core.db import db
from app.identity import passwords
from tests.callbacks.test_calling import GOOD, call, desk
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write

PASSWORD = "correct-horse-battery"


@pytest.fixture
def with_password(app, world):
    """Give the office workers a password."""

    def change():
        from app.identity.models import Person

        for person in (world.community_a, world.street_a, world.manager_a):
            db.session.get(Person, person.id).password_hash = passwords.hash_password(PASSWORD)

    write(app, change)


@pytest.fixture
def leak(world, deliver):
    """A mended leak with a number for questions."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    return ticket


def reveal(person, task, reason: str = "callback"):
    """Ask for the number."""
    return person.post(f"/staff/callbacks/{task['id']}/reveal", {"reason": reason})


def test_who_calls_sees_the_number_after_a_fresh_proof_and_it_is_written_down(app, world, leak, with_password):
    task = desk(world.community_a)[0]
    assert "reveal" in task["actions"]
    assert reveal(world.community_a, task).json["error"]["code"] == "auth.step_up_needed"
    assert world.community_a.post("/auth/step-up", {"password": PASSWORD}).status_code == 204
    assert reveal(world.community_a, task, "curious").status_code == 422
    assert reveal(world.community_a, task).json == {"phone": "13812345678"}
    assert reveal(world.manager_a, task).status_code == 403
    assert reveal(world.community_b, task).status_code == 404

    def log():
        with db.engine.connect() as connection:
            rows = connection.execute(text("select detail from core_audit where what = 'callbacks.reveal_phone'"))
            return [row.detail for row in rows]

    assert in_app(app, log) == [{"reason": "callback"}]
    call(world.community_a, task, "answer", **GOOD)
    assert reveal(world.community_a, task).status_code == 409  # nobody is to be called any more


def test_the_handling_side_gets_no_number_even_freshly_proven(world, deliver, with_password):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    act(world.street_a, ticket, "reassign", staff=True, note="居委会办", organisation_id=str(world.jwh_a))
    for step in ("accept", "start"):
        act(world.community_a, ticket, step, staff=True)
    act(world.community_a, ticket, "finish", staff=True, note="好了")
    deliver()
    task = desk(world.community_a)[0]
    world.community_a.post("/auth/step-up", {"password": PASSWORD})
    refused = reveal(world.community_a, task)
    assert refused.status_code == 403
    detail = world.community_a.get(f"/staff/callbacks/{task['id']}").json
    assert "不能回访自己办的事" in detail["blocked"]
    assert world.street_a.get(f"/staff/callbacks/{task['id']}").json["blocked"] is None


def test_a_neighbour_who_joined_is_called_at_his_own_number(app, world, deliver, with_password):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    assert world.neighbour_a.post(f"/tickets/{ticket}/join", {}).status_code == 200

    def give_number():
        from app.identity.models import Person
        from app.identity.service.contacts import set_phone

        set_phone(db.session.get(Person, world.neighbour_a.id), "13911112222")

    write(app, give_number)
    finish_by_repair(world.repair_a, ticket)
    deliver()
    world.community_a.post("/auth/step-up", {"password": PASSWORD})
    numbers = {task["is_reporter"]: reveal(world.community_a, task).json["phone"] for task in desk(world.community_a)}
    assert numbers == {True: "13812345678", False: "13911112222"}


def test_without_a_number_nothing_is_offered(app, world, leak):
    write(app, lambda: db.session.execute(text("update tickets_ticket set contact_cipher = null")))
    write(app, lambda: db.session.execute(text("update identity_person set phone_cipher = null, phone_index = null")))
    task = desk(world.community_a)[0]
    assert (task["has_phone"], task["actions"]) == (False, ["answer", "missed"])


def at(text_: str) -> datetime:
    """Return a moment of the week of Monday 23 November 2026, in Beijing."""
    return datetime.fromisoformat(text_).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("last", "that_day", "wanted"),
    [
        ("2026-11-23T10:00", 1, "2026-11-23T13:00"),
        ("2026-11-23T05:00", 1, "2026-11-23T09:00"),
        ("2026-11-23T13:30", 2, "2026-11-24T09:00"),  # a third try is wanted on another day
        ("2026-11-23T18:00", 1, "2026-11-24T09:00"),
        ("2026-11-23T23:00", 1, "2026-11-24T09:00"),
        ("2026-11-27T18:00", 1, "2026-11-30T09:00"),  # Friday evening: Monday
    ],
)
def test_the_next_try_is_later_that_day_or_the_next_working_morning(last, that_day, wanted):
    assert next_try(at(last), that_day, Calendar()) == at(wanted)


def test_the_desk_says_when_to_try_again(world, leak):
    assert desk(world.community_a)[0]["next_try_at"] is None
    call(world.community_a, desk(world.community_a)[0], "missed")
    task = desk(world.community_a)[0]
    assert task["next_try_at"] > task["last_try_at"]

"""A call-back that a delegate answers: for whom, in whose name, and never about what his own side handled."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.permissions import Role
from tests.callbacks.test_calling import desk
from tests.identity.delegates import delegate, expire, revoke
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import give_post, in_app, write

GOOD = {"outcome": "solved", "satisfaction": "satisfied"}


@pytest.fixture
def daughter(world):
    """Somebody elsewhere who acts for resident a."""
    delegate(world.resident_a, world.stranger)
    return world.stranger


@pytest.fixture
def done(world, daughter, deliver):
    """What she filed for her mother, handled."""
    ticket = file(daughter, world.a, category="0101", description="屋顶漏雨", on_behalf_of=str(world.resident_a.id))[
        "id"
    ]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    return ticket


def asked(person) -> list[dict]:
    """Return what a person is asked about."""
    return person.get("/callbacks").json["items"]


def answers(app) -> list[tuple]:
    """Return the stored answers with who gave them for another."""

    def look():
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("select outcome, by_id from callbacks_answer"))]

    return in_app(app, look)


def test_the_delegate_is_asked_for_her_mother_and_her_answer_is_marked_as_hers(app, world, daughter, done):
    (one,) = asked(daughter)
    assert (one["on_behalf"], one["person_name"], one["is_reporter"]) == (True, world.resident_a.name, True)
    assert asked(world.resident_a)[0]["on_behalf"] is False

    # No reason has to be given: she says it herself, nobody takes it down.
    body = {"outcome": "partly", "satisfaction": "fair"}
    assert daughter.post(f"/callbacks/{one['id']}/answer", body).status_code == 204

    assert answers(app) == [("partly", daughter.id)]
    assert asked(world.resident_a) == asked(daughter) == []
    closed = see(world.resident_a, done)
    assert (closed["state"], closed["outcome"]) == ("closed", "partly")
    assert closed["timeline"][-1]["text"] == "回访结果：部分解决（家人代办）"


def test_what_the_mother_says_herself_is_her_own(app, world, daughter, done):
    (one,) = asked(world.resident_a)
    assert world.resident_a.post(f"/callbacks/{one['id']}/answer", GOOD).status_code == 204
    assert answers(app) == [("solved", None)]
    assert "家人代办" not in see(daughter, done)["timeline"][-1]["text"]


def test_confirming_for_her_mother_is_marked_too(app, world, daughter, deliver, done):
    act(daughter, done, "confirm", outcome="solved", rating=5)
    deliver()
    assert answers(app) == [("solved", daughter.id)]


def test_what_the_mother_joined_is_asked_of_the_delegate_as_well(world, daughter, deliver):
    ticket = file(world.neighbour_a, world.a, category="0101", description="漏")["id"]
    deliver()
    daughter.post(f"/tickets/{ticket}/join", {"on_behalf_of": str(world.resident_a.id)})
    finish_by_repair(world.repair_a, ticket)
    deliver()
    (one,) = asked(daughter)
    assert (one["on_behalf"], one["is_reporter"], one["ticket_id"]) == (True, False, ticket)
    assert daughter.post(f"/callbacks/{one['id']}/answer", GOOD).status_code == 204


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_when_it_is_over_she_is_asked_nothing_more(app, world, daughter, done, end):
    (one,) = asked(daughter)
    revoke(daughter) if end == "revoked" else expire(app)
    assert asked(daughter) == []
    assert daughter.post(f"/callbacks/{one['id']}/answer", GOOD).status_code == 404
    assert [task["state"] for task in desk(world.community_a)] == ["open"]


def test_who_only_looks_is_not_asked(world, daughter, done):
    delegate(world.resident_a, world.neighbour_b, scope="view")
    (one,) = asked(daughter)
    assert asked(world.neighbour_b) == []
    assert world.neighbour_b.post(f"/callbacks/{one['id']}/answer", GOOD).status_code == 404


def test_somebody_of_the_company_cannot_answer_for_whom_it_served(app, world, daughter, done):
    (one,) = asked(daughter)
    write(app, lambda: give_post(world, daughter, Role.REPAIR, organisation=world.orgs["company_a"]))
    assert asked(daughter) == []
    assert daughter.post(f"/callbacks/{one['id']}/answer", GOOD).status_code == 403
    assert answers(app) == []

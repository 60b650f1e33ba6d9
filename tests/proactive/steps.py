"""Steps that the tests of proactive tasks take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.duty.steps import execute, rows, together  # the same tools serve here
from tests.tickets.steps import file
from tests.world import add, bind, make_person, write

__all__ = ["execute", "rows", "together"]

ROOF, STAIRS = "0101", "0201"


def reported(
    app, world, person=None, *, days_ago: float = 0, category: str | None = ROOF, estate=None, **fields
) -> str:
    """Report something as if it had been ``days_ago`` and return its id; it is not routed yet."""
    fields = {"description": "又漏了"} | fields
    made = file(person or world.resident_a, estate or world.a, category=category, **fields)
    if days_ago:
        age(app, made["id"], days_ago)
    return made["id"]


def age(app, ticket_id: str, days: float) -> None:
    """Let a ticket have been reported some days ago, counted from the same moment for all tickets of a test."""
    execute(
        app,
        "update tickets_ticket set created_at ="
        " (select min(created_at) from identity_person) - make_interval(secs => :s) where id = :id",
        s=timedelta(days=days).total_seconds(),
        id=ticket_id,
    )


def neighbours(app, world, count: int) -> list:
    """Return residents of compound a, each with a home of his own."""
    from app.core.ids import new_id
    from app.places.models import Home

    def more() -> list:
        made = []
        for number in range(count):
            home = add(
                Home(
                    id=new_id(),
                    district_id=world.district_id,
                    unit_id=world.a.unit,
                    building_id=world.a.building,
                    compound_id=world.a.compound,
                    label=f"9{number:02}",
                )
            )
            person = make_person(world, world.resident_a.client, f"住户{number}", key=f"household_{number}")
            bind(world, person, home.id, world.a.compound)
            made.append(person)
        return made

    return write(app, more)


def households(app, world, count: int) -> None:
    """Let compound a have so many households."""
    execute(app, "update places_compound set households = :n where id = :id", n=count, id=world.a.compound)


def tasks(person, expect: int = 200, **query) -> list[dict[str, Any]]:
    """Return the tasks that ``person`` sees."""
    answer = person.get("/staff/proactive", query_string=query)
    assert answer.status_code == expect, answer.json
    return answer.json["items"] if expect == 200 else answer.json


def the_task(person, **query) -> dict[str, Any]:
    """Return the only task, whole."""
    [found] = tasks(person, **query)
    return see(person, found["id"])


def see(person, task_id: str, expect: int = 200) -> dict[str, Any]:
    """Return one task."""
    answer = person.get(f"/staff/proactive/{task_id}")
    assert answer.status_code == expect, answer.json
    return answer.json


def do(person, task: dict[str, Any], action: str, expect: int = 200, **body) -> dict[str, Any]:
    """Do ``action`` with the version on the screen."""
    answer = person.post(f"/staff/proactive/{task['id']}/actions/{action}", {"version": task["version"]} | body)
    assert answer.status_code == expect, answer.json
    return answer.json


def in_days(days: int) -> str:
    """Return a day as it goes on the wire."""
    return str(today() + timedelta(days=days))

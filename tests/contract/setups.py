"""What is there before a call of the table: orders of other systems, the calendar, routing rules."""

from __future__ import annotations

from sqlalchemy import text

from tests.hotline import steps as hotline
from tests.rulebook.steps import in_front, rule, submitted
from tests.world import in_app, write


def batch(app, world) -> dict:
    """A table of one order that a street has uploaded and that was checked."""
    from app.core import outbox

    made = hotline.upload(world.street_a, hotline.table(hotline.order("SJS20261120001")))
    in_app(app, outbox.drain_all)
    return {"batch": made["id"], "batch_version": hotline.see(world.street_a, made["id"])["version"]}


def order(app, world) -> dict:
    """The order of that table, imported."""
    from app.core import outbox

    made = batch(app, world)
    hotline.act(world.street_a, {"id": made["batch"]}, "confirm")
    in_app(app, outbox.drain_all)
    return made | {"own_no": "SJS20261120001"}


def machine(app, world) -> dict:
    """Another system with a key and an address for messages."""
    made = hotline.client_of(world, app, callback_url="https://centre.example.com/hook")
    return {"machine": made.made["id"]}


def message(app, world) -> dict:
    """A message to that system which was given up."""
    from app.core.db import db

    made = machine(app, world)
    assert world.sysadmin.post(f"/staff/hotline/clients/{made['machine']}/actions/ping").status_code == 204
    write(app, lambda: db.session.execute(text("update hotline_callback set state = 'failed'")))
    return made | {"message": world.sysadmin.get("/staff/hotline/callbacks").json["items"][0]["id"]}


def proposal(app, world) -> dict:
    """What street a handed in to have its staircase lights decided otherwise."""
    lights = rule("楼道灯", "street_office", conditions={"category": ["0201"]})
    made = submitted(world.street_a, in_front(world.street_a, lights))
    return {"rule_set": made["id"], "rule_set_version": made["version"]}


def run(app, world) -> dict:
    """A dry run of it that street a asked for and that waits for the worker."""
    made = proposal(app, world)
    answer = world.street_a.post(f"/staff/rulebook/sets/{made['rule_set']}/runs")
    assert answer.status_code == 201, answer.json
    return made | {"run": answer.json["id"]}


def no_draft(app, world) -> dict:
    """The calendar as the reference data has it."""
    from app.workdays.service import forget

    def undo() -> None:
        from app.core.db import db

        for statement in (
            "delete from workdays_day where version > 1",
            "delete from workdays_year where version > 1",
            "update workdays_year set state = 'published'",
        ):
            db.session.execute(text(statement))

    write(app, undo)
    forget()
    return {}


def draft(app, world) -> dict:
    """A draft of the calendar of 2026."""
    no_draft(app, world)
    return {"revision": world.district.post("/staff/calendar/years/2026/draft").json["revision"]}

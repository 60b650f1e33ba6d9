"""Behind every number its rows; filters; names that the handling side does not read; the recount as a command."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.callbacks.models import COUNTS
from app.callbacks.queries import MEASURES
from app.core.clock import today
from app.core.db import db
from tests.callbacks.test_calling import call, desk
from tests.callbacks.test_rates import answer, finished, rates
from tests.tickets.steps import file
from tests.world import write

PERIOD = f"first={today().year - 1}-01&last={today().year + 1}-12"


def rows(person, measure: str, **within: object) -> list[dict]:
    """Return the rows behind a number."""
    more = "".join(f"&{name}={value}" for name, value in within.items())
    found = person.get(f"/staff/rates/rows?{PERIOD}&measure={measure}{more}")
    assert found.status_code == 200, found.json
    return found.json["items"]


@pytest.fixture
def month(app, world, deliver):
    """Answers of every kind, one who waits, one left out."""
    kinds = ["repair", "complaint", "repair", "complaint", "repair"]
    tickets = [finished(world, deliver, kind=kind) for kind in kinds]
    answer(world, tickets[0], "solved", "satisfied")
    answer(world, tickets[1], "partly", "fair")
    answer(world, tickets[2], "unsolved", "dissatisfied", contacted=False)
    asked = {"reason": "unlawful", "note": "违法"}
    assert world.manager_a.post(f"/staff/tickets/{tickets[4]}/exclusion", asked).status_code == 204
    one = world.street_a.get("/staff/exclusions").json["items"][0]
    path = f"/staff/exclusions/{one['id']}/actions/approve"
    assert world.street_a.post(path, {"version": 1}).status_code == 204
    return tickets


def test_every_number_is_the_count_of_its_rows(world, month):
    assert set(MEASURES) == set(COUNTS)
    counts = rates(world.street_a)["whole"]["counts"]
    assert counts == {measure: len(rows(world.street_a, measure)) for measure in COUNTS}
    assert counts["orders"] == 4
    assert counts["excluded"] == 1


def test_filters_narrow_and_never_widen(world, month):
    def orders(person, **within):
        more = "".join(f"&{name}={value}" for name, value in within.items())
        return person.get(f"/staff/rates?{PERIOD}{more}").json["whole"]["counts"]["orders"]

    here, there = world.a.compound, world.b.compound
    assert orders(world.district, compound_id=here) == 4
    assert orders(world.district, compound_id=there) == 0
    assert orders(world.district, community_id=world.regions["community_a"]) == 4
    assert orders(world.district, street_id=world.regions["street_b"]) == 0
    assert orders(world.district, company_id=world.orgs["company_a"]) == 4
    assert orders(world.district, company_id=world.orgs["company_a"], compound_id=there) == 0
    assert orders(world.community_b, compound_id=here) == 0  # a filter opens nothing
    assert len(rows(world.district, "solved", compound_id=here)) == 1
    assert rows(world.district, "solved", company_id=world.orgs["company_b"]) == []
    assert rows(world.community_b, "solved", compound_id=here) == []


def test_the_company_does_not_read_who_wanted_to_stay_unnamed(world, deliver):
    finished(world, deliver, hide_me=True)
    shared = file(world.resident_a, world.a, category="0101", description="又漏")["id"]
    deliver()
    assert world.neighbour_a.post(f"/tickets/{shared}/join", {}).status_code == 200
    for step in ("accept", "start"):
        version = world.manager_a.get(f"/staff/tickets/{shared}").json["version"]
        world.manager_a.post(f"/staff/tickets/{shared}/actions/{step}", {"version": version})
    version = world.manager_a.get(f"/staff/tickets/{shared}").json["version"]
    world.manager_a.post(f"/staff/tickets/{shared}/actions/finish", {"version": version, "note": "好了"})
    deliver()
    company = sorted(str(row["person_name"]) for row in rows(world.manager_a, "waiting"))
    assert company == ["None", "None", world.resident_a.name]
    assert None not in {row["person_name"] for row in rows(world.community_a, "waiting")}


def test_the_command_repairs_a_cell_and_says_so(app, world, deliver, capsys, monkeypatch):
    import app as application
    from app import cli

    task = finished(world, deliver)
    call(world.community_a, next(one for one in desk(world.community_a) if one["ticket_id"] == task), "answer",
         outcome="solved", satisfaction="satisfied")  # fmt: skip
    monkeypatch.setattr(application, "create_app", lambda settings: app)
    write(app, lambda: db.session.execute(text("update callbacks_cell set solved = solved + 5")))
    assert cli.recount_rates(None, None) == 1
    assert "solved" in capsys.readouterr().out
    assert cli.recount_rates(None, None) == 0
    assert "0 cells differed" in capsys.readouterr().out

"""Something of every kind with a day, made through HTTP, and how the calendar (日历) is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.core.clock import today
from tests.consultations import steps as consultations
from tests.council import steps as council
from tests.disclosures import steps as disclosures
from tests.duty.steps import execute, rows
from tests.governance import steps as governance
from tests.party import steps as party
from tests.resources import steps as resources
from tests.voting import steps as voting
from tests.world import warranty, write

BASE = "/staff/calendar"
Shape = dict[str, Any]

PARTY_KINDS = ("agreement", "renewal", "commitment", "cross_post")
REGION_KINDS = ("meeting", "council_task", "posting", "term", "decision", "poll")
"""What lies with the offices only."""
OFFICE = [*(kind for kind in (*PARTY_KINDS, *REGION_KINDS) if kind != "renewal"), "resource", "warranty", "disclosure"]
"""What an office sees on the day of ``everything``."""


def on(days: int) -> date:
    """Return a day to come (or gone)."""
    return today() + timedelta(days=days)


def look(person, first: date, last: date, expect: int = 200, **query: Any) -> Shape:
    """Look at some days."""
    answer = person.get(BASE, query_string={"from": str(first), "to": str(last)} | query)
    assert answer.status_code == expect, answer.json
    return answer.json


def kinds_on(person, day: date, **query: Any) -> list[tuple[str, str]]:
    """Return kind and state of everything on a day."""
    return [(item["kind"], item["state"]) for item in look(person, day, day, **query)["items"]]


def at(kind: str, person, day: date) -> Shape:
    """Return the one thing of a kind on a day."""
    [item] = look(person, day, day, kind=kind)["items"]
    return item


def move(app, table: str, column: str, day: Any, id_: str) -> None:
    """Let a day of something be another one."""
    execute(app, f"update {table} set {column} = :day where id = :id", day=day, id=id_)


def agreement_ending(app, world, days: int, number: str = "示例〔2026〕1号") -> Shape:
    """Return an agreement in force of community a that ends in some days."""
    made = party.signed(world, number=number)
    execute(
        app, "update party_agreement set starts_on = :first, ends_on = :last where id = :id",
        first=on(days - 365), last=on(days), id=made["id"],
    )  # fmt: skip
    return made


def decided(app, world, **decision: Any) -> Shape:
    """Return a decision of a committee of compound a, to be done in five days, posted until the day before."""
    committee = governance.in_office(app, world.community_a, world.a)
    held = governance.hold(world.community_a, committee, 7, signed=7, decision=decision)
    made = rows(app, "select id from governance_decision order by created_at desc limit 1")[0].id
    execute(
        app, "update governance_decision set due_on = :due, post_until = :until where id = :id",
        due=on(5), until=on(4), id=made,
    )  # fmt: skip
    return {"id": str(made), "committee": committee["id"], "held": held}


def duty_due(app, world, days: int) -> Shape:
    """Return a duty of compound a that is due in some days; no other one is near."""
    disclosures.arm(app)
    execute(app, "update disclosures_duty set next_due_on = null")
    [found] = rows(
        app, "select id, form, code from disclosures_duty where compound_id = :id and party = 'company' limit 1",
        id=world.a.compound,
    )  # fmt: skip
    move(app, "disclosures_duty", "next_due_on", on(days), str(found.id))
    return {"form": found.form, "code": found.code}


def everything(app, world) -> None:
    """Have one of each kind in community a ten days from now, but what lies three weeks before: the renewal."""
    made = agreement_ending(app, world, 10)
    party.promised(world, made, due_on=str(on(10)))
    party.cross_post(world.community_a, world, ends_on=str(on(10)))
    topic = council.resolved(world.community_a, council.topic(world.community_a, world.a))
    move(app, "council_topic", "post_until", on(10), topic["id"])
    council.task(world.community_a, topic, due_on=str(on(10)))
    execute(app, "update council_meeting set at = :at", at=f"{on(10)} 09:00+08")
    decision = decided(app, world)
    move(app, "governance_decision", "due_on", on(10), decision["id"])
    move(app, "governance_decision", "post_until", on(10), decision["id"])
    move(app, "governance_committee", "ends_on", on(10), decision["committee"])
    poll = voting.act(world.community_a, voting.draft(world.community_a, world.a), "notice")
    move(app, "voting_poll", "closes_at", f"{on(10)} 20:00+08", poll["id"])
    consultations.opened(world.street_a, closes_on=consultations.day(30))
    execute(app, "update consultations_consultation set closes_on = :day", day=on(10))
    resources.add(world.community_a, world.a, next_on=str(on(10)))
    write(app, lambda: warranty(world, world.a.roof, world.contractor, ends_on=on(10)))
    duty_due(app, world, 10)

"""The list of tickets: what it can be narrowed to, in which order it comes, and that its scope stays what it is."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.tickets.moments import parse, pass_time
from tests.tickets.steps import act, file
from tests.world import write

LIST = "/staff/tickets"


def listed(person, query: str = "", *, expect: int = 200):
    """Return the rows of a list."""
    answer = person.get(f"{LIST}?{query}")
    assert answer.status_code == expect, answer.json
    return answer.json["items"] if expect == 200 else answer.json["error"]["fields"]


def ids(person, query: str = "") -> list[str]:
    """Return the ids of a list, in its order."""
    return [row["id"] for row in listed(person, query)]


@pytest.fixture
def some(app, world, deliver):
    """In compound a: a lamp (12 h), a leak (24 h), leaflets (7 d); in compound b a lamp."""
    made = {
        name: file(getattr(world, f"resident_{where}"), getattr(world, where), category=category, description=name)[
            "id"
        ]
        for name, where, category in (
            ("leaflets", "a", "0105"),
            ("leak", "a", "0101"),
            ("lamp", "a", "0201"),
            ("other", "b", "0201"),
        )
    }
    deliver()
    return made


def test_by_deadline_the_latest_come_first_and_what_is_over_is_not_among_them(app, world, some):
    assert ids(world.district, "sort=due&community_id=" + str(world.regions["community_a"])) == [
        some["lamp"],
        some["leak"],
        some["leaflets"],
    ]
    act(world.resident_a, some["lamp"], "withdraw")
    assert ids(world.community_a, "sort=due") == [some["leak"], some["leaflets"]]
    assert ids(world.community_a) == [some["lamp"], some["leak"], some["leaflets"]], "newest first as ever"
    pass_time(app, days=2)
    assert [row["late"] for row in listed(world.community_a, "sort=due")] == [True, False]


def test_pages_by_deadline_neither_lose_nor_repeat_a_row(app, world, deliver):
    from app.core.db import db

    made = {file(world.resident_a, world.a, category="0101", description=f"漏 {n}")["id"] for n in range(7)}
    deliver()
    same = text("update tickets_ticket set finish_due_at = date_trunc('day', finish_due_at)")
    write(app, lambda: db.session.execute(same))  # equal deadlines: only the id tells them apart
    seen, cursor = [], ""
    while cursor is not None:
        page = world.community_a.get(f"{LIST}?sort=due&limit=3{cursor and '&cursor=' + cursor}").json
        seen += page["items"]
        cursor = page["next"]
    assert len(seen) == 7
    assert {row["id"] for row in seen} == made
    assert sorted(seen, key=lambda row: (parse(row["finish_due_at"]), row["id"])) == seen


def test_it_is_narrowed_by_place_and_by_who_has_it(world, some):
    street, community = world.regions["street_b"], world.regions["community_b"]
    assert ids(world.district, f"street_id={street}") == [some["other"]]
    assert ids(world.district, f"community_id={community}") == [some["other"]]
    assert ids(world.district, f"organisation_id={world.company_b}") == [some["other"]]
    assert ids(world.district, f"street_id={street}&organisation_id={world.company_a}") == []
    late = file(world.resident_a, world.a, category="0101", description="没人派")["id"]
    assert ids(world.community_a, "organisation_id=none") == [late]
    assert ids(world.manager_a, "organisation_id=none") == [], "what nobody has is not his"


def test_what_is_foreign_stays_absent_however_it_is_asked_for(world, some):
    for query in (
        f"street_id={world.regions['street_b']}",
        f"community_id={world.regions['community_b']}",
        f"organisation_id={world.company_b}",
        f"compound_id={world.b.compound}",
        f"street_id={uuid.uuid4()}",
    ):
        for order in ("newest", "due"):
            assert ids(world.community_a, f"{query}&sort={order}") == [], query


def test_it_is_narrowed_by_how_it_came_why_it_stands_and_how_far_it_has_climbed(app, world, deliver, some):
    from app.core.clock import now
    from app.core.db import db

    body = {
        "compound_id": str(world.a.compound), "channel": "phone", "kind": "repair", "category": "0101",
        "description": "来电", "reporter_name": "王奶奶", "read_back": True,
    }  # fmt: skip
    called = world.community_a.post("/staff/tickets", body, headers={"Idempotency-Key": uuid.uuid4().hex}).json["id"]
    deliver()
    assert ids(world.community_a, "source=phone") == [called]
    for step in ("accept", "start"):
        act(world.repair_a, some["leak"], step, staff=True)
    until = (now() + timedelta(days=3)).isoformat()
    act(world.repair_a, some["leak"], "suspend", staff=True, note="等配件", cause="parts", until=until)
    assert ids(world.community_a, "cause=parts") == [some["leak"]]
    assert ids(world.community_a, "cause=weather") == []
    level = text("update tickets_ticket set level = 'street' where id = :id")
    write(app, lambda: db.session.execute(level, {"id": some["lamp"]}))
    assert ids(world.community_a, "level=street&sort=due") == [some["lamp"]]
    act(world.street_a, some["lamp"], "whistle", staff=True, note="来看看", organisation_id=str(world.contractor))
    assert ids(world.handler, "called=true&sort=due") == [some["lamp"]]
    assert ids(world.handler, "sort=due") == []


def test_what_stands_still_is_listed_by_the_day_on_which_it_is_looked_at_again(app, world, deliver):
    """The ledger of hard cases: whose review is next stands first, page by page."""
    from app.core.clock import now

    days = (30, 10, 20)
    made = {day: file(world.resident_a, world.a, category="0101", description=f"漏 {day}")["id"] for day in days}
    working = file(world.resident_a, world.a, category="0101", description="在办")["id"]
    deliver()
    for day, ticket in made.items():
        act(world.repair_a, ticket, "accept", staff=True)
        until = (now() + timedelta(days=day)).isoformat()
        act(world.street_a, ticket, "shelve", staff=True, note="等改造", until=until)
    first = world.community_a.get(f"{LIST}?cause=shelved&sort=review&limit=2").json
    rest = world.community_a.get(f"{LIST}?cause=shelved&sort=review&limit=2&cursor={first['next']}").json
    rows = first["items"] + rest["items"]
    assert [row["id"] for row in rows] == [made[10], made[20], made[30]]
    assert [parse(row["suspended_until"]) for row in rows] == sorted(parse(row["suspended_until"]) for row in rows)
    assert working not in ids(world.community_a, "sort=review")
    assert listed(world.community_a, "state=dispatched")[0]["suspended_until"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=rating", "sort"),
        ("sort=due&state=closed", "sort"),
        ("sort=due&state=withdrawn", "sort"),
        ("sort=review&state=closed", "sort"),
        ("sort=review&state=working", "sort"),
        ("organisation_id=nobody", "organisation_id"),
        ("street_id=x", "street_id"),
        ("level=king", "level"),
        ("cause=laziness", "cause"),
        ("source=rumour", "source"),
    ],
)
def test_what_cannot_be_asked_is_named(world, query, field):
    assert field in listed(world.community_a, query, expect=422)

"""Matching by hand: a compound nobody writes as it is called, and what an order is about."""

from __future__ import annotations

from sqlalchemy import text

from app.core.db import db
from tests.hotline.steps import act, bring_in, check, order, rows, see, tally
from tests.world import in_app


def match(person, batch, number: int, *, expect: int = 200, **what):
    """Match one row of a file."""
    body = {"version": see(person, batch["id"])["version"]} | what
    answer = person.post(f"/staff/hotline/batches/{batch['id']}/rows/{number}/actions/match", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def test_a_compound_that_was_not_found_is_chosen_for_all_rows_that_write_it_so(app, world, deliver):
    odd = "红楼大院（老）"
    batch = check(
        world.street_a,
        deliver,
        order("JC001", compound=odd, building="1号楼"),
        order("JC002", compound=odd, content="另一件"),
        order("JC003", compound="不知道哪里"),
        order("JC004", compound=odd, kind="抱怨"),
    )
    assert tally(batch) == {"error": 4}
    listed = rows(world.street_a, batch["id"])
    assert [row["actions"] for row in listed] == [["place"], ["place"], ["place"], []]
    assert match(world.street_a, batch, 2, compound_id=str(world.a.compound)) == {"rows": 2}
    now = see(world.street_a, batch["id"])
    assert tally(now) == {"new": 2, "error": 2}
    first = rows(world.street_a, batch["id"])[0]
    assert (first["verdict"], first["problems"], first["compound_name"]) == ("new", [], "示例小区a")
    assert "人工" in first["notes"][-1]
    act(world.street_a, batch, "confirm")
    deliver()
    assert tally(see(world.street_a, batch["id"])) == {"created": 2, "rejected": 2}

    def look():
        statement = text("select compound_id, building_id from tickets_ticket order by created_at, id")
        return [tuple(row) for row in db.session.execute(statement)]

    assert in_app(app, look) == [(world.a.compound, world.a.building), (world.a.compound, None)]


def test_a_category_that_does_not_exist_is_chosen(app, world, deliver):
    batch = check(world.street_a, deliver, order("JC001", category="天上掉馅饼"))
    assert rows(world.street_a, batch["id"])[0]["actions"] == ["category"]
    match(world.street_a, batch, 2, category="0101")
    row = rows(world.street_a, batch["id"])[0]
    assert (row["category_name"], row["notes"]) == ("屋面漏雨", [])
    act(world.street_a, batch, "confirm")
    deliver()
    assert in_app(app, lambda: db.session.scalar(text("select category from tickets_ticket"))) == "0101"


def test_what_does_not_fit_is_refused(world, deliver):
    batch = check(world.street_a, deliver, order("JC001"), order("JC002", compound="哪里"))
    assert match(world.street_a, batch, 3, expect=422)["error"]["fields"]
    match(world.street_a, batch, 3, expect=404, compound_id=str(world.b.compound))  # of another street
    match(world.street_a, batch, 3, expect=404, compound_id="00000000-0000-7000-8000-000000000000")
    match(world.street_a, batch, 2, expect=422, category="9999")
    match(world.street_a, batch, 2, expect=409, compound_id=str(world.a.compound))  # it was found already
    match(world.street_a, batch, 3, expect=409, category="0101")
    match(world.street_a, batch, 99, expect=404, category="0101")
    body = {"version": 1, "compound_id": str(world.a.compound)}
    path = f"/staff/hotline/batches/{batch['id']}/rows/3/actions/match"
    assert world.street_b.post(path, body).status_code == 404
    stale = {"version": see(world.street_a, batch["id"])["version"] + 1} | {"category": "0101"}
    path = f"/staff/hotline/batches/{batch['id']}/rows/2/actions/match"
    assert world.street_a.post(path, stale).status_code == 409


def test_nothing_is_matched_once_it_is_imported_and_nothing_is_kept(app, world, deliver):
    batch = bring_in(world.street_a, deliver, order("JC001"), order("JC002", compound="哪里"))
    assert [row["actions"] for row in rows(world.street_a, batch["id"])] == [[], []]
    match(world.street_a, batch, 3, expect=409, compound_id=str(world.a.compound))
    held = "select count(*) from hotline_batch_row where sealed is not null"
    assert in_app(app, lambda: db.session.scalar(text(held))) == 0

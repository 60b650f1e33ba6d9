"""On behalf: an office takes it down by telephone; a number is revealed freshly proven, for a reason, on record."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.ids import new_id
from app.identity import passwords
from app.places.models import Building
from tests.tickets.moments import parse
from tests.tickets.steps import act, file, see
from tests.world import in_app, write

CALL = {
    "channel": "phone",
    "kind": "repair",
    "category": "0101",
    "description": "老人来电：屋顶漏雨",
    "reporter_name": "王奶奶",
    "reporter_phone": "13812345678",
    "read_back": True,
}
PASSWORD = "Wet-Roofs-Leak-2026"


def lodge(person, estate, *, expect: int = 201, **fields):
    """Take a report down by telephone."""
    body = {"compound_id": str(estate.compound)} | CALL | fields
    answer = person.post("/staff/tickets", body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == expect, answer.json
    return answer.json


def test_a_report_by_telephone_is_routed_like_any_other(world, deliver):
    ticket = lodge(world.community_a, world.a)
    assert (ticket["source_name"], ticket["basis"]) == ("电话", "staff")
    assert ticket["reporter"] == {"name": "王奶奶", "phone_masked": "138****5678"}
    deliver()
    seen = see(world.manager_a, ticket["id"], staff=True)
    assert seen["responsible"]["id"] == str(world.company_a)
    assert ticket["id"] not in {item["id"] for item in world.community_a.get("/tickets").json["items"]}
    act(world.community_a, ticket["id"], "withdraw", staff=True, expect=403)  # it is the caller's, not the clerk's


def test_what_is_taken_down_has_its_timers_before_anybody_routes_it(app, world):
    ticket = lodge(world.community_a, world.a)
    timers = "select payload ->> 'clock' as clock, due_at from core_outbox where topic = 'tickets.deadline'"

    def stored():
        with db.engine.connect() as connection:
            return {row.clock: row.due_at for row in connection.execute(text(timers))}

    assert in_app(app, stored) == {clock["kind"]: parse(clock["due_at"]) for clock in ticket["clocks"]}


def test_one_number_is_one_person_and_no_number_nobody_known(app, world):
    for name in ("王奶奶", "王奶奶", "不愿留名"):
        lodge(
            world.community_a, world.a, reporter_name=name, reporter_phone=None if name == "不愿留名" else "13812345678"
        )
    lodge(world.community_a, world.a, reporter_name="不愿留名", reporter_phone=None)

    def people():
        with db.engine.connect() as connection:
            return connection.execute(text("select count(distinct reporter_id) from tickets_ticket")).scalar_one()

    assert in_app(app, people) == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"read_back": False}, "read_back"),
        ({"category": "9999"}, "category"),
        ({"reporter_phone": "12"}, "reporter_phone"),
    ],
)
def test_what_is_wrong_is_named(world, fields, field):
    assert field in lodge(world.community_a, world.a, expect=422, **fields)["error"]["fields"]


def test_a_building_of_elsewhere_is_absent(world):
    for building in (str(uuid.uuid4()), str(world.b.building)):
        refused = lodge(world.community_a, world.a, expect=404, building_id=building)
        assert "building_id" in refused["error"]["fields"]


def test_only_offices_of_the_place_take_down(world):
    for person, status in ((world.community_b, 404), (world.repair_a, 403), (world.resident_a, 403)):
        lodge(person, world.a, expect=status)
    lodge(world.manager_a, world.a, channel="window")


@pytest.fixture
def with_password(app, world):
    """Give the repair worker and the manager a password."""

    def change():
        from app.identity.models import Person

        for person in (world.repair_a, world.manager_a, world.community_a):
            db.session.get(Person, person.id).password_hash = passwords.hash_password(PASSWORD)

    write(app, change)


def reveal(person, ticket: str, reason: str = "contact"):
    """Ask for the whole number."""
    return person.post(f"/staff/tickets/{ticket}/reveal", {"reason": reason})


def test_a_number_is_revealed_to_the_handler_after_a_fresh_proof_and_written_down(app, world, deliver, with_password):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    assert reveal(world.repair_a, ticket).status_code == 403  # he has not taken it
    act(world.repair_a, ticket, "accept", staff=True)
    assert see(world.repair_a, ticket, staff=True)["can_reveal"] is True
    refused = reveal(world.repair_a, ticket)
    assert refused.json["error"]["code"] == "auth.step_up_needed"
    assert world.repair_a.post("/auth/step-up", {"password": "wrong"}).status_code == 422
    assert world.repair_a.post("/auth/step-up", {"password": PASSWORD}).status_code == 204
    assert reveal(world.repair_a, ticket, "curious").status_code == 422
    assert reveal(world.repair_a, ticket).json == {"phone": "13812345678"}
    assert reveal(world.repair_a2, ticket).status_code == 404

    def log():
        with db.engine.connect() as connection:
            rows = connection.execute(text("select detail from core_audit where what = 'tickets.reveal_phone'"))
            return [row.detail for row in rows]

    assert in_app(app, log) == [{"reason": "contact"}]
    act(world.repair_a, ticket, "start", staff=True)
    act(world.repair_a, ticket, "finish", staff=True, note="好了")
    assert reveal(world.repair_a, ticket).status_code == 403  # the order is no longer open


def test_a_proof_lasts_a_quarter_of_an_hour(app, world, deliver, with_password):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    act(world.repair_a, ticket, "accept", staff=True)
    world.repair_a.post("/auth/step-up", {"password": PASSWORD})
    write(
        app,
        lambda: db.session.execute(text("update identity_session set stepped_up_at = now() - interval '16 minutes'")),
    )
    assert reveal(world.repair_a, ticket).json["error"]["code"] == "auth.step_up_needed"


def test_who_wants_to_stay_unnamed_is_not_revealed_to_the_company(world, deliver, with_password):
    ticket = file(
        world.resident_a, world.a, kind="complaint", category="1501", description="态度差", hide_me=True,
        contact_phone="13812345678",
    )["id"]  # fmt: skip
    deliver()
    act(world.manager_a, ticket, "accept", staff=True)
    for person in (world.manager_a, world.community_a):
        person.post("/auth/step-up", {"password": PASSWORD})
    assert reveal(world.manager_a, ticket).status_code == 403
    assert reveal(world.community_a, ticket, "callback").status_code == 200


def closed_by(how: str, world, ticket: str) -> None:
    """Bring a ticket to one of its ends."""
    if how == "withdrawn":
        act(world.resident_a, ticket, "withdraw")
    elif how == "merged":
        main = file(world.neighbour_a, world.a, category="0101", description="漏")["id"]
        act(world.community_a, main, "reassign", staff=True, note="物业办", organisation_id=str(world.company_a))
        act(world.community_a, ticket, "merge", staff=True, note="同一处", into_id=main)
    else:
        for step, fields in (("accept", {}), ("start", {}), ("finish", {"note": "好了"})):
            act(world.repair_a, ticket, step, staff=True, **fields)
        act(world.resident_a, ticket, "confirm", outcome="solved", rating=5)


@pytest.mark.parametrize("how", ["withdrawn", "merged", "closed"])
def test_the_community_does_not_see_the_number_of_what_is_over(world, deliver, with_password, how):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    world.community_a.post("/auth/step-up", {"password": PASSWORD})
    assert see(world.community_a, ticket, staff=True)["can_reveal"] is True
    assert reveal(world.community_a, ticket).status_code == 200
    closed_by(how, world, ticket)
    assert see(world.community_a, ticket, staff=True)["can_reveal"] is False
    refused = reveal(world.community_a, ticket)
    assert (refused.status_code, "回访" in refused.json["error"]["message"]) == (403, True)


def test_what_was_opened_again_may_be_asked_about_again(world, deliver, with_password):
    ticket = file(world.resident_a, world.a, category="0101", description="漏", contact_phone="13812345678")["id"]
    deliver()
    world.community_a.post("/auth/step-up", {"password": PASSWORD})
    closed_by("closed", world, ticket)
    act(world.resident_a, ticket, "reopen", note="没好")
    assert reveal(world.community_a, ticket).status_code == 200


def test_a_facility_brings_its_own_building_whatever_building_is_named(app, world):
    def other_building():
        row = Building(
            id=new_id(), district_id=world.district_id, compound_id=world.a.compound, code=uuid.uuid4().hex[:12],
            name="2号楼",
        )  # fmt: skip
        db.session.add(row)
        return row.id

    named = {"building_id": str(write(app, other_building)), "asset_id": str(world.a.roof)}
    made = [lodge(world.community_a, world.a, **named), file(world.resident_a, world.a, description="漏", **named)]
    stored = text("SELECT building_id FROM tickets_ticket WHERE id = ANY(:ids)")
    ids = [uuid.UUID(ticket["id"]) for ticket in made]
    assert in_app(app, lambda: list(db.session.scalars(stored, {"ids": ids}))) == [world.a.building] * 2

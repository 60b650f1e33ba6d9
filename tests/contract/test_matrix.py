"""Every operation × every actor, against the hand-written table of tests.contract.matrix."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import text

from app.core.clock import today
from app.core.ids import new_id
from app.identity.models import Delegation
from tests.contract.gathering import gathered
from tests.contract.matrix import EVERYBODY, ROWS, Row
from tests.contract.setups import batch, draft, machine, message, no_draft, order, proposal, run
from tests.emptying import empty
from tests.tickets.steps import file
from tests.world import add, build, in_app, make_person, write


def operations(app) -> set[str]:
    """Return the operation ids of every route under the API."""
    found = {getattr(view, "contract", {}).get("operation") for view in app.view_functions.values()}
    return found - {None}


def test_every_operation_has_a_row_and_every_row_an_operation(app):
    assert set(ROWS) == operations(app)


@pytest.fixture
def fresh(app):
    """Make worlds one after another, each in an emptied database."""

    def make(setup: str):
        client = app.test_client(use_cookies=False)
        in_app(app, start_over)
        world = in_app(app, build, client)
        delegates(app, world)
        return world, SETUPS[setup](app, world) | places(world)

    return make


def delegates(app, world) -> None:
    """Let two people who live elsewhere act for resident a, or look at her matters."""

    def store() -> None:
        for key, scope in (("delegate_a", "all"), ("viewer_a", "view")):
            agent = make_person(world, world.stranger.client, key)
            add(
                Delegation(
                    id=new_id(),
                    district_id=world.district_id,
                    principal_id=world.resident_a.id,
                    agent_id=agent.id,
                    relation="女儿",
                    scope=scope,
                    state="active",
                    ends_on=today(),
                )
            )

    write(app, store)


def start_over() -> None:
    """Empty every table that the matrix writes."""
    from app.core.db import db

    empty(db.engine)


def places(world) -> dict:
    """Return the ids of compound a and of a worker there."""
    from app.core.db import db

    estate = world.a
    ids = {
        "compound": str(estate.compound),
        "building": str(estate.building),
        "unit": str(estate.unit),
        "code": estate.code,
        "free_home": str(estate.homes[2]),
        "community": str(world.regions["community_a"]),
        "worker": str(world.repair_a2.id),
        "session": str(world.resident_a.session_id),
    }

    def look() -> str:
        with db.engine.connect() as connection:
            statement = text("select id from identity_post where person_id = :id")
            return str(connection.execute(statement, {"id": world.repair_a2.id}).scalar_one())

    return ids | {"worker_post": in_app(APP[0], look)}


def dispatched(app, world) -> dict:
    """A ticket of resident a that the router has given to company a."""
    from app.core import outbox

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    in_app(app, outbox.drain_all)
    version = world.resident_a.get(f"/tickets/{ticket['id']}").json["version"]
    return {"ticket": ticket["id"], "version": version}


def photo(app, world) -> dict:
    """The same with a photo."""
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(picture, "JPEG")
    picture.seek(0)
    sent = world.resident_a._call("post", "/media", data={"file": (picture, "a.jpg")})
    assert sent.status_code == 201, sent.json
    from app.core import outbox

    ticket = file(world.resident_a, world.a, category="0101", media_ids=[sent.json["id"]])
    in_app(app, outbox.drain_all)
    return {"ticket": ticket["id"], "photo": sent.json["id"]}


def claim(app, world) -> dict:
    """The neighbour's claim to be an owner."""
    mine = world.neighbour_a.get("/bindings").json["items"]
    return {"claim": mine[0]["id"]}


def dead(app, world) -> dict:
    """A message that gave up."""
    from app.core.db import db

    def give_up() -> None:
        db.session.execute(
            text("""
                insert into core_outbox (topic, subscriber, lane, payload, attempts, dead_at)
                values ('x', 'x', 'fast', '{}', 12, now())
            """)
        )

    write(app, give_up)
    return {"dead": 1}


def notice(app, world) -> dict:
    """What the manager of company a was told of a new ticket."""
    dispatched(app, world)
    return {"notice": world.manager_a.get("/inbox").json["items"][0]["id"]}


def delivery(app, world) -> dict:
    """A message of which nobody knows whether it arrived."""
    from app.core.ids import new_id
    from app.notify.models import Delivery

    made = Delivery(
        id=new_id(),
        district_id=world.district_id,
        event_key="x",
        person_id=world.resident_a.id,
        channel="wechat",
        template="progress",
        kind="ticket",
        state="unknown",
    )
    write(app, lambda: db_add(made))
    return {"delivery": str(made.id)}


def check(app, world) -> dict:
    """The words of a report that WeChat cannot judge, because resident a did not sign in by it."""
    made = dispatched(app, world)
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    return made | {"check": item["id"], "check_version": item["version"]}


def span(app, world) -> dict:
    """Some hours of tomorrow, and a repair worker of both companies."""
    from datetime import timedelta

    from app.core.clock import now, today
    from app.core.permissions import Role
    from tests.world import give_post, make_person

    def shared() -> str:
        person = make_person(world, world.manager_a.client, "两处兼职", username="shared", key="shared")
        for key in ("company_a", "company_b"):
            give_post(world, person, Role.REPAIR, organisation=world.orgs[key])
        return str(person.id)

    begin = now() + timedelta(days=1)
    return {
        "day": str(today() + timedelta(days=1)),
        "shared_worker": write(app, shared),
        "span": {"starts_at": begin.isoformat(), "ends_at": (begin + timedelta(hours=8)).isoformat()},
        "weeks": {"source": str(today()), "target": str(today() + timedelta(days=7))},
    }


def shift(app, world) -> dict:
    """The second repair worker of company a is on duty tomorrow."""
    made = span(app, world)
    row = {"person_id": str(world.repair_a2.id)} | made["span"]
    answer = world.manager_a.post("/staff/duty/shifts", row)
    assert answer.status_code == 201, answer.json
    return made | {"shift": answer.json["id"]}


def proactive_task(app, world) -> dict:
    """The same thing three times in compound a, and the task that came of it."""
    from app.core import outbox

    for number in range(3):
        file(world.resident_a, world.a, category="0101", description=f"漏 {number}")
    in_app(app, outbox.drain_all)
    return {"task": world.community_a.get("/staff/proactive").json["items"][0]["id"]}


def handed_out(app, world) -> dict:
    """An order that went into the pool because company a hands out so."""
    path = f"/staff/duty/settings/{world.a.compound}/actions/choose"
    assert world.manager_a.post(path, {"mode": "pool", "version": 0}).status_code == 200
    return dispatched(app, world)


def db_add(row) -> None:
    """Store one row."""
    from app.core.db import db

    db.session.add(row)


def finished(app, world) -> dict:
    """A ticket that the company says is done, with its call-back."""
    from app.core import outbox
    from tests.tickets.steps import finish_by_repair

    made = dispatched(app, world)
    finish_by_repair(world.repair_a, made["ticket"])
    in_app(app, outbox.drain_all)
    task = world.community_a.get("/staff/callbacks").json["items"][0]
    return made | {"callback": task["id"], "callback_version": task["version"]}


def answered(app, world) -> dict:
    """The same, answered to the community's worker."""
    made = finished(app, world)
    body = {"version": made["callback_version"], "outcome": "solved", "satisfaction": "satisfied"}
    answer = world.community_a.post(f"/staff/callbacks/{made['callback']}/actions/answer", body)
    assert answer.status_code == 200, answer.json
    return made | {"callback_version": answer.json["version"]}


def exclusion(app, world) -> dict:
    """A manager's wish to leave an order out of the rates."""
    made = dispatched(app, world)
    body = {"reason": "unlawful", "note": "x"}
    assert world.manager_a.post(f"/staff/tickets/{made['ticket']}/exclusion", body).status_code == 204
    return made | {"exclusion": world.manager_a.get("/staff/exclusions").json["items"][0]["id"]}


def left_out(app, world) -> dict:
    """The same, approved by another person of the street."""
    from tests.world import give_post, make_person

    made = exclusion(app, world)

    def hire():
        other = make_person(world, world.street_a.client, "街道同事a", username="street-a2", key="street_a2")
        give_post(world, other, "street", region=world.regions["street_a"])
        return world.people.pop("street_a2")

    approver = write(app, hire)
    approved = approver.post(f"/staff/exclusions/{made['exclusion']}/actions/approve", {"version": 1})
    assert approved.status_code == 204, approved.json
    return made


def delegation(app, world) -> dict:
    """Resident a lets somebody of another compound act for him."""
    body = {"relation": "女儿", "scope": "view", "ends_on": str(today() + timedelta(days=30))}
    code = world.resident_a.post("/delegations", body).json["code"]
    taken = world.neighbour_b.post("/delegations/accept", {"code": code}).json
    return {"delegation": taken["id"], "delegation_version": taken["version"]}


@pytest.fixture(autouse=True, scope="module")
def _calendar_as_it_was(app):
    yield
    no_draft(app, None)


SETUPS = {
    "finished": finished,
    "answered": answered,
    "exclusion": exclusion,
    "left_out": left_out,
    "delegation": delegation,
    "batch": batch,
    "order": order,
    "machine": machine,
    "message": message,
    "no_draft": no_draft,
    "draft": draft,
    "dispatched": dispatched,
    "photo": photo,
    "claim": claim,
    "dead": dead,
    "notice": notice,
    "delivery": delivery,
    "check": check,
    "span": span,
    "shift": shift,
    "handed_out": handed_out,
    "proactive_task": proactive_task,
    "proposal": proposal,
    "run": run,
    **gathered("setups", "SETUPS"),
}
APP: list = []


@pytest.fixture(autouse=True)
def _remember(app):
    APP[:] = [app]


def call(person, row: Row, ids: dict, client=None):
    """Send the row's request as ``person`` (or as nobody)."""
    path = row.path.format(**ids)
    kwargs = {}
    if path == "/media":
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        picture.seek(0)
        kwargs["data"] = {"file": (picture, "x.png")}
    elif row.file:
        kwargs["data"] = {"file": (io.BytesIO(row.file(ids)), "a.xlsx")}
    elif row.body:
        kwargs["json"] = row.body(ids)
    if person is None:
        return getattr(client, row.method.lower())(f"/api/v1{path}", **kwargs)
    return person._call(row.method.lower(), path, **kwargs)


def expected(row: Row, name: str) -> int:
    """Return the status that the table promises to an actor."""
    if name in row.allow or row.public or row.status == 422:
        return row.status
    return 404 if name in row.hidden else 403


@pytest.mark.parametrize("operation", sorted(ROWS))
def test_the_table_holds(app, fresh, operation):
    row = ROWS[operation]
    world, ids = fresh(row.setup)
    wrong = []
    nobody = app.test_client(use_cookies=False)
    anonymous = call(None, row, ids, nobody).status_code
    if row.public:
        assert anonymous in (row.status, 422), operation
    elif operation in ("media_photo", "media_thumb", "media_paper"):
        assert anonymous in (401, 404)
    else:
        assert anonymous == 401, operation
    # Those who may not come first: after them the thing must still be as it was.
    for name in sorted(EVERYBODY, key=lambda name: name in row.allow):
        if row.changes and name in row.allow:
            world, ids = fresh(row.setup)
        answer = call(world.people[name], row, ids)
        if row.public and answer.status_code == 422:
            continue
        if answer.status_code != expected(row, name):
            wrong.append((name, answer.status_code, expected(row, name), answer.text[:200]))
        elif row.sees is not None and answer.status_code == 200:
            there = str(ids[row.find]) in answer.text
            if there != (name in row.sees):
                wrong.append((name, "sees" if there else "does not see"))
    assert wrong == []

"""Every operation × every actor, against the hand-written table of tests.contract.matrix."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import text

from tests.contract.matrix import EVERYBODY, ROWS, Row
from tests.tickets.steps import file
from tests.world import build, in_app, write


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
        in_app(app, empty)
        world = in_app(app, build, client)
        return world, SETUPS[setup](app, world) | places(world)

    return make


def empty() -> None:
    """Empty every table that the matrix writes."""
    from app.core.db import db

    with db.engine.begin() as connection:
        rows = connection.execute(text("select tablename from pg_tables where schemaname = 'public'"))
        tables = {row.tablename for row in rows} - {"alembic_version", "tickets_category", "tickets_routing_rule"}
        connection.execute(text(f"truncate {', '.join(sorted(tables))} restart identity cascade"))


def places(world) -> dict:
    """Return the ids of compound a and of a worker there."""
    from app.core.db import db

    estate = world.a
    ids = {
        "compound": str(estate.compound),
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


def db_add(row) -> None:
    """Store one row."""
    from app.core.db import db

    db.session.add(row)


SETUPS = {
    "dispatched": dispatched,
    "photo": photo,
    "claim": claim,
    "dead": dead,
    "notice": notice,
    "delivery": delivery,
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
    elif operation in ("media_photo", "media_thumb"):
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

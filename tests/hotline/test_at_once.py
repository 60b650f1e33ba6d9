"""Many imports of the same orders at the same moment make each order once; and what happens without that care."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.core.db import db, dispose
from app.core.errors import AppError
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.hotline.models import Order
from app.hotline.service import batches, receiving
from tests.hotline.steps import act, client_of, order, see, table, tally, upload
from tests.world import in_app

IMPORTS, ORDERS = 8, 30
UNIQUE = "uq_hotline_order_district_id_source_own_no"


@pytest.fixture(scope="module")
def wide(app, settings):
    """The same app with enough connections for all of them at once."""
    from app import create_app

    made = create_app(settings.model_copy(update={"db_pool_size": 2 * IMPORTS}))
    yield made
    with made.app_context():
        dispose()


def ready(world, deliver) -> list[str]:
    """Upload the same orders eight times, in different orders, and confirm each."""
    made = []
    for n in range(IMPORTS):
        rows = [order(f"JC{m:03}", caller_phone=f"1380013{m % 5:04}") for m in range(ORDERS)]
        made.append(upload(world.district, table(*(rows[n:] + rows[:n]))))
    deliver()
    for batch in made:
        act(world.district, batch, "confirm")
    return [batch["id"] for batch in made]


def import_at_once(wide, ids: list[str]) -> None:
    """Work on all files at the same time, each in a thread of its own, as eight workers would."""
    start = threading.Barrier(len(ids))

    def work(batch_id: str) -> None:
        start.wait()
        with wide.app_context():
            for _ in range(20):
                try:
                    with unit_of_work():
                        batches.apply_step(batch_id)
                except (AppError, DBAPIError):  # a lock that was waited for too long: the message would be tried again
                    continue

    with ThreadPoolExecutor(len(ids)) as pool:
        list(pool.map(lambda batch_id: contextvars.Context().run(work, batch_id), ids))


def counted(app) -> tuple[int, int]:
    """Return how many orders and how many tickets there are."""

    def look():
        return tuple(
            db.session.execute(text(f"select count(*) from {name}")).scalar_one()
            for name in ("hotline_order", "tickets_ticket")
        )

    return in_app(app, look)


def test_eight_imports_at_once_make_each_order_once(app, wide, world, deliver):
    ids = ready(world, deliver)
    import_at_once(wide, ids)
    assert counted(app) == (ORDERS, ORDERS)
    totals = [tally(see(world.district, batch_id)) for batch_id in ids]
    assert all(see(world.district, batch_id)["state"] == "done" for batch_id in ids)
    assert all(sum(total.values()) == ORDERS for total in totals)
    assert sum(total.get("created", 0) for total in totals) == ORDERS

    def people():
        statement = text("select count(*) from identity_person where phone_index is not null")
        return db.session.execute(statement).scalar_one()

    assert in_app(app, people) == 5


@pytest.mark.sabotage
def test_looking_before_inserting_makes_orders_twice(app, wide, world, deliver, monkeypatch):
    """The proof turns red with the usual way of doing it: look whether it is there, and store it if not."""

    def look_then_insert(origin, ready_order, at):
        statement = select(Order).where(Order.own_no == ready_order.own_no).limit(1)
        known = db.session.scalar(statement)
        if known is not None:
            return known, False
        made = Order(
            id=new_id(),
            district_id=origin.reach.district_id,
            source=origin.source,
            own_no=ready_order.own_no,
            content_index=receiving.content_index(ready_order),
        )
        db.session.add(made)
        db.session.flush()
        return made, True

    ids = ready(world, deliver)
    monkeypatch.setattr(receiving, "_claim", look_then_insert)
    with_unique(app, "DROP")
    try:
        import_at_once(wide, ids)
        made, tickets = counted(app)
        assert made > ORDERS
        assert tickets > ORDERS
    finally:
        in_app(app, lambda: run("TRUNCATE hotline_order CASCADE"))
        with_unique(app, "ADD")


def run(statement: str) -> None:
    """Run one statement as the owner of the tables."""
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def with_unique(app, verb: str) -> None:
    """Take the key away that makes a number unique, or put it back."""
    columns = " UNIQUE (district_id, source, own_no)" if verb == "ADD" else ""
    in_app(app, lambda: run(f"ALTER TABLE hotline_order {verb} CONSTRAINT {UNIQUE}{columns}"))


def test_eight_requests_with_one_number_are_one_order(app, wide, world):
    machine = client_of(world, app)
    start = threading.Barrier(IMPORTS)

    def send(_: int) -> int:
        start.wait()
        client = wide.test_client(use_cookies=False)
        body = {"own_no": "JC777", "kind": "求助", "content": "漏水", "compound": "示例小区a"}
        answer = client.post("/api/v1/hotline/orders", json=body, headers={"Authorization": f"Bearer {machine.key}"})
        return answer.status_code

    with ThreadPoolExecutor(IMPORTS) as pool:
        statuses = sorted(pool.map(lambda n: contextvars.Context().run(send, n), range(IMPORTS)))
    assert statuses == [200] * (IMPORTS - 1) + [201]
    assert counted(app) == (1, 1)

"""A dry run goes on in pieces: it shows how far it is, can be cancelled, and survives what fails in between."""

from __future__ import annotations

import contextlib
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import driver
from tests.rulebook.steps import BASE, LIGHTS, drafted, in_front, look, see, start
from tests.world import in_app, write

STEP = "rulebook.run_step"


def many(app, ticket_id: str, count: int) -> None:
    """Put ``count`` copies of a routed ticket beside it, each a millisecond older than the one before."""
    from app.core.db import db

    def copy() -> None:
        values = {"id": ticket_id, "count": count}
        db.session.execute(
            text("""
                insert into tickets_ticket select copied.*
                from tickets_ticket t, generate_series(1, :count) n,
                    lateral jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'no', 'K' || n,
                        'created_at', t.created_at - n * interval '1 millisecond')) copied
                where t.id = :id
            """),
            values,
        )
        db.session.execute(
            text("""
                insert into tickets_routing select copied.*
                from tickets_ticket t, tickets_routing r, lateral jsonb_populate_record(
                    r, jsonb_build_object('ticket_id', t.id)) copied
                where t.no like 'K%' and r.ticket_id = :id
            """),
            values,
        )

    write(app, copy)


def one_piece(app) -> bool:
    """Deliver the next piece as a worker does. Returns whether it succeeded; raises when none is due."""
    from app.core import outbox
    from app.core.db import db

    def run() -> bool:
        row = db.session.execute(
            text("""
                update core_outbox set attempts = attempts + 1 where id = (
                    select id from core_outbox where subscriber = :me and done_at is null and due_at <= now() limit 1)
                returning id, topic, subscriber, payload, attempts
            """),
            {"me": STEP},
        ).one()
        db.session.commit()
        return outbox.deliver(row.id, row.topic, row.subscriber, row.payload, row.attempts)

    return in_app(app, run)


def due_now(app) -> None:
    """Let every message that waits be due."""
    from app.core.db import db

    write(app, lambda: db.session.execute(text("update core_outbox set due_at = now(), lease_until = null")))


def test_it_goes_on_in_pieces_and_shows_how_far_it_is(app, two, tickets):
    many(app, tickets[0], 2300)
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    seen = []
    while look(two.district, run)["state"] != "done":
        seen.append((look(two.district, run)["state"], look(two.district, run)["done"]))
        assert one_piece(app)
    assert seen == [("queued", 0), ("running", 1000), ("running", 2000), ("running", 2305)]
    run = look(two.district, run)
    assert (run["total"], run["tally"]["organisation"], run["tally"]["same"]) == (2305, 2304, 1)
    assert len(run["examples"]) == 200
    assert sum(one["count"] for one in run["moves"]) == 2304


def test_a_cancelled_one_stops_before_the_next_piece_and_keeps_what_it_found(app, two, deliver, tickets):
    many(app, tickets[0], 1200)
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    assert one_piece(app)
    path = f"{BASE}/runs/{run['id']}/actions/cancel"
    assert two.district_2.post(path).status_code == 403
    assert two.street_a.post(path).status_code == 404
    ended = two.district.post(path)
    assert (ended.status_code, ended.json["state"], ended.json["done"]) == (200, "cancelled", 1000)
    assert two.district.post(path).status_code == 409
    deliver()
    after = look(two.district, run)
    assert (after["state"], after["done"], after["tally"]) == ("cancelled", 1000, ended.json["tally"])
    start(two.district, see(two.district, run["set_id"]))


def test_a_cancel_at_the_same_moment_is_not_overwritten(app, two, tickets, settings):
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    engine = create_engine(driver(settings.database_url))
    with ThreadPoolExecutor(1) as worker, engine.begin() as connection:
        cancelled = text("update rulebook_run set state = 'cancelled', finished_at = now() where id = :id")
        connection.execute(cancelled, {"id": run["id"]})
        piece = worker.submit(one_piece, app)
        time.sleep(0.7)
        connection.commit()
        assert piece.result(10)
    engine.dispose()
    after = look(two.district, run)
    assert (after["state"], after["done"]) == ("cancelled", 0)


def test_a_piece_that_fails_is_done_again_and_counts_nothing_twice(app, two, deliver, tickets, settings):
    many(app, tickets[0], 1500)
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    assert one_piece(app)
    with another_holds(settings, run["id"]):
        assert one_piece(app) is False
    assert look(two.district, run)["done"] == 1000
    due_now(app)
    deliver()
    run = look(two.district, run)
    assert (run["state"], run["done"], run["tally"]["organisation"] + run["tally"]["same"]) == ("done", 1505, 1505)


@contextlib.contextmanager
def another_holds(settings, run_id: str):
    """Hold the row of a run from outside, longer than anybody waits for it."""
    engine = create_engine(driver(settings.database_url))
    with engine.begin() as connection:
        connection.execute(text("select 1 from rulebook_run where id = :id for update"), {"id": run_id})
        yield
    engine.dispose()


def test_a_death_in_the_middle_of_a_piece_leaves_nothing_behind(app, two, deliver, tickets):
    from app.rulebook import service

    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))

    def die() -> None:
        service.step(UUID(run["id"]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(app, die)
    assert look(two.district, run)["done"] == 0
    deliver()
    assert look(two.district, run)["tally"]["organisation"] == 4


def test_a_piece_delivered_twice_is_judged_once(app, two, deliver, tickets):
    from app.rulebook import service

    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    deliver()
    write(app, service.step, UUID(run["id"]))
    write(app, service.step, uuid.uuid4())
    assert look(two.district, run)["tally"]["organisation"] == 4


def test_tickets_that_come_in_meanwhile_are_not_judged(app, two, deliver, tickets):
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    many(app, tickets[0], 3)
    deliver()
    run = look(two.district, run)
    assert (run["state"], run["done"], run["total"]) == ("done", 5, 5)


def test_tickets_that_went_meanwhile_do_not_keep_it_from_ending(app, two, deliver, tickets):
    from app.core.db import db

    many(app, tickets[0], 3)
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    assert run["total"] == 8
    gone = text("update tickets_ticket set created_at = created_at - interval '9 days' where no like 'K%'")
    write(app, lambda: db.session.execute(gone))
    deliver()
    run = look(two.district, run)
    assert (run["state"], run["done"], run["total"]) == ("done", 5, 5)

"""What has to be there before the operations of polls are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core import outbox
from app.core.clock import today
from tests.voting import steps
from tests.world import in_app


def poll(app, world) -> dict:
    """A draft of compound a, and its register."""
    made = steps.draft(world.community_a, world.a)
    return {"poll": made["id"], "register": steps.sheet_of(world.community_a, made)}


def poll_import(app, world) -> dict:
    """A register of the draft that its writer brought back."""
    made = poll(app, world)
    return made | {"register_import": steps.bring(world.community_a, {"id": made["poll"]}, made["register"])["id"]}


def poll_open(app, world) -> dict:
    """A survey in which compound a votes."""
    made = steps.opened(app, world, lambda: in_app(app, outbox.drain_all))
    return {"poll": made["id"], "elector": str(world.a.homes[0])}


def _deliver_for(app):
    return lambda: in_app(app, outbox.drain_all)


def poll_closed(app, world) -> dict:
    """One that is over and not counted."""
    made = steps.closed(app, world, _deliver_for(app), {"id": poll_open(app, world)["poll"]})
    return {"poll": made["id"], "elector": str(world.a.homes[0])}


def poll_secret(app, world) -> dict:
    """A secret survey in which compound a votes."""
    made = steps.opened(app, world, _deliver_for(app), secret=True)
    return {"poll": made["id"], "elector": str(world.a.homes[0])}


def poll_box(app, world) -> dict:
    """A secret survey that is over, with a paper in its box."""
    made = poll_secret(app, world)
    world.community_a.post(f"{steps.BASE}/{made['poll']}/boxed", {"home_id": made["elector"]})
    steps.closed(app, world, _deliver_for(app), {"id": made["poll"]})
    return made


def poll_over(app, world) -> dict:
    """An assembly that is over, and a result of the municipal system for it."""
    deliver = _deliver_for(app)
    days = {"opens_at": steps.later(15.1), "closes_at": steps.later(20)}
    made = steps.closed(app, world, deliver, steps.opened(app, world, deliver, kind="assembly", **days))
    return {"poll": made["id"], "evote": steps.evote_of(app, world, made, lambda row: ("yes", "no"))}


def poll_posted(app, world) -> dict:
    """One whose result is posted."""

    deliver = _deliver_for(app)
    made = steps.opened(app, world, deliver)
    steps.vote(world.resident_a, made, world.a.homes[0], ["yes", "no"])
    counted = steps.act(world.community_a, steps.closed(app, world, deliver, made), "count")
    posted = steps.act(world.community_a, counted, "announce", posted_at="大门、1号楼", posted_on=str(today()))
    return {"poll": posted["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "poll": poll,
    "poll_import": poll_import,
    "poll_open": poll_open,
    "poll_closed": poll_closed,
    "poll_secret": poll_secret,
    "poll_box": poll_box,
    "poll_over": poll_over,
    "poll_posted": poll_posted,
}

"""What has to be there before the operations of the council are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import outbox
from app.core.clock import today
from tests.council import steps
from tests.duty.steps import execute
from tests.party import steps as party
from tests.standards.steps import photo
from tests.world import in_app


def council_topic(app, world) -> dict:
    """A topic of compound a."""
    return {"topic": steps.topic(world.community_a, world.a)["id"]}


def council_posted(app, world) -> dict:
    """One whose resolution hangs out."""
    made = steps.resolved(world.community_a, steps.topic(world.community_a, world.a))
    return {"topic": made["id"], "soon": str(today() + timedelta(days=5))}


def council_doing(app, world) -> dict:
    """One that is carried out, with a task."""
    made = steps.resolved(world.community_a, steps.topic(world.community_a, world.a))
    made = steps.task(world.community_a, made)
    execute(app, "update council_topic set post_until = :day", day=today() - timedelta(days=1))
    execute(app, "update core_outbox set due_at = now() where topic = 'council.posting_ends'")
    in_app(app, outbox.drain_all)
    return {"topic": made["id"], "task": made["tasks"][0]["id"], "soon": str(today() + timedelta(days=5))}


def council_ended(app, world) -> dict:
    """One whose task is done."""
    made = council_doing(app, world)
    steps.finish(world.community_a, {"id": made["task"], "version": 1})
    return made


def council_suggestion(app, world) -> dict:
    """A promise of the company that was not kept."""
    party.promised(world, party.signed(world), compound_id=str(world.a.compound))
    party.fall_due(app, lambda: in_app(app, outbox.drain_all))
    [one] = world.community_a.get(f"{steps.BASE}/suggestions").json["items"]
    return {"suggestion": one["id"]}


def council_meeting(app, world) -> dict:
    """A meeting of community a, and a topic of which it did not speak."""
    return {"meeting": steps.meet(world.community_a)["id"], "topic": steps.topic(world.community_a, world.a)["id"]}


def council_photo(app, world) -> dict:
    """A meeting of community a with a photo."""
    made = steps.meet(world.community_a, media_ids=[photo(world.community_a)])
    return {"meeting": made["id"], "photo": made["photos"][0]["id"]}


def council_photo_off(app, world) -> dict:
    """One whose photo its worker has just taken off."""
    ids = council_photo(app, world)
    path = f"{steps.BASE}/meetings/{ids['meeting']}/photos/{ids['photo']}/actions/remove"
    assert world.community_a.post(path, {"version": 1}).status_code == 200
    return ids


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "council_topic": council_topic,
    "council_posted": council_posted,
    "council_doing": council_doing,
    "council_ended": council_ended,
    "council_suggestion": council_suggestion,
    "council_meeting": council_meeting,
    "council_photo": council_photo,
    "council_photo_off": council_photo_off,
}

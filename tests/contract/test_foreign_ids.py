"""Foreign ids anywhere are 404: every id in every JSON body, put there as one that nobody has, and as a foreign one.

``CALLS`` says how an id gets into a request that is otherwise right; an id in a body that has no call here fails the
test. What exists elsewhere must be as absent as what exists nowhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from marshmallow import Schema, fields
from PIL import Image

from app.core.clock import now
from app.core.ids import new_id
from tests.contract.calls import CALLS
from tests.contract.foreign import Ids, with_id
from tests.contract.matrix import ROWS
from tests.contract.test_matrix import SETUPS, places
from tests.media.papers import bring
from tests.resources.steps import soon
from tests.tickets.steps import file
from tests.world import in_app

UNREAD = {
    # Whose vote is refused is told why: 403, and nothing of the home.
    ("vote", "home_id"),
    # Residents share the shape of a step with staff; none of their steps reads these.
    ("act_on_my_ticket", "assignee_id"),
    ("act_on_my_ticket", "into_id"),
    ("act_on_my_ticket", "organisation_id"),
    ("act_on_my_ticket", "request_id"),
    # Nothing is attached by a check; it says what would be wrong with the rest.
    ("check_disclosure_version", "attachments.[]"),
    ("check_disclosure_version", "places.[].media_id"),
}


def id_fields(schema: Schema, before: str = "") -> Iterator[str]:
    """Yield the paths of all ids in a shape."""
    for name, field in schema.fields.items():
        yield from _ids_in(field, f"{before}{name}")


def _ids_in(field: fields.Field, path: str) -> Iterator[str]:
    if isinstance(field, fields.UUID):
        yield path
    elif isinstance(field, fields.List):
        yield from _ids_in(field.inner, f"{path}.[]")
    elif isinstance(field, fields.Nested):
        yield from id_fields(field.schema, f"{path}." if not field.many else f"{path}.[].")


def all_ids(app) -> set[tuple[str, str]]:
    """Return (operation, path) of every id in a JSON body."""
    contracts = [view.contract for view in app.view_functions.values() if hasattr(view, "contract")]
    return {
        (contract["operation"], path)
        for contract in contracts
        if contract["body"] is not None and not contract["form"]
        for path in id_fields(contract["body"]())
    }


def test_every_id_in_a_body_has_a_call(app):
    assert all_ids(app) == set(CALLS) | UNREAD
    assert {operation for operation, _ in CALLS} <= set(ROWS)


def task_begun(app, world) -> Ids:
    """The proactive task, on which the community has begun to work."""
    made = SETUPS["proactive_task"](app, world)
    body = {"version": 1, "next_on": soon()}
    assert world.community_a.post(f"/staff/proactive/{made['task']}/actions/start", body).status_code == 200
    return made


def accepted(app, world) -> Ids:
    """The ticket with a worker who took it."""
    made = SETUPS["dispatched"](app, world)
    from tests.tickets.steps import act

    return made | {"version": act(world.repair_a, made["ticket"], "accept", staff=True).json["version"]}


def asked(app, world) -> Ids:
    """The ticket with a question to its reporter."""
    made = accepted(app, world)
    from tests.tickets.steps import act

    return made | {"version": act(world.repair_a, made["ticket"], "ask", staff=True, note="哪里？").json["version"]}


def elsewhere(app, world) -> Ids:
    """Return the ids of things that exist, but not for those of compound a."""
    from tests.contract import test_matrix

    test_matrix.APP[:] = [app]
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(picture, "JPEG")
    picture.seek(0)
    sent = world.resident_b._call("post", "/media", data={"file": (picture, "a.jpg")})
    assert sent.status_code == 201, sent.json
    from sqlalchemy import text

    from app.core.db import db

    def one(statement: str, **values: Any) -> str:
        return str(in_app(app, lambda: db.session.execute(text(statement), values).scalar_one()))

    post = "SELECT id FROM identity_post WHERE person_id = :id LIMIT 1"
    return {
        "other_photo": sent.json["id"],
        "other_paper": bring(world.street_b)["id"],
        "other_compound": str(world.b.compound),
        "other_building": one("SELECT id FROM places_building WHERE compound_id = :id LIMIT 1", id=world.b.compound),
        "other_home": str(world.b.homes[0]),
        "other_ticket": file(world.resident_b, world.b, description="漏")["id"],
        "other_worker": str(world.repair_b.id),
        "other_post": one(post, id=world.repair_b.id),
        "stranger": str(world.stranger.id),
        "company": str(world.company_a),
        "later": (now() + timedelta(days=1)).isoformat(),
    }


@pytest.mark.parametrize("setup", sorted({call.setup for call in CALLS.values()}))
def test_what_is_foreign_is_as_absent_as_what_is_nowhere(app, world, setup):
    theirs = elsewhere(app, world)
    own = {"accepted": accepted, "asked": asked, "task_begun": task_begun}.get(setup) or SETUPS[setup]
    ids = places(world) | theirs | own(app, world)
    wrong = []
    calls = {key: call for key, call in CALLS.items() if call.setup == setup}
    for (operation, path), call in calls.items():
        for name, value in ({"nowhere": str(new_id())} | {name: ids[name] for name in call.foreign}).items():
            body = with_id(call.body(ids), path, value)
            answer = world.people[call.actor].post(call.path.format_map(ids), body)
            if answer.status_code != 404:
                wrong.append((operation, path, name, answer.status_code, answer.text[:160]))
    for (operation, path), call in calls.items():  # the rest of the call is not what was absent
        answer = world.people[call.actor].post(call.path.format_map(ids), call.body(ids))
        if answer.status_code == 404 and not call.needs_it:
            wrong.append((operation, path, "the call itself", 404, answer.text[:160]))
    assert wrong == [], "\n".join(map(str, wrong))

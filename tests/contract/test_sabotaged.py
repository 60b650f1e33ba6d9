"""The promises of this folder with the product broken on purpose: each broken variant must be seen, or the test is air.

P25 (who may do what), P19 (nasty values) and P18 (no request gets a server error).
"""

from __future__ import annotations

import json
import sys

import pytest
import schemathesis
from marshmallow import fields

from app.core import failures
from app.core.auth import Actor
from app.core.wire import CleanStr
from app.factory import open_api
from app.tickets.queries import lists, scope
from tests.contract import test_actions, test_matrix
from tests.contract.test_actions import order  # noqa: F401 - a fixture
from tests.contract.test_matrix import _remember, fresh  # noqa: F401 - fixtures
from tests.contract.test_nasty_values import NASTY, check, send
from tests.contract.test_openapi_fuzz import fuzz
from tests.tickets.steps import file

pytestmark = pytest.mark.sabotage


def anybody_may(monkeypatch) -> None:
    """Whoever has a post holds every permission: the check of a role left out."""
    monkeypatch.setattr(Actor, "holds", lambda self, permission: self.post is not None)


def everything_is_in_scope(monkeypatch) -> None:
    """An order is looked up by its id alone: the scope left out."""
    for module in (scope, sys.modules["app.tickets.queries.detail"]):
        monkeypatch.setattr(module, "visible", lambda actor, door, **_: ("true", {}))


@pytest.mark.parametrize(
    ("breaks", "operation"),
    [
        (anybody_may, "list_people"),
        (anybody_may, "list_audit"),
        (anybody_may, "release_clock"),
        (everything_is_in_scope, "get_ticket"),
        (everything_is_in_scope, "get_my_ticket"),
        (everything_is_in_scope, "act_on_ticket"),
    ],
)
def test_the_matrix_sees_who_gets_in(app, fresh, monkeypatch, breaks, operation):  # noqa: F811
    breaks(monkeypatch)

    with pytest.raises(AssertionError):
        test_matrix.test_the_table_holds(app, fresh, operation)


@pytest.mark.parametrize("action", ["accept", "withdraw", "merge"])
def test_the_table_of_steps_sees_who_gets_in(app, world, order, monkeypatch, action):  # noqa: F811
    everything_is_in_scope(monkeypatch)

    with pytest.raises(AssertionError):
        test_actions.test_who_may_make_a_step(app, world, order, action)


def unbounded_text(monkeypatch) -> None:
    """Text as it comes, and no word for what the database says of it."""
    plain = fields.String._deserialize
    monkeypatch.setattr(CleanStr, "_deserialize", lambda self, *args, **more: plain(self, *args, **more))
    monkeypatch.setattr(failures, "of_database", lambda error: None)


def test_the_table_of_nasty_values_sees_what_breaks(world, monkeypatch):
    unbounded_text(monkeypatch)
    body = {"compound_id": str(world.a.compound), "kind": "repair", "category": "0101", "description": NASTY["nul"]}
    answer, seconds = send(world.resident_a, "post", "/tickets", json.dumps(body).encode())

    with pytest.raises(AssertionError):
        check(answer, seconds, "nul")


def careless_cursor(mark: str):
    """A cursor read without a thought for who wrote it."""
    at, row_id = mark.split("|")
    return at, row_id


def test_fuzzing_sees_a_server_error(app, world, monkeypatch):
    file(world.resident_a, world.a, category="0101", description="漏")
    monkeypatch.setattr(lists, "decode_cursor", careless_cursor)
    schema = schemathesis.openapi.from_dict(open_api(app.config["HFW"]))
    operation = schema["/api/v1/staff/tickets"]["GET"]
    headers = {"Authorization": f"Bearer {world.community_a.token}"}

    with pytest.raises(BaseException, match=r"Server error|500") as seen:
        fuzz(app, operation.as_strategy(), [headers])

    assert not isinstance(seen.value, KeyboardInterrupt)

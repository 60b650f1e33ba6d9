"""What has to be there before the operations of idle resources are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.resources.steps import add, bring, file_of, opened


def resource(app, world) -> dict:
    """An idle room of compound a."""
    return {"resource": add(world.community_a, world.a)["id"]}


def service(app, world) -> dict:
    """A service that runs in compound a."""
    return {"service": opened(world.community_a, world.a)["id"]}


def resources_table(app, world) -> dict:
    """The ledger of community a as a file, without a row."""
    return {"sheet": file_of(world.community_a)}


def resources_import(app, world) -> dict:
    """A table with an idle room that community a brought back."""
    made = resource(app, world)
    return made | {"run": bring(world.community_a, file_of(world.community_a))["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "resource": resource,
    "service": service,
    "resources_table": resources_table,
    "resources_import": resources_import,
}

"""What has to be there before the operations of idle resources are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.resources.steps import add, opened


def resource(app, world) -> dict:
    """An idle room of compound a."""
    return {"resource": add(world.community_a, world.a)["id"]}


def service(app, world) -> dict:
    """A service that runs in compound a."""
    return {"service": opened(world.community_a, world.a)["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {"resource": resource, "service": service}

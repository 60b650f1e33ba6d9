"""What has to be there before the operations of 后期管护 are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.care.steps import guaranteed


def care_warranty(app, world) -> dict:
    """A warranty on the roof of compound a that ends soon."""
    return {"warranty": guaranteed(app, world, 30)}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {"care_warranty": care_warranty}

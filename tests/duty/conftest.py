"""A listener for what the roster tells the rest of the product."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def listener():
    """Subscribe to the orders that wait for the manager; what was told is read with ``steps.told``."""
    from app.core import outbox

    heard = outbox.SUBSCRIBERS.setdefault("duty.order_waits", [])
    mine = outbox.Subscriber("tests.listen", "fast", lambda payload: None)
    heard.append(mine)
    yield
    heard.remove(mine)

"""Notes that a message is done in a second transaction, after the one with its effect."""

from __future__ import annotations

from contextlib import nullcontext


def before() -> None:
    """Replace the delivery of a message."""
    from app.core import faults, outbox
    from app.core.uow import unit_of_work

    def deliver(message_id, topic, subscriber, payload, attempts):
        found = next(one for one in outbox.SUBSCRIBERS[topic] if one.name == subscriber)
        try:
            with unit_of_work() if found.lane != "outward" else nullcontext():  # others open their own
                found.handler(payload)
            faults.sleep_at("after_effect_before_done")
            with unit_of_work():
                outbox._mark_done(message_id)
        except Exception as error:
            outbox._note_failure(message_id, subscriber, attempts, error)
            return False
        return True

    outbox.deliver = deliver

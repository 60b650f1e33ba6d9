"""Agreements of the demo district live: they have the timers that the product sets, and what is due happens."""

from __future__ import annotations

from datetime import date

from app.core import outbox
from app.core.clock import now, today
from app.core.uow import unit_of_work
from app.party.jobs import overdue, remind

TIMERS = """
    SELECT topic, payload, due_at FROM core_outbox
    WHERE topic LIKE 'party.%' AND done_at IS NULL AND dead_at IS NULL ORDER BY topic, due_at
"""
NOTICES = "SELECT count(*) FROM notify_notice WHERE title = :title"


def test_every_agreement_in_force_has_the_timers_of_its_term(demo):
    expected = {
        (f"party.agreement_{name}", str(row.id))
        for row in demo("SELECT id FROM party_agreement WHERE state = 'in_force'")
        for name in ("ends", "ends_soon")
    }
    assert len(expected) == 6
    timers = demo(TIMERS)
    assert expected == {(row.topic, row.payload["agreement_id"]) for row in timers if "agreement_id" in row.payload}


def test_everything_promised_and_open_waits_for_its_day(demo):
    promised = demo("SELECT id, due_on FROM party_commitment WHERE state IN ('listed', 'claimed', 'doing')")
    timers = [row.payload for row in demo(TIMERS) if row.topic == "party.commitment_due"]
    assert {(one["commitment_id"], one["due_on"]) for one in timers} == {
        (str(row.id), str(row.due_on)) for row in promised
    }
    assert any(date.fromisoformat(one["due_on"]) < today() for one in timers), "one that fires when the product starts"


def test_what_is_due_tells_people_when_the_product_starts(demo_app, demo):
    """The handlers run and are rolled back: the district is shared with other tests."""
    due = [row for row in demo(TIMERS) if row.due_at < now()]
    assert {row.topic for row in due} == {"party.agreement_ends_soon", "party.commitment_due"}
    assert {one.name for row in due for one in outbox.SUBSCRIBERS[row.topic]} == {"party.remind", "party.overdue"}
    told = []
    try:
        with unit_of_work():
            for row in due:
                {"party.agreement_ends_soon": remind, "party.commitment_due": overdue}[row.topic](row.payload)
            titles = ("党建联建协议快到期了", "联建承诺到期没有办结")
            told = [demo(NOTICES, title=title)[0][0] for title in titles]
            raise InterruptedError
    except InterruptedError:
        pass
    assert min(told) > 0, told

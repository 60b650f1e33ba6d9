"""The district can be loaded at any moment: midnight, the first of a month or a year, a leap day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask

from app.demo import load, loading
from app.demo.copying import Copier
from app.demo.openness.shapes import HAND_MADE
from app.demo.sizes import SMALL
from tests.demo.conftest import empty_app

MOMENTS = {
    "half past midnight on a first": "2026-12-01T00:30+08:00",
    "new year": "2027-01-01T00:05+08:00",
    "leap day": "2028-02-29T12:00+08:00",
    "just before midnight": "2026-06-30T23:50+08:00",
}
FEWER = replace(SMALL, tickets=330, open_tickets=40, residents=300, photos=0)
"""The open matters and everything around them, with less of the past."""
HAPPENED = {
    "tickets_ticket": ("created_at", "contacted_at", "onsite_at", "finished_at", "closed_at", "dispatched_at"),
    "tickets_event": ("at",),
    "tickets_request": ("asked_at", "decided_at"),
    "tickets_ladder": ("at",),
    "callbacks_task": ("created_at", "answered_at"),
    "callbacks_try": ("at",),
    "duty_handout": ("at",),
    "proactive_event": ("at",),
    "notify_notice": ("created_at", "read_at"),
    "core_audit": ("at",),
    "standards_plan": ("created_at", "fixed_at"),
    "standards_record": ("at", "undone_at"),
    "disclosures_version": (
        "created_at",
        "submitted_at",
        "returned_at",
        "published_at",
        "superseded_at",
        "withdrawn_at",
    ),
    "disclosures_objection": ("created_at",),
    "disclosures_answer": ("at",),
    "media_file": ("created_at", "linked_at"),
}


@pytest.fixture(scope="session")
def moved_app(settings) -> Iterator[Flask]:
    """An app on an empty database, which every load here leaves empty again."""
    with empty_app(settings, "demo_moved") as application:
        yield application


class _LookedAt(Exception):
    """The load was looked at and is given up."""


def loaded_at(app: Flask, monkeypatch, at: datetime, look: Callable[[Callable], None]) -> None:
    """Load at a moment, ``look`` at what would be committed, and give it up."""

    def stop(copier: Copier) -> None:
        look(lambda statement, *values: copier._cursor.execute(statement, values).fetchall())
        raise _LookedAt

    monkeypatch.setattr(loading, "SMALL", FEWER)
    monkeypatch.setattr(Copier, "analyze", stop)
    with app.app_context(), pytest.raises(_LookedAt):
        load(False, lambda line: None, at)


@pytest.mark.slow
@pytest.mark.parametrize("words", MOMENTS.values(), ids=MOMENTS.keys())
def test_it_can_be_loaded_at_any_moment_and_nothing_happened_after_it(moved_app, monkeypatch, words):
    at, looked = datetime.fromisoformat(words), []

    def look(rows: Callable) -> None:
        for table, columns in HAPPENED.items():
            for column in columns:
                later = rows(f"SELECT count(*) FROM {table} WHERE {column} > %s", at)[0][0]
                looked.append((table, column, later))
        assert rows("SELECT count(*) FROM tickets_ticket")[0][0] == FEWER.tickets
        fixed = rows("SELECT count(*) FROM standards_plan WHERE state = 'fixed'")[0][0]
        assert fixed == sum(bool(shape.level) and not shape.drafted for shape in HAND_MADE.values())
        assert {row[0] for row in rows("SELECT state FROM disclosures_version")} >= {"draft", "submitted", "published"}
        never = rows("SELECT count(*) FROM disclosures_duty WHERE next_due_on < %s AND exempt_reason = ''", at.date())
        assert never[0][0] > 5

    loaded_at(moved_app, monkeypatch, at, look)

    assert [one for one in looked if one[2]] == []
    assert len(looked) == sum(map(len, HAPPENED.values()))

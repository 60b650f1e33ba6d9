"""Forgetting: what nobody attached goes after a day, with its files; a file without a row goes later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from app.core.clock import today
from app.core.db import db
from app.core.errors import Unavailable
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.media import jobs, service
from tests.factories.people import bearer, resident
from tests.media.photos import phone_photo, upload

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def anna():
    return resident()


@pytest.fixture
def send(client, anna):
    """Upload a photo and return its id; ``hours`` ago."""
    headers = bearer(anna).headers

    def run(hours: float = 0) -> str:
        photo = upload(client, headers, phone_photo()).json["id"]
        db.session.execute(
            text("UPDATE media_file SET created_at = created_at - make_interval(secs => :age) WHERE id = :id"),
            {"age": hours * 3600, "id": photo},
        )
        db.session.commit()
        return photo

    return run


def kept() -> set[str]:
    rows = db.session.execute(text("SELECT id::text FROM media_file")).scalars()
    return set(rows)


def files(store) -> int:
    return len(list(store.keys("media")))


def test_after_a_day_an_unattached_photo_goes_with_its_files(send, store):
    old, young = send(hours=24.1), send(hours=23.9)

    assert jobs.sweep_unlinked() == 2
    assert jobs.sweep_unlinked() == 0

    assert old != young
    assert kept() == {young}
    assert files(store) == 2


def test_what_belongs_to_something_stays_for_ever(send, anna, store):
    photo = send(hours=24 * 400)
    with unit_of_work():
        service.link(anna.id, [photo], "thing", new_id(), "before")

    assert jobs.sweep_unlinked() == 0
    assert (kept(), files(store)) == ({photo}, 2)


def test_many_are_deleted_in_batches(send, monkeypatch):
    for _ in range(5):
        send(hours=30)
    forget = service.forget_unlinked
    monkeypatch.setattr(service, "forget_unlinked", lambda: forget(limit=2))

    assert jobs.sweep_unlinked() == 10


def test_when_the_store_is_away_rows_go_and_files_are_made_up_for_later(send, store, monkeypatch):
    send(hours=30)

    def away(*_):
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(store, "delete", away)
        assert jobs.sweep_unlinked() == 0
    assert (kept(), files(store)) == (set(), 2)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert jobs.sweep_orphans() == 2
        assert jobs.sweep_orphans() == 0
    assert files(store) == 0


def test_a_file_whose_row_was_never_written_goes_after_two_days(send, store):
    known = send()
    orphan = f"media/{today():%Y%m%d}/{new_id()}"
    store.put(f"{orphan}.jpg", b"x")
    store.put(f"{orphan}-thumb.jpg", b"x")

    assert jobs.sweep_orphans() == 0  # an upload may be under way
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert jobs.sweep_orphans() == 2

    assert kept() == {known}
    assert files(store) == 2


def test_the_counts_of_past_days_are_forgotten(send):
    send()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        jobs.sweep_unlinked()

    assert db.session.execute(text("SELECT count(*) FROM media_quota")).scalar() == 0


def test_a_picture_that_many_rows_share_is_left_alone(store):
    kept = f"media/{today() - timedelta(days=2):%Y%m%d}/demo-bins.jpg"
    store.put(kept, b"x")

    assert jobs.sweep_orphans() == 0
    assert list(store.keys("media")) == [kept]

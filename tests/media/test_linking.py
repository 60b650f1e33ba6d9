"""Attaching photos: only one's own, only unused ones, all or none, one winner."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.media import service
from app.media.models import MediaFile
from app.media.service import attaching
from tests.factories.people import resident, saved

pytestmark = pytest.mark.usefixtures("ctx")


def photo(owner):
    """Return the id of a photo of ``owner``."""
    file_id = new_id()
    saved(
        MediaFile(
            id=file_id,
            district_id=owner.district_id,
            owner_id=owner.id,
            sha256=b"x" * 32,
            bytes=1,
            width=8,
            height=8,
            storage_key=f"media/20261122/{file_id}.jpg",
            thumb_key=f"media/20261122/{file_id}-thumb.jpg",
        )
    )
    return file_id


def link(owner, ids, thing=None, stage="before"):
    with unit_of_work():
        service.link(owner.id, ids, "thing", thing or new_id(), stage)


def attached() -> int:
    return db.session.execute(text("SELECT count(*) FROM media_file WHERE subject_id IS NOT NULL")).scalar_one()


def test_own_photos_are_attached_together():
    anna, thing = resident(), new_id()
    mine = [photo(anna) for _ in range(3)]

    link(anna, mine, thing, "after")

    rows = db.session.execute(text("SELECT id, subject_kind, subject_id, stage, linked_at FROM media_file")).all()
    assert {(row.subject_kind, row.subject_id, row.stage) for row in rows} == {("thing", thing, "after")}
    assert all(row.linked_at for row in rows)


def test_no_photos_are_no_error():
    link(resident(), [])


def others_photo(anna):
    return [photo(resident())]


def absent(anna):
    return [new_id()]


def used(anna):
    mine = photo(anna)
    link(anna, [mine])
    return [mine]


def twice(anna):
    return [photo(anna)] * 2


def ten(anna):
    return [photo(anna) for _ in range(10)]


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (others_photo, NotFound),
        (absent, NotFound),
        (used, InvalidInput),
        (twice, InvalidInput),
        (ten, InvalidInput),
    ],
)
def test_one_bad_photo_and_none_is_attached(bad, error):
    anna = resident()
    ids = [photo(anna), *bad(anna)]
    before = attached()

    with pytest.raises(error) as refused:
        link(anna, ids)

    assert list(refused.value.fields) == ["media_ids"]
    assert attached() == before


def test_a_thing_holds_so_many_photos_and_no_more(monkeypatch):
    monkeypatch.setattr(attaching, "MOST_PER_SUBJECT", 4)
    anna, thing = resident(), new_id()
    link(anna, [photo(anna) for _ in range(3)], thing)

    with pytest.raises(InvalidInput):
        link(anna, [photo(anna) for _ in range(2)], thing)

    link(anna, [photo(anna)], thing)
    assert attached() == 4


def look_then_write(owner_id, ids, kind, subject_id, stage):
    """The broken variant: looks whether the photo is free, then takes it."""
    free = "SELECT count(*) FROM media_file WHERE id = ANY(:ids) AND owner_id = :owner AND subject_id IS NULL"
    if db.session.execute(text(free), {"ids": ids, "owner": owner_id}).scalar() != len(ids):
        raise InvalidInput
    threading.Event().wait(0.05)
    take = "UPDATE media_file SET subject_kind = :kind, subject_id = :id WHERE id = ANY(:ids)"
    db.session.execute(text(take), {"ids": ids, "kind": kind, "id": subject_id})


@pytest.mark.parametrize(("way", "one_wins"), [(service.link, True), (look_then_write, False)])
def test_of_many_at_once_one_gets_the_photo(app, way, one_wins):
    anna = resident()
    anna_id, mine, barrier = anna.id, photo(anna), threading.Barrier(4)

    def worker(_) -> bool:
        def run() -> bool:
            with app.app_context():
                barrier.wait(10)
                try:
                    with unit_of_work():
                        way(anna_id, [mine], "thing", new_id(), "before")
                except InvalidInput:
                    return False
                return True

        return contextvars.Context().run(run)

    with ThreadPoolExecutor(4) as pool:
        assert (sum(pool.map(worker, range(4))) == 1) is one_wins

"""Who may open a photo (promise P21): its owner until it belongs to something, then whoever sees that thing."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import text

from app.core.db import db
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.identity.principal import actor_of_session
from app.media import links, queries, service, subjects
from app.media.service import seeing
from tests.factories.people import bearer, headers_for, resident
from tests.media.photos import phone_photo, upload

pytestmark = pytest.mark.usefixtures("ctx")

BOTH = pytest.mark.parametrize("which", ["", "/thumb"])


class Scene:
    """Anna's photo, Berta beside her."""

    def __init__(self, client) -> None:
        self.client = client
        self.anna, self.berta = resident(), resident()
        self.hers, self.other = bearer(self.anna), bearer(self.berta)
        self.photo = UUID(upload(client, self.hers.headers, phone_photo()).json["id"])

    def get(self, which, *, headers=None, s=None, photo=None, method="get"):
        address = f"/api/v1/media/{photo or self.photo}{which}"
        return getattr(self.client, method)(
            address, headers=headers or {}, query_string={"s": s} if s is not None else None
        )

    def signed(self, session_id=None) -> str:
        return links.sign(self.photo, session_id or self.hers.session_id)

    def attach(self) -> UUID:
        thing = new_id()
        with unit_of_work():
            service.link(self.anna.id, [self.photo], "thing", thing, "before")
        return thing


@pytest.fixture
def scene(client) -> Scene:
    return Scene(client)


# --- before it belongs to anything ---


@BOTH
def test_the_owner_opens_it_by_address_and_by_token(scene, which):
    assert scene.get(which, s=scene.signed()).status_code == 200
    assert scene.get(which, headers=scene.hers.headers).status_code == 200


@BOTH
def test_others_do_not_even_learn_that_it_exists(scene, which):
    assert scene.get(which).status_code == 401
    assert scene.get(which, headers=scene.other.headers).status_code == 404
    assert scene.get(which, s=scene.signed(scene.other.session_id)).status_code == 404
    assert scene.get(which, s=scene.signed(), headers=scene.other.headers).status_code == 200  # the address counts
    assert scene.get(which, headers=scene.hers.headers, photo=new_id()).status_code == 404


@BOTH
@pytest.mark.parametrize("method", ["head", "get"])
def test_head_and_ranges_are_under_the_same_rule(scene, which, method):
    part = {"Range": "bytes=0-10"}

    assert scene.get(which, s=scene.signed(), headers=part, method=method).status_code == 200
    assert scene.get(which, headers=part | scene.other.headers, method=method).status_code == 404


# --- addresses ---


@BOTH
def test_an_address_lives_five_to_ten_minutes(scene, which):
    for second in (0, 1, 150, 299):
        begun = datetime(2026, 11, 22, 8, 0, tzinfo=UTC) + timedelta(seconds=second)
        with time_machine.travel(begun, tick=False) as clock:
            signed = scene.signed()
            clock.shift(299)
            assert scene.get(which, s=signed).status_code == 200
            clock.shift(302)
            assert scene.get(which, s=signed).status_code == 404


def test_one_page_shows_one_photo_under_one_address(scene):
    with time_machine.travel(datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC), tick=False) as clock:
        first = scene.signed()
        clock.shift(200)

        assert scene.signed() == first


@BOTH
def test_an_address_is_for_one_photo(scene, which):
    second = upload(scene.client, scene.hers.headers, phone_photo(9)).json["id"]

    assert scene.get(which, s=scene.signed(), photo=second).status_code == 404


@BOTH
def test_every_altered_bit_of_an_address_closes_it(scene, which):
    raw = bytearray(decoded(scene.signed()))

    for position in range(0, len(raw), 3):
        altered = bytearray(raw)
        altered[position] ^= 1
        s = base64.urlsafe_b64encode(altered).decode().rstrip("=")
        assert scene.get(which, s=s).status_code == 404


@BOTH
def test_a_signature_for_one_session_is_none_for_another(scene, which):
    """Berta may ask for addresses too; put together with Anna's session they must open nothing of Anna's."""
    fresh, signature = (links.PARTS.unpack(decoded(scene.signed(session))) for session in
                        (scene.hers.session_id, scene.other.session_id))  # fmt: skip
    mixed = base64.urlsafe_b64encode(links.PARTS.pack(fresh[0], fresh[1], signature[2])).decode().rstrip("=")

    assert scene.get(which, s=mixed).status_code == 404


def decoded(signed: str) -> bytes:
    return base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4))


@BOTH
@pytest.mark.parametrize("s", ["", "x", "AAAA", "A" * 69, "A" * 70, "=" * 10, "..", "%00", "名" * 20])
def test_an_invented_address_opens_nothing(scene, which, s):
    assert scene.get(which, s=s).status_code == 404


def test_an_endless_address_is_refused(scene):
    assert scene.get("", s="A" * 5000).status_code == 422


@BOTH
def test_signing_out_closes_every_address(scene, which):
    signed = scene.signed()
    scene.client.delete("/api/v1/auth/session", headers=scene.hers.headers)

    assert scene.get(which, s=signed).status_code == 404


@BOTH
def test_a_disabled_person_opens_nothing(scene, which):
    signed = scene.signed()
    db.session.execute(text("UPDATE identity_person SET status = 'disabled'"))
    db.session.commit()

    assert scene.get(which, s=signed).status_code == 404


# --- once it belongs to something ---


@BOTH
def test_who_sees_the_thing_sees_its_photos_and_nobody_else_even_the_owner(scene, which, seen_by):
    scene.attach()
    seen_by.add(scene.berta.id)

    assert scene.get(which, headers=scene.other.headers).status_code == 200
    assert scene.get(which, s=scene.signed(scene.other.session_id)).status_code == 200
    assert scene.get(which, headers=scene.hers.headers).status_code == 404
    assert scene.get(which, s=scene.signed()).status_code == 404

    seen_by.clear()

    assert scene.get(which, s=scene.signed(scene.other.session_id)).status_code == 404


def signature_only(actor, file_id: UUID):
    """The broken variant: whoever holds an address gets the photo."""
    return queries.file(file_id)


@pytest.mark.parametrize(("look", "leaks"), [(None, False), (signature_only, True)])
def test_the_test_of_visibility_can_fail(scene, seen_by, monkeypatch, look, leaks):
    if look:
        monkeypatch.setattr(seeing, "visible", look)
    scene.attach()

    assert (scene.get("", s=scene.signed()).status_code == 200) is leaks


@BOTH
def test_a_kind_that_nobody_registered_is_seen_by_nobody(scene, which, monkeypatch, app):
    monkeypatch.setitem(subjects._subjects, "thing", lambda *_: True)
    scene.attach()
    monkeypatch.delitem(subjects._subjects, "thing")

    assert scene.get(which, headers=scene.hers.headers).status_code == 404


def test_without_a_loader_of_sessions_no_address_works(scene, monkeypatch):
    monkeypatch.setattr(subjects, "_loaders", [])

    assert scene.get("", s=scene.signed()).status_code == 404


def test_the_loader_is_the_one_that_was_registered_last(monkeypatch):
    monkeypatch.setattr(subjects, "_loaders", [])
    subjects.register_session_loader(lambda _: None)
    subjects.register_session_loader(actor_of_session)

    assert subjects._loaders == [actor_of_session]


# --- how it is shown ---


@BOTH
def test_a_photo_is_shown_as_a_photo_and_kept_nowhere(scene, which):
    headers = scene.get(which, s=scene.signed()).headers

    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_file_that_is_gone_is_404_not_an_error(scene, store):
    for key in list(store.keys("media")):
        store.delete(key)

    assert scene.get("", s=scene.signed()).status_code == 404


def test_showing_takes_two_statements(scene, count_queries):
    signed = scene.signed()
    count_queries.clear()

    assert scene.get("", s=signed).status_code == 200
    assert len(count_queries) == 2


def test_an_address_never_holds_the_token(scene):
    raw = decoded(scene.signed())

    assert scene.hers.token.encode() not in raw
    assert len(raw) == 52


def test_two_persons_get_two_addresses(scene):
    assert scene.signed() != scene.signed(scene.other.session_id)
    assert headers_for(scene.anna) != scene.hers.headers

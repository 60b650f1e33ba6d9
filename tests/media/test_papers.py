"""Papers (PDF, Word): staff bring them, they are clean, photos and papers do not pass for each other."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
import time_machine

from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.media import jobs, queries, service
from tests.core.image_corpus import jpeg
from tests.duty.steps import execute
from tests.media.papers import PATH, bring, pdf
from tests.world import in_app


def stored(store) -> list[str]:
    return sorted(store.keys("media"))


def test_a_paper_comes_back_clean_under_its_name(client, world, store):
    sent = bring(world.community_a, "../联建 协议.PDF", pdf(pages=3))

    assert (sent["kind"], sent["name"], sent["pages"]) == ("pdf", "..联建 协议.pdf", 3)
    answer = client.get(sent["url"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(answer.data) == sent["bytes"]
    with pikepdf.open(io.BytesIO(answer.data)) as paper:
        assert "/Info" not in paper.trailer
    assert len(stored(store)) == 1


def test_who_has_no_post_brings_none(world, store):
    bring(world.resident_a, expect=403)
    assert stored(store) == []


def test_only_who_sees_the_thing_gets_its_paper(client, world):
    sent = bring(world.community_a)
    path = sent["url"].partition("?")[0].removeprefix("/api/v1")
    assert world.community_a.get(path).status_code == 200
    assert world.community_b.get(path).status_code == 404
    assert client.get(f"/api/v1{path}").status_code == 401
    assert client.get(sent["url"][:-4] + "AAAA").status_code == 404


def test_a_photo_is_no_paper_and_a_paper_no_photo(world):
    paper = bring(world.community_a)["id"]
    sent = {"file": (io.BytesIO(jpeg()), "a.jpg")}
    photo = world.community_a._call("post", "/media", data=sent).json["id"]

    assert world.community_a.get(f"/media/{paper}").status_code == 404
    assert world.community_a.get(f"/media/{paper}/thumb").status_code == 404
    assert world.community_a.get(f"/media/{photo}/paper").status_code == 404


@pytest.mark.usefixtures("ctx")
def test_a_paper_is_not_attached_as_a_photo_nor_a_photo_as_a_paper(world):
    paper = bring(world.community_a)["id"]
    sent = {"file": (io.BytesIO(jpeg()), "a.jpg")}
    photo = world.community_a._call("post", "/media", data=sent).json["id"]
    owner, thing = world.community_a.id, new_id()
    for attach, wrong in ((service.link, paper), (service.link_papers, photo)):
        with pytest.raises(InvalidInput) as refused, unit_of_work():
            attach(owner, [wrong], "thing", thing, "x")
        [(field, [words])] = refused.value.fields.items()
        assert (field, words[:5]) == (
            ("media_ids", "照片已失效") if attach is service.link else ("paper_ids", "文件已失效")
        )
    with unit_of_work():
        service.link_papers(owner, [paper], "thing", thing, "x")
        service.link(owner, [photo], "thing", thing, "x")
    assert [str(row.id) for row in queries.attached("thing", [thing])] == [photo]
    assert [str(row.id) for row in queries.papers("thing", [thing])] == [paper]


def test_the_same_upload_twice_is_one_paper(world, store):
    data, headers = pdf(), {"Idempotency-Key": "the-same-paper-twice"}
    answers = [
        world.community_a._call("post", "/media/papers", data={"file": (io.BytesIO(data), "a.pdf")}, headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]
    assert len(stored(store)) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "空"), (jpeg(), "PDF"), (b"%PDF-1.7 broken", "无法读取")],
)
def test_what_is_no_paper_leaves_nothing_behind(world, store, data, words):
    answer = world.community_a._call("post", "/media/papers", data={"file": (io.BytesIO(data), "a.pdf")})
    assert answer.status_code == 422
    assert words in str(answer.json["error"])
    assert stored(store) == []


def test_a_paper_above_the_limit_is_refused(world, settings, store):
    # Written out by hand: the test client keeps a large form in a file that it leaves open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    form = head + bytes(settings.upload_limit_bytes + 1) + b"\r\n--x--\r\n"
    answer = world.community_a._call("post", PATH, data=form, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert stored(store) == []


def test_a_paper_that_nobody_attached_goes_after_a_day_and_its_file_with_it(app, world, store):
    sent = bring(world.community_a)
    execute(app, "UPDATE media_file SET created_at = created_at - interval '25 hours'")
    assert in_app(app, jobs.sweep_unlinked) == 1
    assert stored(store) == []
    assert world.community_a.get(f"/media/{sent['id']}/paper").status_code == 404


def test_a_file_without_a_row_is_found_by_its_name(app, world, store):
    bring(world.community_a)
    execute(app, "DELETE FROM media_file")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert in_app(app, jobs.sweep_orphans) == 1
    assert stored(store) == []

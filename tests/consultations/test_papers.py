"""Papers of a consultation, and everything of it in one file."""

from __future__ import annotations

import io
import zipfile

from docx import Document

from tests.consultations.steps import BASE, act, closed, draft, opened, second, send, web
from tests.media.papers import bring, pdf


def change(person, consultation, expect: int = 200, **fields):
    body = {"version": consultation["version"]} | fields
    answer = person.post(f"{BASE}/{consultation['id']}/papers", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def test_everybody_reads_the_papers_of_a_draft_once_it_is_open(client, app, world):
    consultation = draft(world.street_a)
    paper = bring(world.street_a, "征求意见稿.pdf", pdf("Draft"))
    consultation = change(world.street_a, consultation, paper_ids=[paper["id"]])
    path = f"/public/consultations/{consultation['id']}"
    assert client.get(f"/api/v1{path}/papers/{paper['id']}").status_code == 404

    act(world.street_a, consultation, "open")

    [shown] = web(app, path.removeprefix("/public"))["papers"]
    assert (shown["name"], shown["stage"], shown["pages"]) == ("征求意见稿.pdf", "draft", 1)
    answer = app.test_client(use_cookies=False).get(shown["url"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    page = app.test_client(use_cookies=False).get(f"/opinions/{consultation['id']}").text
    assert f'<a href="{shown["url"]}" download>征求意见稿.pdf</a>（PDF，1 页）' in page


def test_while_people_write_papers_are_added_and_never_taken_off(world):
    consultation = draft(world.street_a)
    first = bring(world.street_a, "一.pdf")["id"]
    consultation = act(world.street_a, change(world.street_a, consultation, paper_ids=[first]), "open")

    change(world.street_a, consultation, expect=409, removed_ids=[first])
    consultation = change(world.street_a, consultation, paper_ids=[bring(world.street_a, "二.pdf")["id"]])

    assert [one["name"] for one in consultation["papers"]] == ["一.pdf", "二.pdf"]


def test_a_paper_of_a_draft_is_taken_off(world):
    consultation = draft(world.street_a)
    first = bring(world.street_a)["id"]
    consultation = change(world.street_a, consultation, paper_ids=[first])
    assert change(world.street_a, consultation, removed_ids=[first])["papers"] == []
    assert world.street_a.get(f"/media/{first}/paper").status_code == 200  # his own again, until it is forgotten
    assert world.district.get(f"/media/{first}/paper").status_code == 404


def test_papers_of_the_result_wait_until_it_is_published(client, app, world, deliver):
    consultation = closed(app, world.street_a, opened(world.street_a), deliver)
    paper = bring(world.street_a, "论证报告.pdf")["id"]
    consultation = change(world.street_a, consultation, paper_ids=[paper])
    path = f"/consultations/{consultation['id']}"
    assert web(app, path)["papers"] == []
    assert client.get(f"/api/v1/public{path}/papers/{paper}").status_code == 404

    consultation = act(world.street_a, consultation, "answer", summary="都看过了")
    act(second(app, world), consultation, "publish")

    assert [one["stage"] for one in web(app, path)["papers"]] == ["result"]
    assert client.get(f"/api/v1/public{path}/papers/{paper}").status_code == 200
    change(world.street_a, consultation, expect=409, paper_ids=[bring(world.street_a)["id"]])


def test_a_paper_of_another_consultation_is_not_given_out_under_this_one(client, world):
    one, other = draft(world.street_a), draft(world.street_a, title="另一件事")
    paper = bring(world.street_a)["id"]
    act(world.street_a, change(world.street_a, one, paper_ids=[paper]), "open")
    other = act(world.street_a, other, "open")
    assert client.get(f"/api/v1/public/consultations/{other['id']}/papers/{paper}").status_code == 404
    change(world.street_a, other, expect=409, removed_ids=[paper])


def test_who_may_not_work_on_it_changes_no_papers(world):
    consultation = draft(world.street_a)
    change(world.district, consultation, expect=403, paper_ids=[bring(world.district)["id"]])
    change(world.street_b, consultation, expect=404, paper_ids=[bring(world.street_b)["id"]])
    change(world.street_a, consultation, expect=404, paper_ids=[bring(world.street_b)["id"]])


def test_everything_of_a_consultation_is_one_file(world):
    consultation = opened(world.street_a)
    consultation = change(world.street_a, consultation, paper_ids=[bring(world.street_a, "图纸.pdf")["id"]])
    send(world.resident_a, consultation, "停车费太高，我的电话是13800005678", contact="13900001234")

    answer = world.street_a.get(f"{BASE}/{consultation['id']}/archive.zip")

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == [
            "1 征求意见稿.docx", "3 意见汇总.xlsx", "4 采纳情况.docx", "5 办理过程.docx", "2 附件/01 图纸.pdf",
        ]  # fmt: skip
        parts = {name: archive.read(name) for name in archive.namelist()}
    words = [one.text for one in Document(io.BytesIO(parts["1 征求意见稿.docx"])).paragraphs]
    assert {"示例街道停车管理办法", "第一条 ……", "起草说明"} <= set(words)
    assert parts["2 附件/01 图纸.pdf"].startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(parts["3 意见汇总.xlsx"])) as table:
        told = b"".join(table.read(name) for name in table.namelist())
    assert "停车费太高" in told.decode("utf-8", "replace")
    assert b"13800005678" not in told
    assert b"13900001234" not in told
    assert world.street_b.get(f"{BASE}/{consultation['id']}/archive.zip").status_code == 404
    assert len(world.auditor.get("/staff/audit?what=consultations.file").json["items"]) == 1


def test_papers_that_find_no_room_are_named(app, world, monkeypatch):
    from app.consultations import archive

    monkeypatch.setattr(archive, "MOST_PAPER_BYTES", 10)
    consultation = opened(world.street_a)
    change(world.street_a, consultation, paper_ids=[bring(world.street_a, "图纸.pdf")["id"]])
    data = world.street_a.get(f"{BASE}/{consultation['id']}/archive.zip").data
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert not any(name.startswith("2 附件") for name in made.namelist())
        course = Document(io.BytesIO(made.read("5 办理过程.docx")))
    assert any("01 图纸.pdf" in one.text and "太大" in one.text for one in course.paragraphs)

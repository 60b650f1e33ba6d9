"""The minutes as Word and PDF to be signed, and the sheet of a topic for the notice board."""

from __future__ import annotations

import io
from datetime import timedelta

from docx import Document

from app.core.clock import today
from tests.council.steps import (
    BASE,
    act,
    deliberated,
    finish,
    meet,
    mine,
    propose,
    resolved,
    see,
    task,
    topic,
)
from tests.council.test_topics import posting_over

DAY = timedelta(days=1)


def words_of(data: bytes) -> str:
    """Return all words of a Word file."""
    paper = Document(io.BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def sheet(person, one) -> str:
    """Return the words on the sheet for the board."""
    answer = person.get(f"{BASE}/topics/{one['id']}/notice.docx")
    assert answer.status_code == 200, answer.json
    return words_of(answer.data)


def test_the_minutes_are_a_word_file_and_a_pdf_to_be_signed(world):
    one = topic(world.community_a, world.a)
    made = meet(world.community_a, one, minutes="散会后一起看了现场。")
    path = f"{BASE}/meetings/{made['id']}"
    answer = world.street_a.get(f"{path}/minutes.docx")
    assert answer.status_code == 200, answer.json
    said = words_of(answer.data)
    for word in (
        "议事会会议记录", "社区会议室", "书记", "9 人", "业主", "王阿姨等", "晾衣服的地方", "都说要", "同意装",
        "一人怕挡光", "散会后一起看了现场。", "记录人签名",
    ):  # fmt: skip
        assert word in said, word
    pdf = world.community_a.get(f"{path}/minutes.pdf")
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert world.community_b.get(f"{path}/minutes.docx").status_code == 404
    assert world.resident_a.get(f"{path}/minutes.pdf").status_code == 403


def test_the_sheet_for_the_board_tells_the_course_and_no_names(app, world, deliver):
    [shown] = propose(world.resident_a, world.a)["items"]
    path = f"{BASE}/topics/{shown['id']}/notice.pdf"
    assert world.community_a.get(path).status_code == 409, "neighbours do not see it yet"
    one = act(world.community_a, see(world.community_a, shown), "take")
    one = task(world.community_a, resolved(world.community_a, one))
    answer = world.community_a.get(path)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    said = sheet(world.community_a, one)
    until = f"{(today() + 7 * DAY).month}月{(today() + 7 * DAY).day}日"
    for word in ("门口加个坡道", "东侧空地装晾衣杆", "议事会", "同意装", "一人怕挡光", until, "示例物业", "居委会"):
        assert word in said, word
    for name in (world.resident_a.name, world.community_a.name, "王阿姨", "李经理"):
        assert name not in said, name
    posting_over(app, deliver)
    finish(world.community_a, see(world.community_a, one)["tasks"][0])
    assert "装好了，楼长看过" in sheet(world.community_a, one)
    assert world.community_b.get(path).status_code == 404
    assert world.resident_a.get(path).status_code == 403
    assert mine(world.resident_a)[0]["title"] == "门口加个坡道"


def test_what_waits_for_the_owners_says_so(world):
    one = deliberated(world.community_a, topic(world.community_a, world.a, matter=8))
    one = act(world.community_a, one, "to_owners")
    assert "民法典第二百七十八条" in sheet(world.community_a, one)

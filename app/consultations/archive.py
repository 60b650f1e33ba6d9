"""The file of a whole consultation: one zip with the draft, its papers, the opinions, and what became of them.

It is what is to be kept of the course of a major administrative decision (State Council Order 713, article 33). Nothing
in it tells who sent an opinion.
"""

from __future__ import annotations

import hashlib
import zipfile
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from app.consultations import listings
from app.consultations.models import DECISION_NAMES, Decision
from app.consultations.service import moves, showing
from app.core import audit
from app.core.auth import Actor
from app.core.clock import BEIJING, day_of, now, today
from app.core.documents import Align, Block, Document, Facts, Table, Words, as_word
from app.core.exports import workbook
from app.core.uow import unit_of_work
from app.media.service import paper_on

MOST_PAPER_BYTES = 48 * 1024 * 1024
"""Papers beyond this are named in the list and saved one by one: the zip stands in memory while it is made."""

Shape = dict[str, Any]
RIGHT: Align = "right"


def archive(actor: Actor, consultation_id: UUID) -> tuple[bytes, str]:
    """Return the zip and its name, and note in the audit log that it left the house.

    Raises ``NotFound``, ``Unavailable``, or ``InvalidInput`` for more opinions than a table takes.
    """
    whole = showing.detail(actor, consultation_id)
    inside, left_out = _papers(whole)
    files = {
        "1 征求意见稿.docx": as_word(draft_of(whole)),
        "3 意见汇总.xlsx": _opinions(actor, consultation_id),
        "4 采纳情况.docx": as_word(result_of(whole)),
        "5 办理过程.docx": as_word(course_of(whole, left_out)),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(files.items()):
            packed.writestr(name, data)
        for name, data in inside:
            packed.writestr(f"2 附件/{name}", data, compress_type=zipfile.ZIP_STORED)
    data = made.getvalue()
    with unit_of_work():
        digest = hashlib.sha256(data).hexdigest()
        audit.record(actor, "consultations.file", f"consultation:{consultation_id}", sha256=digest, count=len(inside))
    return data, f"{whole['title'][:60]}（第{whole['round']}轮）{today():%Y%m%d}.zip"


def _opinions(actor: Actor, consultation_id: UUID) -> bytes:
    return workbook(listings.OPINIONS, partial(showing.opinions, actor, consultation_id), {})[0]


def _papers(whole: Shape) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Return the papers that find room, by names that are different, and the names of the others."""
    inside: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    room = MOST_PAPER_BYTES
    for number, paper in enumerate(whole["papers"], start=1):
        name = f"{number:02d} {paper['name']}".replace("/", "／").replace("\\", "＼")
        if paper["bytes"] > room:
            left_out.append(name)
            continue
        room -= paper["bytes"]
        inside.append((name, paper_on(moves.SUBJECT, whole["id"], paper["id"]).data))
    return inside, left_out


# --- what the documents say ---


def _document(whole: Shape, heading: str, blocks: list[Block]) -> Document:
    top: list[Block] = [
        Words(whole["title"], points=18, bold=True, align="center"),
        Words(f"（{whole['region']}　第{whole['round']}轮　{heading}）", align="center"),
    ]
    return Document(f"{whole['title']} {heading}", now(), top + blocks)


def draft_of(whole: Shape) -> Document:
    """Return the draft with its explanation, as it was laid before the public."""
    blocks: list[Block] = [Words(line) for line in _lines(whole["draft_text"])]
    if whole["explanation"]:
        blocks += [Words("起草说明", points=14, bold=True), *(Words(line) for line in _lines(whole["explanation"]))]
    return _document(whole, "征求意见稿", blocks)


def result_of(whole: Shape) -> Document:
    """Return what became of the opinions, topic by topic, with the reasons given."""
    result = whole["result"]
    blocks: list[Block] = [Words(result["line"] + "。", bold=True)]
    blocks += [Words(line) for line in _lines(whole["summary"])]
    names = [DECISION_NAMES[one] for one in Decision]
    columns: list[tuple[str, float, Align]] = [
        ("主题", 4, "left"),
        ("合计", 1, "right"),
        *[(name, 1.4, RIGHT) for name in names],
        ("未定", 1, "right"),
    ]
    counted = ("total", "adopted", "partly", "refused", "explained", "undecided")
    rows = [[one["name"], *(str(one[key]) for key in counted)] for one in result["topics"]]
    if rows:
        blocks.append(Table(columns, rows))
    for topic in result["topics"]:
        said = [[one["decision_name"], str(one["count"]), one["reason"]] for one in topic["said"]]
        if said:
            blocks += [
                Words(topic["name"], points=14, bold=True),
                Table([("采纳情况", 2, "left"), ("条数", 1, "right"), ("理由", 7, "left")], said),
            ]
    return _document(whole, "采纳情况", blocks)


def course_of(whole: Shape, left_out: list[str]) -> Document:
    """Return the days and facts of the consultation, and which papers belong to it."""
    pairs = [
        ("状态", whole["state_name"]),
        ("开始征求意见", _moment(whole["open_at"])),
        ("截止日期", _day(whole["closes_on"])),
        ("期限少于三十日的理由", whole["shorter_because"] or "—"),
        ("听证会", _day(whole["hearing_on"])),
        ("听证材料送达", _day(whole["hearing_papers_on"])),
        ("送合法性审查", _day(whole["legal_sent_on"])),
        ("合法性审查完成", _day(whole["legal_done_on"])),
        ("公布采纳情况", _moment(whole["published_at"])),
        ("撤回的理由", whole["ended_because"] or "—"),
    ]
    blocks: list[Block] = [Facts(pairs)]
    papers = [f"{number:02d} {paper['name']}" for number, paper in enumerate(whole["papers"], start=1)]
    blocks += [Words("附件", points=14, bold=True), *(Words(name) for name in papers or ["没有附件"])]
    if left_out:
        blocks.append(Words(f"下列附件太大，没有收进这个文件，请在页面上单独保存：{'；'.join(left_out)}", ink="red"))
    return _document(whole, "办理过程", blocks)


def _lines(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.strip()]


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def _moment(at: Any) -> str:
    return f"{_day(day_of(at))} {at.astimezone(BEIJING):%H:%M}" if at else "—"

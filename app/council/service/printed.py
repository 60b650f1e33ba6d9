"""Papers of the council: the minutes to be signed, and the course of a topic for the notice board.

On the board stand no names of people, neither of who proposed nor of who spoke; what is on a sheet everybody may read.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.documents import Band, Block, Document, Facts, Gap, Table, Words
from app.core.errors import Conflict
from app.council.models import SHOWN, TopicState
from app.council.service import meetings, showing

Shape = dict[str, Any]
LARGE = 17
"""Points of what is read standing, by old people, on a board."""
OUTCOMES = {"passed": "业主表决通过了。", "failed": "业主表决没有通过。"}
TO_OWNERS = "这件事属于民法典第二百七十八条规定的业主共同决定事项，议事厅只提建议，由业主表决决定。"


def minutes(actor: Actor, meeting_id: UUID) -> Document:
    """Return the minutes of a meeting, with lines for the signatures. Raises ``NotFound``."""
    one = meetings.detail(actor, meeting_id)
    at = one["at"].astimezone(BEIJING)
    title = f"{one['community']}{one['kind_name']}会议记录"
    facts = [
        ("时间", f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"),
        ("地点", one["place"]),
        ("召集人", one["convener"]),
        ("到会", f"{one['people']} 人"),
    ]
    came = [[line["side"], f"{line['count']} 人", line["names"]] for line in one["attendance"]]
    blocks: list[Block] = [
        Words(title, 20, bold=True, align="center"),
        Gap(3),
        Facts(facts, across=2, points=12),
        Gap(3),
        Table([("哪一方", 2, "left"), ("人数", 1, "left"), ("都有谁", 5, "left")], came, 12),
    ]
    for number, topic in enumerate(one["topics"], start=1):
        blocks += [Gap(4), Words(f"议题 {number}：{topic['title']}", 15, bold=True)]
        for name, words in (("发言", "statements"), ("共识", "consensus"), ("不同意见", "dissent")):
            blocks += _said(name, topic[words])
    if one["minutes"]:
        blocks += [Gap(4), Words("其他记录", 15, bold=True), *_lines(one["minutes"])]
    if one["photos"]:
        blocks += [Gap(2), Words(f"会议照片 {len(one['photos'])} 张，存在系统里。", 11, ink="soft")]
    blocks += [Gap(8), Words("召集人签名：________________　　记录人签名：________________", 13)]
    return Document(title=f"{title} {at:%Y%m%d}", made_at=now(), blocks=blocks, foot=title)


def notice(actor: Actor, topic_id: UUID) -> Document:
    """Return a sheet for the notice board. Raises ``NotFound``, or ``Conflict`` for what neighbours do not see."""
    one = showing.detail(actor, topic_id)
    if one["state"] not in SHOWN:
        raise Conflict("列为议题以后才能打印张贴")
    facts = [("现在", one["state_name"])]
    facts += [("支持的邻居", f"{one['supports']} 位")] if one["supports"] else []
    blocks: list[Block] = [
        Band("议事厅", one["compound"]["name"]),
        Gap(4),
        Words(one["title"], 28, bold=True, align="center"),
        Gap(3),
        Facts(facts, across=2, points=16),
    ]
    blocks += [Gap(3), *_lines(one["words"], LARGE)] if one["words"] else []
    for meeting in one["meetings"]:
        at = meeting["at"].astimezone(BEIJING)
        blocks += [Gap(3), Words(f"{_day(at.date())}{meeting['kind_name']}", 19, bold=True)]
        blocks += [*_said("共识", meeting["consensus"], LARGE), *_said("不同意见", meeting["dissent"], LARGE)]
    blocks += _decided(one)
    if one["tasks"]:
        rows = [[task["measure"], task["owner"], _until(task), task["proof"]] for task in one["tasks"]]
        heads = [("做什么", 4, "left"), ("由谁办", 3, "left"), ("哪天以前", 2, "left"), ("办完的情况", 4, "left")]
        blocks += [Gap(3), Words("要办的事", 19, bold=True), Table([(*head,) for head in heads], rows, 15)]  # type: ignore[misc]
    if one["rated"]:
        blocks += [Gap(2), Words(f"{one['rated']} 位邻居评了，平均 {one['stars']} 分（满分 5 分）。", LARGE)]
    blocks += [Gap(6), Words(f"社区居委会　{_day(today())}", LARGE, align="right")]
    return Document(title=f"{one['title'][:40]} 张贴", made_at=now(), blocks=blocks, foot="有意见请告诉社区居委会")


def _decided(one: Shape) -> list[Block]:
    """Return what was resolved or who decides instead, and until when one may object."""
    blocks: list[Block] = []
    if one["matter"]:
        blocks += [Gap(3), Words(TO_OWNERS + OUTCOMES.get(one["outcome"], ""), 18, bold=True)]
    if one["resolution"]:
        blocks += [Gap(3), Words(f"决议（{one['resolved_by']}）", 19, bold=True), *_lines(one["resolution"], LARGE)]
    if one["state"] == TopicState.POSTED and one["post_until"]:
        until = f"公示到 {_day(one['post_until'])}（当天也算）。有不同意见，请告诉社区居委会。"
        blocks += [Gap(2), Words(until, 18, bold=True, ink="green")]
    if one["because"] and one["state"] == TopicState.DROPPED:
        blocks += [Gap(2), Words(f"不再议：{one['because']}", LARGE)]
    return blocks


def _said(name: str, words: str, points: float = 13) -> list[Block]:
    return [Words(f"{name}：{words}", points)] if words else []


def _lines(words: str, points: float = 13) -> list[Block]:
    return [Words(line, points) for line in words.splitlines() if line.strip()]


def _until(task: Shape) -> str:
    return f"{_day(task['done_on'])}办完" if task["done_on"] else _day(task["due_on"])


def _day(day: date) -> str:
    return f"{'' if day.year == today().year else f'{day.year}年'}{day.month}月{day.day}日"

"""The sheet with the result of a poll, for the notice board: sums, never a home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import as_beijing, now
from app.core.documents import Band, Block, Document, Facts, Gap, Table, Words
from app.core.errors import Conflict
from app.voting.counting import THREE_QUARTERS
from app.voting.models import CHOICE_NAMES, Kind
from app.voting.service import showing
from app.voting.service.voting import channel_words

Shape = dict[str, Any]
NOT_TOLD = "不公布"
ROOM_TO_SIGN = 25
"""Millimetres below the note on counting again: nobody signs an empty page."""
SAID = {
    (False, True): "多数同意", (False, False): "同意的没有过半",
    (True, True): "四分之三以上同意", (True, False): "同意的不到四分之三",
}  # fmt: skip
"""What those who took part in a survey said; it decides nothing, so nothing passes."""


def document(actor: Actor, poll_id: UUID) -> Document:
    """Return the sheet. Raises ``NotFound``, or ``Conflict`` before the count."""
    poll = showing.detail(actor, poll_id)
    if poll["result"] is None:
        raise Conflict("计票以后才有结果可以打印")
    result, is_assembly = poll["result"], poll["kind"] == Kind.ASSEMBLY
    whole, part = result["whole"], result["part"]
    heading = "业主大会表决结果" if is_assembly else "意见征询结果"
    facts = [
        ("召集人", poll["organiser"]),
        ("投票时间", f"{as_beijing(poll['opens_at'])} 至 {as_beijing(poll['closes_at'])}"),
        ("应参加", f"{whole['homes']} 户，{whole['heads']} 人，专有部分面积 {_area(whole['area'])}"),
        ("实际参加", f"{part['homes']} 户，{part['heads']} 人，专有部分面积 {_area(part['area'])}"),
        ("怎么投的", "，".join(f"{channel_words(way)} {homes} 户" for way, homes in result["channels"].items())),
        ("参加是否达到三分之二", _enough(result["enough"], is_assembly)),
    ]
    blocks: list[Block] = [
        Band(heading, poll["compound"]["name"]), Gap(3),
        Words(poll["title"], 22, bold=True, align="center"), Gap(3), Facts(facts, points=12),
    ]  # fmt: skip
    if not is_assembly:
        blocks += [Gap(2), Words("这是意见征询，结果供参考，不是业主大会的决定。", 14, bold=True)]
    for topic, sums in zip(poll["topics"], result["topics"], strict=True):
        blocks += _topic(topic, sums, Kind(poll["kind"]))
    blocks += [
        Gap(3),
        Words("有确认房屋的业主可以在手机“业主表决”里下载计票依据，自己重新数一遍。", 12, keep=ROOM_TO_SIGN),
        Words(f"计票依据的校验码（SHA-256）：{poll['hash']}", 10, ink="soft"),
        Gap(4),
        Words("召集人（盖章）：________________　　公示日期：________________", 14),
    ]
    return Document(
        title=f"{poll['title'][:40]} {heading}", made_at=now(), blocks=blocks, foot=poll["compound"]["name"]
    )


def _topic(topic: Shape, sums: Shape, kind: Kind) -> list[Block]:
    passed, approved = sums["passed"], sums["approved"]
    out = "参加的不到 5 户，各项票数不公布，免得看出是谁。"
    if passed is not None and kind == Kind.ASSEMBLY:
        out = f"结果：{'通过' if passed else '未通过'}"
    elif approved is not None:
        out = f"结果：{SAID[topic['matter'] in THREE_QUARTERS, approved]}"
    rows = [[name, *_sum(sums[choice])] for choice, name in CHOICE_NAMES.items()]
    columns = [("", 2, "left"), ("户数", 2, "right"), ("人数", 2, "right"), ("专有部分面积", 3, "right")]
    return [
        Gap(3),
        Words(f"{topic['number']}. {topic['text']}", 16, bold=True),
        Words(topic["matter_name"] + (_needs(topic["matter"]) if kind == Kind.ASSEMBLY else ""), 11, ink="soft"),
        Table(columns, rows, 12),  # type: ignore[arg-type]
        Gap(1),
        Words(out, 15, bold=True, ink="green" if (passed if kind == Kind.ASSEMBLY else approved) else "ink"),
    ]


def _needs(matter: int) -> str:
    return f"（参加的面积和人数都{'达到四分之三' if matter in THREE_QUARTERS else '过半数'}同意才通过）"


def _sum(one: Shape) -> list[str]:
    """Return homes, heads and area of a choice; a secret poll has homes only, or says nothing."""
    homes, heads, area = one["homes"], one["heads"], one["area"]
    return [
        NOT_TOLD if homes is None else str(homes),
        "—" if heads is None else str(heads),
        "—" if area is None else _area(area),
    ]


def _area(centi: int) -> str:
    return f"{centi // 100:,}.{centi % 100:02d} ㎡"


def _enough(enough: bool, is_assembly: bool) -> str:
    if enough:
        return "面积和人数都达到"
    return "没有都达到，表决不成立" if is_assembly else "没有都达到"

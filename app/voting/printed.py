"""Papers of a poll to hand out. An open one bears its number, its home and a QR code that opens it at the desk.

A secret one bears nothing: it is one page to be copied.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import as_beijing, now
from app.core.documents import Band, Beside, Block, Document, Facts, Gap, NewPage, Words
from app.core.errors import Conflict, InvalidInput
from app.voting import policy, queries
from app.voting.models import CHOICE_NAMES, KIND_NAMES, Kind

MOST_PAGES = 200
ROOM_FOR_BOXES = 14
"""Millimetres below a topic: its boxes never stand alone on the next page."""
BOXES = "　　".join(f"□ {name}" for name in CHOICE_NAMES.values())


def document(actor: Actor, poll_id: UUID, first: int, last: int, base_url: str) -> Document:
    """Return the papers with the numbers ``first`` to ``last``, a page each.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` before the notice, ``InvalidInput`` for too many or none.
    """
    poll = queries.one(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    if poll.frozen_at is None:
        raise Conflict("公告以后才能印票：那时名册、议题和票号才定下来")
    topics = queries.topics([poll_id]).get(poll_id, [])
    blocks: list[Block] = []
    if poll.secret:
        blocks = _page(poll, topics, None, base_url)
    else:
        if not first <= last < first + MOST_PAGES:
            raise InvalidInput(fields={"last": [f"一次最多印 {MOST_PAGES} 张"]})
        homes = [row for row in queries.register(poll_id) if first <= row.ballot_no <= last]
        if not homes:
            raise InvalidInput(fields={"first": ["没有这些票号"]})
        for number, home in enumerate(homes):
            blocks += [NewPage()] if number else []
            blocks += _page(poll, topics, home, base_url)
    numbers = "" if poll.secret else f" {first}至{last}号"
    return Document(
        title=f"{poll.compound_name}表决票{numbers}",
        made_at=now(),
        blocks=blocks,
        foot=poll.title,
        numbered=False,
    )


def _page(poll: Any, topics: list[Any], home: Any | None, base_url: str) -> list[Block]:
    kind = KIND_NAMES[Kind(poll.kind)]
    facts = [("召集人", poll.organiser), ("收票截止", as_beijing(poll.closes_at))]
    blocks: list[Block] = [Band("表决票", f"{poll.compound_name} · {kind}"), Gap(2)]
    if home is not None:
        name = f"{home.building}{home.unit}{home.label}"
        area = f"{home.area // 100}.{home.area % 100:02d} ㎡"
        facts = [("票号", str(home.ballot_no)), ("房屋", name), ("专有部分面积", area), *facts]
    blocks += [Words(poll.title, 20, bold=True, align="center"), Gap(2), Facts(facts, points=13)]
    if poll.explanation:
        blocks += [Gap(2), Words(poll.explanation[:600], 13)]
    blocks += [Gap(4), Words("每个议题只选一项，在方框里打“√”；不选、多选的算弃权。", 14, bold=True)]
    for topic in topics:
        blocks += [
            Gap(5),
            Words(f"{topic.number}. {topic.text}", 17, keep=ROOM_FOR_BOXES),
            Gap(2),
            Words(BOXES, 20),
        ]
    blocks.append(Gap(8))
    if home is None:
        blocks.append(Words("这次不记名：请不要写姓名、房号，自己投进票箱。", 15, bold=True))
        return blocks
    blocks += [Words("业主签名：________________　　日期：________________", 16), Gap(6)]
    said = ["一户一票，请业主本人签名。", "工作人员录票时扫这个码；票号对应您家这一户。"]
    if poll.kind == Kind.SURVEY:
        said.append("这是意见征询，结果供参考，不是业主大会的决定。")
    blocks.append(Beside(said, f"{base_url.rstrip('/')}/admin/#/polls/{poll.id}/homes?no={home.ballot_no}", points=13))
    return blocks

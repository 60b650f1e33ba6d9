"""What the demo district asked everybody about: two rounds on one draft, the second still open. All invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.consultations.models import Consultation, Decision, Opinion, Source, State, Topic
from app.consultations.policy import end_of
from app.consultations.service.opinions import LETTERS
from app.core import outbox
from app.demo.chance import ident, stream
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.seasons import moment
from app.events.consultations import ConsultationCloses

TITLE = "（示例）老旧小区物业管理提升行动方案（征求意见稿）"
DRAFT = """（示例，内容为虚构）
一、没有物业的小区，两年内都要有人管、有付费、有服务。
二、改造完成的小区，按约定的服务标准做，做没做都公示。
三、闲置的房屋和空地，优先改成食堂、维修点、充电车棚。"""
TOPICS = ("收费", "停车和充电", "公示", "养老服务")
SAID: tuple[tuple[str, int, Source, Decision, str], ...] = (
    ("收费标准要让业主先讨论。", 1, Source.APP, Decision.ADOPTED, ""),
    ("物业费和服务等级挂钩，干得不好能少交。", 1, Source.WEB, Decision.PARTLY, "等级写进合同，减收由业主共同决定。"),
    ("物业费全部由政府出。", 1, Source.WEB, Decision.NOT, "物业费由业主按合同交纳，政府不能代交。"),
    ("楼下多装几个充电桩，不要飞线。", 2, Source.PAPER, Decision.ADOPTED, ""),
    ("把绿地都改成停车位。", 2, Source.MEETING, Decision.NOT, "绿地属于业主共有，改变用途须由业主共同决定。"),
    ("公示贴在单元门口，老人看得到。", 3, Source.PAPER, Decision.ADOPTED, ""),
    ("为什么有的小区没有公示？", 3, Source.LETTER, Decision.EXPLAINED, "没有物业的小区由社区公示，正在补。"),
    ("食堂要有软烂的饭菜。", 4, Source.APP, Decision.PARTLY, "写进运营协议，由各食堂安排。"),
)  # fmt: skip
NEW = ("第二轮写得清楚多了，支持。", "充电车棚的收费请写明上限。", "公示最好能念出来听。")
FIRST_OPENED, SECOND_OPENED, OPEN_DAYS = 120, 12, 32


def write(district: District, copier: Copier) -> None:
    """Write both rounds, and the timer that closes the second one."""
    writer, publisher = (worker.person for worker in district.cadres[district.id][:2])
    first = _round(district, 1, FIRST_OPENED, State.ARCHIVED) | {
        "summary": "大家最关心收费、停车充电和公示。合理的意见写进了第二稿。（示例）",
        "summary_by": writer,
        "published_by": publisher,
        "published_at": moment(district.days_ago(FIRST_OPENED - OPEN_DAYS - 20), 15),
        "legal_sent_on": district.days_ago(FIRST_OPENED - OPEN_DAYS - 21),
        "legal_done_on": district.days_ago(FIRST_OPENED - OPEN_DAYS - 40),
    }
    second = _round(district, 2, SECOND_OPENED, State.OPEN) | {"follows_id": first["id"]}
    copier.rows(Consultation, [first])
    copier.rows(Consultation, [second])
    copier.rows(
        Topic,
        [
            {"consultation_id": one["id"], "number": number, "name": name}
            for one in (first, second)
            for number, name in enumerate(TOPICS, start=1)
        ],
    )
    copier.rows(Opinion, [*_decided(district, first, writer), *_new(district, second)])
    event = ConsultationCloses(str(second["id"]))
    dedupe = outbox.subject_key(event.topic, second["id"], second["close_at"].isoformat())
    outbox.publish(event, due_at=second["close_at"], dedupe=dedupe)


def title(number: int) -> str:
    """Return the title of a round's draft."""
    return TITLE if number == 1 else TITLE.replace("征求意见稿", "第二次征求意见稿")


def _round(district: District, number: int, days_ago: int, state: State) -> dict[str, Any]:
    opened = district.days_ago(days_ago)
    closes = opened + timedelta(days=OPEN_DAYS)
    return {
        "id": ident("consultation", str(number)),
        "created_at": moment(opened - timedelta(days=3), 10),
        "district_id": district.id,
        "region_id": district.id,
        "follows_id": None,
        "round": number,
        "title": title(number),
        "draft_text": DRAFT,
        "explanation": "起草说明：方案由区住建委起草。（示例）",
        "closes_on": closes,
        "shorter_because": "",
        "hearing_on": None,
        "hearing_papers_on": None,
        "legal_sent_on": None,
        "legal_done_on": None,
        "open_at": moment(opened, 9),
        "close_at": end_of(closes),
        "state": state,
        "version": 6 if state is State.ARCHIVED else 2,
        "summary": "",
        "summary_by": None,
        "published_by": None,
        "published_at": None,
        "ended_because": "",
    }


def _opinion(one: dict[str, Any], number: int, at: Any, source: Source, words: str) -> dict[str, Any]:
    chance = stream("opinion", str(one["round"]), str(number))
    return {
        "id": ident("opinion", str(one["round"]), str(number)),
        "created_at": at,
        "consultation_id": one["id"],
        "source": source,
        "receipt": "".join(chance.choice(LETTERS) for _ in range(12)),
        "sheet_no": number if source is Source.PAPER else None,
        "received_on": at.date(),
        "person_id": None,
        "entered_by": None,
        "words": words,
        "contact_cipher": None,
        "topic": None,
        "merged_into": None,
        "decision": None,
        "reason": "",
        "decided_by": None,
        "decided_at": None,
        "version": 1,
    }


def _decided(district: District, one: dict[str, Any], writer: Any) -> list[dict[str, Any]]:
    rows = []
    for number, (words, topic, source, decision, reason) in enumerate(SAID, start=1):
        at = moment(district.days_ago(FIRST_OPENED - 2 * number), 9 + number)
        decided = moment(district.days_ago(FIRST_OPENED - OPEN_DAYS - 5), 9, number)
        rows.append(
            _opinion(one, number, at, source, words)
            | {"topic": topic, "decision": decision, "reason": reason, "decided_by": writer, "decided_at": decided}
        )
    return rows


def _new(district: District, one: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _opinion(one, number, moment(district.days_ago(SECOND_OPENED - 2 * number), 10), Source.WEB, words)
        for number, words in enumerate(NEW, start=1)
    ]

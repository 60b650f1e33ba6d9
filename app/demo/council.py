"""The council of the demo district: topics at several steps, one of them for the owners, meetings, and a suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.council.models import (
    Kind,
    Meeting,
    MeetingKind,
    MeetingTopic,
    Source,
    Suggestion,
    Support,
    Task,
    Topic,
    TopicAction,
    TopicEvent,
    TopicState,
)
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.seasons import moment
from app.demo.together import JOINTS

COMPOUND = "chunhui"
APART = 6
"""Days between two steps."""
S, A = TopicState, TopicAction
WALK: tuple[tuple[str, TopicState], ...] = (
    ("add", S.LISTED),
    (A.DISCUSS, S.DISCUSSING),
    (A.DELIBERATE, S.DELIBERATING),
    (A.RESOLVE, S.POSTED),
    (A.BEGIN, S.DOING),
    (A.CLOSE, S.DONE),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One topic: how far it is along ``WALK``, and what was resolved."""

    key: str
    title: str
    words: str
    kind: Kind
    steps: int
    supports: int
    source: Source = Source.STAFF
    matter: int = 0
    resolution: str = ""
    met_days: int = 0
    said: str = ""
    agreed: str = ""
    dissent: str = ""
    """What the meeting heard that spoke of it, so many days ago."""


TOPICS: tuple[Told, ...] = (
    Told(
        "bench", "楼下加几把椅子", "老人下楼走几步就要歇，1 号楼到大门没有坐的。", Kind.OTHER, 6, 17, Source.RESIDENT,
        resolution="1 号楼到大门之间装四把带扶手的椅子，钱从公共收益出。", met_days=27,
        said="老人走一段就要歇；有人担心椅子旁边聚着抽烟。", agreed="装四把带扶手的椅子，离窗户三米以上。",
    ),
    Told(
        "dog", "遛狗不牵绳、不收拾", "早晚遛狗的多，孩子老人害怕。", Kind.PETS, 5, 23, Source.RESIDENT,
        resolution="设两处拾便袋箱；早 7 点前、晚 7 点后遛狗，必须牵绳，楼长劝导。", met_days=20,
        said="孩子上学的时候狗最多；养狗的人说晚上七点以后才有空。", agreed="错开上学放学的时间，设拾便袋箱。",
        dissent="两户觉得早 7 点太早。",
    ),
    Told(
        "shed", "东门车棚改成充电车棚", "旧车占着车棚，电动车飞线充电。", Kind.CHARGING, 3, 31, Source.REPEATS, 8,
        met_days=8, said="多数人说飞线太危险，也有人担心车棚离楼近。",
        agreed="改成充电车棚，装喷淋和监控；改变车棚用途，送业主表决。", dissent="1 号楼两户认为应离楼远一些。",
    ),
    Told("noise", "晚上广场舞音量", "九点以后声音还很大。", Kind.NOISE, 2, 9),
)  # fmt: skip
PROPOSAL = ("ramp", "3 号楼门口加个坡道", "我妈坐轮椅，三级台阶下不来。", Kind.OTHER)


def write(district: District, copier: Copier) -> None:
    """Write topics with their histories, who stands behind them, meetings, and what nobody has looked at yet."""
    compound = district.compounds.get(COMPOUND)
    if compound is None:
        return
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Topic, TopicEvent, Support, Task, Meeting, MeetingTopic, Suggestion)
    }
    for told in TOPICS:
        _topic(district, compound, told, rows)
        if told.agreed:
            _meeting(district, compound, told, rows)
    _proposal(district, compound, rows)
    rows[Suggestion] += _not_kept(district, compound)
    for model, found in rows.items():
        copier.rows(model, found)


def _region(district: District, compound: Compound) -> dict[str, Any]:
    return {"district_id": district.id, "street_id": compound.street.id, "community_id": compound.community.id}


def _people(compound: Compound) -> list[Any]:
    return list({one.person: None for one in compound.residents.get("home", [])})


def _topic(district: District, compound: Compound, told: Told, rows: dict[Any, list[dict[str, Any]]]) -> None:
    topic_id = ident("topic", told.key)
    walk = WALK[: told.steps]
    begun = moment(district.days_ago(APART * (told.steps + 1)), 9)
    posted = (begun + timedelta(days=APART * 3)).date() if told.steps > 3 else None
    rows[Topic].append(
        {
            "id": topic_id,
            "created_at": begun,
            **_region(district, compound),
            "compound_id": compound.id,
            "source": told.source,
            "source_key": told.key,
            "proposer_id": _people(compound)[3] if told.source is Source.RESIDENT else None,
            "kind": told.kind,
            "title": told.title,
            "words": told.words,
            "matter": told.matter,
            "state": walk[-1][1],
            "version": len(walk),
            "scope": "全小区业主和租户，物业，社区" if told.steps > 1 else "",
            "resolution": told.resolution,
            "resolved_by": "春晖社区议事会" if told.resolution else "",
            "posted_at": "大门公示栏、各单元门" if told.resolution else "",
            "posted_on": posted,
            "post_until": posted + timedelta(days=7) if posted else None,
            "rating": 5 if walk[-1][1] is S.DONE else None,
        }
    )
    people = district.cadres[compound.community.id]
    for seq, (action, after) in enumerate(walk, start=1):
        rows[TopicEvent].append(
            {
                "topic_id": topic_id,
                "seq": seq,
                "at": begun + timedelta(days=APART * (seq - 1)),
                "actor_id": None if action == A.BEGIN else people[seq % len(people)].person,
                "action": action,
                "after": after,
                "note": "",
            }
        )
    neighbours = _people(compound)[: told.supports]
    rows[Support] += [{"topic_id": topic_id, "person_id": person, "at": begun} for person in neighbours]
    if told.resolution:
        rows[Task] += _tasks(district, told, topic_id)


def _tasks(district: District, told: Told, topic_id: Any) -> list[dict[str, Any]]:
    done = told.steps == len(WALK)
    named = (("示例安居物业", f"照决议办：{told.title}", 4), ("楼长", "办完以后看一看、问问邻居", 9))
    return [
        {
            "id": ident("council-task", told.key, owner),
            "created_at": moment(district.days_ago(20), 9),
            "topic_id": topic_id,
            "owner": owner,
            "measure": measure,
            "due_on": district.days_ago(-ahead),
            "done_on": district.days_ago(3) if done else None,
            "proof": "办好了，社区和楼长看过" if done else "",
            "version": 2 if done else 1,
        }
        for owner, measure, ahead in named
    ]


def _proposal(district: District, compound: Compound, rows: dict[Any, list[dict[str, Any]]]) -> None:
    key, title, words, kind = PROPOSAL
    person, at = _people(compound)[5], moment(district.days_ago(2), 19)
    topic_id = ident("topic", key)
    rows[Topic].append(
        {
            "id": topic_id,
            "created_at": at,
            **_region(district, compound),
            "compound_id": compound.id,
            "source": Source.RESIDENT,
            "source_key": "",
            "proposer_id": person,
            "kind": kind,
            "title": title,
            "words": words,
            "matter": 0,
            "state": S.PROPOSED,
            "version": 1,
            "scope": "",
            "resolution": "",
            "resolved_by": "",
            "posted_at": "",
            "posted_on": None,
            "post_until": None,
            "rating": None,
        }
    )
    first = {"topic_id": topic_id, "seq": 1, "at": at, "actor_id": person}
    rows[TopicEvent].append(first | {"action": "propose", "after": S.PROPOSED, "note": ""})


def _meeting(district: District, compound: Compound, told: Told, rows: dict[Any, list[dict[str, Any]]]) -> None:
    meeting_id = ident("council-meeting", COMPOUND, told.key)
    rows[Meeting].append(
        {
            "id": meeting_id,
            "created_at": moment(district.days_ago(told.met_days), 18),
            **_region(district, compound),
            "kind": MeetingKind.COUNCIL,
            "at": moment(district.days_ago(told.met_days), 15),
            "place": "社区活动室",
            "convener": "孙建华",
            "attendance": [
                {"side": "业主", "names": "", "count": 14},
                {"side": "租户", "names": "", "count": 2},
                {"side": "物业", "names": "陈立新", "count": 1},
                {"side": "社区", "names": "孙建华、刘文静", "count": 2},
            ],
            "minutes": "",
            "version": 1,
        }
    )
    rows[MeetingTopic].append(
        {
            "meeting_id": meeting_id,
            "topic_id": ident("topic", told.key),
            "statements": told.said,
            "consensus": told.agreed,
            "dissent": told.dissent,
        }
    )


def _not_kept(district: District, compound: Compound) -> list[dict[str, Any]]:
    """Return what the product suggests of a promise whose day is over."""
    service = compound.company_on(district.today)
    return [
        {
            "id": ident("suggestion", joint.number, promise.measure),
            "created_at": moment(district.days_ago(-promise.due - 1), 9),
            **_region(district, compound),
            "compound_id": compound.id,
            "source": Source.COMMITMENT,
            "source_key": str(ident("commitment", joint.number, promise.measure)),
            "title": promise.measure,
            "words": (
                f"{service.company.name if service else '物业'}在《党建联建协议》{joint.number}里承诺："
                f"{promise.measure}。应在 {district.days_ago(-promise.due)} 以前办结。"
            ),
            "state": "open",
            "because": "",
        }
        for joint in JOINTS
        if joint.compound == compound.plan.key
        for promise in joint.promises
        if promise.due < 0 and promise.steps < 2
    ]

"""What owners of the demo district decided: a posted decision of an assembly, a posted survey, and a draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.chance import ident, stream
from app.demo.compounds import areas
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.seasons import moment
from app.voting import counting
from app.voting.models import Ballot, Channel, Choice, Elector, Kind, Matter, Poll, PollState, Topic
from app.voting.service.tally import digest

NOTICE_DAYS, OPEN_DAYS = 20, 14


@dataclass(frozen=True, slots=True)
class Decision:
    """One poll: how long ago it was posted (None: a draft), and in percent who took part and who said yes."""

    compound: str
    key: str
    kind: Kind
    title: str
    explanation: str
    topics: tuple[tuple[Matter, str, int], ...]
    posted_days: int | None
    turnout: int = 0


DECISIONS: tuple[Decision, ...] = (
    Decision(
        "heshun", "roof", Kind.ASSEMBLY, "用维修资金修 2 号楼屋面",
        "屋面 2024 年起多处漏雨，工程造价 38.6 万元，由示例建工施工，质保五年。",
        (
            (Matter.USE_FUND, "使用专项维修资金 38.6 万元修 2 号楼屋面", 88),
            (Matter.COMMON_USE, "屋面修好后由示例通信架设基站，收入归业主共有", 61),
        ),
        45, 81,
    ),
    Decision(
        "chunhui", "shed", Kind.SURVEY, "东门自行车棚怎么用",
        "旧车登报清理以后，可以改成充电车棚，也可以改成停车位。",
        ((Matter.NONE, "改成电动自行车充电车棚", 74), (Matter.NONE, "改成停车位", 33)),
        90, 70,
    ),
    Decision(
        "chunhui", "gate", Kind.ASSEMBLY, "单元门换成刷卡门禁", "",
        ((Matter.COMMON_USE, "十个单元门换成刷卡门禁，费用从公共收益出", 0),), None,
    ),
)  # fmt: skip


def write(district: District, copier: Copier) -> None:
    """Write them with their registers and votes."""
    found: dict[Any, list[dict[str, Any]]] = {model: [] for model in (Poll, Topic, Elector, Ballot)}
    for decision in DECISIONS:
        compound = district.compounds.get(decision.compound)
        if compound is not None:
            for model, rows in _rows(district, compound, decision).items():
                found[model] += rows
    for model, rows in found.items():
        copier.rows(model, rows)


def _rows(district: District, compound: Compound, decision: Decision) -> dict[Any, list[dict[str, Any]]]:
    poll_id = ident("poll", compound.plan.key, decision.key)
    electors = [
        {
            "poll_id": poll_id,
            "home_id": home.id,
            "area": area,
            "ballot_no": number if decision.posted_days is not None else None,
        }
        for number, (home, area) in enumerate(zip(compound.homes, areas(compound), strict=True), start=1)
    ]
    topics = [
        {"poll_id": poll_id, "number": number, "matter": int(matter), "text": words}
        for number, (matter, words, _) in enumerate(decision.topics, start=1)
    ]
    ballots: list[dict[str, Any]] = []
    if decision.posted_days is not None:
        closed = moment(district.days_ago(decision.posted_days + 1), 18)
        ballots = _ballots(district, compound, decision, electors, closed)
    poll = _poll(district, compound, decision, electors, ballots)
    return {Poll: [poll], Topic: topics, Elector: electors, Ballot: ballots}


def _ballots(
    district: District, compound: Compound, decision: Decision, electors: list[dict[str, Any]], closed: datetime
) -> list[dict[str, Any]]:
    """Return the votes: each home by chance, the same in every load."""
    chance = stream("ballots", compound.plan.key, decision.key)
    worker = district.cadres[compound.community.id][0].person
    on_paper = (Channel.PAPER, Channel.DOOR)
    channels = on_paper if decision.kind is Kind.ASSEMBLY else (Channel.APP, *on_paper)
    rows = []
    for elector in electors:
        if chance.randrange(100) >= decision.turnout:
            continue
        said = [_choice(chance.randrange(100), yes) for _, _, yes in decision.topics]
        rows.append(
            {
                "id": ident("ballot", str(elector["poll_id"]), str(elector["home_id"])),
                "poll_id": elector["poll_id"],
                "home_id": elector["home_id"],
                "channel": chance.choice(channels),
                "at": closed - timedelta(minutes=chance.randrange(1, OPEN_DAYS * 1440)),
                "by_person": worker,
                "choices": said,
            }
        )
    return rows


def _choice(drawn: int, yes: int) -> str:
    if drawn < yes:
        return Choice.YES.value
    return (Choice.NO if drawn % 4 else Choice.ABSTAIN).value


def _draft(district: District, compound: Compound, decision: Decision) -> dict[str, Any]:
    return {
        "id": ident("poll", compound.plan.key, decision.key),
        "created_at": moment(district.days_ago(3), 9),
        "district_id": district.id,
        "street_id": compound.street.id,
        "community_id": compound.community.id,
        "compound_id": compound.id,
        "kind": decision.kind,
        "title": decision.title,
        "organiser": f"{compound.name}物业管理委员会",
        "explanation": decision.explanation,
        "opens_at": None,
        "closes_at": None,
        "state": PollState.DRAFT,
        "version": 1,
        "frozen_at": None,
        "totals": None,
        "result": None,
        "recount": None,
        "hash": None,
        "counted_at": None,
        "posted_on": None,
        "posted_at": "",
    }


def _poll(
    district: District,
    compound: Compound,
    decision: Decision,
    electors: list[dict[str, Any]],
    ballots: list[dict[str, Any]],
) -> dict[str, Any]:
    row = _draft(district, compound, decision)
    if decision.posted_days is None:
        return row
    said = {ballot["home_id"]: ballot for ballot in ballots}
    lines = [
        {
            "no": one["ballot_no"],
            "area": one["area"],
            "head": f"h{number}",
            "choices": said[one["home_id"]]["choices"] if one["home_id"] in said else None,
        }
        for number, one in enumerate(electors, start=1)
    ]
    voters = [counting.Voter(line["area"], line["head"], line["choices"]) for line in lines]
    closed = moment(district.days_ago(decision.posted_days + 1), 18)
    opened = moment(district.days_ago(decision.posted_days + 1 + OPEN_DAYS), 9)
    matters = {number: int(matter) for number, (matter, _, _) in enumerate(decision.topics, start=1)}
    channels = {
        channel.value: count
        for channel in Channel
        if (count := sum(1 for ballot in ballots if ballot["channel"] == channel))
    }
    recount = json.loads(json.dumps({"poll": str(row["id"]), "topics": matters, "homes": lines}))
    return row | {
        "created_at": opened - timedelta(days=NOTICE_DAYS + 2),
        "opens_at": opened,
        "closes_at": closed,
        "state": PollState.ANNOUNCED,
        "version": 6,
        "frozen_at": opened - timedelta(days=NOTICE_DAYS),
        "totals": counting.sum_of(voters).shape(),
        "result": counting.count(voters, matters) | {"channels": channels},
        "recount": recount,
        "hash": digest(recount),
        "counted_at": closed + timedelta(hours=15),
        "posted_on": district.days_ago(decision.posted_days),
        "posted_at": "大门公示栏、各单元门",
    }

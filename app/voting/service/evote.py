"""Votes that were given in the municipal electronic system (全市统一电子投票系统), brought in after the end.

Over the Internet an assembly decides only there (PMR 35). Its votes come home by home, so that a home has one vote
over all channels; a home that had voted on paper keeps that vote and is named.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.ledger import Column, Kind, Parsed, TableSpec, to_sheet
from app.voting import policy, queries
from app.voting.models import CHOICE_NAMES, Channel, Poll, PollState
from app.voting.models import Kind as PollKind
from app.voting.service.voting import store_many

MOST_TOLD = 20
CHOICES = tuple((choice.value, name) for choice, name in CHOICE_NAMES.items())


def spec_for(actor: Actor, poll_id: UUID) -> TableSpec:
    """Return the table that a result fills in: a home a line, its choice to each topic. Raises as ``bring`` does.

    It does not look at the time: a file sent again by a bad network gets the answer of the first time.
    """
    poll = queries.one(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    _is_assembly(poll)
    topics = queries.topics([poll_id]).get(poll_id, [])
    return TableSpec(
        "evote",
        "电子投票结果",
        (
            Column("building", "楼号", required=True, longest=60, help="不要改"),
            Column("unit", "单元", required=True, longest=60, help="不要改"),
            Column("label", "房号", required=True, longest=30, help="不要改"),
            *(
                Column(f"t{topic.number}", f"议题{topic.number}", Kind.CHOICE, choices=CHOICES, help=topic.text)
                for topic in topics
            ),
        ),
        most_rows=20_000,
        row_key=("building", "unit", "label"),
    )


def _is_assembly(poll: Any) -> None:
    if poll.kind != PollKind.ASSEMBLY:
        raise Conflict("只有业主大会的表决才导入电子投票的结果")


def _is_time(poll: Any) -> None:
    _is_assembly(poll)
    if poll.state != PollState.CLOSED:
        raise Conflict("截止以后、计票以前才能导入")
    if poll.evote is not None:
        raise Conflict("电子投票的结果已经导入过")


def sheet(actor: Actor, poll_id: UUID) -> tuple[bytes, str]:
    """Return the empty form with every home of the register, and its name. Raises as ``bring`` does."""
    spec = spec_for(actor, poll_id)
    poll = queries.one(actor, poll_id)
    _is_time(poll)
    blank = {f"t{topic.number}": None for topic in queries.topics([poll_id]).get(poll_id, [])}
    rows = [
        {"building": row.building, "unit": row.unit, "label": row.label} | blank for row in queries.register(poll_id)
    ]
    notes = [f"{poll.compound_name}，{poll.title}", "照电子投票系统的结果填；没有参加电子投票的，整行留空或删去"]
    return to_sheet([(spec, rows)], notes), f"{poll.compound_name}电子投票结果.xlsx"


def bring(actor: Actor, poll_id: UUID, reference: str, read: Parsed) -> UUID:
    """Store the votes of a sheet, all or none, sealed like every other vote; return the poll's id.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput`` that tells what is wrong in which row.
    """
    poll = queries.lock(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    _is_time(poll)
    left = queries.unresolved(poll.id)
    if left:
        raise Conflict(f"还有 {left} 张纸质票没有录完，请先录完再导入：纸质票投过的，电子票不算")
    if not reference:
        raise InvalidInput(fields={"reference": ["请填写电子投票系统里的表决编号"]})
    votes, names, wrong = _votes(poll, read)
    if wrong:
        more = [f"还有 {len(wrong) - MOST_TOLD} 处"] if len(wrong) > MOST_TOLD else []
        raise InvalidInput(fields={"file": [*wrong[:MOST_TOLD], *more]})
    stored = store_many(actor, poll, Channel.EVOTE, votes)
    poll.evote = {
        "reference": reference,
        "taken": len(stored),
        "already": [names[home_id] for home_id in votes if home_id not in stored],
    }
    poll.version += 1
    audit.record(actor, "voting.bring_evote", f"poll:{poll.id}", reference=reference, homes=len(stored))
    return poll.id


def _votes(poll: Poll, read: Parsed) -> tuple[dict[UUID, list[str]], dict[UUID, str], list[str]]:
    """Return choices and names by home, and what is wrong with the sheet."""
    known = {(row.building, row.unit, row.label): row.home_id for row in queries.register(poll.id)}
    keys = [f"t{topic.number}" for topic in queries.topics_of(poll.id)]
    wrong = [problem["text"] for problem in read.problems]
    votes: dict[UUID, list[str]] = {}
    names: dict[UUID, str] = {}
    for number, row in zip(read.numbers, read.rows, strict=True):
        said = [str(row[key]) for key in keys if row[key]]
        home_id = known.get((row["building"], row["unit"], row["label"]))
        if not said or None in (row["building"], row["unit"], row["label"]):
            continue
        name = f"{row['building']}{row['unit']}{row['label']}"
        if home_id is None:
            wrong.append(f"第 {number} 行：名册里没有“{name}”")
        elif len(said) < len(keys):
            wrong.append(f"第 {number} 行：每个议题都要填同意、不同意或弃权")
        else:
            votes[home_id], names[home_id] = said, name
    if not votes and not wrong:
        wrong.append("表里一票也没有")
    return votes, names, wrong

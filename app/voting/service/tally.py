"""The count: seals are opened once, after the end; the file that is published lets anybody concerned count again."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import update

from app.core.db import db
from app.voting import counting, policy, queries
from app.voting.models import Ballot, BoxReading, Poll
from app.voting.service.box import agreed
from app.voting.service.voting import BALLOT, unseal

Shape = dict[str, Any]
Opened = dict[UUID, list[str]]
"""Choices by ballot."""
Box = list[dict[str, int]]
"""For each topic how many papers say what."""
Rows = list[tuple[Any, Any | None]]
"""Each home of the register with its ballot."""


def count(poll: Poll, at: datetime) -> None:
    """Open the votes of a closed poll, count them and keep the result with its file, in the current unit of work."""
    rows = queries.votes(poll.id)
    opened = {
        ballot.id: unseal(ballot.sealed, column=BALLOT, row_id=ballot.id)
        for _, ballot in rows
        if ballot and ballot.sealed
    }
    matters = {topic.number: topic.matter for topic in queries.topics_of(poll.id)}
    result, file = (_secret if poll.secret else _open)(poll, rows, opened, matters)
    poll.result = result | {"channels": dict(Counter(ballot.channel for _, ballot in rows if ballot))}
    poll.recount = {"poll": str(poll.id), "topics": matters} | file
    poll.hash, poll.counted_at = digest(poll.recount), at


def _open(poll: Poll, rows: Rows, opened: Opened, matters: dict[int, int]) -> tuple[Shape, Shape]:
    """Count votes that carry areas; each home's own stays with its ballot."""
    queries.keep_opened(orjson.dumps({str(ballot_id): choices for ballot_id, choices in opened.items()}).decode())
    heads = _numbers(rows)
    voters = [
        counting.Voter(row.area, heads[row.head or str(row.home_id)], opened[ballot.id] if ballot else None)
        for row, ballot in rows
    ]
    homes = [
        {"no": row.ballot_no, "area": voter.area, "head": voter.head, "choices": voter.choices}
        for (row, _), voter in zip(rows, voters, strict=True)
    ]
    return counting.count(voters, matters), {"homes": homes}


def _secret(poll: Poll, rows: Rows, opened: Opened, matters: dict[int, int]) -> tuple[Shape, Shape]:
    """Count votes that nobody can trace: sorted, beside the list of who voted.

    Afterwards the sealed ones are gone, and so is what stood in the box, which would tell the few by phone from it.
    """
    heads = _numbers(rows)
    homes = [
        {
            "no": row.ballot_no,
            "area": row.area,
            "head": heads[row.head or str(row.home_id)],
            "voted": ballot is not None,
        }
        for row, ballot in rows
    ]
    whole = counting.sum_of(counting.Voter(home["area"], home["head"]) for home in homes)
    part = counting.sum_of(counting.Voter(home["area"], home["head"]) for home in homes if home["voted"])
    told = part.homes >= policy.FEWEST_SECRET
    votes, box = untraceable(list(opened.values()), agreed(poll.id) or []) if told else ([], [])
    db.session.execute(update(Ballot).where(Ballot.poll_id == poll.id).values(sealed=None))
    db.session.execute(update(BoxReading).where(BoxReading.poll_id == poll.id).values(sums=[]))
    result = counting.count_secret(whole, part, votes, box, matters, told=told)
    return result, {"secret": True, "told": told, "homes": homes, "votes": votes, "box": box}


def untraceable(votes: list[list[str]], box: Box) -> tuple[list[list[str]], Box]:
    """Return what may be published of votes by phone and papers in the box.

    Each topic is sorted by itself, so that one answer one knows of leads to no other. The desk knows who voted which
    way: where either way has fewer votes than ``policy.FEWEST_SECRET``, there is one heap.
    """
    papers = sum(box[0].values()) if box else 0
    if votes and papers and min(len(votes), papers) < policy.FEWEST_SECRET:
        heap = [
            {choice: papers_of[choice] + said.count(choice) for choice in sorted(papers_of)}
            for papers_of, said in zip(box, zip(*votes, strict=True), strict=True)
        ]
        return [], heap
    columns = [sorted(said) for said in zip(*votes, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)], box


def _numbers(rows: Rows) -> dict[str, str]:
    """Return a number for each head, so that the file names nobody."""
    found: dict[str, str] = {}
    for row, _ in rows:
        found.setdefault(row.head or str(row.home_id), f"h{len(found) + 1}")
    return found


def digest(recount: Shape) -> str:
    """Return the SHA-256 of a file as it is sent: keys sorted, no blanks."""
    return hashlib.sha256(as_sent(recount)).hexdigest()


def as_sent(recount: Shape) -> bytes:
    """Return the bytes of a file."""
    return orjson.dumps(recount, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)

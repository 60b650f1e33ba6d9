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
from app.voting.models import Ballot, Poll
from app.voting.service.box import agreed
from app.voting.service.voting import BALLOT, unseal

Shape = dict[str, Any]
Opened = dict[UUID, list[str]]
"""Choices by ballot."""
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
    """Count votes that nobody can trace: sorted, beside the list of who voted; the sealed ones are gone afterwards."""
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
    votes = sorted(opened.values()) if told else []
    box = (agreed(poll.id) or []) if told else []
    db.session.execute(update(Ballot).where(Ballot.poll_id == poll.id).values(sealed=None))
    result = counting.count_secret(whole, part, votes, box, matters, told=told)
    return result, {"secret": True, "told": told, "homes": homes, "votes": votes, "box": box}


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

"""The count: seals are opened once, after the end; the file that is published lets anybody concerned count again."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import update

from app.core.db import db
from app.voting import counting, queries
from app.voting.models import Ballot, Poll
from app.voting.service.voting import BALLOT, unseal

Shape = dict[str, Any]


def count(poll: Poll, at: datetime) -> None:
    """Open the votes of a closed poll, count them and keep the result with its file, in the current unit of work."""
    rows = queries.votes(poll.id)
    heads = _numbers(rows)
    opened: list[Shape] = []
    lines: list[Shape] = []
    voters: list[counting.Voter] = []
    for row in rows:
        choices = unseal(row.sealed, column=BALLOT, row_id=row.ballot_id) if row.ballot_id else None
        if choices is not None:
            opened.append({"id": row.ballot_id, "sealed": None, "choices": choices})
        voters.append(counting.Voter(row.area, heads[row.head or str(row.home_id)], choices))
        lines.append({"no": row.ballot_no, "area": row.area, "head": voters[-1].head, "choices": choices})
    if opened:
        db.session.execute(update(Ballot), opened)
    matters = {topic.number: topic.matter for topic in queries.topics_of(poll.id)}
    poll.result = counting.count(voters, matters) | {"channels": _channels(rows)}
    poll.recount = {"poll": str(poll.id), "topics": matters, "homes": lines}
    poll.hash, poll.counted_at = digest(poll.recount), at


def _numbers(rows: list[Any]) -> dict[str, str]:
    """Return a number for each head, so that the file names nobody."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.head or str(row.home_id), f"h{len(found) + 1}")
    return found


def _channels(rows: list[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.channel:
            found[row.channel] = found.get(row.channel, 0) + 1
    return found


def digest(recount: Shape) -> str:
    """Return the SHA-256 of a file as it is sent: keys sorted, no blanks."""
    return hashlib.sha256(as_sent(recount)).hexdigest()


def as_sent(recount: Shape) -> bytes:
    """Return the bytes of a file."""
    return orjson.dumps(recount, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)

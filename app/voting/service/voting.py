"""Votes as they come in: by phone, on paper read by two people, at the door. One home has one vote in all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.voting import policy, queries
from app.voting.models import CHANNEL_NAMES, Ballot, Channel, Elector, Entry, Poll, PollState, Visit

BALLOT, ENTRY = "voting_ballot.choices", "voting_entry.choices"
"""What sealed choices are bound to."""

Shape = dict[str, Any]


class VotedAlready(Conflict):
    """The home has its one vote."""

    code, message = "voting.voted_already", "这一户已经投过票，一户只有一票"


class SamePerson(Conflict):
    """The same person would read a paper twice."""

    code, message = "voting.same_person", "这张票您已经录过一遍，第二遍要由另一个人录"


def seal(choices: list[str], *, column: str, row_id: UUID) -> bytes:
    """Return choices so that nobody reads them before the count."""
    return get_crypto().encrypt(orjson.dumps(choices).decode(), column=column, row_id=row_id)


def unseal(sealed: bytes, *, column: str, row_id: UUID) -> list[str]:
    """Return sealed choices again."""
    found: list[str] = orjson.loads(get_crypto().decrypt(sealed, column=column, row_id=row_id))
    return found


def by_phone(actor: Actor, poll_id: UUID, home_id: UUID, choices: list[str]) -> UUID:
    """Store the vote of a home that its owner gives on a phone; return the ballot's id.

    The poll cannot close while this runs, and the time is looked at after that is sure. Raises ``NotFound``,
    ``Forbidden``, ``VotedAlready`` or ``InvalidInput``.
    """
    poll = queries.lock_for_vote(poll_id, {home.compound_id for home in actor.homes})
    found = queries.elector(poll.id, home_id)
    problem = policy.why_not(actor, poll, home_id, found.owners if found else None, now())
    if problem:
        raise Forbidden(problem)
    _check(poll, choices)
    made = _store(actor, poll, home_id, Channel.APP, choices)
    audit.record(actor, "voting.vote", f"poll:{poll.id}", home=home_id)
    return made


def _check(poll: Poll, choices: list[str]) -> None:
    if not policy.clean_choices(choices, len(queries.topics_of(poll.id))):
        raise InvalidInput(fields={"choices": ["每个议题都要选同意、不同意或弃权"]})


def _store(actor: Actor, poll: Poll, home_id: UUID, channel: Channel, choices: list[str]) -> UUID:
    """Store the one vote of a home: the index lets one through, however many come at once."""
    ballot_id = new_id()
    statement = insert(Ballot).values(
        id=ballot_id,
        created_at=now(),
        poll_id=poll.id,
        home_id=home_id,
        channel=channel,
        at=now(),
        by_person=actor.person_id,
        sealed=seal(choices, column=BALLOT, row_id=ballot_id),
    )
    same = [Ballot.poll_id, Ballot.home_id]
    made = db.session.scalar(statement.on_conflict_do_nothing(index_elements=same).returning(Ballot.id))
    if made is None:
        raise VotedAlready
    return ballot_id


# --- papers ---


def read_paper(actor: Actor, poll_id: UUID, body: Shape) -> None:
    """Store one reading of a paper ballot; two that agree are the vote, and where they differ a third one decides.

    Papers are collected until the end and may be read after it. Raises ``NotFound``, ``Forbidden``, ``Conflict``,
    ``SamePerson``, ``VotedAlready`` or ``InvalidInput``.
    """
    poll, home = _for_staff(actor, poll_id, body["home_id"])
    if poll.state not in (PollState.OPEN, PollState.CLOSED):
        raise Conflict("投票开始以后、计票以前才能录票")
    _check(poll, body["choices"])
    before = queries.entries_of(poll.id, home.home_id)
    if any(entry.by_person == actor.person_id for entry in before):
        raise SamePerson
    if db.session.query(Ballot.id).filter_by(poll_id=poll.id, home_id=home.home_id).first() is not None:
        raise VotedAlready
    entry = Entry(
        id=new_id(),
        created_at=now(),
        poll_id=poll.id,
        home_id=home.home_id,
        turn=len(before) + 1,
        channel=body["channel"],
        by_person=actor.person_id,
        sealed=b"",
    )
    entry.sealed = seal(body["choices"], column=ENTRY, row_id=entry.id)
    db.session.add(entry)
    db.session.flush()
    said = [unseal(one.sealed, column=ENTRY, row_id=one.id) for one in before]
    if entry.turn == 3 or body["choices"] in said:
        _store(actor, poll, home.home_id, Channel(before[0].channel), body["choices"])
    audit.record(actor, "voting.entry", f"poll:{poll.id}", home=home.home_id, turn=entry.turn)


def visit(actor: Actor, poll_id: UUID, body: Shape) -> None:
    """Write down how a visit at a door ended; the last one counts. Raises ``NotFound``, ``Forbidden``, ``Conflict``."""
    poll, home = _for_staff(actor, poll_id, body["home_id"])
    if poll.state not in (PollState.NOTICED, PollState.OPEN):
        raise Conflict("公告以后、截止以前才上门")
    values = {"state": body["state"], "at": now(), "by_person": actor.person_id}
    statement = insert(Visit).values(poll_id=poll.id, home_id=home.home_id, **values)
    same = [Visit.poll_id, Visit.home_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_=values))
    audit.record(actor, "voting.visit", f"poll:{poll.id}", home=home.home_id)


def _for_staff(actor: Actor, poll_id: UUID, home_id: UUID) -> tuple[Poll, Elector]:
    """Return poll and home for somebody who takes votes down; of two at once on one home the second one waits."""
    poll = queries.lock(actor, poll_id, share=True)
    policy.may_work(actor, poll).enforce()
    home = db.session.get(Elector, (poll.id, home_id), with_for_update=True, populate_existing=True)
    if home is None:
        raise NotFound(fields={"home_id": ["名册里没有这一户"]})
    return poll, home


def channel_words(channel: str | None) -> str:
    """Return how a vote came in, in words; empty when there is none."""
    return CHANNEL_NAMES[Channel(channel)] if channel else ""

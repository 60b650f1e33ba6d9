"""Votes as they come in: by phone, on paper read by two people, at the door. One home has one vote in all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
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
from app.media.service import link
from app.voting import policy, queries
from app.voting.models import CHANNEL_NAMES, Ballot, Channel, Choice, Elector, Entry, Poll, PollState, Visit

BALLOT, ENTRY = "voting_ballot.choices", "voting_entry.choices"
"""What sealed choices are bound to."""
AT_ONCE = 2000
"""Rows in one statement: PostgreSQL takes 65,535 values."""
PAPER = "voting_paper"
"""What photos of a paper are attached to: one reading of it."""

Shape = dict[str, Any]


class VotedAlready(Conflict):
    """The home has its one vote."""

    code, message = "voting.voted_already", "这一户已经投过票，一户只有一票"


class SamePerson(Conflict):
    """The same person would read a paper twice."""

    code, message = "voting.same_person", "这张票您已经录过一遍，第二遍要由另一个人录"


LETTERS: dict[str, str] = {choice.value: choice.value[0] for choice in Choice}
WORDS: dict[str, str] = {letter: choice for choice, letter in LETTERS.items()}


def seal(choices: list[str], *, column: str, row_id: UUID) -> bytes:
    """Return choices so that nobody reads them before the count, not even from how long the sealed bytes are."""
    letters = "".join(LETTERS[choice] for choice in choices)
    return get_crypto().encrypt(letters, column=column, row_id=row_id)


def unseal(sealed: bytes, *, column: str, row_id: UUID) -> list[str]:
    """Return sealed choices again; those sealed as a list of words, as they once were, too."""
    found = get_crypto().decrypt(sealed, column=column, row_id=row_id)
    if found.startswith("["):
        listed: list[str] = orjson.loads(found)
        return listed
    return [WORDS[letter] for letter in found]


def by_phone(actor: Actor, poll_id: UUID, home_id: UUID, choices: list[str]) -> UUID:
    """Store the vote of a home that its owner gives on a phone; return the ballot's id.

    The poll cannot close while this runs, and the database's clock is looked at after that is sure. Raises
    ``NotFound``, ``Forbidden``, ``VotedAlready`` or ``InvalidInput``.
    """
    poll = queries.lock_for_vote(poll_id, {home.compound_id for home in actor.homes})
    found = queries.elector(poll.id, home_id)
    at = queries.instant()
    problem = policy.why_not(actor, poll, home_id, found.owners if found else None, at)
    if problem:
        raise Forbidden(problem)
    _check(poll, choices)
    made = store(actor, poll, home_id, Channel.APP, choices, at)
    audit.record(actor, "voting.vote", f"poll:{poll.id}", home=home_id)
    return made


def _check(poll: Poll, choices: list[str]) -> None:
    if not policy.clean_choices(choices, len(queries.topics_of(poll.id))):
        raise InvalidInput(fields={"choices": ["每个议题都要选同意、不同意或弃权"]})


def store(
    actor: Actor, poll: Poll, home_id: UUID, channel: Channel, choices: list[str] | None, at: datetime | None = None
) -> UUID:
    """Store the one vote of a home: the index lets one through, however many come at once.

    ``choices`` are None for a paper in the box of a secret poll. Raises ``VotedAlready``.
    """
    made = store_many(actor, poll, channel, {home_id: choices}, at).get(home_id)
    if made is None:
        raise VotedAlready
    return made


def store_many(
    actor: Actor, poll: Poll, channel: Channel, votes: Mapping[UUID, list[str] | None], at: datetime | None = None
) -> dict[UUID, UUID]:
    """Store the votes of some homes; return the ballots of those that had none yet, by home.

    In a secret poll the time of a vote is known to the minute, no finer.
    """
    at = at or now()
    if poll.secret:
        at = at.replace(second=0, microsecond=0)
    rows = []
    for home_id, choices in votes.items():
        ballot_id = new_id()
        sealed = None if choices is None else seal(choices, column=BALLOT, row_id=ballot_id)
        rows.append(
            {
                "id": ballot_id,
                "created_at": at,
                "poll_id": poll.id,
                "home_id": home_id,
                "channel": channel,
                "at": at,
                "by_person": actor.person_id,
                "sealed": sealed,
            }
        )
    same = [Ballot.poll_id, Ballot.home_id]
    made: dict[UUID, UUID] = {}
    for start in range(0, len(rows), AT_ONCE):
        statement = insert(Ballot).values(rows[start : start + AT_ONCE]).on_conflict_do_nothing(index_elements=same)
        made |= {row.home_id: row.id for row in db.session.execute(statement.returning(Ballot.home_id, Ballot.id))}
    return made


# --- papers ---


def read_paper(actor: Actor, poll_id: UUID, body: Shape) -> None:
    """Store one reading of a paper ballot; two that agree are the vote, and where they differ a third one decides.

    Papers are collected until the end and may be read after it. Raises ``NotFound``, ``Forbidden``, ``Conflict``,
    ``SamePerson``, ``VotedAlready`` or ``InvalidInput``.
    """
    poll, home = for_staff(actor, poll_id, body["home_id"])
    if poll.secret:
        raise Conflict("这次是不记名的，纸质票投进票箱，只记谁投了")
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
    link(actor.person_id, body["media_ids"], PAPER, entry.id, "paper")
    said = [unseal(one.sealed, column=ENTRY, row_id=one.id) for one in before]
    if entry.turn == 3 or body["choices"] in said:
        store(actor, poll, home.home_id, Channel(before[0].channel), body["choices"])
    audit.record(actor, "voting.entry", f"poll:{poll.id}", home=home.home_id, turn=entry.turn)


def take_back(actor: Actor, poll_id: UUID, home_id: UUID) -> None:
    """Forget what ``actor`` noted of a paper of the wrong home, while nobody else has; nothing of his is nothing to do.

    Raises ``NotFound``, ``Forbidden``, ``VotedAlready`` when the home's vote is settled, or ``Conflict``.
    """
    poll, home = for_staff(actor, poll_id, home_id)
    if poll.state not in (PollState.OPEN, PollState.CLOSED):
        raise Conflict("投票开始以后、计票以前才能收回")
    noted: Ballot | Entry | None = None
    if (ballot := db.session.query(Ballot).filter_by(poll_id=poll.id, home_id=home.home_id).first()) is not None:
        if not poll.secret or ballot.channel != Channel.PAPER or ballot.by_person != actor.person_id:
            raise VotedAlready
        if queries.box_readings(poll.id):
            raise Conflict("已经开箱，不能再收回")
        noted = ballot
    else:
        readings = queries.entries_of(poll.id, home.home_id)
        noted = next((entry for entry in readings if entry.by_person == actor.person_id), None)
        if noted is not None and len(readings) > 1:
            raise Conflict("两个人都录过了，请第三个人看着票定")
    if noted is not None:
        db.session.delete(noted)
        audit.record(actor, "voting.take_back", f"poll:{poll.id}", home=home.home_id)


def visit(actor: Actor, poll_id: UUID, body: Shape) -> None:
    """Write down how a visit at a door ended; the last one counts. Raises ``NotFound``, ``Forbidden``, ``Conflict``."""
    poll, home = for_staff(actor, poll_id, body["home_id"])
    if poll.state not in (PollState.NOTICED, PollState.OPEN):
        raise Conflict("公告以后、截止以前才上门")
    values = {"state": body["state"], "at": now(), "by_person": actor.person_id}
    statement = insert(Visit).values(poll_id=poll.id, home_id=home.home_id, **values)
    same = [Visit.poll_id, Visit.home_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_=values))
    audit.record(actor, "voting.visit", f"poll:{poll.id}", home=home.home_id)


def for_staff(actor: Actor, poll_id: UUID, home_id: UUID) -> tuple[Poll, Elector]:
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

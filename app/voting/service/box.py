"""Papers of a secret poll: who put one into the box is noted at once, what is in the box is counted after the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.voting import policy, queries
from app.voting.models import BoxReading, Channel, Poll, PollState
from app.voting.service.voting import SamePerson, for_staff, store

Shape = dict[str, Any]


class NoBox(Conflict):
    """The poll is not secret, so its papers are read one by one."""

    code, message = "voting.no_box", "这次不是不记名的，纸质票请一张一张录"


def put_in(actor: Actor, poll_id: UUID, home_id: UUID) -> None:
    """Note that a home put its paper into the box: that is its one vote.

    Raises ``NotFound``, ``Forbidden``, ``NoBox``, ``Conflict`` or ``VotedAlready``.
    """
    poll, home = for_staff(actor, poll_id, home_id)
    _has_box(poll)
    if poll.state not in (PollState.OPEN, PollState.CLOSED):
        raise Conflict("投票开始以后、计票以前才能收票")
    store(actor, poll, home.home_id, Channel.PAPER, None)
    audit.record(actor, "voting.put_in", f"poll:{poll.id}", home=home.home_id)


def read(actor: Actor, poll_id: UUID, sums: list[dict[str, int]]) -> None:
    """Keep what one person counted in the box; two that agree are the result, a third one decides where they differ.

    Only after the end, so that nobody knows how it stands. Raises ``NotFound``, ``Forbidden``, ``NoBox``,
    ``Conflict``, ``SamePerson`` or ``InvalidInput``.
    """
    poll = queries.lock(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    _has_box(poll)
    if poll.state != PollState.CLOSED:
        raise Conflict("截止以后才能开箱")
    before = queries.box_readings(poll.id)
    if any(reading.by_person == actor.person_id for reading in before):
        raise SamePerson("票箱您已经点过一遍，第二遍要由另一个人点")
    if agreed(poll.id) is not None:
        raise Conflict("票箱已经点完了")
    problem = policy.problem_of_box(sums, len(queries.topics_of(poll.id)), queries.boxed(poll.id))
    if problem:
        raise InvalidInput(fields={"sums": [problem]})
    db.session.add(
        BoxReading(poll_id=poll.id, turn=len(before) + 1, at=now(), by_person=actor.person_id, sums=list(sums))
    )
    audit.record(actor, "voting.read_box", f"poll:{poll.id}", turn=len(before) + 1)


def _has_box(poll: Poll) -> None:
    if not poll.secret:
        raise NoBox


def agreed(poll_id: UUID) -> list[dict[str, int]] | None:
    """Return what is in the box when two counted the same, or what the third one counted; None until then."""
    readings = queries.box_readings(poll_id)
    said = [reading.sums for reading in readings]
    if len(said) == 3 or (len(said) == 2 and said[0] == said[1]):
        return said[-1]
    return None


def box_of(poll_id: UUID) -> Shape:
    """Return how far the box is: papers put in, readings, whether it is settled; never a sum."""
    readings = len(queries.box_readings(poll_id))
    return {"papers": queries.boxed(poll_id), "readings": readings, "settled": agreed(poll_id) is not None}

"""Polls as people see them: staff, the owners of a home, everybody once the result is posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import day_of, now, today
from app.core.errors import Forbidden, NotFound
from app.core.paging import Page
from app.media.service import photos_on
from app.voting import policy, queries, workflow
from app.voting.models import (
    CHOICE_NAMES,
    KIND_NAMES,
    MATTER_NAMES,
    STATE_NAMES,
    VISIT_NAMES,
    Choice,
    Kind,
    Matter,
    PollState,
    VisitState,
)
from app.voting.service import box
from app.voting.service.tally import as_sent
from app.voting.service.voting import BALLOT, PAPER, channel_words, unseal

DESK_DAYS = timedelta(days=3)
Shape = dict[str, Any]


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the polls that ``actor`` sees."""
    found = queries.page(actor, **wanted)
    return Page([item(actor, row) for row in found.items], found.next)


def item(actor: Actor, row: Any) -> Shape:
    """Return a poll as a row of a list."""
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_name": KIND_NAMES[Kind(row.kind)],
        "secret": row.secret,
        "title": row.title,
        "organiser": row.organiser,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "community": row.community_name,
        "state": row.state,
        "state_name": STATE_NAMES[PollState(row.state)],
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "version": row.version,
        "actions": workflow.actions_for(actor, row),
    }


def assembly_poll_words(actor: Actor, compound_id: UUID, poll_id: UUID) -> str | None:
    """Return a vote of the assembly of a compound in words, with where it stands; None for any other poll."""
    try:
        row = queries.one(actor, poll_id)
    except NotFound:
        return None
    if row.compound_id != compound_id or row.kind != Kind.ASSEMBLY:
        return None
    return f"{row.title}（{STATE_NAMES[PollState(row.state)]}）"


def detail(actor: Actor, poll_id: UUID) -> Shape:
    """Return a poll with its topics and how many have voted, never with what they chose. Raises ``NotFound``."""
    row = queries.one(actor, poll_id)
    channels, unresolved = queries.progress(poll_id)
    return item(actor, row) | {
        "explanation": row.explanation,
        "topics": [_topic(topic) for topic in queries.topics([poll_id]).get(poll_id, [])],
        "frozen_at": row.frozen_at,
        "totals": row.totals,
        "register": queries.register_size(poll_id),
        "voted": sum(channels.values()),
        "channels": channels,
        "unresolved": unresolved,
        "box": box.box_of(poll_id) if row.secret else None,
        "evote": row.evote,
        "from_council": row.topic_id is not None,
        "resource_id": row.resource_id,
        "result": row.result,
        "hash": row.hash,
        "counted_at": row.counted_at,
        "post_until": day_of(row.counted_at) + policy.POST_WITHIN if row.counted_at else None,
        "posted_on": row.posted_on,
        "posted_at": row.posted_at,
        "ended_because": row.ended_because,
    }


def _topic(row: Any) -> Shape:
    return {
        "number": row.number,
        "matter": row.matter,
        "matter_name": MATTER_NAMES[Matter(row.matter)],
        "text": row.text,
    }


def grid(actor: Actor, poll_id: UUID) -> list[Shape]:
    """Return every home of the register with how far its vote is. Raises ``NotFound``."""
    queries.one(actor, poll_id)
    return [_home(row) for row in queries.grid(poll_id, actor.person_id)]


def home(actor: Actor, poll_id: UUID, home_id: UUID) -> Shape:
    """Return one home of a register, for somebody who may see the poll."""
    [row] = queries.grid(poll_id, actor.person_id, home_id)
    return _home(row)


def _home(door: queries.Door) -> Shape:
    return {
        "home_id": door.home.home_id,
        "building": door.home.building,
        "unit": door.home.unit,
        "label": door.home.label,
        "ballot_no": door.home.ballot_no,
        "channel_name": channel_words(door.channel) or None,
        "visit": door.visit,
        "visit_name": VISIT_NAMES[VisitState(door.visit)] if door.visit else None,
        "entries": door.entries,
        "mine": door.mine,
        "state": _state(door),
    }


def papers(actor: Actor, poll_id: UUID, home_id: UUID) -> list[Shape]:
    """Return the photos of a home's paper, a line for each reading that has some. Raises ``NotFound``, ``Forbidden``.

    They show what was chosen, so nobody sees them before the end, not even who took them.
    """
    poll = queries.one(actor, poll_id)
    if not policy.may_look_at_papers(actor, poll):
        raise Forbidden("票面的照片截止以后才能看")
    readings = queries.papers(poll_id, home_id)
    photos = photos_on(actor, PAPER, [row.id for row in readings])
    return [
        {"turn": row.turn, "at": row.at, "channel_name": channel_words(row.channel), "photos": photos[row.id]}
        for row in readings
        if row.id in photos
    ]


def may_see_paper(actor: Actor, entry_id: UUID) -> bool:
    """Return whether ``actor`` may see the photos of a reading, now."""
    poll_id = queries.poll_of_entry(entry_id)
    try:
        return poll_id is not None and policy.may_look_at_papers(actor, queries.one(actor, poll_id))
    except NotFound:
        return False


def _state(door: queries.Door) -> str:
    if door.channel:
        return "voted"
    return ("none", "once", "differs")[min(door.entries, 2)]


def words() -> Shape:
    """Return what kinds and matters are called."""
    return {
        "kinds": [{"value": kind.value, "name": name} for kind, name in KIND_NAMES.items()],
        "matters": [{"value": str(int(matter)), "name": name} for matter, name in MATTER_NAMES.items()],
    }


def mine(actor: Actor) -> list[Shape]:
    """Return the polls of the compounds where ``actor`` has a confirmed home, with what he may do for each home."""
    rows = queries.mine(home.home_id for home in actor.homes if home.state == "active")
    topics = queries.topics({row.id for row in rows})
    at = now()
    return [_mine(actor, row, topics.get(row.id, []), at) for row in rows]


def _mine(actor: Actor, row: Any, topics: list[Any], at: Any) -> Shape:
    problem = policy.why_not(actor, row, row.wanted_home, row.owners, at)
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_name": KIND_NAMES[Kind(row.kind)],
        "secret": row.secret,
        "title": row.title,
        "organiser": row.organiser,
        "explanation": row.explanation,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "home": {"id": row.wanted_home, "name": row.home_label},
        "area": row.area,
        "state": row.state,
        "state_name": STATE_NAMES[PollState(row.state)],
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "topics": [_topic(topic) for topic in topics],
        "may_vote": problem is None and row.ballot_id is None,
        "why_not": None if row.ballot_id or row.state == PollState.CANCELLED else problem,
        "receipt": _receipt(actor, row),
        "result": row.result if row.state == PollState.ANNOUNCED else None,
        "hash": row.hash if row.state == PollState.ANNOUNCED else None,
        "ended_because": row.ended_because,
    }


def _receipt(actor: Actor, row: Any) -> Shape | None:
    """Return what people of a home see of its vote: that it voted, and its owners what, unless the poll is secret."""
    if row.ballot_id is None:
        return None
    choices: list[str] = []
    if not row.secret and policy.may_read_choices(actor, row.wanted_home, row.owners):
        choices = row.choices or unseal(row.sealed, column=BALLOT, row_id=row.ballot_id)
    return {
        "at": row.voted_at,
        "channel_name": channel_words(row.channel),
        "choices": [CHOICE_NAMES[Choice(choice)] for choice in choices],
    }


def result(poll_id: UUID) -> Shape:
    """Return a posted result for everybody: sums, never a home. Raises ``NotFound``."""
    row = queries.announced(poll_id)
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_name": KIND_NAMES[Kind(row.kind)],
        "secret": row.secret,
        "title": row.title,
        "organiser": row.organiser,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "counted_at": row.counted_at,
        "topics": [_topic(topic) for topic in queries.topics([poll_id]).get(poll_id, [])],
        "result": row.result,
        "hash": row.hash,
    }


def recount(actor: Actor, poll_id: UUID) -> bytes:
    """Return the file from which a posted result follows, to people with a confirmed home there.

    A home is a ballot number, an area and a number for its head; no door and no name. Raises ``NotFound``.
    """
    homes = {home.compound_id for home in actor.homes if home.state == "active"}
    return as_sent(queries.recount(poll_id, homes).recount)


def todo(actor: Actor) -> list[Shape]:
    """Return what waits for the post in use: papers to be read, votes to be counted, results to be posted."""
    rows = [
        row
        for state in (PollState.CLOSED, PollState.COUNTED)
        for row in queries.page(actor, state=state, compound_id=None, limit=20, cursor=None).items
        if policy.may_work(actor, row)
    ]
    return [_waits(row) for row in rows]


def _waits(row: Any) -> Shape:
    counted = row.state == PollState.COUNTED
    due = row.counted_at + policy.POST_WITHIN if counted else row.closes_at + DESK_DAYS
    return {
        "kind": "poll",
        "id": row.id,
        "title": f"{row.title}：{'公布结果' if counted else '录完票后计票'}",
        "subtitle": f"{row.compound_name} · {KIND_NAMES[Kind(row.kind)]}",
        "due_at": due,
        "late": day_of(due) < today(),
        "link": f"/polls/{row.id}",
    }

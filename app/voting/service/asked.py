"""Polls that a topic of the council asks for: the draft is there at once, and the council hears how it ended."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.core import audit, outbox
from app.core.clock import now
from app.core.db import db
from app.core.ids import new_id
from app.events.council import OwnersDecisionAsked
from app.events.voting import PollConcluded
from app.places.queries import get_compound
from app.voting import queries
from app.voting.models import Kind, Matter, Poll, PollState, Topic
from app.voting.service.register import from_places

Words = Callable[[UUID], tuple[str, str] | None]
_words: list[Words] = []


def register_topic_words(words: Words) -> None:
    """Say how to find title and text of a topic of the council."""
    _words[:] = [words]


def draft_for(event: OwnersDecisionAsked) -> UUID | None:
    """Begin the poll that a topic asks for; a topic has one, so a second run returns None."""
    topic_id = UUID(event.topic_id)
    words = _words[0](topic_id) if _words else None
    if words is None or queries.poll_of_topic(topic_id) is not None:
        return None
    title, text = words
    compound = get_compound(UUID(event.compound_id))
    poll = Poll(
        id=new_id(),
        created_at=now(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        kind=Kind.ASSEMBLY,
        state=PollState.DRAFT,
        version=1,
        title=title[:80],
        organiser="",
        explanation=text[:4000],
        topic_id=topic_id,
    )
    db.session.add(poll)
    db.session.flush()
    db.session.add(Topic(poll_id=poll.id, number=1, matter=Matter(event.matter), text=title[:300]))
    from_places(poll)
    audit.record(None, "voting.draft", f"poll:{poll.id}", compound=compound.id)
    return poll.id


def tell_council(poll: Poll, outcome: str) -> None:
    """Tell the council how the poll of its topic ended: passed, failed or cancelled."""
    if poll.topic_id is not None:
        outbox.publish(PollConcluded(str(poll.id), str(poll.topic_id), outcome))

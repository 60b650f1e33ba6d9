"""Polls that another area asks for: the draft is there at once, and who asked hears how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.clock import now
from app.core.db import db
from app.core.ids import new_id
from app.events.council import OwnersDecisionAsked
from app.events.resources import OwnersAsked
from app.events.voting import PollConcluded, ResourcePollConcluded
from app.places.queries import get_compound
from app.voting import queries
from app.voting.models import KIND_NAMES, STATE_NAMES, Kind, Matter, Poll, PollState, Topic
from app.voting.service.register import from_places


@dataclass(frozen=True, slots=True)
class Question:
    """What a poll begins with: its title, what is voted on, and what explains it."""

    title: str
    text: str
    explanation: str


Words = Callable[[UUID], tuple[str, str] | None]
_words: list[Words] = []
_questions: list[Callable[[UUID], tuple[str, str, str] | None]] = []


def register_topic_words(words: Words) -> None:
    """Say how to find title and text of a topic of the council."""
    _words[:] = [words]


def register_resource_words(words: Callable[[UUID], tuple[str, str, str] | None]) -> None:
    """Say how to find title, text and explanation of what the owners are asked about an idle resource, by its poll."""
    _questions[:] = [words]


def draft_for(event: OwnersDecisionAsked) -> UUID | None:
    """Begin the poll that a topic asks for; a topic has one, so a second run returns None."""
    topic_id = UUID(event.topic_id)
    words = _words[0](topic_id) if _words else None
    if words is None or queries.poll_of_topic(topic_id) is not None:
        return None
    title, text = words
    question = Question(title, title, text)
    return _begin(new_id(), event.compound_id, Kind.ASSEMBLY, event.matter, question, topic_id=topic_id)


def draft_for_resource(event: OwnersAsked) -> UUID | None:
    """Begin the poll that an idle resource asks for, under the id that it knows; a second run returns None."""
    poll_id = UUID(event.poll_id)
    words = _questions[0](poll_id) if _questions else None
    if words is None or db.session.get(Poll, poll_id) is not None:
        return None
    kind = Kind.ASSEMBLY if event.matter else Kind.SURVEY
    resource_id = UUID(event.resource_id)
    return _begin(poll_id, event.compound_id, kind, event.matter, Question(*words), resource_id=resource_id)


def _begin(
    poll_id: UUID,
    compound_id: str,
    kind: Kind,
    matter: int,
    question: Question,
    *,
    topic_id: UUID | None = None,
    resource_id: UUID | None = None,
) -> UUID:
    compound = get_compound(UUID(compound_id))
    poll = Poll(
        id=poll_id,
        created_at=now(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        kind=kind,
        state=PollState.DRAFT,
        version=1,
        title=question.title[:80],
        organiser="",
        explanation=question.explanation[:4000],
        topic_id=topic_id,
        resource_id=resource_id,
    )
    db.session.add(poll)
    db.session.flush()
    db.session.add(Topic(poll_id=poll.id, number=1, matter=Matter(matter), text=question.text[:300]))
    from_places(poll)
    audit.record(None, "voting.draft", f"poll:{poll.id}", compound=compound.id)
    return poll.id


def tell_council(poll: Poll, outcome: str) -> None:
    """Tell the council how the poll of its topic ended: passed, failed or cancelled."""
    if poll.topic_id is not None:
        outbox.publish(PollConcluded(str(poll.id), str(poll.topic_id), outcome))


def tell_resource(poll: Poll) -> None:
    """Tell the idle resource how its poll ended: what was counted, or that it was cancelled.

    It is told at the count, from which nothing goes back; the posting of the result is a duty, not a part of it. Only
    topics on the use of common parts decide, whatever else the poll asks.
    """
    if poll.resource_id is None:
        return
    outcome, decides = "cancelled", False
    if poll.result is not None:
        topics = poll.result["topics"]
        common = [topic for topic in topics if topic["matter"] == Matter.COMMON_USE]
        decides = poll.kind == Kind.ASSEMBLY and bool(common)
        outcome = "passed" if all(topic["passed"] for topic in (common if decides else topics)) else "failed"
    outbox.publish(ResourcePollConcluded(str(poll.id), str(poll.resource_id), outcome, decides))


def poll_facts(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return how some polls stand, in words, for the area that asked for them and shows them."""
    return {
        row.id: {
            "title": row.title,
            "kind_name": KIND_NAMES[Kind(row.kind)],
            "state": row.state,
            "state_name": STATE_NAMES[PollState(row.state)],
            "said": _said(row.result),
        }
        for row in queries.facts(ids)
    }


def _said(result: dict[str, Any] | None) -> str:
    """Return in words how many homes said what to the first topic; empty before the count, and for too few homes."""
    if result is None:
        return ""
    topic = next((one for one in result["topics"] if one["matter"] == Matter.COMMON_USE), result["topics"][0])
    if topic["yes"]["homes"] is None:
        return "投票的户太少，不公布每一项的票数"
    took, whole = result["part"]["homes"], result["whole"]["homes"]
    said = f"{whole} 户中 {took} 户投票：同意 {topic['yes']['homes']}，不同意 {topic['no']['homes']}，"
    words = f"{said}弃权 {topic['abstain']['homes']}"
    return words if result["enough"] else f"{words}（参加的不到三分之二）"

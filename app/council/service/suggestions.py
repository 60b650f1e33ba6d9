"""What may become a topic: orders that come again and again, orders that climbed high, promises not kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.ids import new_id
from app.core.paging import Page
from app.council import policy, queries
from app.council.models import SOURCE_NAMES, Kind, Source, Suggestion, TopicState
from app.council.service.topics import new_topic, note
from app.events.party import CommitmentOverdue, CommitmentSettled
from app.events.tickets import TicketMoved, TicketRouted, TicketStep
from app.places.queries import get_compound

Shape = dict[str, Any]
Words = Callable[[UUID], Shape | None]
_words: list[Words] = []
HIGH = ("street", "district")
"""Levels of the ladder at which an order is a matter for more than its company."""


def register_commitment_words(words: Words) -> None:
    """Say how to find what a promise of an agreement says: title, text and compound."""
    _words[:] = [words]


def from_ticket(event: TicketRouted) -> None:
    """Suggest what is reported again and again in one compound, once in a quarter and not while it is talked about."""
    compound_id = UUID(event.compound_id)
    found = queries.repeats(compound_id, UUID(event.ticket_id), now() - policy.WITHIN)
    if found is None or found.times < policy.REPEATS:
        return
    if queries.is_talked_about(compound_id, Source.REPEATS, f"{found.code}:"):
        return
    day = today()
    _suggest(
        compound_id,
        Source.REPEATS,
        f"{found.code}:{day.year}Q{(day.month + 2) // 3}",
        f"{found.category}反复发生",
        f"九十天里，本小区报了 {found.times} 次“{found.category}”。是不是一起商量个长久的办法。",
    )


def from_step(event: TicketStep) -> None:
    """Suggest an order that is late and climbed to the street or the district."""
    if event.level not in HIGH or event.percent < 100 or queries.is_over(UUID(event.ticket_id)):
        return
    _suggest(
        UUID(event.compound_id),
        Source.LATE_TICKET,
        event.ticket_id,
        f"{event.category_name}长期没有办好",
        f"工单 {event.no}（{event.category_name}）超期，已经升级督办。请把有关单位请来一起议。",
    )


def from_commitment(event: CommitmentOverdue) -> None:
    """Suggest a promise not kept, once for each due day; that of a whole community goes to its first compound."""
    words = _words[0](UUID(event.commitment_id)) if _words else None
    if words is None or words["settled"]:
        return
    compound_id = words["compound_id"] or queries.first_compound(words["community_id"])
    if compound_id is not None:
        key = f"{event.commitment_id}:{event.due_on}"
        _suggest(compound_id, Source.COMMITMENT, key, words["title"][:80], words["text"])


def settled_ticket(event: TicketMoved) -> None:
    """Let the suggestion of an order go that is done: nobody has to look at it any more."""
    if event.after in policy.OVER:
        found = Suggestion.compound_id == UUID(event.compound_id), Suggestion.source_key == event.ticket_id
        _forget(*found, Suggestion.source == Source.LATE_TICKET)


def settled_commitment(event: CommitmentSettled) -> None:
    """Let the suggestion of a promise go that was kept late, dropped or put off."""
    found = Suggestion.community_id == UUID(event.community_id), Suggestion.source == Source.COMMITMENT
    _forget(*found, Suggestion.source_key.startswith(event.commitment_id, autoescape=True))


def _forget(*found: ColumnElement[bool]) -> None:
    db.session.execute(delete(Suggestion).where(*found, Suggestion.state == "open"))


def _suggest(compound_id: UUID, source: Source, key: str, title: str, words: str) -> None:
    compound = get_compound(compound_id)
    statement = insert(Suggestion).values(
        id=new_id(),
        created_at=now(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        source=source,
        source_key=key,
        title=title[:80],
        words=words,
        state="open",
        because="",
    )
    db.session.execute(statement.on_conflict_do_nothing())


def page(actor: Actor, **query: Any) -> Page:
    """Return open suggestions that ``actor`` sees."""
    found = queries.suggestions(actor, **query)
    return Page(
        [
            {
                "id": row.Suggestion.id,
                "created_at": row.Suggestion.created_at,
                "compound": {"id": row.Suggestion.compound_id, "name": row.compound},
                "source": row.Suggestion.source,
                "source_name": SOURCE_NAMES[Source(row.Suggestion.source)],
                "title": row.Suggestion.title,
                "words": row.Suggestion.words,
                "may_decide": bool(policy.may_work(actor, row.Suggestion.community_id)),
            }
            for row in found.items
        ],
        found.next,
    )


def take(actor: Actor, suggestion_id: UUID) -> UUID:
    """Make a topic of a suggestion; return the topic. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""
    suggestion = _open(actor, suggestion_id)
    if queries.is_source_open(suggestion.compound_id, suggestion.source, suggestion.source_key):
        raise Conflict("它已经是议题了")
    body = {"kind": Kind.OTHER, "title": suggestion.title, "words": suggestion.words}
    compound = get_compound(suggestion.compound_id)
    made = new_topic(compound, Source(suggestion.source), TopicState.LISTED, body, suggestion.source_key)
    db.session.add(made)
    note(actor, made, "add")
    suggestion.state, suggestion.topic_id = "taken", made.id
    return made.id


def decline(actor: Actor, suggestion_id: UUID, because: str) -> None:
    """Put a suggestion aside, with the reason. Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``."""
    suggestion = _open(actor, suggestion_id)
    if not because:
        raise InvalidInput(fields={"reason": ["请写明为什么不列"]})
    suggestion.state, suggestion.because = "declined", because
    audit.record(actor, "council.suggestion_declined", f"compound:{suggestion.compound_id}")


def _open(actor: Actor, suggestion_id: UUID) -> Suggestion:
    suggestion = queries.lock_suggestion(actor, suggestion_id)
    policy.may_work(actor, suggestion.community_id).enforce()
    if suggestion.state != "open":
        raise Conflict("同事已经处理过了，请刷新")
    return suggestion

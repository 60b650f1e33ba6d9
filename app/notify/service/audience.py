"""The letters of one event: who is told, in which words. Nobody hears of what he did himself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.identity.queries.relatives import delegates_of
from app.notify import queries
from app.notify.models import Kind
from app.notify.service.posting import Letter, post
from app.notify.service.subjects import TicketFacts, facts_of
from app.notify.templates import REPORTER_TEMPLATES, STAFF_TEMPLATES
from app.notify.wording import FOR_DELEGATE, FOR_FOLLOWER, FOR_REPORTER, FOR_STAFF, NOBODY_THERE, Words, matter
from app.places.models import Organisation
from app.places.queries import get_compound, get_organisation


@dataclass(slots=True)
class Audience:
    """The letters of one event, one for each person: who is named first keeps the first words.

    ``values`` fill the places in the words. ``actor_id`` is who caused the event and hears nothing. Delegates come
    last, so that somebody who also works on it reads what he has to do.
    """

    event_key: str
    ticket_id: UUID
    compound_id: UUID
    no: str
    subject: str
    actor_id: UUID | None = None
    values: dict[str, str] = field(default_factory=dict)
    letters: dict[UUID, Letter] = field(default_factory=dict)
    delegates: dict[UUID, Letter] = field(default_factory=dict)
    facts: TicketFacts = field(init=False)

    def __post_init__(self) -> None:
        self.facts = facts_of(self.ticket_id)

    def tell_reporter(self, person_id: UUID, kind: Kind) -> None:
        """Add the resident who reported it, those whose matter it is too, and the delegates of all of them."""
        self._add([person_id], kind, FOR_REPORTER[kind], REPORTER_TEMPLATES.get(kind))
        self._add_delegates([person_id], kind, REPORTER_TEMPLATES.get(kind))
        if kind in FOR_FOLLOWER:
            self._add(self.facts.followers, kind, FOR_FOLLOWER[kind], None)
            self._add_delegates(self.facts.followers, kind, None)

    def tell_staff(self, person_ids: Iterable[UUID], kind: Kind) -> None:
        """Add people who work on it or look after it."""
        self._add(person_ids, kind, FOR_STAFF[kind], STAFF_TEMPLATES.get(kind))

    def tell_community(self, community_id: UUID) -> None:
        """Add the community's workers, because nobody of the responsible organisation can be reached here.

        The one who gave it there hears of it too: that somebody has to telephone is news to him.
        """
        workers = queries.community_workers(community_id)
        self._add(workers, Kind.NEW, NOBODY_THERE, STAFF_TEMPLATES[Kind.NEW], even_actor=True)

    def _add(
        self,
        person_ids: Iterable[UUID],
        kind: Kind,
        words: Words,
        template: str | None,
        *,
        even_actor: bool = False,
    ) -> None:
        letter = self._letter(kind, words, template)
        for person_id in person_ids:
            if even_actor or person_id != self.actor_id:
                self.letters.setdefault(person_id, letter)

    def _add_delegates(self, principals: Sequence[UUID], kind: Kind, template: str | None) -> None:
        letter = self._letter(kind, FOR_DELEGATE[kind], template)
        for person_id in delegates_of(principals) if principals else ():
            if person_id != self.actor_id:
                self.delegates.setdefault(person_id, letter)

    def _letter(self, kind: Kind, words: Words, template: str | None) -> Letter:
        values = {"matter": matter(self.no, self.subject), "subject": self.subject or "居民报事"} | self.values
        return Letter(kind, words.filled(**values), template)

    def post(self) -> int:
        """Store every letter. Returns how many are new."""
        letters = self.delegates | self.letters
        if not letters:
            return 0
        return post(
            letters,
            event_key=self.event_key,
            district_id=get_compound(self.compound_id).district_id,
            ticket_id=self.ticket_id,
            no=self.no,
            subject=self.subject,
            urgent=self.facts.is_urgent,
        )


def organisation(organisation_id: str | None) -> Organisation | None:
    """Return the organisation of an event, if it names one that exists."""
    return get_organisation(UUID(organisation_id)) if organisation_id else None


def handling_side(organisation_id: str | None, compound_id: UUID) -> list[UUID]:
    """Return the people of an organisation who look after its tickets in a compound."""
    found = organisation(organisation_id)
    return queries.handling_side(found, compound_id) if found else []


def optional(value: str | None) -> UUID | None:
    """Return the id in an event's text, if there is one."""
    return UUID(value) if value else None

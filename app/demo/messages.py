"""The inboxes of the demo persons, in the very words of the product."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.people import PERSONA_COMPANY
from app.demo.story import Story
from app.notify.models import Delivery, DeliveryState, Kind, Notice
from app.notify.wording import CLOCKS, FOR_REPORTER, FOR_STAFF, OUTCOMES, STAFF_TEMPLATES, Words, matter
from app.tickets.models import Action, Outcome

INBOX_DAYS = 21
READ_AFTER = timedelta(hours=3)
UNREAD_FOR = timedelta(days=1)
"""What came within the last day has not been read yet."""

TO_REPORTER: dict[Action, Kind] = {
    Action.ACCEPT: Kind.ACCEPTED,
    Action.START: Kind.STARTED,
    Action.SUSPEND: Kind.SUSPENDED,
    Action.RESUME: Kind.RESUMED,
    Action.FINISH: Kind.FINISHED,
    Action.CONFIRM: Kind.CONFIRMED,
    Action.REOPEN: Kind.REOPENED,
    Action.WITHDRAW: Kind.WITHDRAWN,
}
NOT_CONFIGURED = "not_configured"
"""Why no WeChat message went out: the demo district has no templates at WeChat."""


class Inbox:
    """Collects what the demo persons were told of the tickets that concern them."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._since = district.now - timedelta(days=INBOX_DAYS)
        self._notices: list[dict[str, Any]] = []
        self._deliveries: list[dict[str, Any]] = []
        who = district.personas
        self._near = district.communities[0].id
        self._committee: UUID | None = district.communities[0].office.id
        self._community, self._manager = who["community"], who["manager"]
        self._all = set(who.values())
        self._company: UUID | None = district.organisations[PERSONA_COMPANY].id
        offices = [region.office for region in (*district.communities, *district.streets.values())]
        self._short = {party.name: party.short for party in (*district.organisations.values(), *offices)}

    def follow(self, story: Story) -> None:
        """Tell the demo persons what happened in ``story`` within the last weeks."""
        for event in story.events:
            if event["at"] >= self._since:
                self._tell(story, event)
        ticket = story.ticket
        if ticket.late_at is not None and ticket.late_at >= self._since:
            key = f"late:{ticket.id}:{ticket.round}:finish"
            people = [*self._handling(story), *self._watching(story)]
            self._staff(people, Kind.LATE, key, story, ticket.late_at, None)

    def write(self, copier: Copier) -> None:
        """Write everything."""
        copier.rows(Notice, self._notices)
        copier.rows(Delivery, self._deliveries)

    def _tell(self, story: Story, event: dict[str, Any]) -> None:
        action, at, actor = event["action"], event["at"], event["actor_id"]
        key = f"moved:{story.ticket.id}:{event['seq']}"
        if "organisation" in event["detail"]:
            key = f"routed:{story.ticket.id}:{event['seq']}"
            name = self._short.get(event["detail"]["organisation"], event["detail"]["organisation"])
            self._reporter(Kind.ROUTED, key, story, at, actor, organisation=name)
            self._staff(self._handling(story), Kind.NEW, key, story, at, actor, organisation=name)
        elif action is Action.REASSIGN:
            self._reporter(Kind.ASSIGNED, key, story, at, actor)
            self._staff([UUID(event["detail"]["assignee"])], Kind.ASSIGNED, key, story, at, actor)
        if action in TO_REPORTER:
            self._reporter(TO_REPORTER[action], key, story, at, actor)
        if action is Action.CONFIRM:
            unsolved = event["detail"]["outcome"] is Outcome.UNSOLVED
            others = [*self._handling(story), *self._watching(story)] if unsolved else []
            kind = Kind.UNSOLVED if unsolved else Kind.CONFIRMED
            self._staff([*self._assignee(story), *others], kind, key, story, at, actor)
        elif action is Action.REOPEN:
            self._staff(self._handling(story), Kind.REOPENED, key, story, at, actor)

    def _handling(self, story: Story) -> list[UUID]:
        if story.ticket.community_id != self._near:
            return []
        people = {self._company: self._manager, self._committee: self._community}
        person = people.get(story.ticket.responsible_org_id)
        return [person] if person else []

    def _watching(self, story: Story) -> list[UUID]:
        return [self._community] if story.ticket.community_id == self._near else []

    def _assignee(self, story: Story) -> list[UUID]:
        return [story.ticket.assignee_id] if story.ticket.assignee_id else []

    def _reporter(self, kind: Kind, *where: Any, organisation: str = "") -> None:
        story: Story = where[1]
        self._letters([story.ticket.reporter_id], kind, FOR_REPORTER[kind], *where, organisation=organisation)

    def _staff(self, people: Iterable[UUID], kind: Kind, *where: Any, organisation: str = "") -> None:
        template = STAFF_TEMPLATES.get(kind)
        for person in self._letters(people, kind, FOR_STAFF[kind], *where, organisation=organisation):
            if template is not None:
                self._deliveries.append(self._delivery(person, template, kind, *where[:3]))

    def _letters(
        self,
        people: Iterable[UUID],
        kind: Kind,
        words: Words,
        key: str,
        story: Story,
        at: datetime,
        actor: UUID | None,
        *,
        organisation: str,
    ) -> list[UUID]:
        """Put one notice into the inbox of each demo person among ``people`` but ``actor``. Returns whom."""
        told = sorted(set(people) & self._all - {actor})
        subject = story.report.category.name
        filled = words.filled(
            matter=matter(story.ticket.no, subject),
            subject=subject,
            organisation=organisation,
            clock=CLOCKS["finish"],
            outcome=OUTCOMES.get(story.ticket.outcome or "", "已确认"),
        )
        for person in told:
            self._notices.append(
                {
                    "id": ident("notice", key, str(person)),
                    "district_id": self._district.id,
                    "person_id": person,
                    "kind": kind,
                    "title": filled.title,
                    "text": filled.text,
                    "ticket_id": story.ticket.id,
                    "event_key": key,
                    "read_at": None if at > self._district.now - UNREAD_FOR else at + READ_AFTER,
                    "created_at": at,
                }
            )
        return told

    def _delivery(self, person: UUID, template: str, kind: Kind, key: str, story: Story, at: Any) -> dict[str, Any]:
        return {
            "id": ident("delivery", key, str(person)),
            "district_id": self._district.id,
            "event_key": key,
            "person_id": person,
            "channel": "wechat",
            "template": template,
            "kind": kind,
            "ticket_id": story.ticket.id,
            "ticket_no": story.ticket.no,
            "subject": story.report.category.name,
            "state": DeliveryState.FAILED,
            "reason": NOT_CONFIGURED,
            "created_at": at,
        }

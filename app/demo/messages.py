"""The inboxes of the demo persons, in the very words of the product."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.demo import helping
from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.people import PERSONA_COMPANY
from app.demo.story import Story
from app.notify.models import Delivery, DeliveryState, Kind, Notice
from app.notify.templates import STAFF_TEMPLATES
from app.notify.wording import (
    CLOCKS,
    DECISIONS,
    FOR_DELEGATE,
    FOR_FOLLOWER,
    FOR_REPORTER,
    FOR_STAFF,
    OUTCOMES,
    REQUESTS,
    Words,
    matter,
)
from app.tickets.ladder import RUNGS
from app.tickets.models import Action, Level, Outcome

INBOX_DAYS = 21
READ_AFTER = timedelta(hours=3)
UNREAD_FOR = timedelta(days=1)
"""What came within the last day has not been read yet."""

TO_REPORTER: dict[Action, Kind] = {
    Action.ACCEPT: Kind.ACCEPTED,
    Action.START: Kind.STARTED,
    Action.SUSPEND: Kind.SUSPENDED,
    Action.RESUME: Kind.RESUMED,
    Action.UNSHELVE: Kind.RESUMED,
    Action.ASK: Kind.ASKED,
    Action.SHELVE: Kind.SHELVED,
    Action.FINISH: Kind.FINISHED,
    Action.CONFIRM: Kind.CONFIRMED,
    Action.SETTLE: Kind.CONFIRMED,
    Action.REOPEN: Kind.REOPENED,
    Action.WITHDRAW: Kind.WITHDRAWN,
    Action.MERGE: Kind.MERGED,
    Action.UNMERGE: Kind.UNMERGED,
}
TO_WORKERS: dict[Action, Kind] = {
    Action.ANSWER: Kind.ANSWERED,
    Action.ASSIGN: Kind.ASSIGNED,
    Action.JOIN: Kind.JOINED,
    Action.MERGE: Kind.MERGED,
    Action.REPORT_IN: Kind.REPORTED,
    Action.UNMERGE: Kind.UNMERGED,
    Action.URGE: Kind.URGED,
}
ROUTING = frozenset({Action.DISPATCH, Action.REASSIGN, Action.DECIDE, Action.REOPEN})
"""What makes another organisation responsible, when it names one."""
ASKS = frozenset({Action.EXTEND, Action.RETURN, Action.TRANSFER, Action.CONFER})
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
        self._home = district.compounds[PERSONA_COMPOUND].id
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

    def climbed(self, story: Story, step: dict[str, Any]) -> None:
        """Tell the demo person of the level that ``story`` has climbed to."""
        if step["at"] < self._since or story.ticket.compound_id != self._home:
            return
        rung = next(rung for rung in RUNGS if rung.step == step["step"])
        persona = {Level.COMPANY: "manager"}.get(rung.level, rung.level)
        if rung.level is Level.COMPANY and story.ticket.responsible_org_id != self._company:
            return
        key = f"step:{story.ticket.id}:{story.ticket.round}:{rung.step}"
        people = [self._district.personas[persona]]
        self._staff(people, Kind.CLIMBED, key, story, step["at"], None, percent=str(rung.percent))

    def write(self, copier: Copier) -> None:
        """Write everything."""
        copier.rows(Notice, self._notices)
        copier.rows(Delivery, self._deliveries)

    def _tell(self, story: Story, event: dict[str, Any]) -> None:
        action, at, actor = event["action"], event["at"], event["actor_id"]
        key, detail = f"moved:{story.ticket.id}:{event['seq']}", event["detail"]
        if "organisation" in detail and action in ROUTING:
            routed = f"routed:{story.ticket.id}:{event['seq']}"
            name = self._short.get(detail["organisation"], detail["organisation"])
            self._reporter(Kind.ROUTED, routed, story, at, actor, organisation=name)
            self._staff(self._handling(story), Kind.NEW, routed, story, at, actor, organisation=name)
        elif action is Action.REASSIGN:
            self._reporter(Kind.ASSIGNED, key, story, at, actor)
            self._staff([UUID(detail["assignee"])], Kind.ASSIGNED, key, story, at, actor)
        if action in TO_REPORTER:
            self._reporter(TO_REPORTER[action], key, story, at, actor)
        if action in TO_WORKERS and detail.get("how") not in (Action.MERGE, Action.UNMERGE):
            self._staff(self._assignee(story) or self._handling(story), TO_WORKERS[action], key, story, at, actor)
        if action in (Action.CONFIRM, Action.SETTLE):
            self._judged(story, event, key)
        elif action is Action.REOPEN:
            self._staff([*self._handling(story), *self._watching(story)], Kind.REOPENED, key, story, at, actor)
        elif action in ASKS or action is Action.DECIDE:
            self._request(story, event, key)

    def _judged(self, story: Story, event: dict[str, Any], key: str) -> None:
        outcome = event["detail"].get("outcome")
        kind = Kind.SETTLED if event["action"] is Action.SETTLE else Kind.CONFIRMED
        people = self._assignee(story)
        if outcome is Outcome.UNSOLVED:
            people, kind = [*people, *self._handling(story), *self._watching(story)], Kind.UNSOLVED
        self._staff(people, kind, key, story, event["at"], event["actor_id"])

    def _request(self, story: Story, event: dict[str, Any], key: str) -> None:
        """Tell who has to decide, and after the decision who asked."""
        at, actor, detail = event["at"], event["actor_id"], event["detail"]
        asked = next(row for row in story.requests if str(row["id"]) == detail["request_id"])
        words = {"request": REQUESTS[asked["kind"]]}
        if event["action"] is not Action.DECIDE:
            people = [self._manager] if asked["target_org_id"] == self._company else self._offices(asked["level"])
            self._staff(people, Kind.REQUESTED, key, story, at, actor, **words)
            return
        words["decision"] = DECISIONS["approved" if detail["approved"] else "denied"]
        self._staff([asked["asked_by"], *self._assignee(story)], Kind.DECIDED, key, story, at, actor, **words)
        if detail["approved"] and asked["until"] is not None:
            self._reporter(Kind.DECIDED, key, story, at, actor)

    def _offices(self, level: str | None) -> list[UUID]:
        return [self._district.personas[level]] if level else []

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
        followers = [row["person_id"] for row in story.followers if row["at"] <= where[2]]
        concerned = [story.ticket.reporter_id]
        if kind in FOR_FOLLOWER and followers:
            self._letters(followers, kind, FOR_FOLLOWER[kind], *where)
            concerned += followers
        delegates = set(helping.delegates(self._district, concerned)) - set(concerned)
        self._letters(delegates, kind, FOR_DELEGATE[kind], *where, organisation=organisation)

    def _staff(self, people: Iterable[UUID], kind: Kind, *where: Any, **words: str) -> None:
        template = STAFF_TEMPLATES.get(kind)
        for person in self._letters(people, kind, FOR_STAFF[kind], *where, **words):
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
        /,
        **known: str,
    ) -> list[UUID]:
        """Put one notice into the inbox of each demo person among ``people`` but ``actor``. Returns whom."""
        told = sorted(set(people) & self._all - {actor})
        subject = story.report.category.name
        values = {
            "matter": matter(story.ticket.no, subject),
            "subject": subject,
            "clock": CLOCKS["finish"],
            "outcome": OUTCOMES.get(story.ticket.outcome or "", "已确认"),
        }
        filled = words.filled(**values | known)
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

"""Who hears of which move of a ticket: one rule for each action."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.core.permissions import Role
from app.events.tickets import TicketMoved
from app.identity.queries import people_with_post
from app.notify import queries
from app.notify.models import Kind
from app.notify.service.audience import Audience, handling_side
from app.notify.service.subjects import Waiting

Rule = Callable[[TicketMoved, Audience], None]

OFFICES = {"community": Role.COMMUNITY, "street": Role.STREET, "district": Role.DISTRICT}


def office(level: str, region_id: UUID | None) -> list[UUID]:
    """Return the people who decide for a community, a street or the district."""
    role = OFFICES.get(level)
    return people_with_post(role, community_id=region_id) if role and region_id else []


def at_level(level: str, event: TicketMoved, audience: Audience) -> list[UUID]:
    """Return the people of a level above a ticket."""
    regions = {
        "community": UUID(event.community_id),
        "street": audience.facts.street_id,
        "district": audience.facts.district_id,
    }
    return office(level, regions.get(level))


def _workers(event: TicketMoved) -> list[UUID]:
    """Return who works on it: the assignee, or as long as there is none his organisation's people."""
    if event.assignee_id:
        return [UUID(event.assignee_id)]
    return handling_side(event.organisation_id, UUID(event.compound_id))


def _everybody_at_work(event: TicketMoved) -> list[UUID]:
    assignee = [UUID(event.assignee_id)] if event.assignee_id else []
    return assignee + handling_side(event.organisation_id, UUID(event.compound_id))


def _other_side(event: TicketMoved) -> list[UUID]:
    return handling_side(event.other_organisation_id, UUID(event.compound_id))


def _only_reporter(kind: Kind) -> Rule:
    def rule(event: TicketMoved, audience: Audience) -> None:
        audience.tell_reporter(UUID(event.reporter_id), kind)

    return rule


def _only_workers(kind: Kind) -> Rule:
    def rule(event: TicketMoved, audience: Audience) -> None:
        audience.tell_staff(_workers(event), kind)

    return rule


def _resumed(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.RESUMED)
    if event.actor_id is None and event.assignee_id:  # the time was over; the worker has to know
        audience.tell_staff([UUID(event.assignee_id)], Kind.RESUMED)


def _answered(event: TicketMoved, audience: Audience) -> None:
    """Tell the workers of what came from the resident, or on his behalf."""
    audience.tell_staff(_workers(event), Kind.ANSWERED)


def _judged(told: Kind) -> Rule:
    """Return the rule for an answer of the resident's: by himself, or told in a call-back."""

    def rule(event: TicketMoved, audience: Audience) -> None:
        audience.tell_reporter(UUID(event.reporter_id), Kind.CONFIRMED)
        if event.outcome != "unsolved":
            audience.tell_staff([UUID(event.assignee_id)] if event.assignee_id else [], told)
            return
        audience.tell_staff(_everybody_at_work(event), Kind.UNSOLVED)
        audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.UNSOLVED)

    return rule


def _settled(event: TicketMoved, audience: Audience) -> None:
    if event.outcome is None:  # nobody could be reached: there is no answer to tell
        audience.tell_staff([UUID(event.assignee_id)] if event.assignee_id else [], Kind.SETTLED)
        return
    _judged(Kind.SETTLED)(event, audience)


def _reopened(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.REOPENED)
    audience.tell_staff(handling_side(event.organisation_id, UUID(event.compound_id)), Kind.REOPENED)
    audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.REOPENED)


def _withdrawn(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.WITHDRAWN)
    audience.tell_staff(_workers(event), Kind.WITHDRAWN)


def _reassigned(event: TicketMoved, audience: Audience) -> None:
    if event.assignee_id is None:  # to another organisation, which is told as routed
        return
    audience.tell_staff([UUID(event.assignee_id)], Kind.ASSIGNED)
    audience.tell_reporter(UUID(event.reporter_id), Kind.ASSIGNED)


def _assigned(event: TicketMoved, audience: Audience) -> None:
    if event.assignee_id:
        audience.tell_staff([UUID(event.assignee_id)], Kind.ASSIGNED)


def _requested(event: TicketMoved, audience: Audience) -> None:
    """Tell those who decide: the office of the request's level, or the organisation that is to take over."""
    asked = next((one for one in audience.facts.waiting if one.kind == event.about), None)
    if event.other_organisation_id:
        audience.tell_staff(_other_side(event), Kind.REQUESTED)
        return
    level = (asked or Waiting(event.about, None, None)).level or "community"
    audience.tell_staff(at_level(level, event, audience), Kind.REQUESTED)


def _decided(event: TicketMoved, audience: Audience) -> None:
    audience.tell_staff(_other_side(event), Kind.DECIDED)
    audience.tell_staff(_workers(event), Kind.DECIDED)
    if event.about == "extension:approved":
        audience.tell_reporter(UUID(event.reporter_id), Kind.DECIDED)


def _invited(event: TicketMoved, audience: Audience) -> None:
    audience.tell_staff(_other_side(event), Kind.INVITED)


def _reported(event: TicketMoved, audience: Audience) -> None:
    """Tell who leads, and the street that whistled, that a called organisation has reported in."""
    audience.tell_staff(_workers(event), Kind.REPORTED)
    audience.tell_staff([*audience.facts.whistled_by, *at_level("street", event, audience)], Kind.REPORTED)


def _both(kind: Kind) -> Rule:
    """Return the rule for what reporter and workers both have to know."""

    def rule(event: TicketMoved, audience: Audience) -> None:
        audience.tell_reporter(UUID(event.reporter_id), kind)
        audience.tell_staff(_everybody_at_work(event), kind)

    return rule


MOVES: dict[str, Rule] = {
    "assign": _assigned,
    "accept": _only_reporter(Kind.ACCEPTED),
    "start": _only_reporter(Kind.STARTED),
    "suspend": _only_reporter(Kind.SUSPENDED),
    "resume": _resumed,
    "ask": _only_reporter(Kind.ASKED),
    "answer": _answered,
    "shelve": _only_reporter(Kind.SHELVED),
    "unshelve": _resumed,
    "extend": _requested,
    "return": _requested,
    "transfer": _requested,
    "confer": _requested,
    "decide": _decided,
    "whistle": _invited,
    "report_in": _reported,
    "finish": _only_reporter(Kind.FINISHED),
    "confirm": _judged(Kind.CONFIRMED),
    "settle": _settled,
    "reopen": _reopened,
    "withdraw": _withdrawn,
    "reassign": _reassigned,
    "merge": _both(Kind.MERGED),
    "unmerge": _both(Kind.UNMERGED),
    "join": _only_workers(Kind.JOINED),
    "urge": _only_workers(Kind.URGED),
    "follow_up": _only_reporter(Kind.ANSWERED),
}
"""Actions that are not here concern nobody's inbox: new deadlines, and what the system writes down for itself."""

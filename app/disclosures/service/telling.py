"""Telling people of disclosures, in their inboxes. The words name nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from app.core.clock import today
from app.core.permissions import Role
from app.disclosures.duties import Level
from app.disclosures.queries import versions
from app.disclosures.service import showing
from app.disclosures.service.duties import form_name
from app.events.disclosures import DisclosureReminder, DisclosureReturned, DisclosureSubmitted
from app.forms.words import chinese_day
from app.identity.queries import people_with_post
from app.notify.queries import handling_side
from app.notify.service import tell
from app.places.queries import get_compound, get_organisation, provider_of

BEFORE = "{compound}的《{form}》应在{due}前公示。请到“信息公示”编制，由另一位同事审核后发布。"
DUE = "{compound}的《{form}》今天到期，还没有公示。请提醒物业服务企业。"
LATE = "{compound}的《{form}》应在{due}前公示，已超过 {days} 天，居民页面显示“应公示未公示”。请督促。"
SUBMITTED = "{compound}的《{title}》已提交，等您审核。编制和提交的人不能审核自己的公示。"
RETURNED = "{compound}的《{title}》被退回，原因请打开查看，改好后再提交。"

OFFICES = {Level.COMMUNITY: Role.COMMUNITY, Level.STREET: Role.STREET, Level.DISTRICT: Role.DISTRICT}


def tell_reminder(event: DisclosureReminder) -> int:
    """Tell the level that a step of the ladder names. Returns how many notices are new."""
    compound = get_compound(UUID(event.compound_id))
    due, level = date.fromisoformat(event.due_on), Level(event.level)
    words = {"compound": compound.name, "form": form_name(event.form), "due": chinese_day(due)}
    text = BEFORE if level is Level.MANAGER else DUE if due >= today() else LATE
    return tell(
        _level(event, level, compound.id),
        event_key=f"disclosure:{event.duty_id}:{event.due_on}:{event.step}",
        district_id=compound.district_id,
        title=f"{'该公示了' if due >= today() else '应公示未公示'}：{form_name(event.form)}",
        text=text.format(**words, days=max(0, (today() - due).days)),
    )


def _level(event: DisclosureReminder, level: Level, compound_id: UUID) -> list[UUID]:
    """Return the people of a level. Without a company, and without a manager in it, the community is told instead."""
    if level is Level.MANAGER:
        return managers_of(compound_id) or people_with_post(Role.COMMUNITY, community_id=UUID(event.community_id))
    region = {Level.COMMUNITY: event.community_id, Level.STREET: event.street_id, Level.DISTRICT: event.district_id}
    return people_with_post(OFFICES[level], community_id=UUID(region[level]))


def managers_of(compound_id: UUID, organisation_id: UUID | None = None) -> list[UUID]:
    """Return the managers who look after a compound for its company, or for a named one."""
    provider = provider_of(compound_id)
    company = get_organisation(organisation_id) if organisation_id else provider[0] if provider else None
    if company is None:
        return []
    here = set(handling_side(company, compound_id))
    return [one for one in people_with_post(Role.MANAGER, organisation_id=company.id) if one in here]


def tell_submitted(event: DisclosureSubmitted) -> int:
    """Tell those who can be the second person. Returns how many notices are new."""
    version = versions.version(UUID(event.version_id))
    if version is None:
        return 0
    wrote = {version.author_id, version.submitted_by, *version.editors}
    if event.organisation_id:
        people = managers_of(UUID(event.compound_id), UUID(event.organisation_id))
    else:
        people = people_with_post(Role.COMMUNITY, community_id=UUID(event.community_id))
        people += people_with_post(Role.STREET, community_id=UUID(event.street_id))
    return _tell_of_version(
        (one for one in people if one not in wrote), event.version_id, event.seq, "等您审核的公示", SUBMITTED
    )


def tell_returned(event: DisclosureReturned) -> int:
    """Tell those who wrote a version that it came back. Returns how many notices are new."""
    version = versions.version(UUID(event.version_id))
    if version is None:
        return 0
    wrote = {version.author_id, *version.editors}
    return _tell_of_version(sorted(wrote), event.version_id, event.seq, "公示被退回", RETURNED)


def _tell_of_version(people: Iterable[UUID], version_id: str, seq: int, title: str, text: str) -> int:
    version = versions.version(UUID(version_id))
    if version is None:
        return 0
    publication = versions.publication(version.publication_id)
    compound = get_compound(publication.compound_id)
    return tell(
        people,
        event_key=f"disclosure:{version_id}:{seq}",
        district_id=publication.district_id,
        title=f"{title}：{form_name(publication.form)}",
        text=text.format(compound=compound.name, title=showing.title_of(publication)),
    )

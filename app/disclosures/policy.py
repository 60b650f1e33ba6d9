"""Who may do what to a disclosure. Pure: no query, no request, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission, Role
from app.forms import FORMS, Party

ANSWER_DAYS = 7
"""Within how many days a question about a disclosure is answered (product rule; the regulation gives no figure)."""

PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)|(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)", re.ASCII)


class Side(StrEnum):
    """From which side a person comes to a compound: its company, or an office."""

    COMPANY = "company"
    OFFICE = "office"


class PlaceFacts(Protocol):
    """Where something is disclosed, by which form, and whether the compound has a company under contract today."""

    form: str
    compound_id: UUID
    community_id: UUID
    street_id: UUID
    has_company: bool


class VersionFacts(PlaceFacts, Protocol):
    """What a policy needs to know of a version. ``organisation_id`` is the company that wrote it."""

    state: str
    author_id: UUID
    editors: Sequence[UUID]
    submitted_by: UUID | None
    organisation_id: UUID | None


def side_of(actor: Actor, place: PlaceFacts) -> Side | None:
    """Return from which side the post in use comes to a place; None when it has nothing to do with it."""
    post = actor.post
    if post is None:
        return None
    if post.role is Role.MANAGER:
        return Side.COMPANY if place.compound_id in post.compounds else None
    seat = {Role.COMMUNITY: place.community_id, Role.STREET: place.street_id}.get(post.role)
    return Side.OFFICE if seat is not None and seat == post.region_id else None


def company_of(actor: Actor) -> UUID | None:
    """Return the company for which the post in use writes; None for an office, whatever organisation it is."""
    post = actor.post
    return post.organisation_id if post is not None and post.role is Role.MANAGER else None


def may_begin(actor: Actor, place: PlaceFacts) -> Verdict:
    """Return whether a version may be begun: by the company, or by the office where there is none or it is its own."""
    side = side_of(actor, place)
    if side is None or not actor.holds(Permission.DISCLOSURES_WRITE):
        return deny("没有编制这项公示的权限")
    party = FORMS[place.form].party if place.form in FORMS else Party.EITHER
    if side is Side.COMPANY:
        return ALLOW if party is not Party.OFFICE else deny("这项公示由社区或街道编制")
    if party is Party.COMPANY and place.has_company:
        return deny("这项公示由物业服务企业编制")
    return ALLOW


def may_edit(actor: Actor, version: VersionFacts) -> Verdict:
    """Return whether a draft may be worked on: by those who could begin it, of the same company."""
    allowed = may_begin(actor, version)
    if allowed and not _same_side(actor, version):
        return deny("这份草稿由其他单位编制")
    return allowed


def _same_side(actor: Actor, version: VersionFacts) -> bool:
    return company_of(actor) == version.organisation_id


def wrote(actor: Actor, version: VersionFacts) -> bool:
    """Return whether this person began, changed or handed in the version."""
    return actor.person_id in (version.author_id, version.submitted_by, *version.editors)


def may_approve(actor: Actor, version: VersionFacts) -> Verdict:
    """Return whether this person may be the second one: of the same side, and never one of those who wrote it."""
    if not actor.holds(Permission.DISCLOSURES_APPROVE) or side_of(actor, version) is None:
        return deny("没有审核这项公示的权限")
    if not _same_side(actor, version):
        return deny("由编制单位的另一位负责人审核")
    if wrote(actor, version):
        return deny("起草、修改或提交过的人不能审核，请另一位同事审核")
    return ALLOW


def may_take_back(actor: Actor, version: VersionFacts) -> Verdict:
    """Return whether a published version may be withdrawn: by those who approve on the side that publishes now."""
    if not actor.holds(Permission.DISCLOSURES_APPROVE):
        return deny("没有撤下公示的权限")
    return may_begin(actor, version)


def may_set_aside(actor: Actor, place: PlaceFacts) -> Verdict:
    """Return whether a duty may be set aside or asked for again: by the community, never by the company itself."""
    if side_of(actor, place) is Side.OFFICE and actor.holds(Permission.DISCLOSURES_APPROVE):
        return ALLOW
    return deny("由社区或街道决定")


def without_numbers(text: str) -> str:
    """Return a text that everybody will read with the middle of mobile and identity numbers struck out."""
    return PERSONAL.sub(lambda found: f"{found[1] or found[3]}****{found[2] or found[4]}", text)

"""Who is asking, and where they may act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from app.core.errors import Forbidden
from app.core.permissions import GRANTS, Permission, Role

RegionKind = Literal["district", "street", "community"]


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a person: a role at a region, or in an organisation.

    ``compounds`` holds, for posts in an organisation, the compounds that it serves by contract today
    (narrowed to the post's own compound when it names one); it is empty for posts at a region.
    """

    id: UUID
    role: Role
    region_kind: RegionKind | None
    region_id: UUID | None
    organisation_id: UUID | None
    compounds: frozenset[UUID] = frozenset()
    title: str = ""


@dataclass(frozen=True, slots=True)
class HomeClaim:
    """A home that the person belongs to (``active``) or asks to belong to (``pending``)."""

    binding_id: UUID
    home_id: UUID
    compound_id: UUID
    building_id: UUID
    relation: str
    state: str


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody lets the person act for him (家属代办), or only look; it counts today. ``id`` is the delegation's."""

    id: UUID
    principal_id: UUID
    principal_name: str
    may_act: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person as the business logic sees them. Holds no session object and no request.

    ``post`` is the one post that is in use; several posts are never merged. ``visits`` are the compounds
    whose QR code the person scanned within the last day. ``mandates`` are what relatives let the person do for them.
    """

    person_id: UUID
    name: str
    session_id: UUID
    session_kind: str
    district_id: UUID
    post: Post | None = None
    posts: tuple[Post, ...] = ()
    homes: tuple[HomeClaim, ...] = ()
    visits: frozenset[UUID] = field(default_factory=frozenset)
    mandates: tuple[Mandate, ...] = ()

    def holds(self, permission: Permission) -> bool:
        """Return whether the post in use grants ``permission`` anywhere."""
        return self.post is not None and permission in GRANTS[self.post.role]

    def mandate(self, principal_id: UUID) -> Mandate | None:
        """Return what ``principal_id`` lets this person do for him, if anything."""
        return next((one for one in self.mandates if one.principal_id == principal_id), None)

    @property
    def role(self) -> Role | None:
        return self.post.role if self.post else None

    @property
    def acts_for(self) -> frozenset[UUID]:
        """Those who let this person report and answer for them."""
        return frozenset(one.principal_id for one in self.mandates if one.may_act)

    @property
    def views_for(self) -> frozenset[UUID]:
        """Those whose matters this person may look at: also the ones who do not let him act."""
        return frozenset(one.principal_id for one in self.mandates)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a policy. Falsy when denied; ``reason`` is shown to the person."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise ``Forbidden`` with the reason when denied."""
        if not self.allowed:
            raise Forbidden(self.reason or None)


ALLOW = Verdict(True)


def deny(reason: str) -> Verdict:
    """Return a refusal whose ``reason`` is a finished sentence for the person."""
    return Verdict(False, reason)

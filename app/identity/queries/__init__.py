"""All SELECTs on people, posts, sessions and homes, but the one of every request (``principal``)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Role
from app.identity.models import (
    BindingState,
    HomeBinding,
    Person,
    PersonStatus,
    Post,
    Relation,
    Session,
)
from app.identity.policy import Account, Claim, Place
from app.places.models import Compound, Organisation, Region


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with the names of its place and organisation, as people read it."""

    id: UUID
    person_id: UUID
    role: str
    place: str
    organisation: str
    at: Place
    starts_on: date
    ends_on: date | None


# --- persons ---


def person(person_id: UUID) -> Person | None:
    """Return one person, or None."""
    return db.session.scalar(select(Person).where(Person.id == person_id))


def person_by_username(username: str) -> Person | None:
    """Return the person who signs in by this name, or None."""
    return db.session.scalar(select(Person).where(Person.username == username))


def person_by_openid(openid_index: bytes) -> Person | None:
    """Return the person of a WeChat account, or None."""
    return db.session.scalar(select(Person).where(Person.openid_index == openid_index))


def person_by_notice_openid(notice_openid_index: bytes) -> Person | None:
    """Return the staff account whose messages go to a WeChat account, or None."""
    return db.session.scalar(select(Person).where(Person.notice_openid_index == notice_openid_index))


def persons_by_username(usernames: Iterable[str]) -> dict[str, Person]:
    """Return active persons by user name."""
    statement = select(Person).where(Person.username.in_(set(usernames)), Person.status == PersonStatus.ACTIVE)
    return {found.username or "": found for found in db.session.scalars(statement)}


def lock_person(person_id: UUID) -> Person:
    """Lock and return a person until the transaction ends. Raises ``NotFound``."""
    statement = select(Person).where(Person.id == person_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return display names by person id."""
    rows = db.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(set(ids))))
    return {row.id: row.display_name for row in rows}


def people_visible_to(actor: Actor) -> Select[Person]:
    """The only start of a list of staff accounts. Residents are never in it.

    A system administrator sees the accounts of the district; a manager those that his company opened and
    those that hold a post in it, or will.
    """
    statement = select(Person).where(Person.username.is_not(None))
    if actor.role is Role.SYSADMIN:
        return statement.where(Person.district_id == actor.district_id)
    if actor.role is Role.MANAGER and actor.post is not None:
        organisation_id = actor.post.organisation_id
        colleague = exists().where(Post.person_id == Person.id, Post.organisation_id == organisation_id, not_over())
        return statement.where(or_(Person.organisation_id == organisation_id, colleague))
    return statement.where(false())


def people(actor: Actor, *, q: str, role: str | None, limit: int, cursor: str | None) -> Page:
    """Return staff accounts that ``actor`` sees, by part of the name and by present role."""
    statement = people_visible_to(actor)
    if q:
        named = Person.display_name.icontains(q, autoescape=True)
        statement = statement.where(or_(named, Person.username.icontains(q, autoescape=True)))
    if role:
        statement = statement.where(exists().where(Post.person_id == Person.id, Post.role == role, post_counts()))
    return newest_first(statement, Person.created_at, Person.id, limit=limit, cursor=cursor)


def visible_person(actor: Actor, person_id: UUID, *, lock: bool = False) -> Person:
    """Return one staff account. Raises ``NotFound`` if it is absent or not visible."""
    statement = people_visible_to(actor).where(Person.id == person_id)
    if lock:
        statement = statement.with_for_update(of=Person)
    found = db.session.scalar(statement.execution_options(populate_existing=lock))
    if found is None:
        raise NotFound
    return found


# --- posts ---


def post_counts(day: date | None = None) -> ColumnElement[bool]:
    """Give the condition under which a post is held on ``day`` (today)."""
    day = day or today()
    still = or_(Post.ends_on.is_(None), Post.ends_on >= day)
    return and_(Post.ended_at.is_(None), Post.starts_on <= day, still)


def not_over() -> ColumnElement[bool]:
    """Give the condition under which a post is held today, or will be."""
    return and_(Post.ended_at.is_(None), or_(Post.ends_on.is_(None), Post.ends_on >= today()))


def post_rows(person_ids: Iterable[UUID], *, post_ids: Iterable[UUID] | None = None) -> list[PostRow]:
    """Return the posts of persons that are held or still to come, oldest first, with their names."""
    statement = (
        select(Post, Region.name, Organisation.short_name, Compound.name)
        .outerjoin(Region, Region.id == Post.region_id)
        .outerjoin(Organisation, Organisation.id == Post.organisation_id)
        .outerjoin(Compound, Compound.id == Post.compound_id)
        .where(Post.person_id.in_(set(person_ids)), not_over())
        .order_by(Post.created_at, Post.id)
    )
    if post_ids is not None:
        statement = statement.where(Post.id.in_(set(post_ids)))
    return [
        PostRow(
            id=post.id,
            person_id=post.person_id,
            role=post.role,
            place=compound or region or "",
            organisation=organisation or "",
            at=Place(post.region_id, post.organisation_id, post.compound_id),
            starts_on=post.starts_on,
            ends_on=post.ends_on,
        )
        for post, region, organisation, compound in db.session.execute(statement)
    ]


def accounts(persons: Sequence[Person]) -> dict[UUID, Account]:
    """Return each person with the posts that are held or still to come, for the policies."""
    statement = select(Post.person_id, Post.role, Post.organisation_id).where(
        Post.person_id.in_([found.id for found in persons]), not_over()
    )
    held: dict[UUID, set[tuple[str, UUID | None]]] = {}
    for person_id, role, organisation_id in db.session.execute(statement):
        held.setdefault(person_id, set()).add((role, organisation_id))
    return {found.id: Account(found, frozenset(held.get(found.id, ()))) for found in persons}


def first_post(person_id: UUID) -> UUID | None:
    """Return the oldest post that is held today: the one in use after signing in."""
    statement = select(Post.id).where(Post.person_id == person_id, post_counts())
    return db.session.scalar(statement.order_by(Post.created_at, Post.id).limit(1))


def post_of(person_id: UUID, post_id: UUID) -> Post:
    """Return a person's own post that is held today. Raises ``NotFound``."""
    found = db.session.scalar(select(Post).where(Post.id == post_id, Post.person_id == person_id, post_counts()))
    if found is None:
        raise NotFound
    return found


def post_to_end(actor: Actor, post_id: UUID) -> Post:
    """Lock and return a post that has not ended, of an account that ``actor`` sees. Raises ``NotFound``."""
    seen = people_visible_to(actor).with_only_columns(Person.id)
    statement = select(Post).where(Post.id == post_id, Post.ended_at.is_(None), Post.person_id.in_(seen))
    found = db.session.scalar(statement.with_for_update(of=Post).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def same_post_exists(person_id: UUID, role: str, **place: UUID | None) -> bool:
    """Return whether the person holds this very post, or will."""
    same = [getattr(Post, column).is_not_distinct_from(value) for column, value in place.items()]
    statement = select(Post.id).where(
        Post.person_id == person_id,
        Post.role == role,
        not_over(),
        *same,
    )
    return db.session.scalar(statement.limit(1)) is not None


def other_administrators(district_id: UUID, person_id: UUID) -> int:
    """Return how many other active persons are system administrators of the district without an end in sight.

    Call it with the district locked (``places.queries.lock_region``), or two at once count each other.
    """
    statement = (
        select(func.count(func.distinct(Person.id)))
        .join(Post, Post.person_id == Person.id)
        .where(Post.role == Role.SYSADMIN, Post.region_id == district_id, Post.ends_on.is_(None))
        .where(post_counts(), Person.status == PersonStatus.ACTIVE, Person.id != person_id)
    )
    return db.session.scalar(statement) or 0


def administered(person_id: UUID) -> list[UUID]:
    """Return the districts in which the person is a system administrator today."""
    statement = select(Post.region_id).where(Post.person_id == person_id, Post.role == Role.SYSADMIN)
    return sorted({found for found in db.session.scalars(statement.where(post_counts())) if found})


def people_with_post(role: Role, organisation_id: UUID | None = None, community_id: UUID | None = None) -> list[UUID]:
    """Return the active persons who hold ``role`` today, in an organisation or at a community, if given."""
    statement = (
        select(Person.id)
        .join(Post, Post.person_id == Person.id)
        .where(Post.role == role, post_counts(), Person.status == PersonStatus.ACTIVE)
    )
    if organisation_id is not None:
        statement = statement.where(Post.organisation_id == organisation_id)
    if community_id is not None:
        statement = statement.where(Post.region_id == community_id)
    return list(db.session.scalars(statement.distinct().order_by(Person.id)))


def districts_with_post(role: Role) -> dict[UUID, list[UUID]]:
    """Return the active persons who hold ``role`` today, by their district."""
    statement = (
        select(Person.district_id, Person.id)
        .join(Post, Post.person_id == Person.id)
        .where(Post.role == role, post_counts(), Person.status == PersonStatus.ACTIVE)
    )
    found: dict[UUID, list[UUID]] = {}
    for district_id, person_id in db.session.execute(statement.distinct().order_by(Person.id)):
        found.setdefault(district_id, []).append(person_id)
    return found


# --- sessions ---


def live_sessions() -> Select[Session]:
    """Return the sessions that have not ended, as a statement to build on."""
    now = func.now()
    return select(Session).where(Session.revoked_at.is_(None), Session.idle_until > now, Session.abs_until > now)


def sessions_of(person_id: UUID, *, limit: int, cursor: str | None) -> Page:
    """Return the live sessions of a person."""
    statement = live_sessions().where(Session.person_id == person_id)
    return newest_first(statement, Session.created_at, Session.id, limit=limit, cursor=cursor)


def session_of(person_id: UUID, session_id: UUID) -> Session:
    """Return one live session of a person. Raises ``NotFound``."""
    found = db.session.scalar(live_sessions().where(Session.id == session_id, Session.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def bearer_sessions(person_id: UUID) -> Sequence[Session]:
    """Return the live bearer sessions of a person, newest first."""
    statement = live_sessions().where(Session.person_id == person_id, Session.kind == "bearer")
    return db.session.scalars(statement.order_by(Session.created_at.desc(), Session.id.desc())).all()


# --- homes ---


def claims_visible_to(actor: Actor) -> Select[HomeBinding]:
    """The only start of a list of claims for staff: exactly those on which the post in use may decide."""
    statement = select(HomeBinding)
    post = actor.post
    if post is not None and post.role is Role.COMMUNITY:
        compounds = select(Compound.id).where(Compound.community_id == post.region_id)
        return statement.where(HomeBinding.compound_id.in_(compounds))
    if post is not None and post.role is Role.MANAGER:
        theirs = HomeBinding.compound_id.in_(post.compounds)
        return statement.where(theirs, HomeBinding.relation != Relation.OWNER)
    return statement.where(false())


def claims(actor: Actor, *, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return the claims that ``actor`` sees, of one state or of all."""
    statement = claims_visible_to(actor)
    if state:
        statement = statement.where(HomeBinding.state == state)
    return newest_first(statement, HomeBinding.created_at, HomeBinding.id, limit=limit, cursor=cursor)


def own_claims(person_id: UUID, *, limit: int, cursor: str | None) -> Page:
    """Return a person's own claims, also refused and ended ones."""
    statement = select(HomeBinding).where(HomeBinding.person_id == person_id)
    return newest_first(statement, HomeBinding.created_at, HomeBinding.id, limit=limit, cursor=cursor)


def claim_to_change(statement: Select[HomeBinding], binding_id: UUID) -> Claim:
    """Lock and return one claim of ``statement``. Raises ``NotFound``."""
    statement = statement.where(HomeBinding.id == binding_id).with_for_update(of=HomeBinding)
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return Claim(found, communities([found])[found.compound_id])


def own_claim_to_change(person_id: UUID, binding_id: UUID) -> Claim:
    """Lock and return a person's own claim. Raises ``NotFound``."""
    return claim_to_change(select(HomeBinding).where(HomeBinding.person_id == person_id), binding_id)


def communities(bindings: Iterable[HomeBinding]) -> dict[UUID, UUID]:
    """Return by compound id the community of each claim."""
    ids = {binding.compound_id for binding in bindings}
    rows = db.session.execute(select(Compound.id, Compound.community_id).where(Compound.id.in_(ids)))
    return {row.id: row.community_id for row in rows}


def homes_count(person_id: UUID) -> int:
    """Return to how many homes a person belongs or has asked to belong."""
    statement = select(func.count(HomeBinding.id)).where(
        HomeBinding.person_id == person_id, HomeBinding.state.in_((BindingState.PENDING, BindingState.ACTIVE))
    )
    return db.session.scalar(statement) or 0


def household(home_id: UUID, besides: UUID) -> list[UUID]:
    """Return the confirmed people of a home who can sign in, without ``besides``."""
    statement = (
        select(HomeBinding.person_id)
        .join(Person, Person.id == HomeBinding.person_id)
        .where(HomeBinding.home_id == home_id, HomeBinding.state == BindingState.ACTIVE)
        .where(HomeBinding.person_id != besides, Person.status == PersonStatus.ACTIVE)
    )
    return list(db.session.scalars(statement.order_by(HomeBinding.person_id)))


def persons(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return persons by id."""
    found: dict[UUID, Any] = {row.id: row for row in db.session.scalars(select(Person).where(Person.id.in_(set(ids))))}
    return found

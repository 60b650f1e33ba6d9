"""Accounts and posts of staff: opened, given and ended by administrators, never by oneself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.core.permissions import ROLE_NAMES, Role
from app.identity import passwords, policy, queries
from app.identity.models import COMPANY_ROLES, Person, PersonStatus, Post
from app.identity.policy import Place
from app.identity.service import contacts, sign_in
from app.identity.service.account import context_words
from app.places import queries as places

REGION_OF: dict[Role, str] = {
    Role.COMMUNITY: "community",
    Role.SECRETARY: "community",
    Role.STREET: "street",
    Role.DISTRICT: "district",
    Role.AUDITOR: "district",
    Role.SYSADMIN: "district",
}
HANDLERS = ("title_unit", "utility", "contractor", "lift_firm", "department")


class LastAdministrator(Conflict):
    """A district would be left without a system administrator."""

    code, message = "identity.last_administrator", "本区至少保留一名系统管理员"


class NameTaken(Conflict):
    """Somebody signs in by this name already."""

    code, message = "identity.username_taken", "用户名已被使用"


class PostHeld(Conflict):
    """The person holds this post already, or will."""

    code, message = "identity.post_held", "该人员已担任这个岗位"


def page(actor: Actor, *, q: str, role: str | None, limit: int, cursor: str | None) -> Page:
    """Return a page of the staff accounts that ``actor`` sees."""
    found = queries.people(actor, q=q, role=role, limit=limit, cursor=cursor)
    return Page(view(actor, found.items), found.next)


def one(actor: Actor, person_id: UUID) -> dict[str, Any]:
    """Return one staff account. Raises ``NotFound``."""
    return view(actor, [queries.visible_person(actor, person_id)])[0]


def view(actor: Actor, persons: Iterable[Person]) -> list[dict[str, Any]]:
    """Return accounts as administrators see them; a phone is shown, masked, to the company's manager only."""
    persons = list(persons)
    accounts = queries.accounts(persons)
    posts: dict[UUID, list[dict[str, Any]]] = {}
    for row in queries.post_rows(accounts):
        posts.setdefault(row.person_id, []).append(
            {
                "id": row.id,
                "role": row.role,
                "title": ROLE_NAMES[Role(row.role)],
                "place": row.place,
                "organisation": row.organisation,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "actions": ["end"] if policy.may_end_post(actor, Role(row.role), row.at) else [],
            }
        )
    return [
        {
            "id": person.id,
            "name": person.display_name,
            "username": person.username,
            "phone_masked": contacts.phone_masked(person) if actor.role is Role.MANAGER else None,
            "status": person.status,
            "posts": posts.get(person.id, []),
            "actions": actions_for(actor, accounts[person.id]),
            "version": person.version,
        }
        for person in persons
    ]


def actions_for(actor: Actor, account: policy.Account) -> list[str]:
    """Return what ``actor`` may do with the account now."""
    actions = []
    if policy.may_manage(actor, account):
        active = account.person.status == PersonStatus.ACTIVE
        actions += ["disable", "set_password", "sign_out"] if active else ["enable", "set_password"]
    if account.person.id != actor.person_id and policy.may_open_account(actor):
        actions.append("grant")
    return actions


def open_account(actor: Actor, *, username: str, name: str, password: str, phone: str | None = None) -> dict[str, Any]:
    """Open a staff account without posts. Raises ``WeakPassword``, ``NameTaken`` or ``Forbidden``."""
    policy.may_open_account(actor).enforce()
    passwords.refuse_weak(password, context=context_words(username, name))
    person_id = new_id()
    row = insert(Person).values(
        id=person_id,
        district_id=actor.district_id,
        organisation_id=actor.post.organisation_id if actor.post and actor.role is Role.MANAGER else None,
        display_name=name,
        username=username,
        password_hash=passwords.hash_password(password),
    )
    person: Person | None = db.session.scalar(
        row.on_conflict_do_nothing(index_elements=[Person.username]).returning(Person)
    )
    if person is None:
        raise NameTaken(fields={"username": ["用户名已被使用"]})
    contacts.set_phone(person, phone)
    audit.record(actor, "identity.account_opened", f"person:{person_id}")
    db.session.flush()
    return one(actor, person_id)


def disable(actor: Actor, person_id: UUID) -> dict[str, Any]:
    """Disable an account and end its sessions at once. Raises ``LastAdministrator`` among others."""
    person = _manageable(actor, person_id)
    _keep_an_administrator(person.id)
    person.status = PersonStatus.DISABLED
    return _changed(actor, person, "identity.account_disabled", end="disabled")


def enable(actor: Actor, person_id: UUID) -> dict[str, Any]:
    """Let a disabled person sign in again."""
    person = _manageable(actor, person_id)
    person.status = PersonStatus.ACTIVE
    return _changed(actor, person, "identity.account_enabled")


def set_password(actor: Actor, person_id: UUID, password: str) -> dict[str, Any]:
    """Give somebody else a new password and end his sessions. Raises ``WeakPassword``."""
    person = _manageable(actor, person_id)
    passwords.refuse_weak(password, context=context_words(person.username, person.display_name))
    person.password_hash = passwords.hash_password(password)
    return _changed(actor, person, "identity.password_set", end="password_set")


def sign_out(actor: Actor, person_id: UUID) -> dict[str, Any]:
    """End all sessions of somebody else, whose phone was lost for example. The password stays."""
    person = _manageable(actor, person_id)
    return _changed(actor, person, "identity.signed_out_everywhere", end="signed_out")


def _manageable(actor: Actor, person_id: UUID) -> Person:
    person = queries.visible_person(actor, person_id, lock=True)
    policy.may_manage(actor, queries.accounts([person])[person.id]).enforce()
    return person


def _changed(actor: Actor, person: Person, what: str, *, end: str = "") -> dict[str, Any]:
    person.version += 1
    ended = sign_in.end_all_sessions(person.id, end) if end else 0
    audit.record(actor, what, f"person:{person.id}", sessions_ended=ended)
    db.session.flush()
    return one(actor, person.id)


def _keep_an_administrator(person_id: UUID) -> None:
    """Raise ``LastAdministrator`` when a district would lose its last one with this person.

    The district's row is locked first: of two administrators who end each other at the same moment, the
    second one waits and then counts without the first.
    """
    for district_id in queries.administered(person_id):
        places.lock_region(district_id)
        if queries.other_administrators(district_id, person_id) == 0:
            raise LastAdministrator


# --- posts ---


def grant(
    actor: Actor, person_id: UUID, *, role: Role, place: Place, starts_on: date, ends_on: date | None = None
) -> dict[str, Any]:
    """Give a person a post.

    Raises ``NotFound`` (no such account or place for ``actor``), ``Forbidden``, ``InvalidInput`` (role and place do
    not fit together) or ``PostHeld``.
    """
    queries.visible_person(actor, person_id, lock=True)
    if not policy.reaches(actor, place.compound_id):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    policy.may_grant(actor, person_id, role, place).enforce()
    _check_place(actor.district_id, role, place)
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput(fields={"ends_on": ["结束日期不能早于开始日期"]})
    columns = {
        "region_id": place.region_id,
        "organisation_id": place.organisation_id,
        "compound_id": place.compound_id,
    }
    if queries.same_post_exists(person_id, role, **columns):
        raise PostHeld
    post = Post(
        id=new_id(),
        district_id=actor.district_id,
        person_id=person_id,
        role=role.value,
        starts_on=starts_on,
        ends_on=ends_on,
        **columns,
    )
    db.session.add(post)
    audit.record(actor, "identity.post_granted", f"post:{post.id}", person=person_id, role=role.value)
    db.session.flush()
    return one(actor, person_id)


def _check_place(district_id: UUID, role: Role, place: Place) -> None:
    """Raise unless a post of ``role`` can be held at ``place``.

    ``NotFound`` for a place that is not there: in another district, or a compound that the company does not serve;
    ``InvalidInput`` for one of the wrong kind.
    """
    if role in COMPANY_ROLES:
        _check_organisation(district_id, role, place)
        return
    if place.organisation_id is not None or place.compound_id is not None:
        raise InvalidInput(fields={"region_id": ["这个岗位只能设在区、街道或社区"]})
    if place.region_id is None:
        raise InvalidInput(fields={"region_id": ["请选择区、街道或社区"]})
    region = places.get_region(place.region_id)
    if region is None or region.district_id != district_id:
        raise NotFound(fields={"region_id": ["没有这个区域"]})
    if region.kind != REGION_OF[role]:
        raise InvalidInput(fields={"region_id": ["所选区域与岗位不符"]})


def _check_organisation(district_id: UUID, role: Role, place: Place) -> None:
    if place.region_id is not None or place.organisation_id is None:
        raise InvalidInput(fields={"organisation_id": ["这个岗位需要选择单位"]})
    organisation = places.get_organisation(place.organisation_id)
    kinds = HANDLERS if role is Role.HANDLER else ("property_company",)
    if organisation is None or organisation.district_id != district_id:
        raise NotFound(fields={"organisation_id": ["没有这个单位"]})
    if organisation.kind not in kinds:
        raise InvalidInput(fields={"organisation_id": ["所选单位与岗位不符"]})
    if place.compound_id is not None and not places.serves(organisation.id, place.compound_id):
        raise NotFound(fields={"compound_id": ["该单位没有服务这个小区"]})


def end_post(actor: Actor, post_id: UUID) -> None:
    """End a post at once. Raises ``NotFound``, ``Forbidden`` or ``LastAdministrator``."""
    post = queries.post_to_end(actor, post_id)
    role, place = Role(post.role), Place(post.region_id, post.organisation_id, post.compound_id)
    policy.may_end_post(actor, role, place).enforce()
    if post.district_id != actor.district_id:
        raise Forbidden
    if role is Role.SYSADMIN:
        _keep_an_administrator(post.person_id)
    post.ended_at = func.now()
    audit.record(actor, "identity.post_ended", f"post:{post.id}", person=post.person_id, role=role.value)

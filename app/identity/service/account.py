"""What a person sees of and does with the own account: name, phone, post, password, sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.core import audit
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.core.paging import Page
from app.core.permissions import ROLE_NAMES, Role
from app.identity import passwords, queries
from app.identity.models import Session
from app.identity.service import contacts, delegations, sign_in
from app.places import queries as places

MOST_COMPOUNDS = 200
"""How many compounds of a post ``me`` names; whoever reaches more searches for them."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, with what posts, homes and compounds, and for whom he may act or look."""

    person: dict[str, Any]
    posts: list[dict[str, Any]]
    homes: list[dict[str, Any]]
    compounds: list[dict[str, Any]]
    principals: list[dict[str, Any]]


def me(actor: Actor) -> Me:
    """Return what ``actor`` is told about himself."""
    person = queries.person(actor.person_id)
    if person is None:
        raise NotFound
    bases = _bases(actor)
    names = places.compound_names({*bases, *(home.compound_id for home in actor.homes)})
    labels = places.home_labels(home.home_id for home in actor.homes)
    areas = places.home_areas(home.home_id for home in actor.homes if home.state == "active")
    return Me(
        person={
            "id": person.id,
            "name": person.display_name,
            "phone_masked": contacts.phone_masked(person),
            "wechat": contacts.messages_reach(person),
        },
        posts=own_posts(actor),
        homes=[
            {
                "binding_id": home.binding_id,
                "home_id": home.home_id,
                "label": labels.get(home.home_id, ""),
                "compound_id": home.compound_id,
                "compound_name": names.get(home.compound_id, ""),
                "building_id": home.building_id,
                "area_centi_m2": areas.get(home.home_id),
                "relation": home.relation,
                "state": home.state,
            }
            for home in actor.homes
        ],
        compounds=[{"id": id_, "name": names[id_], "basis": basis} for id_, basis in bases.items() if id_ in names],
        principals=delegations.principals(actor),
    )


def _bases(actor: Actor) -> dict[UUID, str]:
    """Return why each compound concerns the person, the strongest reason first."""
    bases: dict[UUID, str] = {}
    for state, basis in (("active", "home"), ("pending", "pending")):
        for home in actor.homes:
            if home.state == state:
                bases.setdefault(home.compound_id, basis)
    for compound_id in sorted(actor.visits):
        bases.setdefault(compound_id, "visit")
    if actor.post is not None:
        for compound in places.compounds_in_scope(actor, limit=MOST_COMPOUNDS, cursor=None).items:
            bases.setdefault(compound.id, "post")
    return bases


def own_posts(actor: Actor) -> list[dict[str, Any]]:
    """Return the posts that count today, with the one in use marked."""
    rows = queries.post_rows([actor.person_id], post_ids=[post.id for post in actor.posts])
    return [
        {
            "id": row.id,
            "role": row.role,
            "title": ROLE_NAMES[Role(row.role)],
            "place": row.place,
            "organisation": row.organisation,
            "active": actor.post is not None and actor.post.id == row.id,
        }
        for row in rows
    ]


def change_me(actor: Actor, changes: Mapping[str, str | None]) -> None:
    """Change the own ``name`` or ``phone``, whichever is there; a phone of None is removed."""
    person = queries.lock_person(actor.person_id)
    if name := changes.get("name"):
        person.display_name = name
    if "phone" in changes:
        contacts.set_phone(person, changes["phone"])
    if changes:
        audit.record(actor, "identity.account_changed", f"person:{actor.person_id}", fields=sorted(changes))


def choose_post(actor: Actor, post_id: UUID) -> None:
    """Use another of the own posts in this session. Raises ``NotFound`` for any other. Posts never merge."""
    post = queries.post_of(actor.person_id, post_id)
    db.session.execute(
        update(Session)
        .where(Session.id == actor.session_id)
        .values(active_post_id=post.id)
        .execution_options(synchronize_session=False)
    )
    audit.record(actor, "identity.post_chosen", f"post:{post.id}")


def change_password(actor: Actor, *, old_password: str, new_password: str) -> None:
    """Set a new password and end every other session. Raises ``WrongSignIn`` or ``WeakPassword``."""
    person = queries.lock_person(actor.person_id)
    if person.password_hash is None:
        raise InvalidInput(fields={"old_password": ["此账号没有设置密码"]})
    if not passwords.verify(old_password, person.password_hash):
        raise InvalidInput("原密码不正确", fields={"old_password": ["原密码不正确"]})
    if old_password == new_password:
        raise passwords.WeakPassword(fields={"new_password": ["新密码不能与原密码相同"]})
    passwords.refuse_weak(new_password, context=context_words(person.username, person.display_name))
    person.password_hash = passwords.hash_password(new_password)
    person.version += 1
    ended = sign_in.end_all_sessions(actor.person_id, "password_changed", but=actor.session_id)
    audit.record(actor, "identity.password_changed", f"person:{actor.person_id}", sessions_ended=ended)


def context_words(*words: str | None) -> Iterable[str]:
    """Return the words that this person's password must not be made of."""
    return [word for word in words if word]


def sessions(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the own live sessions, the one in use marked."""
    page = queries.sessions_of(actor.person_id, limit=limit, cursor=cursor)
    items = [
        {
            "id": session.id,
            "kind": session.kind,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "user_agent": session.user_agent,
            "current": session.id == actor.session_id,
        }
        for session in page.items
    ]
    return Page(items, page.next)


def end_own_session(actor: Actor, session_id: UUID) -> None:
    """End one of the own sessions. Raises ``NotFound`` for any other."""
    session = queries.session_of(actor.person_id, session_id)
    sign_in.end_session(session.id, "ended_by_person")
    audit.record(actor, "identity.session_ended", f"session:{session.id}")

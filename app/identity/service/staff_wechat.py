"""Tying a staff account to a WeChat account, so that messages about work reach it. Nobody signs in by the tie."""

from __future__ import annotations

from typing import ClassVar

from app.core import audit
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import Forbidden
from app.identity import queries
from app.identity.service import contacts


class StaffOnly(Forbidden):
    """Somebody without a post: his messages go to the account that he signs in with."""

    code: ClassVar[str] = "auth.staff_only"
    message: ClassVar[str] = "只有工作人员的账号需要绑定微信"


def require_post(actor: Actor) -> None:
    """Raise ``StaffOnly`` for a person without a post."""
    if not actor.posts:
        raise StaffOnly


def tie(actor: Actor, openid: str) -> None:
    """Let messages of the person go to a WeChat account, which comes from WeChat's server and from nowhere else.

    It serves one account at a time: a colleague who tied it before, on a phone that they share, is told nothing
    there any more. Raises ``StaffOnly``.
    """
    require_post(actor)
    before = queries.person_by_notice_openid(contacts.notice_openid_index(openid))
    # Both rows in one order, so that two people who tie the same account at once wait for each other.
    ids = sorted({actor.person_id} | ({before.id} if before else set()))
    people = {id_: queries.lock_person(id_) for id_ in ids}
    if before is not None and before.id != actor.person_id:
        contacts.set_notice_openid(people[before.id], None)
        audit.record(actor, "identity.wechat_untied", f"person:{before.id}")
        db.session.flush()  # the index holds an account once
    contacts.set_notice_openid(people[actor.person_id], openid)
    audit.record(actor, "identity.wechat_tied", f"person:{actor.person_id}")


def untie(actor: Actor) -> None:
    """Let no message of the person go to WeChat any more; without a tie it does nothing."""
    person = queries.lock_person(actor.person_id)
    if person.notice_openid_cipher is None:
        return
    contacts.set_notice_openid(person, None)
    audit.record(actor, "identity.wechat_untied", f"person:{actor.person_id}")

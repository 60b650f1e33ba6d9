"""Cross posts (双向进入、交叉任职): written down with their basis, ended with a reason, never removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.party import policy, queries
from app.party.models import DIRECTION_NAMES, CrossPost, Direction
from app.party.queries import posts as found
from app.places.queries import get_region

Shape = dict[str, Any]
Ask = Callable[[Actor, Iterable[UUID], str, str, str], None]
_asked: list[Ask] = []


def register_exclusions(ask: Ask) -> None:
    """Say who is asked before somebody of some organisations gets a post.

    Called with the actor, the organisations, the name, the post in words and why he is another person of that name;
    raises ``InvalidInput`` (field ``name``) for who may hold none.
    """
    _asked[:] = [ask]


def add(actor: Actor, body: Shape) -> UUID:
    """Write down a cross post of one's community; return its id.

    Raises ``NotFound``, ``Forbidden`` or ``InvalidInput``.
    """
    community = get_region(actor.post.region_id) if actor.post and actor.post.region_id else None
    if community is None or community.parent_id is None:
        raise Forbidden("由本社区办理")
    policy.may_write(actor, community.id).enforce()
    direction, target = _sides(actor.district_id, community.id, body)
    if body["ends_on"] is not None and body["ends_on"] < body["starts_on"]:
        raise InvalidInput(fields={"ends_on": ["结束日期应晚于开始日期"]})
    agreement_id = body["agreement_id"]
    if agreement_id is not None:
        queries.agreement(actor, agreement_id)
        if not {body["from_id"], body["to_id"]} & set(queries.links(agreement_id)[1]):
            raise InvalidInput(fields={"agreement_id": ["这份协议里没有这两个单位"]})
    for ask in _asked:
        ask(actor, (body["from_id"], body["to_id"]), body["name"], f"{target} {body['to_post']}", body["namesake"])
    made = CrossPost(
        id=new_id(),
        created_at=now(),
        district_id=community.district_id,
        street_id=community.parent_id,
        community_id=community.id,
        direction=direction,
        version=1,
        ended_because="",
        **{name: body[name] for name in FIELDS},
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "party.post_add", f"cross_post:{made.id}")
    return made.id


def _sides(district_id: UUID, community_id: UUID, body: Shape) -> tuple[Direction, str]:
    """Return which way a cross post leads, and the short name of where it does.

    Raises ``NotFound`` or ``InvalidInput`` for sides that have none.
    """
    sides = found.organisations(district_id, (body["from_id"], body["to_id"]))
    for field in ("from_id", "to_id"):
        side = sides.get(body[field])
        if side is None or (side.region_id is not None and side.region_id != community_id):
            raise NotFound("没有这个单位", fields={field: ["没有这个单位"]})
        if side.ended_on is not None and side.ended_on <= (body["ends_on"] or max(body["starts_on"], today())):
            words = f"“{side.name}”已撤场或注销（{side.ended_on}）"
            raise InvalidInput(words, fields={field: [words]})
    direction = policy.direction_of(sides[body["from_id"]].kind, sides[body["to_id"]].kind)
    if direction is None:
        words = "交叉任职的一方应是社区党组织、居委会或业委会，另一方是物业服务企业"
        raise InvalidInput(words, fields={"to_id": [words]})
    return direction, sides[body["to_id"]].short_name


FIELDS = ("name", "from_id", "from_post", "to_id", "to_post", "basis", "agreement_id", "starts_on", "ends_on")


def end(actor: Actor, post_id: UUID, body: Shape) -> None:
    """End a cross post on a day, with the reason.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    post = found.lock(actor, post_id)
    policy.may_write(actor, post.community_id).enforce()
    if post.version != body["version"]:
        raise Conflict
    if post.ended_because:
        raise Conflict("这项任职已经结束")
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么结束"]})
    if not post.starts_on <= body["ends_on"] <= today():
        raise InvalidInput(fields={"ends_on": ["结束日期应在任职开始以后，不晚于今天"]})
    post.ends_on, post.ended_because = body["ends_on"], body["reason"]
    post.version += 1
    audit.record(actor, "party.post_end", f"cross_post:{post.id}")


def page(actor: Actor, **query: Any) -> Page:
    """Return cross posts that ``actor`` sees."""
    rows = found.page(actor, **query)
    return Page([_row(actor, row) for row in rows.items], rows.next)


def detail(actor: Actor, post_id: UUID) -> Shape:
    """Return one cross post. Raises ``NotFound``."""
    return _row(actor, found.one(actor, post_id))


def _row(actor: Actor, row: Any) -> Shape:
    one = row.CrossPost
    held = one.starts_on <= today() and (one.ends_on is None or one.ends_on >= today())
    may = bool(policy.may_write(actor, one.community_id)) and not one.ended_because
    return {
        "id": one.id,
        "community": row.community,
        "name": one.name,
        "direction": one.direction,
        "direction_name": DIRECTION_NAMES[Direction(one.direction)],
        "from_org": {"id": one.from_id, "name": row.source},
        "from_post": one.from_post,
        "to_org": {"id": one.to_id, "name": row.target},
        "to_post": one.to_post,
        "basis": one.basis,
        "agreement_id": one.agreement_id,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "ended_because": one.ended_because,
        "held": held,
        "version": one.version,
        "actions": ["end"] if may else [],
    }

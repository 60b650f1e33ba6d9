"""The street's list of who may hold no post: kept, looked into, and asked by those who give posts.

Names leave this file only towards the street that keeps the list. Whoever is refused hears the reason, never the paper
it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.governance import policy
from app.governance.models import REASON_NAMES, Barred, BarredEvent, BarredOther, Committee, Member, Reason
from app.governance.queries import barred as found
from app.places.queries import get_region, home_labels

Shape = dict[str, Any]
NAME = "governance_barred.name"


def index_of(name: str) -> bytes:
    """Return by what a name is found; spaces inside it do not count."""
    return get_crypto().blind_index("".join(name.split()), column=NAME)


def sealed_name(name: str, entry_id: UUID) -> tuple[bytes, bytes]:
    """Return a name as it is kept: encrypted for its entry, and by what it is found."""
    plain = "".join(name.split())
    return get_crypto().encrypt(plain, column=NAME, row_id=entry_id), index_of(plain)


def name_of(entry: Barred) -> str:
    """Return whom an entry names."""
    return get_crypto().decrypt(entry.name_cipher, column=NAME, row_id=entry.id)


def masked(name: str) -> str:
    """Return a name as lists show it: the first character and no more."""
    return f"{name[:1]}{'*' * min(max(len(name) - 1, 1), 3)}"


def why(entry: Barred) -> str:
    """Return in words that somebody may hold no post, and why; without the paper."""
    until = f"，到 {entry.until_on}" if entry.until_on else ""
    clause = policy.BARRED_BY.get(Reason(entry.reason))
    return f"在街道的不宜任职名单上：{REASON_NAMES[Reason(entry.reason)]}{f'（{clause}）' if clause else ''}{until}"


def add(actor: Actor, body: Shape) -> UUID:
    """Put somebody on the list of the actor's street; return the entry.

    Raises ``NotFound`` for a place or organisation that the street does not have, ``Forbidden`` or ``InvalidInput``.
    """
    street = get_region(actor.post.region_id) if actor.post and actor.post.region_id else None
    if street is None:
        raise Forbidden("由街道办理")
    policy.may_bar(actor, street.id).enforce()
    _tie(street.district_id, street.id, body)
    if body["until_on"] is not None and body["until_on"] < body["from_on"]:
        raise InvalidInput(fields={"until_on": ["结束的日期应在开始以后"]})
    entry_id = new_id()
    cipher, index = sealed_name(body["name"], entry_id)
    entry = Barred(
        id=entry_id,
        created_at=now(),
        district_id=street.district_id,
        street_id=street.id,
        version=1,
        name_cipher=cipher,
        name_index=index,
        off_because="",
        **{key: body[key] for key in FIELDS},
    )
    db.session.add(entry)
    db.session.flush()
    _note(actor, entry, "add")
    return entry_id


FIELDS = ("organisation_id", "compound_id", "home_id", "reason", "basis", "from_on", "until_on")


def _tie(district_id: UUID, street_id: UUID, body: Shape) -> None:
    organisation_id, compound_id, home_id = (body[key] for key in FIELDS[:3])
    if (organisation_id is None) == (compound_id is None):
        raise InvalidInput(fields={"compound_id": ["请选择小区，或者选择单位，只选一个"]})
    if organisation_id is not None and not found.organisation_of(district_id, organisation_id):
        raise NotFound("没有这个单位", fields={"organisation_id": ["没有这个单位"]})
    if compound_id is not None and not found.compound_of_street(street_id, compound_id):
        raise NotFound("没有这个小区", fields={"compound_id": ["没有这个小区"]})
    if home_id is not None and (compound_id is None or not found.home_of(compound_id, home_id)):
        raise NotFound("这个小区没有这套房", fields={"home_id": ["这个小区没有这套房"]})


def change(actor: Actor, barred_id: UUID, body: Shape) -> None:
    """Change until when an entry counts and on which paper it rests, with the reason."""
    entry = _open(actor, barred_id, body)
    if body["until_on"] is not None and body["until_on"] < entry.from_on:
        raise InvalidInput(fields={"until_on": ["结束的日期应在开始以后"]})
    if not body["basis"]:
        raise InvalidInput(fields={"basis": ["请填写依据的文号"]})
    entry.until_on, entry.basis = body["until_on"], body["basis"]
    entry.version += 1
    _note(actor, entry, "change", body["reason"])


def take_off(actor: Actor, barred_id: UUID, body: Shape) -> None:
    """Take somebody off the list, with the reason. The entry stays to be read."""
    entry = _open(actor, barred_id, body)
    entry.off_on, entry.off_because = today(), body["reason"]
    entry.version += 1
    _note(actor, entry, "take_off", body["reason"])


def _open(actor: Actor, barred_id: UUID, body: Shape) -> Barred:
    entry = found.one(actor, barred_id, locked=True)
    policy.may_bar(actor, entry.street_id).enforce()
    if entry.version != body["version"]:
        raise Conflict
    if entry.off_on is not None:
        raise Conflict("已经移出名单")
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么"]})
    return entry


def _note(actor: Actor | None, entry: Barred, action: str, words: str = "") -> None:
    db.session.add(
        BarredEvent(
            barred_id=entry.id,
            seq=entry.version,
            at=now(),
            actor_id=actor.person_id if actor else None,
            action=action,
            note=words,
        )
    )
    audit.record(actor, f"governance.barred_{action}", f"barred:{entry.id}")
    db.session.flush()


# --- asked by those who give posts ---


def ask(actor: Actor, committee: Committee, member: Member, namesake: str) -> None:
    """Refuse a member who is on the list, unless the desk says why he is another person of that name.

    Raises ``InvalidInput`` with the reason.
    """
    if namesake:
        say_other(actor, committee, member, namesake)
    else:
        _refuse(member.name, found.in_compound(committee.compound_id, index_of(member.name), today(), member.id))


def ask_for_post(actor: Actor, organisations: Iterable[UUID], name: str, post: str, namesake: str) -> None:
    """Refuse a post outside of committees to who is on the list of an organisation, unless he is another person.

    ``post`` says in words where he is to serve, for the street. Raises ``InvalidInput`` with the reason.
    """
    hits = found.in_organisations(organisations, index_of(name), today())
    if not namesake:
        _refuse(name, hits)
    for entry in hits:
        _note_other(actor, entry, "other_post", f"{post}：{namesake}")


def _refuse(name: str, hits: Sequence[Barred]) -> None:
    if hits:
        words = f"{name}{why(hits[0])}"
        raise InvalidInput(words, fields={"name": [words]})


def say_other(actor: Actor, committee: Committee, member: Member, because: str) -> bool:
    """Keep that a member is not the one on the list, for the street to see; return whether there is anybody."""
    hits = found.in_compound(committee.compound_id, index_of(member.name), today(), member.id)
    for entry in hits:
        made = BarredOther(id=new_id(), created_at=now(), barred_id=entry.id, member_id=member.id, because=because)
        db.session.add(made)
        _note_other(actor, entry, "other", because)
    return bool(hits)


def _note_other(actor: Actor, entry: Barred, action: str, because: str) -> None:
    entry.version += 1
    _note(actor, entry, action, because)


def refuse_any(committee: Committee, members: Iterable[Member]) -> None:
    """Refuse a step of a committee while somebody on it is on the list. Raises ``InvalidInput`` with each reason."""
    words = [
        f"{member.name}{why(hits[0])}"
        for member in members
        if (hits := found.in_compound(committee.compound_id, index_of(member.name), today(), member.id))
    ]
    if words:
        raise InvalidInput(words[0], fields={"members": words})


# --- shown to the street ---


def page(actor: Actor, **query: Any) -> Page:
    """Return a page of the list; names are masked."""
    rows = found.page(actor, **query)
    return Page(_rows(rows.items), rows.next)


def search(actor: Actor, name: str) -> list[Shape]:
    """Return the entries of exactly this name."""
    return _rows(found.of_name(actor, index_of(name)))


def _rows(entries: Iterable[Barred]) -> list[Shape]:
    entries = list(entries)
    places, homes = found.names(entries), home_labels(one.home_id for one in entries if one.home_id)
    return [_row(entry, places, homes) for entry in entries]


def _row(entry: Barred, places: dict[UUID, str], homes: dict[UUID, str]) -> Shape:
    tie = entry.organisation_id or entry.compound_id
    return {
        "id": entry.id,
        "name_masked": masked(name_of(entry)),
        "place": places.get(tie, "") if tie else "",
        "home": homes.get(entry.home_id) if entry.home_id else None,
        "reason": entry.reason,
        "reason_name": REASON_NAMES[Reason(entry.reason)],
        "clause": policy.BARRED_BY.get(Reason(entry.reason)),
        "from_on": entry.from_on,
        "until_on": entry.until_on,
        "off_on": entry.off_on,
        "state_name": _state(entry),
        "counts": _state(entry) == "有效",
        "version": entry.version,
    }


def _state(entry: Barred) -> str:
    day = today()
    if entry.off_on is not None:
        return "已移出"
    if entry.from_on > day:
        return "还没开始"
    return "已到期" if entry.until_on is not None and entry.until_on < day else "有效"


def detail(actor: Actor, barred_id: UUID) -> Shape:
    """Return an entry with the whole name, its paper and history. Raises ``NotFound``."""
    entry = found.one(actor, barred_id)
    events = found.events(entry.id)
    posts = [row.BarredEvent.note for row in events if row.BarredEvent.action == "other_post"]
    return _rows([entry])[0] | {
        "name": name_of(entry),
        "basis": entry.basis,
        "off_because": entry.off_because,
        "actions": [] if entry.off_on is not None else ["change", "take_off"],
        "others": [
            {"compound": row.compound, "home": row.home, "because": row.BarredOther.because}
            for row in found.others(entry.id)
        ]
        + [{"compound": "交叉任职", "home": None, "because": words} for words in posts],
        "events": [
            {
                "seq": row.BarredEvent.seq,
                "at": row.BarredEvent.at,
                "actor": row.actor,
                "action": row.BarredEvent.action,
                "note": row.BarredEvent.note,
            }
            for row in events
        ],
    }


def look(actor: Actor, barred_id: UUID) -> None:
    """Write down that somebody read a whole name. Raises ``NotFound``."""
    entry = found.one(actor, barred_id)
    audit.record(actor, "governance.barred_view", f"barred:{entry.id}")

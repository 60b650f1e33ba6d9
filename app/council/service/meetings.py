"""Meetings with their minutes: who came, what was said to which topic, who saw it otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.council import policy, queries
from app.council.models import MEETING_NAMES, Meeting, MeetingKind, MeetingTopic, TopicState
from app.media.service import link, photos_on, release
from app.places.queries import get_region

Shape = dict[str, Any]
SUBJECT = "council_meeting"
FIELDS = ("kind", "at", "place", "convener", "attendance", "minutes")
SAID = ("statements", "consensus", "dissent")
TREATABLE = (TopicState.LISTED, TopicState.DISCUSSING, TopicState.DELIBERATING, TopicState.DOING, TopicState.POSTED)


def add(actor: Actor, body: Shape) -> UUID:
    """Write a meeting of one's community down; return its id.

    Raises ``Forbidden``, ``NotFound`` for a topic of somebody else, or ``InvalidInput``.
    """
    community = get_region(actor.post.region_id) if actor.post and actor.post.region_id else None
    if community is None or community.parent_id is None:
        raise Forbidden("由本社区办理")
    policy.may_work(actor, community.id).enforce()
    meeting = Meeting(
        id=new_id(),
        created_at=now(),
        district_id=community.district_id,
        street_id=community.parent_id,
        community_id=community.id,
        version=1,
    )
    _write(meeting, body)
    db.session.add(meeting)
    db.session.flush()
    _treat(meeting, body)
    link(actor.person_id, body["media_ids"], SUBJECT, meeting.id, "meeting")
    audit.record(actor, "council.meeting_add", f"meeting:{meeting.id}")
    return meeting.id


def save(actor: Actor, meeting_id: UUID, body: Shape) -> None:
    """Correct a meeting. Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``."""
    meeting = _lock(actor, meeting_id, body["version"])
    _write(meeting, body)
    _treat(meeting, body)
    link(actor.person_id, body["media_ids"], SUBJECT, meeting.id, "meeting")
    meeting.version += 1
    audit.record(actor, "council.meeting_save", f"meeting:{meeting.id}")


def remove_photo(actor: Actor, meeting_id: UUID, photo_id: UUID, version: int) -> None:
    """Take a photo off a meeting. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""
    meeting = _lock(actor, meeting_id, version)
    if not release(actor.person_id, SUBJECT, meeting.id, only=photo_id):
        raise NotFound("没有这张照片")
    meeting.version += 1
    audit.record(actor, "council.meeting_photo_remove", f"meeting:{meeting.id}", photo=photo_id)


def restore_photo(actor: Actor, meeting_id: UUID, photo_id: UUID, version: int) -> None:
    """Put back a photo that ``actor`` has just taken off. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""
    meeting = _lock(actor, meeting_id, version)
    link(actor.person_id, [photo_id], SUBJECT, meeting.id, "meeting")
    meeting.version += 1
    audit.record(actor, "council.meeting_photo_restore", f"meeting:{meeting.id}", photo=photo_id)


def _lock(actor: Actor, meeting_id: UUID, version: int) -> Meeting:
    meeting = queries.lock_meeting(actor, meeting_id)
    policy.may_work(actor, meeting.community_id).enforce()
    if meeting.version != version:
        raise Conflict
    return meeting


def _write(meeting: Meeting, body: Shape) -> None:
    if body["at"] > now():
        raise InvalidInput(fields={"at": ["会议开过以后再记"]})
    if sum(line["count"] for line in body["attendance"]) < 2:
        raise InvalidInput(fields={"attendance": ["请写明有哪几方、各来了几人"]})
    for name in FIELDS:
        setattr(meeting, name, body[name])


def _treat(meeting: Meeting, body: Shape) -> None:
    wanted = {one["topic_id"] for one in body["topics"]}
    if len(wanted) != len(body["topics"]):
        raise InvalidInput(fields={"topics": ["同一个议题只能列一次"]})
    known = queries.topics_of_community(meeting.community_id, wanted)
    if len(known) != len(wanted):
        raise NotFound("没有这个议题", fields={"topics": ["没有这个议题"]})
    silent = [known[one["topic_id"]].title for one in body["topics"] if not any(one[name] for name in SAID)]
    if silent:
        raise InvalidInput(fields={"topics": [f"请写一写“{silent[0]}”大家怎么说"]})
    before = {row.MeetingTopic.topic_id for row in queries.treated([meeting.id]).get(meeting.id, [])}
    closed = [topic.title for topic in known.values() if topic.id not in before and topic.state not in TREATABLE]
    if closed:
        raise InvalidInput(fields={"topics": [f"“{closed[0]}”现在不能议"]})
    db.session.execute(delete(MeetingTopic).where(MeetingTopic.meeting_id == meeting.id))
    db.session.add_all(MeetingTopic(meeting_id=meeting.id, **one) for one in body["topics"])
    db.session.flush()


def page(actor: Actor, **query: Any) -> Page:
    """Return meetings that ``actor`` sees, the latest first."""
    found = queries.meetings(actor, **query)
    ids = [row.Meeting.id for row in found.items]
    said, photos = queries.treated(ids), photos_on(actor, SUBJECT, ids)
    return Page(
        [_row(actor, row, said.get(id_, []), photos.get(id_, [])) for id_, row in zip(ids, found.items, strict=True)],
        found.next,
    )


def detail(actor: Actor, meeting_id: UUID) -> Shape:
    """Return one meeting with its minutes and photos. Raises ``NotFound``."""
    row = queries.meeting(actor, meeting_id)
    photos = photos_on(actor, SUBJECT, [meeting_id]).get(meeting_id, [])
    return _row(actor, row, queries.treated([meeting_id]).get(meeting_id, []), photos)


def _row(actor: Actor, row: Any, said: list[Any], photos: list[Shape]) -> Shape:
    one = row.Meeting
    return {
        "id": one.id,
        "kind": one.kind,
        "kind_name": MEETING_NAMES[MeetingKind(one.kind)],
        "community": row.community,
        "at": one.at,
        "place": one.place,
        "convener": one.convener,
        "attendance": one.attendance,
        "people": sum(line["count"] for line in one.attendance),
        "minutes": one.minutes,
        "topics": [
            {
                "topic_id": line.MeetingTopic.topic_id,
                "title": line.title,
                "statements": line.MeetingTopic.statements,
                "consensus": line.MeetingTopic.consensus,
                "dissent": line.MeetingTopic.dissent,
            }
            for line in said
        ],
        "photos": photos,
        "version": one.version,
        "may_save": bool(policy.may_work(actor, one.community_id)),
    }


def may_see(actor: Actor, meeting_id: UUID) -> bool:
    """Return whether ``actor`` may see the photos of a meeting."""
    try:
        queries.meeting(actor, meeting_id)
    except NotFound:
        return False
    return True

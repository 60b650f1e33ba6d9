"""Photos for some of the tickets. Every picture goes through the same cleaning as one from a phone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from app.core.images import AT_ONCE, CleanPhoto, clean_photo
from app.core.storage import get_storage
from app.demo import pictures
from app.demo.chance import ident
from app.demo.district import District
from app.demo.story import Story
from app.media.service import FOLDER
from app.tickets.models import OPEN, Action
from app.tickets.service.step import SUBJECT

BEFORE, AFTER = "before", "after"
RECENT_DAYS = 40
OPEN_SHARE = 0.7
"""Share of the photographed tickets that are still open."""


Photos = dict[tuple[str, str], CleanPhoto]
Subject = tuple[str, UUID, str]
"""What a photo was attached to: kind, id and stage."""


@cache
def develop() -> Photos:
    """Draw and clean all pictures; by scene and stage. Takes some seconds; not to be done in a transaction."""
    keys = [(scene, stage) for scene in pictures.names() for stage in (BEFORE, AFTER)]
    keys += [(scene, AFTER) for scene in pictures.PROOFS]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        photos = threads.map(lambda key: clean_photo(pictures.picture(key[0], after=key[1] == AFTER)), keys)
        return dict(zip(keys, photos, strict=True))


class Album:
    """Chooses which tickets get photos, and keeps the rows until they are written."""

    def __init__(self, district: District, photos: Photos) -> None:
        self._photos = photos
        self._folder = f"{FOLDER}/{district.today:%Y%m%d}"
        self._district_id = district.id
        self._since = district.now - timedelta(days=RECENT_DAYS)
        most_open = round(district.size.photos * OPEN_SHARE)
        self._left = {True: most_open, False: district.size.photos - most_open}
        self._rows: list[dict[str, Any]] = []
        self._pasted: dict[str, tuple[str, str]] = {}

    def consider(self, story: Story, *, always: bool = False) -> None:
        """Give ``story`` a photo with the report, and one of the finished work, while there are some left."""
        ticket = story.ticket
        scene, still_open = pictures.scene_of(ticket.category), ticket.state in OPEN
        if scene is None:
            return
        if not always:
            if self._left[still_open] <= 0 or not (still_open or ticket.created_at > self._since):
                return
            self._left[still_open] -= 1
        self._add(story, scene, BEFORE, ticket.filed_by_id, ticket.created_at)
        finish = next((e for e in reversed(story.events) if e["action"] is Action.FINISH), None)
        if finish is not None:
            photo = self._add(story, scene, AFTER, finish["actor_id"], finish["at"])
            finish["detail"]["photos"] = [str(photo)]

    def paste(self, photo_id: UUID, scene: str, owner: UUID, at: datetime, subject: Subject) -> None:
        """Attach a picture of something done, of a notice board or of a document.

        Hundreds of them are the same picture, so it is stored once. Nothing that can still be taken back may have one:
        its files would go with it.
        """
        photo = self._photos[scene, AFTER]
        if scene not in self._pasted:
            self._pasted[scene] = self._store(photo, f"demo-{scene}")
        self._note(photo_id, photo, self._pasted[scene], owner, at, subject)

    def _add(self, story: Story, scene: str, stage: str, owner: UUID, at: datetime) -> UUID:
        photo, photo_id = self._photos[scene, stage], ident("photo", story.report.key, stage)
        self._note(photo_id, photo, self._store(photo, str(photo_id)), owner, at, (SUBJECT, story.ticket.id, stage))
        return photo_id

    def _store(self, photo: CleanPhoto, name: str) -> tuple[str, str]:
        keys = f"{self._folder}/{name}.jpg", f"{self._folder}/{name}-thumb.jpg"
        storage = get_storage()
        storage.put(keys[0], photo.photo)
        storage.put(keys[1], photo.thumb)
        return keys

    def _note(
        self, photo_id: UUID, photo: CleanPhoto, keys: tuple[str, str], owner: UUID, at: datetime, subject: Subject
    ) -> None:
        kind, subject_id, stage = subject
        self._rows.append(
            {
                "id": photo_id,
                "district_id": self._district_id,
                "owner_id": owner,
                "sha256": hashlib.sha256(photo.photo).digest(),
                "bytes": len(photo.photo),
                "width": photo.width,
                "height": photo.height,
                "storage_key": keys[0],
                "thumb_key": keys[1],
                "subject_kind": kind,
                "subject_id": subject_id,
                "stage": stage,
                "linked_at": at,
                "created_at": at,
            }
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of the photos."""
        yield from self._rows

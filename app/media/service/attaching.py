"""Photos and papers come to a thing, and are taken off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import InvalidInput, NotFound
from app.media import queries

MOST_AT_ONCE = 9
MOST_PER_SUBJECT = 45
"""Nine with the report, and nine at each of up to three finishes, with room for corrections."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What is attached: the field that names it in a request, and how people count it."""

    field: str
    counted: str


PHOTOS, PAPERS = Sort("media_ids", "张照片"), Sort("paper_ids", "个文件")


LINK = text("""
    UPDATE media_file SET subject_kind = :kind, subject_id = :subject, stage = :stage, linked_at = now()
    WHERE id = ANY(:ids) AND owner_id = :owner AND subject_id IS NULL AND (kind = 'photo') = :photos
      AND (SELECT count(*) FROM media_file m WHERE m.subject_kind = :kind AND m.subject_id = :subject) + :count
          <= :most
    RETURNING id
""")


def link(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str) -> None:
    """Attach the owner's own, still unattached photos to a thing. All of them, or none and an error.

    One statement decides: of two that want the same photo one gets it. Call it in the unit of work that makes
    or moves the thing, with the thing locked. Raises, naming the field ``media_ids``, ``NotFound`` for a photo that is
    foreign or gone, and ``InvalidInput`` for one that is already used, named twice, or one too many.
    """
    _link(owner_id, ids, subject_kind, subject_id, stage, PHOTOS)


def link_papers(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str) -> None:
    """Attach papers as ``link`` attaches photos; errors name the field ``paper_ids``."""
    _link(owner_id, ids, subject_kind, subject_id, stage, PAPERS)


def _link(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str, sort: Sort) -> None:
    if not ids:
        return
    if len(ids) > MOST_AT_ONCE:
        raise InvalidInput(fields={sort.field: [f"一次最多 {MOST_AT_ONCE} {sort.counted}"]})
    values = {
        "photos": sort is PHOTOS,
        "ids": list(ids),
        "owner": owner_id,
        "kind": subject_kind,
        "subject": subject_id,
        "stage": stage,
        "count": len(ids),
        "most": MOST_PER_SUBJECT,
    }
    if len(db.session.execute(LINK, values).all()) != len(ids):
        if queries.count_own(owner_id, ids) != len(set(ids)):
            raise NotFound(fields={sort.field: [f"没有这{sort.counted}"]})
        raise InvalidInput(fields={sort.field: [f"{sort.counted[1:]}已失效或已被使用，请重新上传"]})


RELEASE = text("""
    UPDATE media_file SET subject_kind = NULL, subject_id = NULL, stage = NULL, linked_at = now(), owner_id = :holder
    WHERE subject_kind = :kind AND subject_id = :subject AND (CAST(:only AS uuid) IS NULL OR id = :only)
    RETURNING id
""")


def release(holder_id: UUID, subject_kind: str, subject_id: UUID, only: UUID | None = None) -> int:
    """Detach the files of a thing, or ``only`` one of them; return how many. Call it with the thing locked.

    From now on they are seen by the holder alone, who took them off: for a day he can attach them again, there or where
    they belong, then they are forgotten with the other unattached ones.
    """
    values = {"holder": holder_id, "kind": subject_kind, "subject": subject_id, "only": only}
    return len(db.session.execute(RELEASE, values).all())


def exchange_papers(
    actor: Actor, subject_kind: str, subject_id: UUID, stage: str, *, add: Sequence[UUID], remove: Sequence[UUID]
) -> None:
    """Put papers on a thing and take others off, with the thing locked. Raises what ``link`` raises."""
    if not add and not remove:
        raise InvalidInput(fields={PAPERS.field: ["请选择文件"]})
    for file_id in remove:
        if not release(actor.person_id, subject_kind, subject_id, only=file_id):
            raise NotFound
    link_papers(actor.person_id, add, subject_kind, subject_id, stage)

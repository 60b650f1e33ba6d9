"""Who reads and writes which table of places. Pure."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.places.tables import Book

WHO: dict[str, str] = {
    "regions": "街道和社区由系统管理员登记",
    "organisations": "单位由区、街道登记",
    "compounds": "小区由区、街道登记",
    "contracts": "物业服务合同由区、街道登记",
}


def sees(actor: Actor, book: Book, subject_id: UUID) -> bool:
    """Return whether a table is there for ``actor``; that a compound is in his scope is asked of the database."""
    post = actor.post
    if post is None or post.role not in book.readers:
        return False
    return book.over == "compound" or post.region_id == subject_id


def may_write(actor: Actor, book: Book) -> Verdict:
    """Offices write what is theirs, communities what stands in their compounds, administrators the regions."""
    if actor.post is not None and actor.post.role in book.writers:
        return ALLOW
    return deny(WHO.get(book.spec.key, f"{book.spec.name}由社区登记"))

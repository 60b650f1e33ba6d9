"""The one door to disclosures as staff see them: which compounds a post reaches, as SQL."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import read_row
from app.core.permissions import Permission

HAS_COMPANY = """EXISTS (SELECT 1 FROM places_contract k WHERE k.compound_id = x.compound_id
    AND k.starts_on <= :today AND (k.ends_on IS NULL OR k.ends_on >= :today))"""
"""Whether the compound of ``x`` has a company under contract on ``:today``."""

APPLIES = f"(x.party = 'all' OR (x.party = 'company') = {HAS_COMPANY})"
"""Whether a duty (``x``) counts on ``:today``."""


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``x``, which has the columns of a place, and its parameters."""
    post = actor.post
    if post is None or not actor.holds(Permission.DISCLOSURES_READ):
        return "false", {}
    if post.region_id is not None:
        return f"x.{post.region_kind or 'community'}_id = :region", {"region": post.region_id}
    return "x.compound_id = ANY(:served)", {"served": list(post.compounds)}


def may_see(actor: Actor, version_id: UUID) -> bool:
    """Return whether a person may see a version: whoever works there, and everybody once it was published.

    Its photos ask this on every request.
    """
    condition, params = visible(actor)
    statement = text(f"""
        SELECT 1 FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
        WHERE v.id = :id AND (v.number IS NOT NULL OR {condition})
    """)  # noqa: S608 - only constants are put in
    return read_row(statement, {"id": version_id} | params) is not None


IN_PUBLIC = text("""
    SELECT 1 FROM media_file f JOIN disclosures_version s ON s.id = f.subject_id
    JOIN disclosures_version v ON v.publication_id = s.publication_id
    WHERE f.id = :id AND f.subject_kind = 'disclosure' AND v.number IS NOT NULL AND v.state <> 'withdrawn'
      AND (v.attachments ? CAST(:id AS text)
           OR v.places @> jsonb_build_array(jsonb_build_object('media_id', CAST(:id AS text))))
    LIMIT 1
""")


def is_public_photo(media_id: UUID) -> bool:
    """Return whether a photo belongs to what a published version shows to everybody."""
    return read_row(IN_PUBLIC, {"id": media_id}) is not None

"""SELECTs on publications and their versions, as those who write and approve them see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import Found, db, fast, read_row
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.disclosures.models import Publication, Version, VersionState
from app.disclosures.policy import company_of
from app.disclosures.queries.scope import HAS_COMPANY, visible

PUBLISHED_EVER = "v.number IS NOT NULL"
MOST_VERSIONS = 200
MOST_WAITING = 21

PLACE = f"""
    SELECT x.id AS compound_id, x.name AS compound_name, x.district_id, x.street_id, x.community_id, x.households,
           CAST(:form AS text) AS form, {HAS_COMPANY} AS has_company
    FROM (SELECT c.*, c.id AS compound_id FROM places_compound c WHERE c.id = :compound) x
"""  # noqa: S608 - only constants are put in


def place(actor: Actor, compound_id: UUID, form: str) -> Found:
    """Return a compound as a place to disclose something by ``form``. Raises ``NotFound``: foreign is absent."""
    condition, params = visible(actor)
    params |= {"compound": compound_id, "form": form, "today": today()}
    found = read_row(text(f"{PLACE} WHERE {condition}"), params)
    if found is None:
        raise NotFound
    return found


ONE = f"""
    SELECT v.*, x.form, x.period_from, x.period_to, x.subject, x.compound_id, x.district_id, x.street_id,
           x.community_id, c.name AS compound_name, c.code AS compound_code, c.households,
           {HAS_COMPANY} AS has_company,
           a.display_name AS author_name, s.display_name AS submitted_by_name, p.display_name AS approved_by_name,
           ARRAY(SELECT e.display_name FROM identity_person e WHERE e.id = ANY(v.editors) ORDER BY e.display_name)
               AS editor_names
    FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    JOIN places_compound c ON c.id = x.compound_id JOIN identity_person a ON a.id = v.author_id
    LEFT JOIN identity_person s ON s.id = v.submitted_by LEFT JOIN identity_person p ON p.id = v.approved_by
"""  # noqa: S608


def one(actor: Actor, version_id: UUID) -> Found:
    """Return a version with its place and the names of its people. Raises ``NotFound``."""
    condition, params = visible(actor)
    found = read_row(text(f"{ONE} WHERE v.id = :id AND {condition}"), params | {"id": version_id, "today": today()})
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, version_id: UUID) -> tuple[Version, Found]:
    """Lock a version and its publication for a move; return the version and its row. Raises ``NotFound``.

    The publication is locked first and for every move, so that two versions of it never come out at once.
    """
    condition, params = visible(actor)
    statement = text(f"""
        SELECT x.id FROM disclosures_publication x JOIN disclosures_version v ON v.publication_id = x.id
        WHERE v.id = :id AND {condition} FOR UPDATE OF x
    """)  # noqa: S608 - only constants are put in
    if db.session.execute(statement, params | {"id": version_id}).first() is None:
        raise NotFound
    found = db.session.get(Version, version_id, populate_existing=True)
    row = db.session.execute(text(f"{ONE} WHERE v.id = :id"), {"id": version_id, "today": today()}).first()
    if found is None or row is None:
        raise NotFound
    return found, row


def lock_publication(publication_id: UUID) -> None:
    """Lock a publication for the system."""
    db.session.execute(select(Publication.id).where(Publication.id == publication_id).with_for_update())


def version(version_id: UUID) -> Version | None:
    """Return one version for the system, as it is now."""
    return db.session.get(Version, version_id, populate_existing=True)


def publication(publication_id: UUID) -> Publication:
    """Return one publication that is known to be there."""
    return db.session.get_one(Publication, publication_id)


def named(compound_id: UUID, form: str, first: date | None, last: date | None, subject: str) -> Publication | None:
    """Return the publication of this name, locked, if there is one."""
    statement = select(Publication).where(
        Publication.compound_id == compound_id,
        Publication.form == form,
        Publication.period_from.is_not_distinct_from(first),
        Publication.period_to.is_not_distinct_from(last),
        Publication.subject == subject,
    )
    return db.session.scalar(statement.with_for_update())


def overlapping(compound_id: UUID, form: str, first: date, last: date) -> Publication | None:
    """Return a publication of the same form for a period that has days in common with this one, if there is one."""
    statement = select(Publication).where(
        Publication.compound_id == compound_id,
        Publication.form == form,
        Publication.period_from <= last,
        Publication.period_to >= first,
    )
    return db.session.scalar(statement.order_by(Publication.period_from).limit(1))


def of_publication(publication_id: UUID) -> list[Version]:
    """Return the versions of a publication, the newest first."""
    statement = select(Version).where(Version.publication_id == publication_id)
    newest = statement.order_by(Version.created_at.desc(), Version.id.desc()).limit(MOST_VERSIONS)
    return list(db.session.scalars(newest.execution_options(populate_existing=True)))


def published(publication_id: UUID) -> list[Version]:
    """Return the versions of a publication that are published now, also those ahead, the latest start first."""
    statement = select(Version).where(Version.publication_id == publication_id, Version.state == VersionState.PUBLISHED)
    latest = statement.order_by(Version.valid_from.desc(), Version.number.desc())
    return list(db.session.scalars(latest.execution_options(populate_existing=True)))


def last_number(publication_id: UUID) -> int:
    """Return the number of the newest version that was ever published, 0 for none."""
    statement = text("SELECT coalesce(max(number), 0) FROM disclosures_version WHERE publication_id = :id")
    return int(db.session.execute(statement, {"id": publication_id}).scalar_one())


BEFORE = f"""
    SELECT v.body FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    WHERE x.compound_id = :compound AND x.form = :form AND {PUBLISHED_EVER} AND v.state <> 'withdrawn'
      AND (CAST(:first AS date) IS NULL OR x.period_to < :first)
    ORDER BY x.period_to DESC NULLS LAST, v.number DESC, v.created_at DESC LIMIT 1
"""  # noqa: S608


def last_body(compound_id: UUID, form: str, first: date | None) -> dict[str, Any] | None:
    """Return what a form last said in a compound: of the period before ``first``, or of the same thing without one."""
    row = db.session.execute(text(BEFORE), {"compound": compound_id, "form": form, "first": first}).first()
    return dict(row.body) if row is not None else None


# --- lists ---

LIST = """
    SELECT x.id, x.created_at, x.form, x.period_from, x.period_to, x.subject, x.compound_id,
           c.name AS compound_name, c.code AS compound_code
    FROM disclosures_publication x JOIN places_compound c ON c.id = x.compound_id
"""
VERSIONS = """
    SELECT v.id, v.publication_id, v.number, v.state, v.valid_from, v.valid_to, v.published_at, v.created_at, v.hash,
           v.corrects_id, v.correction_reason, v.withdraw_reason, v.return_reason, v.submitted_at, v.author_id,
           v.editors, v.submitted_by, v.organisation_id, x.form, x.compound_id, x.community_id, x.street_id,
           a.display_name AS author_name, s.display_name AS submitted_by_name, p.display_name AS approved_by_name
    FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    JOIN identity_person a ON a.id = v.author_id
    LEFT JOIN identity_person s ON s.id = v.submitted_by LEFT JOIN identity_person p ON p.id = v.approved_by
    WHERE v.publication_id = ANY(:ids) AND v.state <> 'discarded' ORDER BY v.created_at DESC, v.id DESC
"""


def page(
    actor: Actor, *, compound_id: UUID | None, form: str | None, state: str | None, limit: int, cursor: str | None
) -> Page:
    """Return publications that ``actor`` sees, the newest first. ``state``: those with a version in it."""
    condition, params = visible(actor)
    conditions, params = [condition], params | {"limit": limit + 1}
    if compound_id is not None:
        conditions.append("x.compound_id = :compound")
        params["compound"] = compound_id
    if form is not None:
        conditions.append("x.form = :form")
        params["form"] = form
    if state is not None:
        conditions.append(
            "EXISTS (SELECT 1 FROM disclosures_version v WHERE v.publication_id = x.id AND v.state = :state)"
        )
        params["state"] = state
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(x.created_at, x.id) < (:at, :after)")
    where = " AND ".join(conditions)
    statement = text(f"{LIST} WHERE {where} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def versions_of(publication_ids: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return the versions of some publications without their bodies, the newest first."""
    found: dict[UUID, list[Row[Any]]] = {}
    with fast() as connection:
        for row in connection.execute(text(VERSIONS), {"ids": list(publication_ids)}):
            found.setdefault(row.publication_id, []).append(row)
    return found


WAITING = f"""
    SELECT v.id, v.state, v.author_id, v.editors, v.submitted_by, v.submitted_at, v.organisation_id, x.form,
           x.period_from, x.period_to, x.subject, x.compound_id, x.community_id, x.street_id,
           c.name AS compound_name, {HAS_COMPANY} AS has_company
    FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    JOIN places_compound c ON c.id = x.compound_id
"""  # noqa: S608


def waiting(actor: Actor) -> list[Row[Any]]:
    """Return what was handed in and can be approved by ``actor``, the longest waiting first.

    Whom the statement leaves out is told by ``policy.may_approve``, which the caller asks again.
    """
    condition, params = visible(actor)
    own = "v.organisation_id IS NOT DISTINCT FROM :org"
    statement = text(f"""
        {WAITING} WHERE v.state = 'submitted' AND {condition} AND {own} AND v.author_id <> :me
          AND v.submitted_by <> :me AND :me <> ALL (v.editors)
        ORDER BY v.submitted_at, v.id LIMIT {MOST_WAITING}
    """)
    params |= {"today": today(), "me": actor.person_id, "org": company_of(actor)}
    with fast() as connection:
        return list(connection.execute(statement, params).all())


LINKED = """
    SELECT f.id FROM media_file f JOIN disclosures_version v ON v.id = f.subject_id
    WHERE f.id = ANY(:ids) AND f.subject_kind = 'disclosure' AND v.publication_id = :publication
"""


def linked(publication_id: UUID, media_ids: Iterable[UUID]) -> set[UUID]:
    """Return which photos belong to versions of a publication already."""
    params = {"ids": list(media_ids), "publication": publication_id}
    return {row.id for row in db.session.execute(text(LINKED), params)}

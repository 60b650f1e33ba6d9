"""SELECTs on what everybody may read. They ask nothing about who reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import fast
from app.disclosures.queries.scope import APPLIES

MOST_EVENTS = 50
"""How many occasions of one compound are shown in full; the older ones are listed."""

COLUMNS = """
    v.id, v.publication_id, v.number, v.state, v.body, v.places, v.attachments, v.valid_from, v.valid_to, v.hash,
    v.published_at, v.approved_post, v.corrects_id, v.correction_reason, v.withdrawn_at, v.withdraw_reason,
    v.superseded_at, x.compound_id, x.form, x.period_from, x.period_to, x.subject
"""

CURRENT = text(f"""
    WITH shown AS (
        SELECT DISTINCT ON (x.id) v.id, v.valid_to, x.form, x.period_to
        FROM disclosures_publication x JOIN disclosures_version v ON v.publication_id = x.id
        WHERE x.compound_id = :compound AND v.state = 'published' AND v.valid_from <= :on
        ORDER BY x.id, v.valid_from DESC, v.number DESC
    ), newest AS (
        SELECT s.id FROM (
            SELECT s.id, s.period_to, max(s.period_to) OVER (PARTITION BY s.form) AS newest,
                   row_number() OVER (PARTITION BY s.form ORDER BY s.id DESC) AS place
            FROM shown s WHERE s.valid_to IS NULL OR s.valid_to >= :on) s
        WHERE (s.period_to IS NULL AND s.place <= {MOST_EVENTS}) OR s.period_to = s.newest
    )
    SELECT {COLUMNS} FROM newest n JOIN disclosures_version v ON v.id = n.id
    JOIN disclosures_publication x ON x.id = v.publication_id
    ORDER BY x.form, v.published_at DESC, v.id
""")  # noqa: S608 - only constants are put in


def current(compound_id: UUID, on: date) -> list[Row[Any]]:
    """Return what is in force in a compound on a day: of forms with periods only the newest period.

    How many versions and periods lie behind it does not matter for what is read in full.
    """
    with fast() as connection:
        return list(connection.execute(CURRENT, {"compound": compound_id, "on": on}).all())


ONE = text(f"""
    SELECT {COLUMNS} FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    WHERE v.id = :id AND v.number IS NOT NULL
""")  # noqa: S608


def one(version_id: UUID) -> Row[Any] | None:
    """Return a version that was published, however long ago; None when there is none."""
    with fast() as connection:
        return connection.execute(ONE, {"id": version_id}).first()


SEVERAL = text(f"""
    SELECT {COLUMNS} FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    WHERE v.id = ANY(:corrected)
       OR (v.publication_id = ANY(:publications) AND v.state = 'published' AND v.valid_from > :on)
""")  # noqa: S608


def beside(publications: Iterable[UUID], corrected: Iterable[UUID], on: date) -> list[Row[Any]]:
    """Return the versions that are put beside others: those they correct, and those that are published ahead."""
    params = {"publications": list(publications), "corrected": list(corrected), "on": on}
    with fast() as connection:
        return list(connection.execute(SEVERAL, params).all())


OTHERS = text("""
    SELECT v.id, v.publication_id, v.number, v.state, v.valid_from, v.valid_to, v.published_at, v.withdraw_reason,
           v.corrects_id, x.form, x.period_from, x.period_to, x.subject
    FROM disclosures_publication x JOIN disclosures_version v ON v.publication_id = x.id
    WHERE x.compound_id = :compound AND v.number IS NOT NULL AND NOT v.id = ANY(:shown)
    ORDER BY v.published_at DESC, v.id DESC LIMIT 500
""")


def others(compound_id: UUID, shown: Iterable[UUID]) -> list[Row[Any]]:
    """Return what else was published in a compound, without its content, the newest first."""
    with fast() as connection:
        return list(connection.execute(OTHERS, {"compound": compound_id, "shown": list(shown)}).all())


OBJECTIONS = text("""
    SELECT o.id, o.publication_id, o.version_id, v.number, o.anchor, o.label, o.shown, o.created_at, o.state,
           w.answer, w.at AS answered_at
    FROM disclosures_objection o JOIN disclosures_version v ON v.id = o.version_id
    LEFT JOIN LATERAL (SELECT a.answer, a.at FROM disclosures_answer a WHERE a.objection_id = o.id
                       ORDER BY a.at DESC, a.seq DESC LIMIT 1) w ON true
    WHERE o.publication_id = ANY(:ids) AND o.state <> 'withdrawn' ORDER BY o.created_at, o.id
""")


def objections(publications: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    """Return what was questioned in some publications and what was answered, by publication. Never who asked."""
    found: dict[UUID, list[Row[Any]]] = {}
    with fast() as connection:
        for row in connection.execute(OBJECTIONS, {"ids": list(publications)}):
            found.setdefault(row.publication_id, []).append(row)
    return found


COUNTED = text("""
    SELECT count(*) AS every, count(*) FILTER (WHERE o.state = 'open') AS open,
           count(*) FILTER (WHERE o.state = 'answered') AS answered
    FROM disclosures_objection o WHERE o.compound_id = :compound AND o.state <> 'withdrawn'
""")


def counted(compound_id: UUID) -> dict[str, int]:
    """Return how many questions were asked in a compound, and how many wait for an answer."""
    with fast() as connection:
        return dict(connection.execute(COUNTED, {"compound": compound_id}).one()._mapping)


OVERDUE = text(f"""
    SELECT x.code, x.form, x.next_due_on FROM disclosures_duty x
    WHERE x.compound_id = :compound AND {APPLIES} AND x.exempt_reason = '' AND x.next_due_on < :today
    ORDER BY x.next_due_on, x.code, x.form
""")  # noqa: S608


def overdue(compound_id: UUID, on: date) -> list[Row[Any]]:
    """Return what a compound should have disclosed by ``on`` and has not."""
    with fast() as connection:
        return list(connection.execute(OVERDUE, {"compound": compound_id, "today": on}).all())

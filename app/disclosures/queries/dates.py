"""The days on which something is to be disclosed, for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.core.auth import Actor
from app.core.dated import Span
from app.core.db import fast
from app.disclosures.queries.scope import APPLIES, visible


def between(actor: Actor, span: Span) -> Sequence[Any]:
    """Return the duties due in a span that count in the compounds that ``actor`` sees; their title is a form's code."""
    condition, params = visible(actor)
    statement = text(f"""
        SELECT 'disclosure' AS kind, x.next_due_on AS on_day, x.id, x.form, x.code, c.name AS subtitle,
               x.compound_id::text || '&form=' || x.form AS extra
        FROM disclosures_duty x JOIN places_compound c ON c.id = x.compound_id
        WHERE {condition} AND {APPLIES} AND x.exempt_reason = '' AND x.next_due_on BETWEEN :first AND :last
        ORDER BY x.next_due_on, c.name, x.code, x.id LIMIT :limit
    """)  # noqa: S608 - conditions are written in the code, values are bound
    params |= {"first": span.first, "last": span.last, "today": span.today, "limit": span.limit}
    with fast() as connection:
        return connection.execute(statement, params).all()

"""The days of polls for the calendar: the notice that has hung out, the first and last day of votes, the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from app.core.auth import Actor
from app.core.dated import Span
from app.core.db import fast
from app.voting.policy import NOTICE, POST_WITHIN
from app.voting.queries import SHOWN, visible

MOMENTS = """
    (1, '公告期满', CASE WHEN x.kind = 'assembly' THEN x.frozen_at + :notice END, x.frozen_at + :notice < :now),
    (2, '投票开始', x.opens_at, x.opens_at < :now),
    (3, '投票截止', x.closes_at - interval '1 second', x.closes_at <= :now),
    (4, '张贴结果', x.counted_at + :post_within, x.state = 'announced')
"""


def between(actor: Actor, span: Span) -> Sequence[Any]:
    """Return the days of a span of polls that were announced and that ``actor`` sees, the first ones first."""
    condition, params = visible(actor)
    statement = text(f"""
        SELECT 'poll' AS kind, (m.at AT TIME ZONE 'Asia/Shanghai')::date AS on_day, x.id,
               x.title || '：' || m.what AS title, c.name AS subtitle, '' AS extra, m.done
        FROM voting_poll x JOIN places_compound c ON c.id = x.compound_id
        CROSS JOIN LATERAL (VALUES {MOMENTS}) AS m(place, what, at, done)
        WHERE {condition} AND {SHOWN} AND m.at >= :begins AND m.at < :ends
        ORDER BY on_day, x.title, x.id, m.place LIMIT :limit
    """)  # noqa: S608 - conditions are written in the code, values are bound
    params |= {"notice": NOTICE, "post_within": POST_WITHIN, "now": span.now}
    params |= {"begins": span.begins, "ends": span.ends, "limit": span.limit}
    with fast() as connection:
        return connection.execute(statement, params).all()

"""Scheduled work on people: forgetting what has served its purpose."""

from __future__ import annotations

from sqlalchemy import text

from app.core.db import fast

KEPT = {
    "identity_wechat_code": "created_at < now() - interval '1 day'",  # WeChat's codes live five minutes
    "identity_visit": "expires_at < now() - interval '7 days'",
    "identity_session": "least(abs_until, idle_until, revoked_at) < now() - interval '90 days'",
}
"""Table → when a row of it may go. Sessions that are over stay 90 days, for questions about a sign-in."""


def forget_old(limit: int = 5000) -> int:
    """Delete what is older than ``KEPT`` allows. Returns how many rows; repeating it is harmless."""
    forgotten = 0
    with fast() as connection:
        for table, old in KEPT.items():
            statement = text(
                f"DELETE FROM {table} WHERE ctid IN (SELECT ctid FROM {table} WHERE {old} LIMIT :limit)"  # noqa: S608 - constants
            )
            forgotten += connection.execute(statement, {"limit": limit}).rowcount
    return forgotten

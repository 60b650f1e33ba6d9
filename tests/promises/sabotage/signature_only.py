"""Believes every token that was once given out, as a signed cookie is believed that no table knows."""

from __future__ import annotations

from sqlalchemy import text

LIVE = "s.revoked_at IS NULL AND s.idle_until > now() AND s.abs_until > now() AND p.status = 'active'"


def before() -> None:
    """Take the conditions out of the statement that finds who holds a token."""
    from app.identity import principal

    statement = str(principal.BY_TOKEN)
    if LIVE not in statement:
        raise RuntimeError("the statement has another form now; this sabotage has to follow it")
    principal.BY_TOKEN = text(statement.replace(LIVE, "true"))

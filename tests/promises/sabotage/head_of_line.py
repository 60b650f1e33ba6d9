"""Tries what failed again at once and for ever, before everything else."""

from __future__ import annotations

from sqlalchemy import text


def before() -> None:
    """Replace what is noted of a failure."""
    from app.core import outbox

    outbox.FAIL = text("UPDATE core_outbox SET lease_until = NULL, last_error = :error WHERE id = :id")

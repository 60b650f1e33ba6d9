"""Reads the state, decides in Python, and writes: nobody holds the row meanwhile."""

from __future__ import annotations

import importlib
import time

from sqlalchemy import text


def before() -> None:
    """Replace the locked read of a ticket by a plain one."""
    from app.core.db import db
    from app.tickets.models import Ticket

    detail = importlib.import_module("app.tickets.queries.detail")  # the package has a function of the same name

    def unlocked(condition, params):
        found = db.session.execute(text(f"SELECT t.id FROM tickets_ticket t WHERE {condition}"), params).first()
        if found is None:
            return None
        ticket = db.session.get(Ticket, found.id, populate_existing=True)
        time.sleep(0.03)
        return ticket

    detail._locked = unlocked

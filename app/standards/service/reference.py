"""Loads the catalogue from the data files. Running it again changes nothing but what the files changed."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from app.core.db import db
from app.standards.catalogue import rows
from app.standards.models import Item


def load_catalogue() -> None:
    """Write every edition of the standard into the database, in the current unit of work."""
    for row in rows():
        statement = insert(Item).values(**row)
        db.session.execute(statement.on_conflict_do_update(index_elements=["catalogue_version", "code"], set_=row))

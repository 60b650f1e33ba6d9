"""Counts a turn in a transaction of its own, apart from the order that it is for."""

from __future__ import annotations

from sqlalchemy import text


def before() -> None:
    """Replace the note of a turn, and the lock that would keep another transaction out."""
    from app.core.db import db, fast
    from app.duty import queries
    from app.duty.models import Setting
    from app.duty.service import handing

    count = text("""
        UPDATE duty_setting SET turns = turns + 1
        WHERE organisation_id = :org AND compound_id = :compound RETURNING turns
    """)
    note = text("""
        INSERT INTO duty_turn (organisation_id, compound_id, person_id, last_turn)
        VALUES (:org, :compound, :person, :turn)
        ON CONFLICT (organisation_id, compound_id, person_id) DO UPDATE SET last_turn = :turn
    """)

    def apart(setting, person_id):
        place = {"org": setting.organisation_id, "compound": setting.compound_id}
        with fast() as connection:
            turn = connection.execute(count, place).scalar_one()
            connection.execute(note, place | {"person": person_id, "turn": turn})

    def unlocked(organisation_id, compound_id):
        return db.session.get(Setting, (organisation_id, compound_id), populate_existing=True)

    queries.lock_setting = unlocked
    handing._note_turn = apart

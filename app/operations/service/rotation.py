"""Changing the data key: everything that is encrypted is encrypted again with the newest key of the ring.

It goes through a table piece by piece, in the order of its ids, and each piece is a transaction of its own. A run that
was stopped anywhere is simply begun again: what is under the newest key already is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from app.core import audit
from app.core.crypto import CryptoError, get_crypto
from app.core.db import db
from app.operations.queries import rotation as queries


@dataclass(frozen=True, slots=True)
class Cipher:
    """A column that holds cipher texts. ``place`` is the name it is bound to when it is encrypted."""

    table: str
    column: str
    place: str


CIPHERS: tuple[Cipher, ...] = (
    Cipher("identity_person", "phone_cipher", "identity_person.phone"),
    Cipher("identity_person", "openid_cipher", "identity_person.openid"),
    Cipher("identity_person", "notice_openid_cipher", "identity_person.notice_openid"),
    Cipher("tickets_ticket", "contact_cipher", "tickets_ticket.contact"),
    Cipher("notify_delivery", "params_cipher", "notify_delivery.params"),
    Cipher("hotline_client", "secret_cipher", "hotline_client.secret"),
    Cipher("hotline_batch_row", "sealed", "hotline_batch_row.sealed"),
    Cipher("voting_ballot", "sealed", "voting_ballot.choices"),
    Cipher("voting_entry", "sealed", "voting_entry.choices"),
    Cipher("governance_barred", "name_cipher", "governance_barred.name"),
    Cipher("consultations_opinion", "contact_cipher", "consultations_opinion.contact"),
)
"""Every one of them. A test compares it with the models and with where the areas encrypt."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of one piece of a table. ``last`` is its last id, None when the table is through.

    ``missed`` were changed by somebody in between; ``broken`` open with no key of the ring.
    """

    last: UUID | None
    rotated: int = 0
    missed: int = 0
    broken: int = 0


def rotate_piece(cipher: Cipher, after: UUID | None, size: int) -> Piece:
    """Encrypt up to ``size`` rows of a column again, from the one after ``after``, in the caller's transaction.

    A value that changes meanwhile is not overwritten: the row is only written when it still holds what was read.
    """
    crypto = get_crypto()
    rows = queries.sealed(cipher.table, cipher.column, after, size)
    rotated = missed = broken = 0
    change = text(
        f"UPDATE {cipher.table} SET {cipher.column} = :new WHERE id = :id AND {cipher.column} = :old"  # noqa: S608
    )
    for row in rows:
        try:
            if row.sealed is None or not crypto.needs_rotation(row.sealed):
                continue
            new = crypto.rotate(row.sealed, column=cipher.place, row_id=row.id)
        except CryptoError:
            broken += 1
            continue
        changed = db.session.execute(change, {"new": new, "old": row.sealed, "id": row.id}).rowcount  # type: ignore[attr-defined]
        rotated += changed
        missed += 1 - changed
    return Piece(rows[-1].id if len(rows) == size else None, rotated, missed, broken)


def note_rotation(rotated: int) -> str:
    """Write down that values were encrypted again. Returns the name of the newest key."""
    kid = get_crypto().current
    audit.record(None, "keys.rotated", f"keys:{kid}", values=rotated)
    return kid

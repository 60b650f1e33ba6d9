"""What goes on from one agreement to the one that follows it: taken over when that one is signed."""

from __future__ import annotations

from datetime import date

from app.core.auth import Actor
from app.core.clock import today, years_on
from app.party import policy, queries
from app.party.models import Agreement, Commitment, Rhythm
from app.party.queries import commitments as found
from app.party.service import commitments


def carry_over(actor: Actor, agreement: Agreement) -> None:
    """Write into an agreement that was just signed what its predecessor promised and what goes on.

    That is what is due in a rhythm, and what was to be done once and is not done; not what people dropped, and nothing
    of those who take part no longer. The first agreement that follows takes it over, a second one finds nothing.
    """
    if agreement.copied_from is None or found.is_followed(agreement.copied_from, agreement.id):
        return
    compounds, parties = queries.links(agreement.id)
    last = found.term_of(agreement.copied_from)
    for one in found.going_on(agreement.copied_from):
        if one.organisation_id not in parties or (one.compound_id is not None and one.compound_id not in compounds):
            continue
        due_on = _due(one, agreement, last)
        if due_on is not None:
            commitments.write(actor, agreement, one, due_on)


def _due(one: Commitment, agreement: Agreement, last_starts_on: date) -> date | None:
    """Return on which day of the new term something is due; None when it has no turn in it."""
    first, anchor = max(agreement.starts_on, today()), found.first_due(one.id) or one.due_on
    if one.rhythm == Rhythm.ONCE:
        years = agreement.starts_on.year - last_starts_on.year
        return min(max(first, years_on(one.due_on, years)), agreement.ends_on)
    return policy.turn_from(anchor, one.rhythm, first, agreement.ends_on)

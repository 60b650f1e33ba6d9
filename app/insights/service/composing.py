"""What everybody may know of a compound, on one page: who serves it, what it costs, what is done, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.callbacks import service as callbacks
from app.disclosures import service as disclosures
from app.forms import fees
from app.forms.base import whole, words_of
from app.places.models import Compound
from app.places.service import public_compound
from app.standards import service as standards

Shape = dict[str, Any]

MOST_ROWS = 100
"""How many rows of a table stand on the page; a ledger of homes has thousands, and its own address."""
EXAMPLE_CENTI_M2 = 6000
"""The area by which a price is explained to who has not said his own: sixty square metres."""


def compose(compound: Compound, day: date) -> Shape:
    """Return the page of a compound for a day in Beijing, as plain values.

    Its size does not grow with the years: of what is disclosed it has the newest, and the address of the rest.
    """
    place = public_compound(compound.id)
    shown = disclosures.public_disclosures(compound.id, day)
    items = standards.public_standards(compound.id, day)
    return {
        "id": place.id,
        "code": compound.code,
        "name": place.name,
        "address": place.address,
        "community": place.community,
        "street": place.street,
        "provider": place.provider,
        "contract": {"starts_on": place.contract.starts_on, "ends_on": place.contract.ends_on}
        if place.contract
        else None,
        "emergency": place.emergency,
        "as_of": day,
        "fees": fee_summary(shown["published"]),
        "plan": standards.public_plan(compound.id),
        "standards": items,
        "standards_summary": summary(items),
        "disclosures": [cut(entry) for entry in shown["published"]],
        "overdue": shown["overdue"],
        "objections": shown["objections"],
        "three_rates": callbacks.public(compound.id),
    }


def fee_summary(published: Sequence[Shape]) -> Shape | None:
    """Return what a home pays by the fee sheet in force, and by which rule; None when no sheet is published.

    ``my_fee`` is the rule for screens: area in 0.01 ㎡ times ``rate_fen``, divided by a hundred, half a fen rounded
    up. It is None when no price goes by area.
    """
    sheet = next((entry for entry in published if entry["form"] == fees.FORM.code), None)
    if sheet is None:
        return None
    item, example = fees.area_item(sheet["body"]), fees.my_fee(sheet["body"], EXAMPLE_CENTI_M2)
    rule = None
    if item is not None and example is not None:
        rule = {
            "name": words_of(item, "name"),
            "rate_fen": whole(item, "rate"),
            "unit": words_of(item, "unit"),
            "price": fees.priced(item),
            "example_centi_m2": EXAMPLE_CENTI_M2,
            "example_fen": example[0],
            "sentence": example[1],
        }
    return {
        "version_id": sheet["version_id"],
        "lead": sheet["lead"],
        "my_fee": rule,
        "changes_ahead": sheet["changes_ahead"],
    }


def summary(items: Sequence[Shape]) -> Shape:
    """Return how many items there are, how many are late, and the share done in time of all windows that ended."""
    counted = [item for item in items if item["state"] != "not_applicable"]
    met, ended = (sum(item["share"][key] for item in counted) for key in ("met", "ended"))
    return {
        "items": len(counted),
        "late": sum(item["state"] == "late" for item in counted),
        "met": met,
        "ended": ended,
        "share_permille": met * 1000 // ended if ended else None,
    }


def cut(entry: Shape) -> Shape:
    """Return a published version with at most ``MOST_ROWS`` rows of each table, and how many were left out."""
    tables = entry["body"]["tables"]
    return entry | {
        "body": {"head": entry["body"]["head"], "tables": {key: rows[:MOST_ROWS] for key, rows in tables.items()}},
        "left_out": {key: len(rows) - MOST_ROWS for key, rows in tables.items() if len(rows) > MOST_ROWS},
    }

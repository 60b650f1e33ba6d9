"""Ids in the requests of consultations."""

from __future__ import annotations

from typing import Any

from tests.consultations.steps import body as consultation_body
from tests.consultations.steps import sheet
from tests.contract.foreign import Call


def opinion(**more: Any) -> Any:
    """Return what is done to an opinion of street a."""
    return lambda ids: {"opinions": [{"id": ids["opinion"], "version": 1}]} | more


OPINIONS = "/staff/consultations/{consultation}/opinions/actions"

CALLS: dict[tuple[str, str], Call] = {
    ("draft_consultation", "follows_id"): Call(
        "street_a",
        "/staff/consultations",
        lambda ids: consultation_body(),
        ("other_consultation",),
        "consultation_elsewhere",
    ),
    ("enter_opinion", "media_ids.[]"): Call(
        "street_a",
        "/staff/consultations/{consultation}/opinions",
        lambda ids: sheet(),
        ("other_photo",),
        "consultation",
    ),
    ("code_opinions", "opinions.[].id"): Call(
        "street_a", OPINIONS + "/code", opinion(topic=1), ("other_opinion",), "consultation_elsewhere"
    ),
    ("merge_opinions", "opinions.[].id"): Call(
        "street_a",
        OPINIONS + "/merge",
        lambda ids: opinion(into_id=ids["same_opinion"])(ids),
        ("other_opinion",),
        "consultation_elsewhere",
    ),
    ("merge_opinions", "into_id"): Call(
        "street_a", OPINIONS + "/merge", opinion(), ("other_opinion",), "consultation_elsewhere"
    ),
    ("part_opinions", "opinions.[].id"): Call(
        "street_a", OPINIONS + "/part", opinion(), ("other_opinion",), "consultation_elsewhere"
    ),
    ("decide_opinions", "opinions.[].id"): Call(
        "street_a",
        OPINIONS + "/decide",
        opinion(decision="adopted", topic=1),
        ("other_opinion",),
        "consultation_elsewhere",
    ),
}

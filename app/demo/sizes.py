"""How big the demo district is. Figures: domain study, 13.3 (demo and load sizes)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The numbers of one district. ``buildings`` and ``homes`` are aims: whole buildings come near them.

    ``open_near_share`` of the open tickets are in the community of the demo persons, so that their screens have rows.
    """

    compounds: int
    communities: int
    buildings: int
    homes: int
    residents: int
    repairers_per_compound: int
    workers_per_community: int
    street_cadres: int
    tickets: int
    open_tickets: int
    open_near_share: float
    photos: int
    months: int = 24


SMALL = Size(
    compounds=12,
    communities=10,
    buildings=50,
    homes=2_000,
    residents=860,
    repairers_per_compound=2,
    workers_per_community=2,
    street_cadres=2,
    tickets=1_500,
    open_tickets=84,
    open_near_share=0.5,
    photos=36,
)

FULL = Size(
    compounds=72,
    communities=36,
    buildings=850,
    homes=42_000,
    residents=18_000,
    repairers_per_compound=6,
    workers_per_community=4,
    street_cadres=6,
    tickets=33_000,
    open_tickets=560,
    open_near_share=0.12,
    photos=72,
)

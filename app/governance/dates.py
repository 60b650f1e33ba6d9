"""What committees of owners have in the calendar (日历)."""

from app.core.dated import POSTING, Dated, Kind
from app.core.permissions import Permission
from app.governance import queries

DATED = Dated(
    Permission.GOVERNANCE_READ,
    (
        Kind("term", "任期届满", "/committees/{id}"),
        Kind("decision", "委员会决定", "/committees/{id}"),
        Kind(*POSTING, "/committees/{id}"),
    ),
    queries.days,
)

"""What consultations have in the calendar (日历)."""

from app.consultations import queries
from app.core.dated import Dated, Kind
from app.core.permissions import Permission

DATED = Dated(
    Permission.CONSULTATIONS_READ,
    (Kind("consultation", "征求意见", "/consultations/{id}"),),
    queries.days,
)

"""What the council (议事厅) has in the calendar (日历)."""

from app.core.dated import POSTING, Dated, Kind
from app.core.permissions import Permission
from app.council.queries import days

DATED = Dated(
    Permission.COUNCIL_READ,
    (
        Kind("meeting", "议事会", "/council/meetings/{id}"),
        Kind("council_task", "决议事项", "/council/{id}"),
        Kind(*POSTING, "/council/{id}"),
    ),
    days.days,
)

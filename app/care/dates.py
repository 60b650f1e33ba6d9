"""What 后期管护 has in the calendar (日历)."""

from app.care import queries
from app.core.dated import Dated, Kind
from app.core.permissions import Permission

DATED = Dated(
    Permission.CARE_READ,
    (Kind("warranty", "保修到期", "/care?left=all&warranty_id={id}"),),
    queries.days,
)

"""What idle resources have in the calendar (日历)."""

from app.core.dated import Dated, Kind
from app.core.permissions import Permission
from app.resources import queries

DATED = Dated(Permission.RESOURCES_READ, (Kind("resource", "闲置资源", "/resources/{id}"),), queries.days)

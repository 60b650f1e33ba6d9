"""What polls of owners have in the calendar (日历)."""

from app.core.dated import Dated, Kind
from app.core.permissions import Permission
from app.voting.queries import dates

DATED = Dated(Permission.VOTING_READ, (Kind("poll", "业主表决", "/polls/{id}"),), dates.between)

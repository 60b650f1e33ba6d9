"""What is done before anybody complains: finding repeats, opening the tasks of a season, working on a task."""

from app.proactive.service.detecting import detect
from app.proactive.service.opening import arm, open_season
from app.proactive.service.tasks import act, calendar_of_seasons, detail, page, todo
from app.proactive.service.telling import tell_opened, tell_season

__all__ = [
    "act",
    "arm",
    "calendar_of_seasons",
    "detail",
    "detect",
    "open_season",
    "page",
    "tell_opened",
    "tell_season",
    "todo",
]

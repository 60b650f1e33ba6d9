"""Telling the community of new tasks, in the inboxes of its workers. What a task is about names nobody."""

from __future__ import annotations

from uuid import UUID

from app.core.permissions import Role
from app.events.proactive import ProactiveOpened, SeasonTasksOpened
from app.identity.queries import people_with_post
from app.notify.service import tell
from app.places.queries import get_compound, get_region

REPEATS = (
    "{compound}“{category}”反复出现：30 天内 {tickets} 件，涉及 {households} 户。请到“未诉先办”看看怎么从根上解决。"
)
SEASON = "{year} 年{name}快到了，各小区的检查任务已经立好。请到“未诉先办”安排，在季节开始前查完。"


def tell_opened(event: ProactiveOpened) -> int:
    """Tell the community's workers that the same thing comes again and again. Returns how many notices are new."""
    compound = get_compound(UUID(event.compound_id))
    words = {"category": event.category_name, "tickets": event.tickets, "households": event.households}
    return tell(
        people_with_post(Role.COMMUNITY, community_id=UUID(event.community_id)),
        event_key=f"proactive:{event.task_id}",
        district_id=compound.district_id,
        title=f"反复出现：{event.category_name}",
        text=REPEATS.format(compound=compound.name, **words),
    )


def tell_season(event: SeasonTasksOpened) -> int:
    """Tell the community's workers of the checks of a season, once a year. Returns how many notices are new."""
    community_id = UUID(event.community_id)
    community = get_region(community_id)
    if community is None:
        return 0
    return tell(
        people_with_post(Role.COMMUNITY, community_id=community_id),
        event_key=f"season:{event.code}:{event.year}:{community_id}",
        district_id=community.district_id,
        title=f"{event.name}检查任务已立好",
        text=SEASON.format(year=event.year, name=event.name),
    )

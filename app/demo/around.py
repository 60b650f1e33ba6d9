"""What the other areas know of the stories: call-backs, rosters, preventive tasks, orders from 12345, looks at texts.

``hand_out`` comes before a ticket is written, since it may assign it; ``follow`` sees it as it is; ``write`` comes
after all tickets.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.demo.calls import Calls
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.life import PREFIX, Life
from app.demo.orders import Orders
from app.demo.prevention import Prevention
from app.demo.roster import Roster
from app.demo.story import Story
from app.moderation.models import TICKET, Check, CheckState, What
from app.moderation.service.judging import REVIEW_WORKING_DAYS
from app.workdays.service import calendar

LOOKED_AT = timedelta(seconds=8)
"""How long after the report WeChat had judged its words."""
FINE, INSULT = 100, 20003
"""WeChat's labels (msgSecCheck): nothing found, abuse."""
JUDGED: dict[str, tuple[CheckState, int]] = {
    "joined": (CheckState.GOOD, FINE),
    "leak": (CheckState.GOOD, FINE),
    "joint": (CheckState.GOOD, FINE),
    "rung-4": (CheckState.REVIEW, INSULT),
}
"""What was said of the words of some matters; the last one waits for a person of the community."""
JUDGED_VERSION = 2


class Around:
    """Lets every area follow the stories."""

    def __init__(self, district: District, told: Life) -> None:
        self._district = district
        self._told = told
        self._calls, self._roster, self._prevention = Calls(district), Roster(district), Prevention(district)

    def hand_out(self, story: Story) -> None:
        """Let the responsible company hand the order out, and show to neighbours what was judged fit for them."""
        self._roster.hand_out(story)
        state, _ = JUDGED.get(story.report.key.removeprefix(PREFIX), (None, 0))
        if state is CheckState.GOOD:
            story.ticket.public_ok, story.ticket.public_seq = True, JUDGED_VERSION

    def follow(self, story: Story) -> None:
        """Note what the areas make of ``story``."""
        self._calls.follow(story)
        self._prevention.follow(story)

    def write(self, copier: Copier) -> None:
        """Write everything."""
        self._told.write(copier)
        self._calls.write(copier)
        self._roster.write(copier)
        self._prevention.write(copier)
        Orders(self._district, self._told).write(copier)
        copier.rows(Check, [self._check(key) for key in JUDGED])

    def _check(self, key: str) -> dict[str, Any]:
        ticket, (state, label) = self._told.story(key).ticket, JUDGED[key]
        held = state is CheckState.REVIEW
        due = calendar().add_working_days(self._district.now, REVIEW_WORKING_DAYS)
        return {
            "id": ident("check", str(ticket.id)),
            "district_id": ticket.district_id,
            "community_id": ticket.community_id,
            "subject_kind": TICKET,
            "subject_id": ticket.id,
            "what": What.TEXT,
            "author_id": ticket.filed_by_id,
            "state": state,
            "label": label,
            "attempts": 1,
            "due_at": due if held else None,
            "version": JUDGED_VERSION,
            "created_at": self._district.now - timedelta(hours=2) if held else ticket.created_at + LOOKED_AT,
        }

"""What the machinery has to say to those who look after it."""

from __future__ import annotations

from app.core.clockwatch import ClockJumped
from app.core.permissions import Role
from app.identity.queries import districts_with_post
from app.notify.service.posting import tell
from app.notify.wording import CLOCK, roughly


def tell_clock(event: ClockJumped) -> int:
    """Tell every system administrator that the clock jumped and what is held. Returns how many notices are new."""
    words = CLOCK.text.format(direction="快" if event.seconds > 0 else "慢", span=roughly(abs(event.seconds)))
    return sum(
        tell(people, event_key=f"clock:{event.at}", district_id=district_id, title=CLOCK.title, text=words)
        for district_id, people in districts_with_post(Role.SYSADMIN).items()
    )

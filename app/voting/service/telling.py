"""Telling owners that a poll was announced, piece by piece, so that thousands of notices hold nobody up."""

from __future__ import annotations

from uuid import UUID

from app.core import outbox
from app.core.clock import as_beijing
from app.core.db import db
from app.events.voting import PollNoticed
from app.notify.service import tell
from app.voting import queries
from app.voting.models import KIND_NAMES, Kind, Poll

PIECE = 200
"""Notices in one transaction."""
WORDS = "{title}（{kind}），{opens} 开始，{closes} 截止。请在“业主表决”里看议题；{how}"
HOW = {Kind.SURVEY: "可以在手机上投。", Kind.ASSEMBLY: "请投纸质票，工作人员会上门或在居委会收票。"}


def tell_noticed(event: PollNoticed) -> int:
    """Tell the next owners of the frozen register, and hand on the rest. Returns how many notices are new."""
    poll = db.session.get(Poll, UUID(event.poll_id))
    if poll is None or poll.opens_at is None or poll.closes_at is None:
        return 0
    people = queries.owners_after(poll.id, UUID(event.after) if event.after else UUID(int=0), PIECE)
    if not people:
        return 0
    kind = Kind(poll.kind)
    told = tell(
        people,
        event_key=f"poll:{poll.id}",
        district_id=poll.district_id,
        title=f"业主表决：{poll.title}",
        text=WORDS.format(
            title=poll.title,
            kind=KIND_NAMES[kind],
            opens=as_beijing(poll.opens_at),
            closes=as_beijing(poll.closes_at),
            how=HOW[kind],
        ),
    )
    if len(people) == PIECE:
        outbox.publish(PollNoticed(event.poll_id, event.compound_id, str(people[-1])))
    return told

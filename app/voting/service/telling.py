"""Telling owners of a poll that was announced or cancelled, piece by piece: thousands of notices hold nobody up."""

from __future__ import annotations

from uuid import UUID

from app.core import outbox
from app.core.clock import as_beijing
from app.core.db import db
from app.events.voting import PollCancelled, PollNoticed
from app.notify.service import tell
from app.voting import queries
from app.voting.models import KIND_NAMES, Kind, Poll

PIECE = 200
"""Notices in one transaction."""
WORDS = "{title}（{kind}），{opens} 开始，{closes} 截止。请在“业主表决”里看议题；{how}"
CANCELLED = "{title}取消了，已经投的票不算数。原因：{reason}"
HOW = {Kind.SURVEY: "可以在手机上投。", Kind.ASSEMBLY: "请投纸质票，工作人员会上门或在居委会收票。"}


def tell_noticed(event: PollNoticed) -> int:
    """Tell the next owners of the frozen register, and hand on the rest. Returns how many notices are new."""
    poll = db.session.get(Poll, UUID(event.poll_id))
    if poll is None or poll.opens_at is None or poll.closes_at is None:
        return 0
    kind = Kind(poll.kind)
    words = WORDS.format(
        title=poll.title,
        kind=KIND_NAMES[kind],
        opens=as_beijing(poll.opens_at),
        closes=as_beijing(poll.closes_at),
        how=HOW[kind],
    )
    told, last = _tell(poll, event.after, f"poll:{poll.id}", f"业主表决：{poll.title}", words)
    if last:
        outbox.publish(PollNoticed(event.poll_id, event.compound_id, last))
    return told


def tell_cancelled(event: PollCancelled) -> int:
    """Tell the next of those who had been told of a poll that it is cancelled, and why. Returns as ``tell_noticed``."""
    poll = db.session.get(Poll, UUID(event.poll_id))
    if poll is None or poll.frozen_at is None:
        return 0
    words = CANCELLED.format(title=poll.title, reason=poll.ended_because)
    told, last = _tell(poll, event.after, f"poll:{poll.id}:cancelled", f"表决取消了：{poll.title}", words)
    if last:
        outbox.publish(PollCancelled(event.poll_id, last))
    return told


def _tell(poll: Poll, after: str, key: str, title: str, words: str) -> tuple[int, str]:
    """Tell one piece of the owners; return how many notices are new and, when there are more, who was the last."""
    people = queries.owners_after(poll.id, UUID(after) if after else UUID(int=0), PIECE)
    if not people:
        return 0, ""
    told = tell(people, event_key=key, district_id=poll.district_id, title=title, text=words)
    return told, str(people[-1]) if len(people) == PIECE else ""

"""What a warranty that runs out asks of people. Pure: no query, no request, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from app.places.periods import SOON

UNATTENDED = "保修期满后无人负责"
NOBODYS = "施工单位已注销或撤场，保修没有人负责"
UNNOTED = "期满后由谁负责还没有登记"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one warranty stands on a day. ``followed``: a duty, or the next warranty of the part, holds after it.

    ``owed``: those of the open orders that were reported within it. The contractor still owes their repair when it
    is over (《建设工程质量管理条例》第四十一条). ``gone``: there is no such contractor any more.
    """

    days_left: int
    followed: bool
    open_orders: int
    owed: int
    gone: bool = False


def gap(one: Standing) -> str:
    """Return in words that nobody is known to be responsible after the end, or nothing."""
    if one.followed:
        return ""
    if one.gone and one.days_left >= 0:
        return NOBODYS
    if one.days_left > max(SOON):
        return ""
    return UNATTENDED if one.days_left < 0 else UNNOTED


def asks_for_work(one: Standing) -> bool:
    """Return whether somebody has something to do: look at it before the end, or find out who is responsible.

    What was reported in time and is not repaired stays until it is. ``queries.ASKS`` says the same in SQL.
    """
    if one.days_left < 0:
        return bool(gap(one)) or (one.owed > 0 and not one.gone)
    last_look = one.days_left <= SOON[1]
    return last_look or bool(gap(one)) or (one.days_left <= max(SOON) and one.open_orders > 0)

"""Who may do what with orders of other systems, and what is said to the other side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from app.core.auth import Actor, Verdict, deny
from app.hotline.models import BatchState, RowVerdict
from app.tickets.models import RESULT_NAMES, Result


@dataclass(frozen=True, slots=True)
class Reach:
    """Which orders a person deals with: those of a street, or of the whole district (``street_id`` None)."""

    district_id: UUID
    street_id: UUID | None


def reach_of(actor: Actor) -> Reach:
    """Return the reach of the post in use, which is at a street or at the district."""
    post = actor.post
    street = post.region_id if post is not None and post.region_kind == "street" else None
    return Reach(actor.district_id, street)


MOVES: dict[str, tuple[frozenset[str], str]] = {
    "confirm": (frozenset({BatchState.CHECKED}), "只有检查完、还没有导入的文件可以确认"),
    "discard": (frozenset({BatchState.CHECKING, BatchState.CHECKED}), "已经导入的文件不能放弃"),
}


def batch_actions(state: str, tally: Mapping[str, int]) -> list[str]:
    """Return what can be done with a file: nothing that would not change anything."""
    found = [action for action, (states, _) in MOVES.items() if state in states]
    takes = tally.get("new", 0) + tally.get("update", 0)
    return [action for action in found if action != "confirm" or takes]


def may_move(action: str, state: str, tally: Mapping[str, int]) -> Verdict:
    """Return whether an action fits the state of a file."""
    if action in batch_actions(state, tally):
        return Verdict(True)
    if action == "confirm" and state == BatchState.CHECKED:
        return deny("没有可以导入的行")
    return deny(MOVES[action][1])


def row_actions(batch_state: str, verdict: str | None, *, held: bool) -> list[str]:
    """Return what can be matched by hand in a row. ``held``: what it says is still kept."""
    if batch_state != BatchState.CHECKED or not held:
        return []
    return {RowVerdict.ERROR.value: ["place"], RowVerdict.NEW.value: ["category"]}.get(verdict or "", [])


def from_allowed_network(address: str, networks: list[str]) -> bool:
    """Return whether a client may come from ``address``; without a list it may come from anywhere."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What 12345 is told of an order in the end: the word, and why."""

    code: str
    words: str
    reason: str


def conclusion(row: Any) -> Conclusion | None:
    """Return what is to be said of an order, or None while there is nothing to say.

    What the handling side reached counts once it has finished; before that an objection that was upheld.
    """
    if row.result is not None and row.finished_at is not None:
        words = "非职责" if row.result == Result.NOT_OURS else RESULT_NAMES[Result(row.result)]
        return Conclusion(row.result, words, row.result_reason or "")
    if row.state == "withdrawn":
        return Conclusion("withdrawn", "诉求人撤回", "")
    if row.objection_state == "approved":
        return Conclusion("objection", "派单异议", row.objection_decision or row.objection_note or "")
    return None


EVENTS: dict[str, str] = {
    "accept": "accepted",
    "finish": "finished",
    "confirm": "closed",
    "settle": "closed",
    "withdraw": "withdrawn",
    "reopen": "reopened",
    "shelve": "shelved",
    "merge": "merged",
}
DECISIONS = {"return:approved": "returned", "extension:approved": "extended"}
EVENT_NAMES = {
    "accepted": "已接单",
    "finished": "已办理",
    "closed": "已办结",
    "withdrawn": "已撤回",
    "reopened": "重新办理",
    "shelved": "已挂账",
    "merged": "已并案",
    "returned": "派单异议成立",
    "extended": "已延期",
    "ping": "连通测试",
}


def event_of(action: str, about: str) -> str | None:
    """Return what the other side is told of a step of a ticket, or None for one that does not concern it."""
    return DECISIONS.get(about) if action == "decide" else EVENTS.get(action)

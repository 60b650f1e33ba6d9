"""What can be done with call-backs: follow the tickets, take answers, leave orders out, and count the rates."""

from app.callbacks.service.answering import (
    answer,
    answer_by_link,
    answer_own,
    correct,
    link_facts,
    missed,
    task_of_link,
)
from app.callbacks.service.excluding import ask_exclusion, decide_exclusion, revoke_exclusion
from app.callbacks.service.following import confirmed, follow
from app.callbacks.service.rates import months_between, public, table
from app.callbacks.service.revealing import reveal
from app.callbacks.service.rollup import recount

__all__ = [
    "answer",
    "answer_by_link",
    "answer_own",
    "ask_exclusion",
    "confirmed",
    "correct",
    "decide_exclusion",
    "follow",
    "link_facts",
    "missed",
    "months_between",
    "public",
    "recount",
    "reveal",
    "revoke_exclusion",
    "table",
    "task_of_link",
]

"""What can be done about checks: plan them, ask WeChat, take its answers, let a person decide."""

from app.moderation.service.asking import ask, begin, record
from app.moderation.service.deciding import decide
from app.moderation.service.links import opened_photo
from app.moderation.service.planning import plan_photos, plan_ticket
from app.moderation.service.pushing import is_overdue, note_push, take_push
from app.moderation.service.waiting import todo

__all__ = [
    "ask",
    "begin",
    "decide",
    "is_overdue",
    "note_push",
    "opened_photo",
    "plan_photos",
    "plan_ticket",
    "record",
    "take_push",
    "todo",
]

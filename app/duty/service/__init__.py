"""What can be done with the roster and with orders inside a company."""

from app.duty.service.handing import apply_mode, hand_out
from app.duty.service.roster import add, change, copy_week, handouts, load, mine, one, remove, week
from app.duty.service.settings import choose, setting_at, settings
from app.duty.service.telling import tell_manager

__all__ = [
    "add",
    "apply_mode",
    "change",
    "choose",
    "copy_week",
    "hand_out",
    "handouts",
    "load",
    "mine",
    "one",
    "remove",
    "setting_at",
    "settings",
    "tell_manager",
    "week",
]

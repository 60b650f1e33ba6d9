"""后期管护: the list, the reminders, the desk."""

from app.care.service.reminding import arm, remind
from app.care.service.showing import page, todo

__all__ = ["arm", "page", "remind", "todo"]

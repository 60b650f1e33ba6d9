"""The calendar in force, and how people keep it."""

from app.workdays.service.current import KEEP_SECONDS, calendar, forget
from app.workdays.service.editing import (
    change,
    checks,
    draft,
    load_seed,
    overview,
    paste,
    publish,
    shown,
)

__all__ = [
    "KEEP_SECONDS",
    "calendar",
    "change",
    "checks",
    "draft",
    "forget",
    "load_seed",
    "overview",
    "paste",
    "publish",
    "shown",
]

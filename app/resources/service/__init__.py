"""Idle resources as people see them (``showing``, ``neighbours``), and what they do with them (``acting``)."""

from app.resources.service.acting import NameTaken, act, add
from app.resources.service.neighbours import rate, services
from app.resources.service.showing import SUBJECT, detail, item, overview, page, todo, words

__all__ = [
    "SUBJECT",
    "NameTaken",
    "act",
    "add",
    "detail",
    "item",
    "overview",
    "page",
    "rate",
    "services",
    "todo",
    "words",
]

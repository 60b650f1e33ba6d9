"""Idle resources: seen (``showing``, ``neighbours``), moved on (``acting``, ``polls``), as a table (``ledger``)."""

from app.resources.service.acting import NameTaken, act, add
from app.resources.service.neighbours import rate, services
from app.resources.service.showing import SUBJECT, detail, item, overview, page, points, todo, words

__all__ = [
    "SUBJECT",
    "NameTaken",
    "act",
    "add",
    "detail",
    "item",
    "overview",
    "page",
    "points",
    "rate",
    "services",
    "todo",
    "words",
]

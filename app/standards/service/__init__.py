"""Service standards: what a contract promises, the log of what was done, and how both stand beside each other."""

from app.standards.service.board import board, my_items, public_plan, public_standards
from app.standards.service.desk import todo
from app.standards.service.plans import act, draft
from app.standards.service.records import from_ticket, log, one, page, public_photo, strike, take_back_repair, undo
from app.standards.service.reference import load_catalogue
from app.standards.service.showing import catalogue, fixed_terms, plan, plans
from app.standards.service.tables import confirm, dry_run, find, sheet, spec_for

__all__ = [
    "act",
    "board",
    "catalogue",
    "confirm",
    "draft",
    "dry_run",
    "find",
    "fixed_terms",
    "from_ticket",
    "load_catalogue",
    "log",
    "my_items",
    "one",
    "page",
    "plan",
    "plans",
    "public_photo",
    "public_plan",
    "public_standards",
    "sheet",
    "spec_for",
    "strike",
    "take_back_repair",
    "todo",
    "undo",
]

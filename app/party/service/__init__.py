"""What is done with agreements: writing, moving, showing."""

from app.party.service.moves import act, change_papers, end
from app.party.service.showing import detail, lists_of, lists_page, page
from app.party.service.telling import remind, todo
from app.party.service.writing import copy, draft, draft_to_change, problems

__all__ = [
    "act", "change_papers", "copy", "detail", "draft", "draft_to_change", "end", "lists_of", "lists_page", "page",
    "problems", "remind", "todo",
]  # fmt: skip

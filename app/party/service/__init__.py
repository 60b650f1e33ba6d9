"""What is done with agreements: writing, moving, showing."""

from app.party.service.moves import act, change_papers, end
from app.party.service.showing import detail, page
from app.party.service.telling import remind, todo
from app.party.service.writing import copy, draft

__all__ = ["act", "change_papers", "copy", "detail", "draft", "end", "page", "remind", "todo"]

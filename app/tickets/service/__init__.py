"""What can be done with tickets: file one, route it, move it, look after its deadlines."""

from app.tickets.service.deadlines import end_suspension, note_deadline
from app.tickets.service.filing import file
from app.tickets.service.moves import act
from app.tickets.service.reference import load_reference
from app.tickets.service.route import route

__all__ = ["act", "end_suspension", "file", "load_reference", "note_deadline", "route"]

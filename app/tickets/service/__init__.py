"""What can be done with tickets: file one, route it, move it, look after its deadlines."""

from app.tickets.service.behalf import standing_to_file
from app.tickets.service.climbing import climb
from app.tickets.service.contact import contact_phone
from app.tickets.service.deadlines import end_suspension, note_deadline, remind_review
from app.tickets.service.filing import file
from app.tickets.service.handing import assign, open_to_all
from app.tickets.service.joint import note_silence
from app.tickets.service.lodging import lodge
from app.tickets.service.mending import mend
from app.tickets.service.merging import join, join_caller
from app.tickets.service.moves import act
from app.tickets.service.recounting import begin_recount, recount
from app.tickets.service.reference import load_reference
from app.tickets.service.revealing import reveal
from app.tickets.service.route import route
from app.tickets.service.settling import settle
from app.tickets.service.showing import show_to_others

__all__ = [
    "act",
    "assign",
    "begin_recount",
    "climb",
    "contact_phone",
    "end_suspension",
    "file",
    "join",
    "join_caller",
    "load_reference",
    "lodge",
    "mend",
    "note_deadline",
    "note_silence",
    "open_to_all",
    "recount",
    "remind_review",
    "reveal",
    "route",
    "settle",
    "show_to_others",
    "standing_to_file",
]

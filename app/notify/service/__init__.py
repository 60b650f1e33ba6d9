"""What can be done with notices: announce an event, send a message out, read the inbox, decide about the unclear."""

from app.notify.service.announce import tell_binding, tell_late, tell_moved, tell_routed
from app.notify.service.inbox import allow, decide, mark_all_read, mark_read
from app.notify.service.sending import begin, record

__all__ = [
    "allow",
    "begin",
    "decide",
    "mark_all_read",
    "mark_read",
    "record",
    "tell_binding",
    "tell_late",
    "tell_moved",
    "tell_routed",
]

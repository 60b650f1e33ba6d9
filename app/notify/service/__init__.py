"""What can be done with notices: announce an event, send a message out, read the inbox, decide about the unclear.

For the areas above: ``tell`` puts a sentence into inboxes, ``send_sms`` plans a text message, ``register_phone_source``
and ``register_ticket_facts`` say how to look up what notify does not know.
"""

from app.notify.service.alarms import tell_clock
from app.notify.service.announce import (
    concerns_anybody,
    tell_late,
    tell_moved,
    tell_review,
    tell_routed,
    tell_silent,
    tell_step,
    tell_unsolved,
)
from app.notify.service.households import tell_binding, tell_delegation, tell_household_of_claim
from app.notify.service.inbox import allow, decide, mark_all_read, mark_read, templates_for
from app.notify.service.posting import tell
from app.notify.service.sending import begin, record
from app.notify.service.subjects import (
    TICKET_CONTACT,
    TicketFacts,
    Waiting,
    register_phone_source,
    register_ticket_facts,
)
from app.notify.service.texting import send_sms, sms_is_available

__all__ = [
    "TICKET_CONTACT",
    "TicketFacts",
    "Waiting",
    "allow",
    "begin",
    "concerns_anybody",
    "decide",
    "mark_all_read",
    "mark_read",
    "record",
    "register_phone_source",
    "register_ticket_facts",
    "send_sms",
    "sms_is_available",
    "tell",
    "tell_binding",
    "tell_clock",
    "tell_delegation",
    "tell_household_of_claim",
    "tell_late",
    "tell_moved",
    "tell_review",
    "tell_routed",
    "tell_silent",
    "tell_step",
    "tell_unsolved",
    "templates_for",
]

"""Telling the project managers that an order waits for them, in their inboxes."""

from __future__ import annotations

from uuid import UUID

from app.events.duty import OrderWaits
from app.notify.queries import handling_side
from app.notify.service import tell
from app.notify.wording import matter
from app.places.queries import get_compound, get_organisation

BY_HAND = ("等您指派：{subject}", "{matter}等您指派给维修人员：{compound}现在由项目经理指派。")
NOBODY = (
    "没有人值班，请安排",
    "{compound}按值班轮派，现在没有人值班，{matter}已放入待接单，谁都可以接。请安排值班，一小时内不再重复提醒。",
)


def tell_manager(event: OrderWaits) -> int:
    """Tell the managers of the company in the compound. Returns how many notices are new.

    By hand each order is told once; that nobody is on duty is told once an hour, however many orders come.
    """
    compound_id = UUID(event.compound_id)
    organisation, compound = get_organisation(UUID(event.organisation_id)), get_compound(compound_id)
    if organisation is None:
        return 0
    by_hand = event.why == "manual"
    title, text = BY_HAND if by_hand else NOBODY
    per_order = f"order_waits:{event.ticket_id}:{event.seq}"
    per_hour = f"nobody_on_duty:{event.organisation_id}:{event.compound_id}:{event.hour or event.seq}"
    subject = event.category_name or "居民报事"
    words = {"subject": subject, "matter": matter(event.no, event.category_name), "compound": compound.name}
    return tell(
        handling_side(organisation, compound_id),
        event_key=per_order if by_hand else per_hour,
        district_id=compound.district_id,
        title=title.format(**words),
        text=text.format(**words),
        ticket_id=UUID(event.ticket_id),
    )

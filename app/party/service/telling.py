"""Reminding a community of agreements that end soon: in its inboxes, and on its desk (待办)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.permissions import Role
from app.identity.queries import people_with_post
from app.notify.service import tell
from app.party import queries
from app.party.models import AgreementState
from app.party.policy import SOON, may_write

ENDS = "《党建联建协议》{number}将于 {day} 到期。请到“党建联建”与各签约单位商定续签，可从这份协议复制下一期。"
NEXT_MADE = "下一期已起草"
DESK_LIMIT = 50


def remind(agreement_id: UUID) -> int:
    """Tell the workers and the secretary of a community. Returns how many notices are new; repeating it adds none."""
    agreement = queries.lock_for_system(agreement_id)
    if agreement is None or agreement.state != AgreementState.IN_FORCE:
        return 0
    if agreement.ends_on < today() or agreement.ends_on - SOON > today():
        return 0
    community_id = agreement.community_id
    people = {
        person
        for role in (Role.COMMUNITY, Role.SECRETARY)
        for person in people_with_post(role, community_id=community_id)
    }
    return tell(
        sorted(people),
        event_key=f"party:{agreement.id}:{agreement.ends_on}",
        district_id=agreement.district_id,
        title="党建联建协议快到期了",
        text=ENDS.format(number=agreement.number, day=agreement.ends_on),
    )


def todo(actor: Actor) -> list[dict[str, Any]]:
    """Return the agreements that the post in use has to renew, as rows of the desk, the first to end first.

    One whose successor is signed waits for nobody; one that ended without any is late.
    """
    rows = [row for row in queries.to_renew(actor, DESK_LIMIT) if may_write(actor, row.Agreement.community_id)]
    return [
        {
            "kind": "agreement",
            "id": row.Agreement.id,
            "title": row.Agreement.number,
            "subtitle": ("已到期，" if row.Agreement.ends_on < today() else "")
            + (NEXT_MADE if row.next_made else "请与签约单位商定续签"),
            "due_at": datetime.combine(row.Agreement.ends_on + timedelta(days=1), time(), BEIJING),
            "late": row.Agreement.ends_on < today(),
            "link": f"/party/{row.Agreement.id}",
        }
        for row in rows
    ]

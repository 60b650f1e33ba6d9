"""Storing the notices of one event, and planning the messages that leave the product with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.db import db
from app.core.ids import new_id
from app.core.settings import get_settings
from app.events.notify import DeliveryPlanned
from app.notify import queries
from app.notify.models import LONGEST_TITLE, NOT_SUBSCRIBED, Channel, Delivery, DeliveryState, Kind, Notice
from app.notify.service.texting import instead_of_wechat
from app.notify.templates import cut
from app.notify.wording import Words


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told. ``template`` names the WeChat message that goes with it, if one does."""

    kind: Kind
    words: Words
    template: str | None


def post(
    letters: Mapping[UUID, Letter],
    *,
    event_key: str,
    district_id: UUID,
    ticket_id: UUID | None,
    no: str,
    subject: str,
    urgent: bool = False,
) -> int:
    """Store one notice for each person and plan the messages. Returns how many notices are new.

    ``urgent``: what WeChat does not take goes as a text message. Doing it again for the same event adds nothing: the
    keys of both tables see to it.
    """
    if not letters:
        return 0
    everywhere = {"district_id": district_id, "ticket_id": ticket_id, "event_key": event_key}
    notices = [
        everywhere
        | {
            "id": new_id(),
            "person_id": person_id,
            "kind": letter.kind,
            "title": letter.words.title,
            "text": letter.words.text,
        }
        for person_id, letter in letters.items()
    ]
    statement = insert(Notice).values(notices).on_conflict_do_nothing(index_elements=["event_key", "person_id"])
    new = db.session.scalars(statement.returning(Notice.person_id)).all()
    outward = {person_id: letters[person_id] for person_id in new if letters[person_id].template}
    if outward:
        plan(outward, everywhere | {"ticket_no": no, "subject": subject, "urgent": urgent})
    return len(new)


def tell(
    person_ids: Iterable[UUID],
    *,
    event_key: str,
    district_id: UUID,
    title: str,
    text: str,
    ticket_id: UUID | None = None,
) -> int:
    """Put a finished sentence of another area into inboxes, once for each person and ``event_key``.

    Nothing leaves the product. The words name nobody. Returns how many notices are new.
    """
    letter = Letter(Kind.TASK, Words(cut(title, LONGEST_TITLE), text), None)
    return post(
        dict.fromkeys(person_ids, letter),
        event_key=event_key,
        district_id=district_id,
        ticket_id=ticket_id,
        no="",
        subject="",
    )


def plan(letters: Mapping[UUID, Letter], everywhere: dict[str, Any]) -> None:
    """Write down every WeChat message that should leave the product, and hand over those that can.

    A message that is not allowed or not set up is settled here, so that no worker is asked to do nothing.
    """
    known = get_settings().wechat_templates
    permitted = queries.permitted(letters.keys(), {letter.template or "" for letter in letters.values()})
    rows = []
    for person_id, letter in letters.items():
        reason = ""
        if not known.get(letter.template or ""):
            reason = "not_configured"
        elif (person_id, letter.template) not in permitted:
            reason = NOT_SUBSCRIBED
        rows.append(
            everywhere
            | {
                "id": new_id(),
                "person_id": person_id,
                "channel": Channel.WECHAT,
                "template": letter.template,
                "kind": letter.kind,
                "state": DeliveryState.FAILED if reason else DeliveryState.PLANNED,
                "reason": reason,
            }
        )
    keys = ["event_key", "person_id", "channel"]
    statement = insert(Delivery).values(rows).on_conflict_do_nothing(index_elements=keys)
    for delivery in db.session.scalars(statement.returning(Delivery)):
        if delivery.state == DeliveryState.PLANNED:
            outbox.publish(DeliveryPlanned(str(delivery.id)))
        else:
            instead_of_wechat(delivery)

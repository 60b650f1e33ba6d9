"""The duty roster for managers, their community and the workers on it; and the pool of free orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now, today
from app.core.failures import when_violated
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.duty import queries, schemas, service
from app.duty.models import NO_OVERLAP
from app.duty.service.roster import ShiftOverlaps
from app.tickets import present
from app.tickets.schemas import TicketItemOut

api = Api("duty", __name__, url_prefix="/api/v1/staff/duty", description="Duty roster and dispatch inside a company")

Shape = dict[str, Any]

# The roster is checked before it is written; two managers at the same moment meet at the constraint.
when_violated(NO_OVERLAP, ShiftOverlaps())


@api.get(
    "/settings",
    permission=Permission.DUTY_READ,
    query=ListQuery,
    answers=page_of(schemas.DutySettingOut),
    operation="list_duty_settings",
    summary="How orders are handed out in each compound, and who is on duty there now",
)
def settings(actor: Actor, query: Shape) -> Page:
    return service.settings(actor, **query)


@api.post(
    "/settings/<uuid:compound_id>/actions/choose",
    permission=Permission.DUTY_EDIT,
    body=schemas.ChooseIn,
    answers=schemas.DutySettingOut,
    operation="choose_duty_mode",
    summary="Hand out orders by hand, by round or from the pool from now on",
)
def choose(actor: Actor, compound_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.choose(actor, compound_id, **body)
    return service.setting_at(actor, compound_id)


@api.get(
    "/shifts",
    permission=Permission.DUTY_READ,
    query=schemas.WeekQuery,
    answers=schemas.DutyWeekOut,
    operation="get_duty_week",
    summary="One week of the roster: colleagues, their shifts and their load",
)
def week(actor: Actor, query: Shape) -> Shape:
    return service.week(actor, query["day"] or today(), query["compound_id"])


@api.post(
    "/shifts",
    permission=Permission.DUTY_EDIT,
    body=schemas.ShiftIn,
    answers=schemas.ShiftOut,
    status=201,
    creates=True,
    operation="add_shift",
    summary="Put a colleague on duty",
)
def add(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        shift_id = once(lambda: service.add(actor, **body))
    return service.one(actor, shift_id)


@api.post(
    "/shifts/<uuid:shift_id>/actions/change",
    permission=Permission.DUTY_EDIT,
    body=schemas.ShiftChangeIn,
    answers=schemas.ShiftOut,
    operation="change_shift",
    summary="Change the times or the compound of a shift",
)
def change(actor: Actor, shift_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.change(actor, shift_id, **body)
    return service.one(actor, shift_id)


@api.post(
    "/shifts/<uuid:shift_id>/actions/remove",
    permission=Permission.DUTY_EDIT,
    body=schemas.DutyVersionIn,
    status=204,
    operation="remove_shift",
    summary="Take a shift that has not begun off the roster",
)
def remove(actor: Actor, shift_id: UUID, body: Shape) -> None:
    with unit_of_work():
        service.remove(actor, shift_id, **body)


@api.post(
    "/shifts/actions/copy_week",
    permission=Permission.DUTY_EDIT,
    body=schemas.CopyIn,
    answers=schemas.CopiedOut,
    operation="copy_duty_week",
    summary="Repeat the shifts of one week in another",
)
def copy_week(actor: Actor, body: Shape) -> Shape:
    with unit_of_work():
        return service.copy_week(actor, **body)


@api.get(
    "/load",
    permission=Permission.DUTY_READ,
    query=schemas.CompoundQuery,
    answers=page_of(schemas.LoadOut),
    operation="list_duty_load",
    summary="What each colleague has open and late, the fullest first",
)
def load(actor: Actor, query: Shape) -> Page:
    return Page(service.load(actor, query["compound_id"]))


@api.get(
    "/handouts",
    permission=Permission.DUTY_READ,
    query=schemas.HandoutQuery,
    answers=page_of(schemas.HandoutOut),
    operation="list_handouts",
    summary="To whom orders went and why, newest first",
)
def handouts(actor: Actor, query: Shape) -> Page:
    return service.handouts(actor, **query)


@api.get(
    "/pool",
    permission=Permission.DUTY_OWN,
    query=ListQuery,
    answers=page_of(TicketItemOut),
    raw=True,
    operation="list_pool",
    summary="Free orders that I may take, the one that is due first at the top",
)
def pool(actor: Actor, query: Shape) -> Shape:
    found, at = queries.pool(actor, **query), now()
    return {"items": [present.item(actor, row, at) for row in found.items], "next": found.next}


@api.get(
    "/mine",
    permission=Permission.DUTY_OWN,
    answers=page_of(schemas.MyShiftOut),
    operation="list_my_shifts",
    summary="My own shifts of the next two weeks",
)
def mine(actor: Actor) -> Page:
    return Page(service.mine(actor))

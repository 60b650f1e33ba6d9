"""The calendar of working days: read by everybody at work, kept by the district."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.workdays import queries, schemas, service
from app.workdays.models import YearState

api = Api("workdays", __name__, url_prefix="/api/v1/staff/calendar", description="Working days")

Shape = dict[str, Any]


def _may_edit(actor: Actor) -> bool:
    return actor.holds(Permission.CALENDAR_MANAGE)


@api.get(
    "/years",
    permission=Permission.CALENDAR_READ,
    answers=schemas.CalendarOverviewOut,
    operation="list_calendar_years",
    summary="Every version of every year",
)
def years(actor: Actor) -> Shape:
    return service.overview()


@api.get(
    "/years/<int:number>",
    permission=Permission.CALENDAR_READ,
    query=schemas.CalendarQuery,
    answers=schemas.CalendarYearOut,
    operation="get_calendar_year",
    summary="One year: the named version, else the draft of who keeps it, else what counts",
)
def year(actor: Actor, number: int, query: Shape) -> Shape:
    found = queries.year(number, query["version"]) if _may_edit(actor) or query["version"] else None
    found = found or queries.published(number)
    if found is None or (found.state == YearState.DRAFT and not _may_edit(actor)):
        raise NotFound("这一年的放假安排还没有公布")
    return service.shown(found, may_edit=_may_edit(actor))


@api.post(
    "/years/<int:number>/draft",
    permission=Permission.CALENDAR_MANAGE,
    answers=schemas.CalendarYearOut,
    operation="draft_calendar_year",
    summary="Begin to edit a year",
)
def draft(actor: Actor, number: int) -> Shape:
    with unit_of_work():
        return service.shown(service.draft(actor=actor, number=number), may_edit=True)


@api.post(
    "/years/<int:number>/days",
    permission=Permission.CALENDAR_MANAGE,
    body=schemas.CalendarDayIn,
    answers=schemas.CalendarYearOut,
    operation="change_calendar_day",
    summary="Make a day of the draft a day off, a make-up day or an ordinary one",
)
def change(actor: Actor, number: int, body: Shape) -> Shape:
    with unit_of_work():
        return service.shown(service.change(actor=actor, number=number, **body), may_edit=True)


@api.post(
    "/years/<int:number>/paste",
    permission=Permission.CALENDAR_MANAGE,
    body=schemas.CalendarPasteIn,
    answers=schemas.CalendarYearOut,
    operation="paste_calendar_year",
    summary="Replace the days of the draft by pasted lines",
)
def paste(actor: Actor, number: int, body: Shape) -> Shape:
    with unit_of_work():
        found = service.paste(
            actor=actor, number=number, revision=body["revision"], words=body["text"], source=body["source"]
        )
        return service.shown(found, may_edit=True)


@api.post(
    "/years/<int:number>/publish",
    permission=Permission.CALENDAR_MANAGE,
    body=schemas.CalendarPublishIn,
    answers=schemas.CalendarYearOut,
    operation="publish_calendar_year",
    summary="Let the draft count",
)
def publish(actor: Actor, number: int, body: Shape) -> Shape:
    with unit_of_work():
        return service.shown(service.publish(actor=actor, number=number, **body), may_edit=True)

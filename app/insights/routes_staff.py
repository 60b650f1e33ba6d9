"""The first screen of everybody who works here."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.exports import export
from app.core.http import Api
from app.core.permissions import Permission
from app.insights import calendar, desk, listings, schemas

api = Api("insights", __name__, url_prefix="/api/v1/staff", description="Home screens and figures")


@api.get(
    "/todo",
    permission=Permission.DESK_READ,
    answers=schemas.TodoOut,
    operation="get_todo",
    summary="What waits for me, late ones first",
)
def todo(actor: Actor) -> dict[str, Any]:
    return desk.desk(actor)


@api.get(
    "/calendar",
    permission=Permission.DESK_READ,
    query=schemas.AgendaQuery,
    answers=schemas.AgendaOut,
    operation="get_calendar",
    summary="What has a date in some days, by day",
)
def agenda(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    return calendar.calendar(actor, query["since"], query["until"], query["kind"])


@api.get(
    "/calendar.xlsx",
    permission=Permission.DESK_READ,
    query=schemas.AgendaQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_calendar",
    summary="What has a date in some days, as a table to be saved",
)
def agenda_file(actor: Actor, query: dict[str, Any]) -> Response:
    return export(listings.CALENDAR, actor, partial(calendar.to_save, actor), query)

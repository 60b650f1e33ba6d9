"""The auditor's log and the system administrator's work list."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Response

from app.core import audit, clockwatch, outbox, spreadsheets
from app.core.auth import Actor
from app.core.errors import InvalidInput, NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, filters_of, page_of
from app.operations import listings, present, queries, schemas
from app.operations.wording import WHAT

api = Api("operations", __name__, url_prefix="/api/v1/staff", description="Audit log and background work")

BIGGEST_ID = 2**63 - 1


def number(mark: str | None) -> int | None:
    """Return a row number from a cursor or URL. Raises ``InvalidInput`` for anything else."""
    if mark is None:
        return None
    if not (mark.isascii() and mark.isdigit()) or int(mark) > BIGGEST_ID:
        raise InvalidInput(fields={"cursor": ["无效的翻页标记"]})
    return int(mark)


@api.get(
    "/audit",
    permission=Permission.AUDIT_READ,
    query=schemas.AuditQuery,
    answers=page_of(schemas.AuditOut),
    operation="list_audit",
    summary="Who did what, newest first",
)
def audit_log(actor: Actor, query: dict[str, Any]) -> Page:
    return audit_page(actor, **query)


def audit_page(actor: Actor, *, what: str | None, limit: int, cursor: str | None) -> Page:
    """Return a page of the log, newest first. Raises ``InvalidInput`` for a mark that is none."""
    rows = queries.audit_rows(actor.district_id, what, number(cursor), limit + 1)
    return Page(present.audit(rows[:limit]), str(rows[limit - 1].id) if len(rows) > limit else None)


@api.get(
    "/audit.xlsx",
    permission=Permission.AUDIT_READ,
    query=filters_of(schemas.AuditQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_audit",
    summary="Who did what, as a table to be saved",
)
def audit_file(actor: Actor, query: dict[str, Any]) -> Response:
    return export(listings.AUDIT, actor, partial(audit_page, actor), query)


@api.get(
    "/audit/acts",
    permission=Permission.AUDIT_READ,
    answers=schemas.AuditActsOut,
    operation="list_audit_acts",
    summary="What can be done, as the log says it",
)
def audit_acts(actor: Actor) -> dict[str, Any]:
    return {"items": [{"what": what, "name": name} for what, name in WHAT.items()]}


@api.get(
    "/jobs",
    permission=Permission.JOBS_MANAGE,
    query=ListQuery,
    answers=page_of(schemas.DeadMessageOut),
    operation="list_dead_jobs",
    summary="Background work that gave up",
)
def dead_jobs(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    before = after = None
    if query["cursor"]:
        micros, _, row = query["cursor"].partition("-")
        before = datetime.fromtimestamp(min(number(micros) or 0, 32503680000000000) / 1e6, UTC)
        after = number(row or "0")
    limit = query["limit"]
    rows = queries.dead_messages(before, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    items = [{**row._mapping, "actions": ["requeue"]} for row in rows[:limit]]
    return {"items": items, "next": f"{int(last.dead_at.timestamp() * 1e6)}-{last.id}" if last else None}


@api.get(
    "/jobs/health",
    permission=Permission.JOBS_MANAGE,
    answers=schemas.WorkHealthOut,
    operation="get_jobs_health",
    summary="Age of the oldest undone work, how much waits, how much gave up, whether the clock jumped",
)
def jobs_health(actor: Actor) -> dict[str, Any]:
    held = clockwatch.held()
    return {
        **outbox.health(),
        "held_at": held.held_at if held else None,
        "jumped_seconds": held.jumped_seconds if held else None,
        "actions": ["release"] if held else [],
    }


@api.post(
    "/jobs/clock/actions/release",
    permission=Permission.JOBS_MANAGE,
    status=204,
    operation="release_clock",
    summary="The clock is right again: let go on what goes by it. Nothing when nothing is held",
)
def release_clock(actor: Actor) -> None:
    with unit_of_work():
        if clockwatch.release(actor.person_id) is not None:
            audit.record(actor, "jobs.release", "clock:database")


@api.post(
    "/jobs/<int:message_id>/actions/requeue",
    permission=Permission.JOBS_MANAGE,
    status=204,
    operation="requeue_job",
    summary="Try a dead message again",
)
def requeue(actor: Actor, message_id: int) -> None:
    if message_id > BIGGEST_ID:
        raise NotFound
    with unit_of_work():
        lane = queries.requeue(message_id)
        if lane is None:
            raise NotFound
        audit.record(actor, "jobs.requeue", f"outbox:{message_id}")
        outbox.note_lane(lane)

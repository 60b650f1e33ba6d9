"""Who sees what in the calendar (日历): whoever has a desk may look, and finds what he sees elsewhere too."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from tests.contract.matrix import TICKET_STAFF, Row
from tests.contract.matrix_resources import READ_A

DAYS = f"?from={today()}&to={today() + timedelta(days=60)}"

ROWS: dict[str, Row] = {
    "get_calendar": Row(
        "GET", f"/staff/calendar{DAYS}", TICKET_STAFF, sees=READ_A, find="resource", setup="resource"
    ),
    "export_calendar": Row("GET", f"/staff/calendar.xlsx{DAYS}", TICKET_STAFF, setup="resource"),
}  # fmt: skip

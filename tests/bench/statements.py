"""The product's own hot statements as pgbench scripts: the limit is what PostgreSQL does with the same SQL."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.events.tickets import TicketSubmitted
from app.identity.principal import BY_TOKEN, token_hash
from app.tickets.clocks import DUE_COLUMN, limits_of
from app.tickets.queries.detail import DETAIL
from app.tickets.service.filing import FILE, category_of, first_columns
from app.tickets.service.timing import timers


def literal(value: Any) -> str:
    """Return a value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, datetime):
        return f"to_timestamp({value.timestamp()})"  # pgbench takes the colons of a written time for variables
    if isinstance(value, list):
        return "ARRAY[" + ",".join(literal(item) for item in value) + "]"
    if isinstance(value, UUID):
        return f"'{value}'::uuid"
    text = str(value).replace("'", "''")
    return f"'{text}'"


def bound(sql: str, values: dict[str, str]) -> str:
    """Put SQL expressions in place of ``:name`` and write the statement on one line, as pgbench wants it."""

    def put(found: re.Match[str]) -> str:
        return values[found.group(1)]

    flat = " ".join(line.split("--")[0].strip() for line in sql.splitlines())
    return re.sub(r"(?<![:\w]):([a-z_]+)", put, flat).strip()


def without_times(written: str) -> str:
    """Write the colons of times in JSON so that pgbench takes none for a variable."""
    return re.sub(r"(?<=\d):(?=\d)", r"\\u003a", written)


def principal(token: str) -> str:
    """Return the statement of every request."""
    values = {"token_hash": literal(token_hash(token)), "kind": "'bearer'"}
    return bound(str(BY_TOKEN), values) + ";"


def create_script(token: str, person: UUID, session: UUID, compound: UUID, home: UUID, building: UUID) -> str:
    """Return the script that files a ticket as the product does: session, one statement in a transaction, detail."""
    # With a space after each colon: pgbench takes ":word" for a variable, inside strings too.
    nobody = UUID("00000000-0000-7000-8000-000000000000")
    at = now()
    columns = first_columns(limits_of(category_of("0101")), at)
    messages = outbox.rows_for(TicketSubmitted(str(nobody), str(compound)))
    dues = {clock: columns[column] for clock, column in DUE_COLUMN.items()}
    messages += [row | {"dedupe": None, "due_at": row["due_at"].isoformat()} for row in timers(nobody, 1, dues)]
    values = {
        "id": "gen_random_uuid()",
        "me": literal(person),
        "session": literal(session),
        "reporter": literal(person),
        "delegation": "NULL::uuid",
        "step": "'{}'",
        "route": "'bench'",
        "key": "gen_random_uuid()::text",
        "print": "'\\x00'::bytea",
        "compound": literal(compound),
        "building": "NULL",
        "asset": "NULL::uuid",
        "home": literal(home),
        "home_building": literal(building),
        "kind": "'repair'",
        "category": "'0101'",
        "urgency": "'U2'",
        "basis": "'home'",
        "hide_me": "false",
        "description": "'顶楼漏雨，厨房滴水'",
        "contact": "NULL::bytea",
        "at": literal(at),
        "detail": """'{"basis": "home", "photos": 0}'""",
        "messages": literal(without_times(json.dumps(messages))),
    } | {name: literal(value) for name, value in columns.items()}
    # With spaces again.
    values["limits"] = literal(json.dumps(json.loads(columns["limits"])))
    filed = bound(str(FILE), values)
    detail = bound(DETAIL + "(t.reporter_id = :me OR t.filed_by_id = :me)", {"id": ":id", "me": literal(person)})
    return "\n".join([principal(token), "BEGIN;", filed + " \\gset", "COMMIT;", detail + ";"]) + "\n"


def captured(statement: str, params: dict[str, Any]) -> str:
    """Return a statement as it was sent to the driver (``%(name)s``) with its values put in, on one line."""
    flat = " ".join(line.strip() for line in statement.splitlines())
    found = re.sub(r"%\((\w+)\)s(?:::[A-Za-z_ ]+)?", lambda match: listed(params[match.group(1)]), flat)
    return found.replace("%%", "%").strip() + ";"


def listed(value: Any) -> str:
    """Return a value, or a list of ids as an array, as SQL."""
    if isinstance(value, list):
        return "ARRAY[" + ",".join(literal(item) for item in value) + "]::uuid[]"
    return literal(value)

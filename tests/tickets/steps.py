"""Steps that many tests of tickets take, each through HTTP."""

from __future__ import annotations

import uuid


def file(person, estate, *, expect: int = 201, key: str | None = None, **fields):
    """Report something in ``estate`` and return the ticket (or the error)."""
    body = {"compound_id": str(estate.compound), "kind": "repair", "description": "", "media_ids": []} | fields
    answer = person.post("/tickets", body, headers={"Idempotency-Key": key or str(uuid.uuid4())})
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, ticket_id: str, *, staff: bool = False, expect: int = 200):
    """Return a ticket as ``person`` sees it."""
    answer = person.get(f"/staff/tickets/{ticket_id}" if staff else f"/tickets/{ticket_id}")
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, ticket_id: str, action: str, *, staff: bool = False, expect: int = 200, version=None, **fields):
    """Do ``action`` with the version that the person's screen shows now."""
    base = "/staff/tickets" if staff else "/tickets"
    if version is None:
        shown = person.get(f"{base}/{ticket_id}")
        version = shown.json["version"] if shown.status_code == 200 else 1
    answer = person.post(f"{base}/{ticket_id}/actions/{action}", {"version": version} | fields)
    assert answer.status_code == expect, answer.json
    return answer


def finish_by_repair(person, ticket_id: str) -> None:
    """Accept, start and finish."""
    act(person, ticket_id, "accept", staff=True)
    act(person, ticket_id, "start", staff=True)
    act(person, ticket_id, "finish", staff=True, note="已修好")

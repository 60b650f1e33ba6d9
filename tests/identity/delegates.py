"""Steps by which somebody lets a relative act for him, each through HTTP."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from app.core.clock import today
from app.core.db import db
from tests.world import Someone, write


def invite(person: Someone, *, scope: str = "all", days: int = 90, expect: int = 201, key: str | None = None):
    """Invite a delegate and return the invitation with its code."""
    body = {"relation": "女儿", "scope": scope, "ends_on": (today() + timedelta(days=days)).isoformat()}
    answer = person.post("/delegations", body, headers={"Idempotency-Key": key} if key else {})
    assert answer.status_code == expect, answer.json
    return answer.json


def accept(agent: Someone, code: str, *, expect: int = 200):
    """Enter a code and return the delegation."""
    answer = agent.post("/delegations/accept", {"code": code})
    assert answer.status_code == expect, answer.json
    return answer.json


def delegate(principal: Someone, agent: Someone, *, scope: str = "all"):
    """Let ``agent`` act for ``principal``, or only look."""
    return accept(agent, invite(principal, scope=scope)["code"])


def revoke(person: Someone) -> None:
    """End the newest delegation in which ``person`` takes part."""
    row = person.get("/delegations").json["items"][0]
    answer = person.post(f"/delegations/{row['id']}/actions/revoke", {"version": row["version"]})
    assert answer.json["state"] == "ended", answer.json


def expire(app) -> None:
    """Let the last day of every delegation have been the day before yesterday."""
    write(app, lambda: db.session.execute(text("update identity_delegation set ends_on = current_date - 2")))

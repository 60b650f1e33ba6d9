"""Steps that the tests of agreements take, each through HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.core.clock import today, years_on
from tests.duty.steps import execute, rows, together  # the same tools serve here
from tests.world import in_app

__all__ = ["execute", "rows", "together"]

BASE = "/staff/party/agreements"
Shape = dict[str, Any]


def year_from(first: date, years: int = 1) -> Shape:
    """Return a term of whole years."""
    return {"starts_on": str(first), "ends_on": str(years_on(first, years) - timedelta(days=1))}


def content(world, key: str = "a", **fields: Any) -> Shape:
    """Return an agreement of a community with the company of its compound, a year from today."""
    return {
        "number": "示例〔2026〕1号",
        "compound_ids": [str(world.estates[key].compound)],
        "parties": [
            {"organisation_id": str(world.orgs[f"jwh_{key}"]), "role": "community"},
            {"organisation_id": str(world.orgs[f"company_{key}"]), "role": "company"},
        ],
        "signed_on": str(today()),
        "goal": "共同办好居民身边的事",
        "lists": {
            "needs": [{"text": "增加晾晒的地方", "owner": "社区", "note": ""}],
            "resources": [{"text": "一间闲置的自行车棚", "owner": "示例物业a", "note": "30 平方米"}],
            "projects": [{"text": "车棚改成便民维修点", "owner": "示例物业a", "note": ""}],
        },
    } | year_from(today()) | fields  # fmt: skip


def draft(person, body: Shape, expect: int = 201) -> Shape:
    """Begin an agreement."""
    answer = person.post(BASE, body)
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, agreement: Shape, action: str, expect: int = 200, **fields: Any) -> Shape:
    """Move an agreement from the version on the screen."""
    answer = person.post(f"{BASE}/{agreement['id']}/actions/{action}", {"version": agreement["version"]} | fields)
    assert answer.status_code == expect, answer.json
    return answer.json


def copy(person, agreement: Shape, number: str, expect: int = 201) -> Shape:
    """Begin the next agreement from one."""
    answer = person.post(f"{BASE}/{agreement['id']}/copy", {"number": number})
    assert answer.status_code == expect, answer.json
    return answer.json


def signed(world, **fields: Any) -> Shape:
    """Return an agreement of community a that is in force."""
    return act(world.community_a, draft(world.community_a, content(world, **fields)), "sign")


def see(person, agreement: Shape, expect: int = 200) -> Shape:
    """Look at an agreement."""
    answer = person.get(f"{BASE}/{agreement['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def wall(person, **query: Any) -> list[str]:
    """Return the ids of the agreements that somebody sees."""
    answer = person.get(BASE, query_string=query)
    assert answer.status_code == 200, answer.json
    return [one["id"] for one in answer.json["items"]]


# --- what was promised ---


def promise(person, agreement: Shape, world, expect: int = 201, **fields: Any) -> Shape:
    """Write down what the company of community a promises."""
    body = {
        "organisation_id": str(world.orgs["company_a"]),
        "measure": "装晾衣杆",
        "due_on": str(today() + timedelta(days=20)),
    } | fields
    answer = person.post(f"{BASE}/{agreement['id']}/commitments", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def promised(world, agreement: Shape, **fields: Any) -> Shape:
    """Return something that the company promised to community a."""
    return promise(world.community_a, agreement, world, **fields)


def do(person, commitment: Shape, action: str, expect: int = 200, **fields: Any) -> Shape:
    """Move something promised from the version on the screen."""
    path = f"/staff/party/commitments/{commitment['id']}/actions/{action}"
    answer = person.post(path, {"version": commitment["version"]} | fields)
    assert answer.status_code == expect, answer.json
    return answer.json


def see_commitment(person, commitment: Shape, expect: int = 200) -> Shape:
    """Look at something promised."""
    answer = person.get(f"/staff/party/commitments/{commitment['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def cross_post(person, world, expect: int = 201, **fields: Any) -> Shape:
    """Write a cross post down: somebody of the residents' committee serves at the company."""
    body = {
        "name": "王敏", "from_id": str(world.orgs["jwh_a"]), "from_post": "社区党委副书记",
        "to_id": str(world.orgs["company_a"]), "to_post": "项目质量监督员", "basis": "示例〔2026〕1号协议",
        "starts_on": str(today()),
    } | fields  # fmt: skip
    answer = person.post("/staff/party/cross-posts", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def retold(app, sql: str, **params: Any) -> None:
    """Change the history, to which rows are only added, behind the product's back."""
    from sqlalchemy import text

    from app.core.db import db

    def run() -> None:
        with db.engine.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text(sql), params)

    in_app(app, run)


def fall_due(app, deliver):
    """Let the due day of everything promised be yesterday, and the clock see it."""
    yesterday = today() - timedelta(days=1)
    execute(app, "update party_commitment set due_on = :day", day=yesterday)
    execute(
        app,
        "update core_outbox set due_at = now(), payload = jsonb_set(payload, '{due_on}', to_jsonb(cast(:day as text)))"
        " where topic = 'party.commitment_due' and done_at is null",
        day=str(yesterday),
    )
    deliver()

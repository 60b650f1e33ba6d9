"""Steps that the tests of committees take, each through HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import today, years_on
from tests.duty.steps import execute

BASE = "/staff/committees"
Shape = dict[str, Any]
DAY = timedelta(days=1)
TWO = "大门公示栏、1号楼"
SEATS = (
    ("居委会", "juweihui", "head"),
    ("王业主", "owner", "deputy"),
    *((f"业主{n}", "owner", "member") for n in range(5)),
)
"""Seven people of an interim committee that is in order."""


def begin(person, estate, expect: int = 201, **more: Any) -> Shape:
    """Begin an interim committee for three years."""
    body = {"compound_id": str(estate.compound), "kind": "interim", "starts_on": str(today())} | more
    body = {"ends_on": str(years_on(today(), 3) - DAY)} | body
    answer = person.post(BASE, body)
    assert answer.status_code == expect, answer.json
    return answer.json


def seat(person, committee: Shape, name: str, type_: str, role: str, expect: int = 201, **more: Any) -> Shape:
    """Put somebody on it, with everything looked at."""
    body = {"name": name, "type": type_, "role": role, "lived_here": True, "no_arrears": True, "no_interest": True}
    answer = person.post(f"{BASE}/{committee['id']}/members", body | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, committee: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Make one move."""
    body = {"version": committee["version"]} | more
    answer = person.post(f"{BASE}/{committee['id']}/actions/{action}", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, committee: Shape, expect: int = 200) -> Shape:
    """Read a committee."""
    answer = person.get(f"{BASE}/{committee['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def seated(person, estate, seats=SEATS, **more: Any) -> Shape:
    """Begin a committee and fill its seats."""
    committee = begin(person, estate, **more)
    for name, type_, role in seats:
        committee = seat(person, committee, name, type_, role)
    return committee


def in_office(app, person, estate, **more: Any) -> Shape:
    """Return a committee whose members hung out for a week and took office."""
    committee = act(person, seated(person, estate, **more), "post", day=str(today()), posted_at=TWO)
    execute(app, "update governance_committee set posted_on = posted_on - 7")
    return act(person, committee, "take_office", day=str(today()))


def ids(committee: Shape, count: int) -> list[str]:
    """Return the first members of a committee, head first."""
    return [member["id"] for member in committee["members"][:count]]


def hold(person, committee: Shape, there: int, signed: int = 0, expect: int = 201, **more: Any) -> Shape:
    """Hold a meeting; with ``signed`` signatures it decides something."""
    decision = {"words": "修东门门禁", "signed": ids(committee, signed), "owner": "示例物业"} | more.pop("decision", {})
    body = {
        "held_on": str(today()),
        "place": "居委会",
        "present": ids(committee, there),
        "decisions": [decision] if signed else [],
    } | more
    answer = person.post(f"{BASE}/{committee['id']}/meetings", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def decide(person, decision: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Move a decision."""
    answer = person.post(f"{BASE}/decisions/{decision['id']}/actions/{action}", {"version": decision["version"]} | more)
    assert answer.status_code == expect, answer.json
    return answer.json

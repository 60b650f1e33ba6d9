"""Steps that tests of routing rules take, each through HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from app.core.clock import today

BASE = "/staff/rulebook"
LAST = {"conditions": {}, "target": "residents_committee", "reason": "由{organisation}受理。", "name": "兜底"}


def rule(name: str, target: str, reason: str = "由{organisation}负责。", **more: Any) -> dict[str, Any]:
    """Return a rule as an editor sends it."""
    body = {"name": name, "conditions": more.pop("conditions", {}), "target": target, "reason": reason}
    return body | {"deadline": None, "urgency": None} | more


LIGHTS = rule("楼道灯给街道", "street_office", "楼道灯由{organisation}统一修。", conditions={"category": ["0201"]})


def bare(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return shown rules as an editor sends them back."""
    kept = ("id", "name", "conditions", "target", "reason", "deadline", "urgency")
    return [{key: one[key] for key in kept} for one in rules]


def begin(person, *, expect: int = 201, key: str | None = None, **fields):
    """Begin a draft."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    answer = person.post(f"{BASE}/sets", {"title": "试一试"} | fields, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, set_id: str, *, expect: int = 200):
    """Return a version as ``person`` sees it."""
    answer = person.get(f"{BASE}/sets/{set_id}")
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, version: dict[str, Any], action: str, *, expect: int = 200, **fields):
    """Do ``action`` with the version number that ``version`` shows."""
    answer = person.post(f"{BASE}/sets/{version['id']}/actions/{action}", {"version": version["version"]} | fields)
    assert answer.status_code == expect, answer.json
    return answer.json


def drafted(person, rules: list[dict[str, Any]], **fields):
    """Begin a draft and give it these rules."""
    return act(person, begin(person, **fields), "save", rules=rules)


def submitted(person, rules: list[dict[str, Any]], **fields):
    """The same, handed in."""
    return act(person, drafted(person, rules, **fields), "submit")


def published(writer, publisher, rules: list[dict[str, Any]], **fields):
    """The same, published by another person."""
    return act(publisher, submitted(writer, rules, **fields), "publish")


def in_front(person, *rules: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rules in force with ``rules`` before them."""
    current = next(one for one in person.get(f"{BASE}/sets?state=published").json["items"])
    return [*rules, *bare(see(person, current["id"])["rules"])]


def start(person, version, *, expect: int = 201, key: str | None = None, **fields):
    """Ask for a dry run, by default over today's tickets."""
    body = {"since": today().isoformat(), "until": today().isoformat()} | fields
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    answer = person.post(f"{BASE}/sets/{version['id']}/runs", body, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def look(person, run, *, expect: int = 200):
    """Return a dry run as it is now."""
    answer = person.get(f"{BASE}/runs/{run['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json

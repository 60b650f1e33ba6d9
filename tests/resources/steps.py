"""Steps that the tests of idle resources take, each through HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import today
from app.core.ledger import to_sheet
from app.resources.service.ledger import LEDGER

BASE = "/staff/resources"
Shape = dict[str, Any]


def soon(days: int = 30) -> str:
    """Return a day on which somebody looks again."""
    return (today() + timedelta(days=days)).isoformat()


def inventory(**more: Any) -> Shape:
    """Return what a survey writes down of a boiler house."""
    return {
        "name": "原锅炉房", "kind": "room", "place": "3号楼北侧", "area": 18_650, "ownership": "unit",
        "owner_text": "示例厂", "present_use": "堆放杂物", "next_on": soon(),
    } | more  # fmt: skip


def add(person, estate, expect: int = 201, **more: Any) -> Shape:
    """Enter a resource."""
    answer = person.post(BASE, {"compound_id": str(estate.compound)} | inventory(**more))
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, resource: Shape, expect: int = 200) -> Shape:
    """Read a resource."""
    answer = person.get(f"{BASE}/{resource['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


BODIES: dict[str, Shape] = {
    "consult": {"note": "问了 86 户，72 户同意"},
    "plan": {"use": "canteen", "note": "改成食堂，由示例餐饮运营，三餐 15 元"},
    "fund": {"money_fen": 38_000_000, "money_from": "街道为民服务资金"},
    "ask": {"use": "canteen", "note": "改成食堂，由示例餐饮运营"},
    "convert": {"note": "开工"},
    "run": {"service_name": "春晖食堂", "service_hours": "每天 7:00-19:00", "service_phone": "010-00000000"},
    "note": {"note": "约了产权单位面谈"},
    "stick": {"stuck": "owner", "note": "产权单位要收租金"},
    "go_on": {"note": "街道协调，减免三年租金"},
    "end": {"note": "拆除"},
}


def act(person, resource: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Make one step with what it needs."""
    body = {"version": resource["version"]} | BODIES.get(action, {}) | more
    if action not in ("run", "end"):
        body.setdefault("next_on", soon())
    answer = person.post(f"{BASE}/{resource['id']}/actions/{action}", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def opened(person, estate) -> Shape:
    """Bring a resource all the way to a running service."""
    resource = add(person, estate)
    for action in ("consult", "plan", "fund", "convert", "run"):
        resource = act(person, resource, action)
    return resource


def file_of(person, expect: int = 200) -> bytes:
    """Save the ledger as a table to be brought back."""
    answer = person.get(f"{BASE}/table.xlsx")
    assert answer.status_code == expect, answer.json
    return answer.data


def bring(person, rows: bytes | list[Shape], expect: int = 201, key: str | None = None) -> Shape:
    """Bring rows, in which columns may be left out, as a file; return the dry run (or the error)."""
    data = rows if isinstance(rows, bytes) else to_sheet([(LEDGER, rows)])
    headers = {"Idempotency-Key": key} if key else {}
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + data + b"\r\n--x--\r\n"
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    answer = person._call("post", f"{BASE}/imports", data=body, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json

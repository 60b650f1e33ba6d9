"""Steps that the tests of the council take, each through HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import now, today

BASE, MINE = "/staff/council", "/council/topics"
Shape = dict[str, Any]
POSTED = {"resolution": "东侧空地装晾衣杆", "resolved_by": "议事会", "posted_at": "大门公示栏、1号楼"}


def topic(person, estate, expect: int = 201, **more: Any) -> Shape:
    """List a topic."""
    body = {"compound_id": str(estate.compound), "kind": "other", "title": "晾衣服的地方", "words": "没地方晾"} | more
    answer = person.post(f"{BASE}/topics", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, one: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Make one move."""
    answer = person.post(f"{BASE}/topics/{one['id']}/actions/{action}", {"version": one["version"]} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, one: Shape, expect: int = 200) -> Shape:
    """Read a topic."""
    answer = person.get(f"{BASE}/topics/{one['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def propose(person, estate, expect: int = 201, **more: Any) -> Shape:
    """Propose a topic as a resident; return what he sees then."""
    body = {"compound_id": str(estate.compound), "title": "门口加个坡道", "words": "轮椅下不来"} | more
    answer = person.post(MINE, body)
    assert answer.status_code == expect, answer.json
    return answer.json


def mine(person) -> list[Shape]:
    """Return what a resident sees."""
    return person.get(MINE).json["items"]


def held(*topics: Shape, **more: Any) -> Shape:
    """Return a meeting that spoke of some topics."""
    sides = [("业主", "王阿姨等", 8), ("物业", "李经理", 1)]
    said = {"statements": "都说要", "consensus": "同意装", "dissent": "一人怕挡光"}
    return {
        "at": (now() - timedelta(hours=2)).isoformat(),
        "place": "社区会议室",
        "convener": "书记",
        "attendance": [{"side": side, "names": names, "count": count} for side, names, count in sides],
        "topics": [{"topic_id": one["id"]} | said for one in topics],
    } | more


def meet(person, *topics: Shape, expect: int = 201, **more: Any) -> Shape:
    """Write a meeting down."""
    answer = person.post(f"{BASE}/meetings", held(*topics, **more))
    assert answer.status_code == expect, answer.json
    return answer.json


def deliberated(person, one: Shape) -> Shape:
    """Walk a topic until a meeting has spoken of it."""
    one = act(person, one, "discuss", scope="全小区，业主和物业")
    one = act(person, one, "deliberate")
    meet(person, one)
    return see(person, one)


def resolved(person, one: Shape) -> Shape:
    """Walk a topic until its resolution is posted."""
    return act(person, deliberated(person, one), "resolve", posted_on=str(today()), **POSTED)


def task(person, one: Shape, expect: int = 201, **more: Any) -> Shape:
    """Write down who does what."""
    body = {"owner": "示例物业", "measure": "装 20 米晾衣杆", "due_on": str(today() + timedelta(days=9))} | more
    answer = person.post(f"{BASE}/topics/{one['id']}/tasks", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def finish(person, one: Shape, expect: int = 200, **more: Any) -> Shape:
    """Write down that a task was done."""
    body = {"version": one["version"], "proof": "装好了，楼长看过"} | more
    answer = person.post(f"{BASE}/tasks/{one['id']}/actions/finish", body)
    assert answer.status_code == expect, answer.json
    return answer.json

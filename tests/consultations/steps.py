"""Steps that the tests of consultations take, each through HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import now, today
from app.core.permissions import Role
from tests.duty.steps import execute
from tests.world import give_post, make_person, write

BASE = "/staff/consultations"
Shape = dict[str, Any]
TOPICS = ["收费", "停车"]


def day(days: int) -> str:
    """Return a day to come (or gone)."""
    return (today() + timedelta(days=days)).isoformat()


def body(**more: Any) -> Shape:
    """Return a draft that may be opened today."""
    return {
        "title": "示例街道停车管理办法", "draft_text": "第一条 ……", "explanation": "起草说明",
        "closes_on": day(30), "topics": TOPICS,
    } | more  # fmt: skip


def draft(person, expect: int = 201, **more: Any) -> Shape:
    """Begin a consultation."""
    answer = person.post(BASE, body(**more))
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, consultation: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Make one move with the version on the screen."""
    sent = {"version": consultation["version"]} | more
    answer = person.post(f"{BASE}/{consultation['id']}/actions/{action}", sent)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, consultation: Shape, expect: int = 200) -> Shape:
    """Read a consultation."""
    answer = person.get(f"{BASE}/{consultation['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def opened(person, **more: Any) -> Shape:
    """Open a consultation today."""
    return act(person, draft(person, **more), "open")


def send(person, consultation: Shape, text: str = "停车费太高", expect: int = 201, **more: Any) -> Shape:
    """Send an opinion from the app."""
    answer = person.post(f"/consultations/{consultation['id']}/opinions", {"text": text} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def send_web(app, consultation: Shape, text: str = "车位不够", expect: int = 201, **more: Any) -> Shape:
    """Send an opinion from the web, without signing in."""
    client = app.test_client(use_cookies=False)
    path = f"/api/v1/public/consultations/{consultation['id']}/opinions"
    answer = client.post(path, json={"text": text} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def web(app, path: str, expect: int = 200) -> Shape:
    """Read something for everybody."""
    answer = app.test_client(use_cookies=False).get(f"/api/v1/public{path}")
    assert answer.status_code == expect, answer.json
    return answer.json


def sheet(number: int | None = 1, **more: Any) -> Shape:
    """Return a paper sheet that came in today."""
    return {"source": "paper", "sheet_no": number, "received_on": day(0), "text": "支持"} | more


def enter(person, consultation: Shape, expect: int = 201, **more: Any) -> Shape:
    """Take a sheet down."""
    answer = person.post(f"{BASE}/{consultation['id']}/opinions", sheet(**more))
    assert answer.status_code == expect, answer.json
    return answer.json


def opinions(person, consultation: Shape, query: str = "") -> list[Shape]:
    """Read the opinions of a consultation, the newest first."""
    answer = person.get(f"{BASE}/{consultation['id']}/opinions?limit=100{query}")
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def these(*some: Shape) -> list[Shape]:
    """Return opinions as the screen names them."""
    return [{"id": one["id"], "version": one["version"]} for one in some]


def work(person, consultation: Shape, what: str, some: list[Shape], expect: int = 204, **more: Any) -> Any:
    """Do something with several opinions."""
    path = f"{BASE}/{consultation['id']}/opinions/actions/{what}"
    answer = person.post(path, {"opinions": these(*some)} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def shift_end(app, consultation: Shape, by: timedelta) -> None:
    """Let the end come at another instant, counted from now; the timer is due."""
    execute(
        app,
        "update consultations_consultation set open_at = :opened, close_at = :closes where id = :id",
        opened=now() - timedelta(days=31),
        closes=now() + by,
        id=consultation["id"],
    )
    execute(app, "update core_outbox set due_at = now() where topic = 'consultations.closes'")


def closed(app, person, consultation: Shape, deliver) -> Shape:
    """Let the clock close it."""
    shift_end(app, consultation, timedelta(seconds=-1))
    deliver()
    found = see(person, consultation)
    assert found["state"] == "closed"
    return found


def second(app, world, key: str = "street_a2"):
    """Return another person of street a."""

    def make():
        person = make_person(world, world.street_a.client, "街道二", username="street-a2", key=key)
        give_post(world, person, Role.STREET, region=world.regions["street_a"])
        return person

    return write(app, make)

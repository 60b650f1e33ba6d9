"""Steps that the tests of polls take, each through HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import spreadsheets
from app.core.clock import now
from app.core.ledger import from_sheet, to_sheet
from app.core.permissions import Role
from app.core.uow import unit_of_work
from app.identity.principal import actor_of_session
from app.voting.service import evote
from tests.duty.steps import execute
from tests.world import give_post, in_app, make_person, write

BASE = "/staff/polls"
Shape = dict[str, Any]
TOPICS = [{"matter": 5, "text": "用维修资金修 1 号楼屋面"}, {"matter": 8, "text": "东门车棚改成充电车棚"}]


def later(days: float = 0, minutes: float = 0) -> str:
    """Return an instant to come (or gone)."""
    return (now() + timedelta(days=days, minutes=minutes)).isoformat()


def body(**more: Any) -> Shape:
    """Return a poll: a survey that opens in a minute."""
    return {
        "kind": "survey", "title": "屋面和车棚", "organiser": "示例社区居民委员会", "explanation": "说明",
        "opens_at": later(minutes=1), "closes_at": later(days=7), "topics": TOPICS,
    } | more  # fmt: skip


def draft(person, estate, expect: int = 201, **more: Any) -> Shape:
    """Begin a poll."""
    answer = person.post(BASE, {"compound_id": str(estate.compound)} | body(**more))
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, poll: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Make one move."""
    answer = person.post(f"{BASE}/{poll['id']}/actions/{action}", {"version": poll["version"]} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, poll: Shape, expect: int = 200) -> Shape:
    """Read a poll."""
    answer = person.get(f"{BASE}/{poll['id']}")
    assert answer.status_code == expect, answer.json
    return answer.json


def shift(app, poll: Shape, opens: timedelta, closes: timedelta) -> None:
    """Let votes begin and end at other instants, counted from now; the clock does the rest."""
    execute(
        app, "update voting_poll set opens_at = :opens, closes_at = :closes where id = :id",
        opens=now() + opens, closes=now() + closes, id=poll["id"],
    )  # fmt: skip
    execute(app, "update core_outbox set due_at = now() where topic in ('voting.opens', 'voting.closes')")


def opened(app, world, deliver, **more: Any) -> Shape:
    """Announce a poll of compound a and let it open."""
    poll = act(world.community_a, draft(world.community_a, world.a, **more), "notice")
    shift(app, poll, timedelta(minutes=-1), timedelta(days=1))
    deliver()
    return see(world.community_a, poll)


def closed(app, world, deliver, poll: Shape) -> Shape:
    """Let the end come."""
    shift(app, poll, timedelta(days=-2), timedelta(seconds=-1))
    deliver()
    return see(world.community_a, poll)


def vote(person, poll: Shape, home, choices: list[str], expect: int = 201, **more: Any) -> Shape:
    """Vote by phone."""
    answer = person.post(f"/polls/{poll['id']}/votes", {"home_id": str(home), "choices": choices}, **more)
    assert answer.status_code == expect, answer.json
    return answer.json


def paper(person, poll: Shape, home, choices: list[str], expect: int = 200, channel: str = "paper") -> Shape:
    """Read a paper ballot."""
    sent = {"home_id": str(home), "choices": choices, "channel": channel}
    answer = person.post(f"{BASE}/{poll['id']}/papers", sent)
    assert answer.status_code == expect, answer.json
    return homes(person, poll) if expect == 200 else answer.json


def put_in(person, poll: Shape, home, expect: int = 200) -> Shape:
    """Note that a home put its paper into the box."""
    answer = person.post(f"{BASE}/{poll['id']}/boxed", {"home_id": str(home)})
    assert answer.status_code == expect, answer.json
    return answer.json


def read_box(person, poll: Shape, sums, expect: int = 200) -> Shape:
    """Count the box."""
    sent = [dict(zip(("yes", "no", "abstain"), one, strict=True)) for one in sums]
    answer = person.post(f"{BASE}/{poll['id']}/box", {"sums": sent})
    assert answer.status_code == expect, answer.json
    return answer.json


def homes(person, poll: Shape) -> Shape:
    """Read the register with how far each vote is."""
    return person.get(f"{BASE}/{poll['id']}/homes").json


def second_community(app, world):
    """Return another worker of community a."""

    def make():
        person = make_person(world, world.manager_a.client, "社工二", username="community-a2", key="community_a2")
        give_post(world, person, Role.COMMUNITY, region=world.regions["community_a"])
        return person

    return write(app, make)


def sheet_of(person, poll) -> bytes:
    """Save the register."""
    answer = person.get(f"{BASE}/{poll['id']}/register.xlsx")
    assert answer.status_code == 200
    return answer.data


def bring(person, poll, data: bytes, expect: int = 201):
    """Bring a register back."""
    path = f"{BASE}/{poll['id']}/register/imports"
    answer = person._call("post", path, data={"file": (io.BytesIO(data), "名册.xlsx")})
    assert answer.status_code == expect, answer.json
    return answer.json


def evote_form(person, poll, expect: int = 200) -> bytes:
    """Save the form of the municipal vote."""
    answer = person.get(f"{BASE}/{poll['id']}/evote.xlsx")
    assert answer.status_code == expect, answer.json
    return answer.data


def evote_of(app, world, poll, choose: Callable[[Shape], tuple[str | None, str | None]], times: int = 1) -> bytes:
    """Return the form of the municipal vote filled in: for each row the choices to its two topics."""
    data = evote_form(world.community_a, poll)

    def fill() -> bytes:
        with unit_of_work():
            actor = actor_of_session(world.community_a.session_id)
        spec = evote.spec_for(actor, UUID(poll["id"]))
        read = from_sheet(spreadsheets.read(data), spec)
        rows = [row | dict(zip(("t1", "t2"), choose(row), strict=True)) for row in read.rows]
        return to_sheet([(spec, rows * times)], [])

    return in_app(app, fill)

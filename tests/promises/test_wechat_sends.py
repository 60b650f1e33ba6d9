"""P05: no message to WeChat is lost in silence or sent twice; what nobody can know is shown to a person."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.fakes.wechat import FakeWeChat
from tests.promises.client import file_ticket
from tests.promises.harness import Problems, Stack, wait_until

pytestmark = pytest.mark.promise

TEMPLATES = {"work": "template-work", "progress": "template-progress"}
MESSAGES = 14
INSIDE = {"HFW_FAULT_SLEEP_AT": "after_send_before_record"}
BAD_DAY = ("ok", "taken_then_reset", "ok", "ok", "status_500", "ok", "taken_then_500", "ok", "ok", "taken_then_html")
TWICE, SILENT, WRONG, STUCK = (
    "a message was sent twice",
    "a message was taken that is recorded as not sent",
    "a message is recorded as sent that nobody took",
    "a message was neither sent nor given up nor shown to a person",
)
DELIVERIES = """
    SELECT d.state, d.reason, d.attempts, d.person_id::text AS person, d.template, d.ticket_id::text AS ticket
    FROM notify_delivery d
"""


def habits(*words: str):
    """Return a habit of the fake that goes through ``words`` for messages and is good for everything else."""
    lock, endless = threading.Lock(), itertools.cycle(words)

    def habit(path: str) -> str:
        with lock:
            return next(endless) if path.endswith("/send") else "ok"

    return habit


def open_stack(cluster, wechat: FakeWeChat, **options: str) -> Stack:
    """Return a product that talks to the fake."""
    return Stack(
        cluster,
        HFW_WECHAT_BASE_URL=wechat.url,
        HFW_WECHAT_APPID=wechat.appid,
        HFW_WECHAT_SECRET=wechat.secret,
        HFW_WECHAT_TEMPLATES=json.dumps(TEMPLATES),
        **options,
    )


def plan(stack: Stack, count: int) -> None:
    """Let the manager of compound a hear of ``count`` new reports by WeChat."""
    stack.sql(
        "INSERT INTO notify_subscription (person_id, template, remaining) VALUES (%s, 'work', 1000)",
        stack.people["manager_a"].id,
    )
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(count):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10)


def judged(stack: Stack, wechat: FakeWeChat) -> Problems:
    """Compare what WeChat took with what we believe."""
    openids = {person.id: person.openid for person in stack.people.values()}
    taken = Counter((one.openid, one.template_id, one.page.rpartition("=")[2]) for one in list(wechat.ledger))
    rows = stack.sql(DELIVERIES)
    keys = [(openids[row["person"]], TEMPLATES[row["template"]], row["ticket"]) for row in rows]
    pairs = list(zip(keys, rows, strict=True))
    found = {
        TWICE: [key for key, times in taken.items() if times > 1],
        SILENT: [row for key, row in pairs if taken[key] and row["state"] not in ("sent", "unknown")],
        WRONG: [row for key, row in pairs if row["state"] == "sent" and not taken[key]],
        STUCK: [row for _, row in pairs if row["state"] in ("planned", "sending")],
    }
    return {name: wrong[:3] for name, wrong in found.items() if wrong}


@pytest.fixture
def wechat() -> Iterator[FakeWeChat]:
    """WeChat on loopback."""
    with FakeWeChat() as fake:
        yield fake


def test_a_message_is_sent_once_or_shown_to_a_person(cluster, wechat):
    wechat.habit = habits(*BAD_DAY)
    with open_stack(cluster, wechat) as stack:
        stack.start_web(workers=1)
        stack.start_worker()
        stack.start_worker("outward", "outward", **INSIDE)
        stack.start_sweeper()
        stack.wait_ready()
        stack.wait_workers()
        plan(stack, MESSAGES)
        wait_until(lambda: len(wechat.ledger) >= 3, 30, lambda: f"WeChat hears nothing: {stack.stuck()}")
        time.sleep(0.1)  # inside the pause between the answer and the note of it
        stack.keeper.kill9("outward")
        stack.settle(45)

        assert stack.problems() | judged(stack, wechat) == {}
        states = Counter(row["state"] for row in stack.sql(DELIVERIES))
        assert states["sent"] + states["unknown"] == MESSAGES
        assert states["unknown"] >= 4
        assert states["sent"] >= 4
        a_person_sees_and_decides(stack, states["unknown"])


def a_person_sees_and_decides(stack: Stack, unknown: int) -> None:
    """The unclear ones are listed, and one can be decided, once."""
    with stack.phone(stack.people["sysadmin"]) as admin:
        listed = admin.get("/staff/deliveries?state=unknown&limit=100").body["items"]
        assert len(listed) == unknown
        path = f"/staff/deliveries/{listed[0]['id']}/actions/mark_sent"
        assert [admin.post(path).status, admin.post(path).status] == [200, 409]


@pytest.mark.sabotage
def test_the_proof_turns_red_when_an_unclear_message_is_sent_again(cluster, wechat):
    wechat.habit = habits("taken_then_reset", "ok")
    with open_stack(cluster, wechat, sabotage="retry_on_timeout") as stack:
        stack.start_web(workers=1)
        stack.start_worker()
        stack.start_worker("outward", "outward")
        stack.start_sweeper()
        stack.wait_ready()
        plan(stack, 3)
        wait_until(lambda: len(wechat.ledger) >= 3, 30, lambda: f"WeChat hears nothing: {stack.stuck()}")
        stack.settle()

        assert TWICE in judged(stack, wechat)

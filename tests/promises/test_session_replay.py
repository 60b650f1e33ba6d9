"""P32: a stolen or old session is worthless after sign-out, a change of password, disabling, or time - at once."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from tests.promises.client import Answer
from tests.promises.harness import Stack, logs_of
from tests.promises.prepare import PASSWORD

pytestmark = pytest.mark.promise

NEW_PASSWORD = "Neuer-Korb-Fenster-58"
OTHER_PHONE = {"User_Agent": "somebody else's phone"}
ALL_WAYS = {
    "signed out on the phone",
    "signed out in the browser",
    "ended from another device",
    "password changed",
    "account disabled",
    "idle too long",
    "too old",
}


class Browser:
    """A browser that signed in by password, and a copy of its cookie in other hands."""

    def __init__(self, stack: Stack, username: str) -> None:
        self.phone = stack.phone(None, User_Agent="browser")
        answer = self.phone.post("/auth/session", {"username": username, "password": PASSWORD})
        assert answer.status == 200, answer
        self.cookie = next(
            part.split(";")[0] for part in answer.headers["set-cookie"].split(", ") if "hfw_session=" in part
        )
        self.headers = {"Cookie": self.cookie, "X_CSRF_Token": answer.body["csrf_token"]}

    def is_welcome(self) -> bool:
        """Whether the cookie still opens the door, by itself and from elsewhere."""
        return any(self.phone.get("/me", Cookie=self.cookie, **agent).status == 200 for agent in ({}, OTHER_PHONE))


def is_welcome(stack: Stack, person: Any) -> bool:
    """Whether the token still opens the door, by itself and from elsewhere."""
    with stack.phone(person) as phone:
        answers = [phone.get("/me"), phone.get("/me", **OTHER_PHONE)]
    assert {answer.status for answer in answers} <= {200, 401}
    return any(answer.status == 200 for answer in answers)


def replays(stack: Stack) -> set[str]:
    """End sessions in every way there is, and return the ways after which an old token still worked."""
    people, admin = stack.people, stack.phone(stack.people["sysadmin"])
    left = {}
    assert all(is_welcome(stack, people[key]) for key in ("household_0", "household_1", "household_2", "street_a"))

    with stack.phone(people["household_0"]) as phone:
        assert phone.delete("/auth/session").status == 204
    left["signed out on the phone"] = is_welcome(stack, people["household_0"])

    first, second = Browser(stack, "manager-a"), Browser(stack, "manager-a")
    assert first.cookie != second.cookie
    assert first.is_welcome()
    assert second.is_welcome()
    for item in first.phone.get("/auth/sessions", Cookie=first.cookie).body["items"]:
        if not item["current"] and item["kind"] == "cookie":
            assert first.phone.delete(f"/auth/sessions/{item['id']}", **first.headers).status == 204
    left["ended from another device"] = second.is_welcome()
    assert first.phone.delete("/auth/session", **first.headers).status == 204
    left["signed out in the browser"] = first.is_welcome()

    worker = Browser(stack, "repair-a2")
    changed = worker.phone.post(
        "/auth/password", {"old_password": PASSWORD, "new_password": NEW_PASSWORD}, **worker.headers
    )
    assert changed.status == 204, changed
    left["password changed"] = is_welcome(stack, people["repair_a2"])
    assert worker.is_welcome(), "the session that changed the password goes on"

    disabled = admin.post(f"/staff/people/{people['street_a'].id}/actions/disable")
    assert disabled.status == 200, disabled
    left["account disabled"] = is_welcome(stack, people["street_a"])

    for key, column, way in (("household_1", "idle_until", "idle too long"), ("household_2", "abs_until", "too old")):
        stack.sql(
            f"UPDATE identity_session SET {column} = now() - interval '1 second' WHERE id = %s", people[key].session_id
        )
        left[way] = is_welcome(stack, people[key])

    assert set(left) == ALL_WAYS
    return {way for way, welcome in left.items() if welcome}


def test_an_ended_session_is_worthless_at_once(cluster):
    with Stack(cluster) as stack:
        stack.start_web()
        stack.wait_ready()

        assert replays(stack) == set()
        rights_end_with_the_post(stack)
        requests_in_flight_do_not_save_a_session(stack)
        no_token_is_written_down(stack)
        assert stack.problems() == {}


def rights_end_with_the_post(stack: Stack) -> None:
    """Somebody whose post ends while he is signed in may nothing from the next request on."""
    person = stack.people["community_a"]
    with stack.phone(person) as phone, stack.phone(stack.people["sysadmin"]) as admin:
        assert phone.get("/staff/tickets").status == 200
        post = phone.get("/me").body["posts"][0]["id"]
        assert admin.post(f"/staff/posts/{post}/actions/end").status == 204
        assert phone.get("/staff/tickets").status == 403
        assert phone.get("/me").body["posts"] == []


def requests_in_flight_do_not_save_a_session(stack: Stack) -> None:
    """While a session is used all the time it is ended; no request that begins afterwards is answered."""
    person = stack.people["household_3"]
    seen: list[tuple[float, Answer]] = []
    over = threading.Event()

    def use() -> None:
        with stack.phone(person) as phone:
            while not over.is_set():
                began = time.monotonic()
                seen.append((began, phone.get("/me")))

    threads = [threading.Thread(target=use, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    with stack.phone(person) as phone:
        assert phone.delete("/auth/session").status == 204
    ended_at = time.monotonic()
    time.sleep(0.3)
    over.set()
    for thread in threads:
        thread.join()
    assert {answer.status for began, answer in seen if began < ended_at} >= {200}
    assert {answer.status for began, answer in seen if began > ended_at} == {401}


def no_token_is_written_down(stack: Stack) -> None:
    """The table holds hashes, and the logs hold nothing."""
    stored = stack.sql("SELECT s::text AS row, length(token_hash) AS bytes FROM identity_session s")
    everything = "".join(row["row"] for row in stored) + "".join(path.read_text() for path in logs_of(stack))
    assert {row["bytes"] for row in stored} == {32}
    assert not [person.key for person in stack.people.values() if person.token in everything]


@pytest.mark.sabotage
def test_the_proof_turns_red_when_tokens_are_believed_unseen(cluster):
    with Stack(cluster, sabotage="signature_only") as stack:
        stack.start_web(workers=1)
        stack.wait_ready()

        assert replays(stack) == ALL_WAYS

"""P06: the same submission sent again creates one ticket and gets the same answer."""

from __future__ import annotations

import uuid

import pytest

from tests.promises.harness import Problems, Stack, together
from tests.promises.invariants import UNDONE
from tests.promises.pictures import photo

pytestmark = pytest.mark.promise

KEYS, AT_ONCE = 12, 8
DIFFER = "one key got different answers"


def body_for(stack: Stack, key: str) -> dict[str, object]:
    """Return a report whose words name its key."""
    return {
        "compound_id": stack.places.a.compound,
        "kind": "repair",
        "category": "0101",
        "description": f"漏雨 key:{key}",
        "media_ids": [],
    }


def sent_at_once(stack: Stack) -> Problems:
    """Send each of several reports eight times at the same moment and return what is broken."""
    phones = [stack.phone(stack.people["resident_a"]) for _ in range(AT_ONCE)]
    differ = []
    for _ in range(KEYS):
        key = str(uuid.uuid4())
        body = body_for(stack, key)
        answers = together(AT_ONCE, lambda n, b=body, k=key: phones[n].post("/tickets", b, Idempotency_Key=k))
        facts = {(a.status, a.body.get("id"), a.body.get("no"), a.body.get("created_at")) for a in answers}
        if len(facts) != 1 or answers[0].status != 201:
            differ.append(facts)
    found = stack.problems(UNDONE)
    return found | ({DIFFER: differ} if differ else {})


def test_a_submission_sent_again_is_done_once(cluster):
    with Stack(cluster) as stack:
        stack.start_web()
        stack.wait_ready()

        assert sent_at_once(stack) == {}
        a_cut_answer_can_be_asked_for_again(stack)
        a_key_belongs_to_a_person_and_to_a_body(stack)
        a_photo_sent_again_is_one_photo(stack)
        assert stack.problems(UNDONE) == {}


def a_cut_answer_can_be_asked_for_again(stack: Stack) -> None:
    """Hang up after ten bytes of the answer, three times, then listen."""
    made = set()
    for _ in range(5):
        key = str(uuid.uuid4())
        with stack.phone(stack.people["resident_a"]) as phone:
            for _ in range(3):
                phone.post_and_hang_up("/tickets", body_for(stack, key), key)
            answer = phone.post("/tickets", body_for(stack, key), Idempotency_Key=key)
        assert answer.status == 201
        made.add(answer.body["id"])
        assert stack.value("SELECT count(*) FROM tickets_ticket WHERE description LIKE %s", f"%{key}") == 1
    assert len(made) == 5


def a_key_belongs_to_a_person_and_to_a_body(stack: Stack) -> None:
    """Another body under the key is refused, another person's key is another key, and a day later it still holds."""
    key = str(uuid.uuid4())
    body = body_for(stack, key)
    with stack.phone(stack.people["resident_a"]) as phone, stack.phone(stack.people["family_a"]) as other:
        first = phone.post("/tickets", body, Idempotency_Key=key)
        changed = phone.post("/tickets", body | {"description": "改了"}, Idempotency_Key=key)
        assert (changed.status, changed.code) == (422, "app.idempotency_key_reused")
        independent = other.post("/tickets", body | {"description": "另一个人"}, Idempotency_Key=key)
        assert independent.status == 201
        assert independent.body["id"] != first.body["id"]
        stack.sql("UPDATE core_idempotency SET created_at = created_at - interval '25 hours' WHERE key = %s", key)
        again = phone.post("/tickets", body, Idempotency_Key=key)
        assert (again.status, again.body["id"]) == (201, first.body["id"])


def a_photo_sent_again_is_one_photo(stack: Stack) -> None:
    """Two uploads of one photo at once, and a third later, are one photo, one row and two files."""
    phones = [stack.phone(stack.people["resident_a"]) for _ in range(2)]
    picture, key = photo(), f"photo-{uuid.uuid4()}"
    answers = together(2, lambda n: phones[n].upload(picture, key))
    answers.append(phones[0].upload(picture, key))
    assert {(answer.status, answer.body.get("id")) for answer in answers} == {(201, answers[0].body["id"])}
    assert stack.value("SELECT count(*) FROM media_file") == 1
    assert sum(1 for path in stack.files.rglob("*") if path.is_file()) == 2


@pytest.mark.sabotage
def test_the_proof_turns_red_when_the_key_is_checked_before_it_is_stored(cluster):
    with Stack(cluster, sabotage="check_then_insert") as stack:
        stack.start_web()
        stack.wait_ready()

        found = sent_at_once(stack)

    assert {DIFFER, "one key made more than one ticket"} <= set(found)

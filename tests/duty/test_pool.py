"""The pool: what a repair worker may take, the one that is due first at the top."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import now
from tests.duty.steps import choose, execute, ordered
from tests.tickets.steps import act, file


def pool(person, **query):
    """Return a page of the pool."""
    answer = person.get("/staff/duty/pool", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_the_first_due_is_at_the_top_and_pages_follow_each_other(app, world, deliver):
    tickets = [ordered(world, deliver) for _ in range(5)]
    order = [3, 0, 4, 1, 2]
    for place, number in enumerate(order):
        due = now() + timedelta(hours=1 + place // 2)  # two of them at the very same moment
        execute(app, "update tickets_ticket set finish_due_at = :due where id = :id", due=due, id=tickets[number])
    whole = pool(world.repair_a)
    assert whole["next"] is None
    assert [one["id"] for one in whole["items"]][-1] == tickets[2]
    assert {one["id"] for one in whole["items"]} == set(tickets)

    seen, cursor = [], None
    while True:
        page = pool(world.repair_a, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [one["id"] for one in whole["items"]]
    dues = [one["finish_due_at"] for one in whole["items"]]
    assert dues == sorted(dues)
    assert all("accept" in one["actions"] for one in whole["items"])


def test_only_what_is_free_in_the_own_company_is_there(app, world, deliver):
    free = ordered(world, deliver)
    taken = ordered(world, deliver)
    act(world.repair_a2, taken, "accept", staff=True)
    named = ordered(world, deliver)
    act(world.manager_a, named, "assign", staff=True, assignee_id=str(world.repair_a2.id))
    withdrawn = ordered(world, deliver)
    act(world.resident_a, withdrawn, "withdraw")
    file(world.resident_b, world.b, category="0101", description="漏")
    deliver()
    choose(world.manager_a, world.a, "manual")
    by_hand = ordered(world, deliver)
    deliver()

    # Choosing "by hand" took the free one out of the pool as well.
    assert pool(world.repair_a)["items"] == []
    choose(world.manager_a, world.a, "pool", version=1)
    deliver()
    assert {one["id"] for one in pool(world.repair_a)["items"]} == {free, by_hand}
    assert {one["id"] for one in pool(world.manager_a)["items"]} == {free, by_hand}
    assert len(pool(world.repair_b)["items"]) == 1
    for person in (world.community_a, world.resident_a, world.handler):
        assert person.get("/staff/duty/pool").status_code == 403


def test_the_list_takes_nothing_that_is_no_cursor(world):
    assert world.repair_a.get("/staff/duty/pool", query_string={"cursor": "x"}).status_code == 422
    assert world.repair_a.get("/staff/duty/pool", query_string={"limit": "0"}).status_code == 422

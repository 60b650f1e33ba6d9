"""Who proposed and who stands behind a topic hear what becomes of it; who only looks on does not learn their names."""

from __future__ import annotations

import pytest

from app.core import outbox
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.events.voting import PollConcluded
from tests.council.steps import (
    MINE,
    act,
    deliberated,
    finish,
    mine,
    propose,
    resolved,
    see,
    task,
    topic,
)
from tests.council.test_topics import posting_over
from tests.duty.steps import rows
from tests.identity.together import together
from tests.world import in_app


def heard(app) -> list[tuple]:
    """Return what was told to whom about topics, in order."""
    told = rows(
        app, "select person_id, title from notify_notice where title like '%议题%' or title like '%提案%' order by id"
    )
    return [(row.person_id, row.title) for row in told]


def taken(world):
    """Return a proposal that was taken, with one neighbour behind it."""
    [shown] = propose(world.resident_a, world.a)["items"]
    one = act(world.community_a, see(world.community_a, shown), "take")
    world.family_a.post(f"{MINE}/{one['id']}/support", {"on": True})
    return one


def test_they_hear_of_the_posting_and_are_asked_when_it_is_done(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, taken(world)))
    one = task(world.community_a, one, measure="再装一处")
    people = {world.resident_a.id, world.family_a.id}
    told = heard(app)
    assert told[0] == (world.resident_a.id, "您的提案列为议题了")
    assert {person for person, title in told if title == "议题有了决议，正在公示"} == people
    posting_over(app, deliver)
    for number in range(2):
        before = len(heard(app))
        finish(world.community_a, next(one for one in see(world.community_a, one)["tasks"] if one["may_finish"]))
        assert len(heard(app)) - before == 2 * number, "asked once, after the last task"
    assert {person for person, title in heard(app)[-2:]} == people
    assert {title for _, title in heard(app)[-2:]} == {"议题办完了，请您评一评"}


def test_they_hear_when_it_is_dropped(app, world):
    act(world.community_a, taken(world), "drop", note="明年大修一起做")
    told = rows(app, "select person_id, text from notify_notice where title = '议题不再议了'")
    assert {row.person_id for row in told} == {world.resident_a.id, world.family_a.id}
    assert {row.text for row in told} == {"“门口加个坡道”不再议了：明年大修一起做"}


def test_the_street_does_not_learn_who_proposed_it(world):
    one = taken(world)
    seen = see(world.community_a, one)
    assert (seen["proposer"], seen["events"][0]["actor"]) == (world.resident_a.name, world.resident_a.name)
    for person in (world.street_a, world.district):
        seen = see(person, one)
        assert (seen["proposer"], seen["events"][0]["actor"]) == (None, None)
        assert seen["events"][1]["actor"] == world.community_a.name
        assert world.resident_a.name not in str(seen)


@pytest.mark.parametrize(("outcome", "because", "resolution"), [
    ("passed", "", "业主表决通过了。"), ("failed", "业主表决没有通过。", ""), ("cancelled", "", ""),
])  # fmt: skip
def test_neighbours_read_what_the_owners_decided(app, world, outcome, because, resolution):
    one = deliberated(world.community_a, topic(world.community_a, world.a, matter=8))
    one = act(world.community_a, one, "to_owners")

    def conclude():
        with unit_of_work():
            outbox.publish(PollConcluded(str(new_id()), one["id"], outcome))
        outbox.drain_all()

    in_app(app, conclude)
    [shown] = mine(world.resident_a)
    assert (shown["because"], shown["resolution"]) == (because, resolution)


def test_six_proposals_at_once_are_three(app, world):
    def one(number: int) -> int:
        body = {"compound_id": str(world.a.compound), "title": f"提案{number}", "words": ""}
        return world.resident_a.post(MINE, body).status_code

    codes = together(*[lambda number=number: one(number) for number in range(6)])
    assert sorted(codes) == [201, 201, 201, 409, 409, 409]

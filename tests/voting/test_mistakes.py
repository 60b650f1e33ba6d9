"""What somebody at the desk got wrong: corrected while nothing is settled, and never after the count."""

from __future__ import annotations

from tests.duty.steps import rows as found
from tests.voting.steps import (
    BASE,
    act,
    closed,
    evote_of,
    homes,
    later,
    opened,
    paper,
    put_in,
    read_box,
    second_community,
    see,
    vote,
)
from tests.voting.test_channels import bring_evote

YES_NO, NO_YES = ["yes", "no"], ["no", "yes"]


def take_back(person, poll, home, expect=200):
    """Take back what oneself noted of a paper."""
    answer = person.post(f"{BASE}/{poll['id']}/papers/withdraw", {"home_id": str(home)})
    assert answer.status_code == expect, answer.json
    return answer.json


def test_a_paper_read_at_the_wrong_number_is_taken_back_and_does_not_hold_up_the_count(app, world, deliver):
    other, poll, wrong = second_community(app, world), opened(app, world, deliver), world.a.homes[1]
    paper(world.community_a, poll, wrong, YES_NO)
    assert take_back(other, poll, wrong)["entries"] == 1, "what somebody else read stays"
    poll = closed(app, world, deliver, poll)
    act(world.community_a, poll, "count", expect=409)
    for _ in range(2):  # tapped twice
        assert take_back(world.community_a, poll, wrong)["entries"] == 0
    assert found(app, "select * from voting_entry") == []
    assert str(found(app, "select * from core_audit")).count("voting.take_back") == 1
    done = act(world.community_a, see(world.community_a, poll), "count")
    take_back(world.community_a, done, wrong, expect=409)


def test_what_two_have_read_is_for_the_third_and_what_is_settled_stays(app, world, deliver):
    other, poll, home = second_community(app, world), opened(app, world, deliver), world.a.homes[1]
    paper(world.community_a, poll, home, YES_NO)
    paper(other, poll, home, NO_YES)
    assert "第三个人" in take_back(other, poll, home, expect=409)["error"]["message"]
    paper(world.street_a, poll, home, YES_NO)
    assert take_back(other, poll, home, expect=409)["error"]["code"] == "voting.voted_already"


def test_a_paper_noted_for_the_wrong_door_is_taken_back_until_the_box_is_opened(app, world, deliver):
    poll, wrong = opened(app, world, deliver, secret=True), world.a.homes[0]
    put_in(world.community_a, poll, wrong)
    mine = {row["home_id"]: row["mine"] for row in homes(world.community_a, poll)["items"]}
    assert [mine[str(home)] for home in world.a.homes] == [True, False, False]
    take_back(world.street_a, poll, wrong, expect=409)
    assert take_back(world.community_a, poll, wrong)["state"] != "voted"
    vote(world.resident_a, poll, wrong, YES_NO)
    assert take_back(world.community_a, poll, wrong, expect=409)["error"]["code"] == "voting.voted_already"
    put_in(world.community_a, poll, world.a.homes[1])
    poll = closed(app, world, deliver, poll)
    read_box(world.community_a, poll, [(1, 0, 0), (1, 0, 0)])
    assert "开箱" in take_back(world.community_a, poll, world.a.homes[1], expect=409)["error"]["message"]


def test_a_municipal_table_that_says_a_home_twice_is_refused_with_its_row(app, world, deliver):
    poll = closed(
        app, world, deliver, opened(app, world, deliver, kind="assembly", opens_at=later(15.1), closes_at=later(20))
    )
    label = homes(world.community_a, poll)["items"][0]["label"]
    data = evote_of(app, world, poll, lambda row: ("yes", "yes"), times=2)
    refused = bring_evote(world.community_a, poll, data, 422)["error"]["fields"]["file"][0]
    assert "重复" in refused
    assert label in refused
    assert found(app, "select * from voting_ballot") == []

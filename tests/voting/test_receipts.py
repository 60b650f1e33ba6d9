"""What people of a home see of its vote: its owners what they chose, everybody else there only that it voted."""

from __future__ import annotations

import pytest

from tests.duty.steps import execute
from tests.voting.steps import opened, vote

MOVED_IN = """
    INSERT INTO identity_home_binding (id, created_at, district_id, person_id, home_id, compound_id, relation, state)
    SELECT gen_random_uuid(), now(), h.district_id, :person, h.id, h.compound_id, :relation, 'active'
    FROM places_home h WHERE h.id = :home
"""


def receipt_of(person, poll):
    """Return the receipt that somebody sees."""
    [mine] = [one for one in person.get("/polls").json["items"] if one["id"] == poll["id"]]
    return mine["receipt"]


@pytest.mark.parametrize("relation", ["tenant", "family", "owner"])
def test_who_is_not_in_the_frozen_register_reads_that_the_home_voted_and_not_what(app, world, deliver, relation):
    """A tenant reads no vote of his landlord, nor who bought the home later that of the seller."""
    poll, home = opened(app, world, deliver), str(world.a.homes[0])
    vote(world.resident_a, poll, home, ["yes", "no"])
    execute(app, MOVED_IN, person=str(world.stranger.id), home=home, relation=relation)
    seen = receipt_of(world.stranger, poll)
    assert (seen["channel_name"], seen["choices"]) == ("手机", [])
    assert receipt_of(world.resident_a, poll)["choices"] == ["同意", "不同意"]


def test_a_co_owner_reads_what_the_home_chose_and_cannot_vote_again(app, world, deliver):
    home = str(world.a.homes[0])
    execute(app, MOVED_IN, person=str(world.stranger.id), home=home, relation="owner")
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, home, ["yes", "no"])
    assert receipt_of(world.stranger, poll)["choices"] == ["同意", "不同意"]
    refused = vote(world.stranger, poll, home, ["no", "no"], expect=409)
    assert refused["error"]["code"] == "voting.voted_already"


def test_who_owned_the_home_and_only_lives_there_now_reads_it_no_more(app, world, deliver):
    poll, home = opened(app, world, deliver), str(world.a.homes[0])
    vote(world.resident_a, poll, home, ["yes", "no"])
    execute(app, "update identity_home_binding set relation = 'tenant' where person_id = :id", id=world.resident_a.id)
    assert receipt_of(world.resident_a, poll)["choices"] == []

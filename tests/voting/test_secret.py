"""P39: after the count the whole database says the same of a secret poll, whoever chose what."""

from __future__ import annotations

import logging
from itertools import permutations, product
from uuid import UUID

import pytest

from app.core.idempotency import fingerprint
from app.core.ids import new_id
from app.voting import policy
from tests.duty.steps import execute
from tests.duty.steps import rows as found
from tests.voting.steps import act, closed, opened, put_in, read_box, second_community, see, vote

YES_NO, NO_YES, ABSTAIN = ["yes", "no"], ["no", "yes"], ["abstain", "abstain"]
OWNED = """
    INSERT INTO identity_home_binding (id, created_at, district_id, person_id, home_id, compound_id, relation, state)
    SELECT gen_random_uuid(), now(), h.district_id, :person, h.id, h.compound_id, 'owner', 'active'
    FROM places_home h WHERE h.compound_id = :compound
      AND NOT EXISTS (SELECT 1 FROM identity_home_binding b WHERE b.home_id = h.id AND b.person_id = :person)
"""


@pytest.fixture
def owner(app, world):
    """Somebody who owns every home of compound a."""
    execute(app, OWNED, person=str(world.resident_a.id), compound=str(world.a.compound))
    return world.resident_a


def hidden(app, world, deliver, owner, said):
    """Hold a secret survey to its count, the homes voting in their order with a key each; return the poll."""
    poll = opened(app, world, deliver, secret=True)
    for home, choices in zip(world.a.homes, said, strict=True):
        vote(owner, poll, home, choices, headers={"Idempotency-Key": str(new_id())})
    return act(world.community_a, closed(app, world, deliver, poll), "count")


def test_a_key_sent_with_a_vote_leaves_nothing_to_try_choices_on(app, world, deliver, owner):
    """A hash of the choices is as good as the choices: of two topics there are nine."""
    poll, home = opened(app, world, deliver), str(world.a.homes[0])
    vote(owner, poll, home, YES_NO, headers={"Idempotency-Key": str(new_id())})
    [row] = found(app, "select fingerprint from core_idempotency where route = 'vote'")
    path, said = f"/api/v1/polls/{poll['id']}/votes", ("yes", "no", "abstain")
    tried = {
        fingerprint([path, {"home_id": wanted, "choices": list(choices)}])
        for choices in product(said, repeat=2)
        for wanted in (home, UUID(home))
    }
    assert bytes(row.fingerprint) not in tried, "nine hashes, and the vote is known"


def test_no_row_place_or_order_differs_with_who_chose_what(app, world, deliver, owner, monkeypatch, caplog):
    monkeypatch.setattr(policy, "FEWEST_SECRET", 3)
    caplog.set_level(logging.DEBUG)
    seen = set()
    for said in permutations((YES_NO, NO_YES, ABSTAIN)):
        poll = hidden(app, world, deliver, owner, said)
        ballots = found(
            app,
            "select rank() over (order by ctid) as place, home_id, sealed, choices, at, created_at, channel "
            "from voting_ballot where poll_id = :poll order by home_id",
            poll=poll["id"],
        )
        assert {(row.sealed, row.choices, row.at.second, row.created_at.microsecond) for row in ballots} == {
            (None, None, 0, 0)
        }
        [kept] = found(app, "select result::text as result, recount from voting_poll where id = :poll", poll=poll["id"])
        places = tuple((row.place, str(row.home_id), row.channel) for row in ballots)
        seen.add((places, kept.result, str({**kept.recount, "poll": None})))
    assert len(seen) == 1, "something in the database depends on who chose what"
    for word in ("abstain", "弃权", "不同意"):
        assert word not in caplog.text, word


def test_topics_of_one_vote_are_not_published_together(app, world, deliver, owner, monkeypatch):
    """Who knows of a neighbour's one answer would find the others beside it."""
    monkeypatch.setattr(policy, "FEWEST_SECRET", 3)
    poll = hidden(app, world, deliver, owner, (YES_NO, NO_YES, ABSTAIN))
    [kept] = found(app, "select recount from voting_poll where id = :poll", poll=poll["id"])
    assert kept.recount["votes"] == [["abstain", "abstain"], ["no", "no"], ["yes", "yes"]]


def test_a_single_vote_by_phone_is_not_told_apart_from_the_box(app, world, deliver, owner, monkeypatch):
    """The register says which home voted by phone; what came by phone, alone, is that home's choice."""
    monkeypatch.setattr(policy, "FEWEST_SECRET", 3)
    other = second_community(app, world)
    poll = opened(app, world, deliver, secret=True)
    vote(owner, poll, world.a.homes[0], YES_NO)
    for home in world.a.homes[1:]:
        put_in(world.community_a, poll, home)
    poll = closed(app, world, deliver, poll)
    for person in (world.community_a, other):
        read_box(person, poll, [(1, 1, 0), (0, 1, 1)])
    done = act(world.community_a, see(world.community_a, poll), "count")
    assert done["result"]["topics"][0]["yes"]["homes"] == 2
    [kept] = found(app, "select recount from voting_poll where id = :poll", poll=poll["id"])
    assert kept.recount["votes"] == []
    assert kept.recount["box"][0] == {"yes": 2, "no": 1, "abstain": 0}
    assert {str(row.sums) for row in found(app, "select sums from voting_box_reading")} == {"[]"}

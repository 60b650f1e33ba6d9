"""Neighbours say how content they are once the work has ended; the community closes with what they said."""

from __future__ import annotations

from tests.council.steps import MINE, act, finish, mine, resolved, see, task, topic
from tests.council.test_topics import posting_over
from tests.duty.steps import execute, rows
from tests.identity.together import together


def rate(person, one, stars: int, expect: int = 200):
    """Say how content one is."""
    answer = person.post(f"{MINE}/{one['id']}/rating", {"stars": stars})
    assert answer.status_code == expect, answer.json
    return answer.json


def ended(app, world, deliver):
    """Return a topic all whose tasks are done."""
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    rate(world.resident_a, one, 5, 409)
    posting_over(app, deliver)
    assert rate(world.resident_a, one, 5, 409)["error"]["message"] == "事情办完以后再评"
    finish(world.community_a, see(world.community_a, one)["tasks"][0])
    return see(world.community_a, one)


def test_neighbours_rate_after_the_work_and_the_topic_closes_with_it(app, world, deliver):
    one = ended(app, world, deliver)
    assert act(world.community_a, one, "close", 422)["error"]["fields"]["rating"] == [
        "居民还没有评，请问一问大家，选 1 到 5 分"
    ]
    assert [row["may_rate"] for row in mine(world.resident_a)] == [True]
    [shown] = rate(world.resident_a, one, 5)["items"]
    assert (shown["my_stars"], shown["rated"], shown["stars"]) == (5, 1, 5.0)
    rate(world.family_a, one, 2)
    [shown] = rate(world.family_a, one, 4)["items"]
    assert (shown["my_stars"], shown["rated"], shown["stars"]) == (4, 2, 4.5)
    for stranger in (world.resident_b, world.neighbour_a, world.stranger):
        rate(stranger, one, 1, 404)
    rate(world.resident_a, one, 0, 422)
    rate(world.resident_a, one, 6, 422)
    one = see(world.community_a, one)
    assert (one["rated"], one["stars"]) == (2, 4.5)
    one = act(world.community_a, one, "close")
    assert (one["state"], one["rating"]) == ("done", 5), "half a star goes up"
    rate(world.resident_a, one, 3)
    assert see(world.community_a, one)["stars"] == 3.5
    execute(app, "update council_topic_event set at = at - interval '31 days'")
    assert rate(world.resident_a, one, 1, 409)["error"]["message"] == "评价的时间已经过了"
    assert mine(world.resident_a)[0]["may_rate"] is False


def test_what_was_asked_at_the_door_may_be_written_down_instead(app, world, deliver):
    one = ended(app, world, deliver)
    rate(world.resident_a, one, 2)
    assert act(world.community_a, see(world.community_a, one), "close", rating=4)["rating"] == 4


def test_one_person_who_taps_many_times_rates_once(app, world, deliver):
    one = ended(app, world, deliver)
    path = f"{MINE}/{one['id']}/rating"
    codes = together(*[lambda: world.resident_a.post(path, {"stars": 4}).status_code] * 6)
    assert codes == [200] * 6
    assert [row.stars for row in rows(app, "select stars from council_rating")] == [4]

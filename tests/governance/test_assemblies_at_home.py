"""People at home in a compound see its assembly: its rules, its meetings, and what came of them once it was posted."""

from __future__ import annotations

from app.core.clock import today
from tests.duty.steps import execute
from tests.governance.assembly_steps import ask, call, held, save, step
from tests.governance.steps import DAY, TWO

HOME = "/committees/assemblies"
SEE = ("resident_a", "family_a")
DO_NOT = ("resident_b", "neighbour_a", "stranger", "manager_a", "repair_a", "community_a", "street_a")


def mine(person) -> list[dict]:
    """Return the assemblies that somebody sees at home."""
    answer = person.get(HOME)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def test_only_people_at_home_see_an_assembly_that_was_set_up(world):
    assert mine(world.resident_a) == []
    made = save(
        world.community_a, world.a, set_up_on=None, convention_on=None, convention="", procedure_on=None, procedure=""
    )
    assert mine(world.resident_a) == [], "only prepared"
    save(world.community_a, world.a, made["version"])
    for name in SEE:
        [one] = mine(getattr(world, name))
        assert (one["compound"], one["set_up_on"]) == ("示例小区a", str(today() - 200 * DAY))
        assert (one["convention"], one["procedure"], one["every_months"]) == ("2025年版", "2025年版", 12)
        assert (one["convention_on"], one["meetings"]) == (str(today() - 200 * DAY), [])
    assert {name for name in DO_NOT if mine(getattr(world, name))} == set()


def test_a_meeting_is_seen_when_owners_were_told_and_its_result_once_it_is_posted(world):
    save(world.community_a, world.a)
    asked = ask(world.community_a, world.a, askers=1, expect=201)
    assert mine(world.resident_a)[0]["meetings"] == [], "nobody was told of it yet"
    step(world.community_a, asked, "cancel", reason="撤回了")
    assert mine(world.resident_a)[0]["meetings"] == [], "nor when it is called off"
    called = call(world.community_a, world.a, place="表决票交到居委会")
    [told] = mine(world.resident_a)[0]["meetings"]
    assert told["place"] == "表决票交到居委会"
    assert (told["state_name"], told["kind_name"], told["form_name"]) == ("已通知", "定期会议", "书面征求意见")
    assert (told["topics"], told["planned_on"], told["held_on"]) == ("一、修订管理规约", str(today()), None)
    over = step(world.community_a, called, "hold", day=str(today()), result="一、通过")
    [told] = mine(world.resident_a)[0]["meetings"]
    assert (told["state"], told["held_on"], told["result"]) == ("held", str(today()), "")
    step(world.community_a, over, "post", day=str(today()), posted_at=TWO)
    [told] = mine(world.resident_a)[0]["meetings"]
    assert (told["state"], told["result"], told["posted_at"]) == ("posted", "一、通过", TWO)
    assert "askers" not in told


def test_a_meeting_that_was_told_and_called_off_stays_with_its_reason_and_the_latest_stands_first(world):
    save(world.community_a, world.a)
    held(world.community_a, world.a)
    later = call(world.community_a, world.a, notice_on=str(today()), planned_on=str(today() + 20 * DAY))
    step(world.community_a, later, "cancel", reason="等新的规约")
    first, second = mine(world.resident_a)[0]["meetings"]
    assert (first["state_name"], first["because"]) == ("不开了", "等新的规约")
    assert second["state"] == "held"


def test_its_vote_is_named_once_the_result_is_posted(app, world):
    save(world.community_a, world.a)
    over = held(world.community_a, world.a)
    execute(app, "update governance_assembly_meeting set poll_id = gen_random_uuid()")
    assert mine(world.resident_a)[0]["meetings"][0]["poll_id"] is None
    step(world.community_a, over, "post", day=str(today()), posted_at=TWO)
    assert mine(world.resident_a)[0]["meetings"][0]["poll_id"] is not None

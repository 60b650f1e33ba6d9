"""What was promised: taken up, reported with proof, confirmed by another person, rated; late ones are told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import today
from app.core.ids import new_id
from app.party.models import CommitmentState, Rhythm
from app.party.policy import due_problem, turn_from
from app.party.service.doing import commitment_words
from app.party.workflow import STEPS
from tests.duty.steps import rows
from tests.party.steps import act, content, do, draft, execute, fall_due, promise, promised, see_commitment, signed
from tests.standards.steps import photo
from tests.voting.steps import second_community
from tests.world import in_app

DAY = timedelta(days=1)
LIST = "/staff/party/commitments"


def next_due(due, rhythm, ends, day):
    """Return when something is due next that was rated on a day."""
    return turn_from(due, rhythm, max(due, day) + DAY, ends)


def test_from_listed_to_rated(app, world):
    agreement = signed(world)
    one = promised(world, agreement)
    assert (one["state_name"], one["actions"], one["overdue"]) == ("待认领", ["save", "claim", "drop"], False)
    assert see_commitment(world.manager_a, one)["actions"] == ["claim"]
    one = do(world.manager_a, one, "claim")
    one = do(world.manager_a, one, "start")
    assert "note" in do(world.manager_a, one, "submit", 422)["error"]["fields"]
    picture = photo(world.manager_a)
    one = do(world.manager_a, one, "submit", note="装了 20 米晾衣杆", media_ids=[picture])
    assert ([shot["id"] for shot in one["photos"]], one["actions"]) == ([picture], [])
    assert "note" in do(world.community_a, one, "return", 422)["error"]["fields"]
    one = do(world.community_a, one, "return", note="3 号楼还没有装")
    one = do(world.manager_a, one, "submit", note="3 号楼也装了")
    one = do(world.secretary_a, one, "confirm")
    assert "rating" in do(world.community_a, one, "rate", 422)["error"]["fields"]
    one = do(world.community_a, one, "rate", rating=5, note="居民很满意")
    assert (one["state"], one["rating"], one["actions"]) == ("rated", 5, [])
    assert [(event["action"], event["on_time"]) for event in one["events"]] == [
        ("add", None), ("claim", None), ("start", None), ("submit", True), ("return", None), ("submit", True),
        ("confirm", None), ("rate", None),
    ]  # fmt: skip


def test_who_reports_it_done_does_not_confirm_it(app, world):
    other = second_community(app, world)
    agreement = signed(world)
    one = promised(world, agreement, organisation_id=str(world.orgs["jwh_a"]))
    for action in ("claim", "submit"):
        one = do(world.community_a, one, action, note="办好了")
    assert "confirm" not in one["actions"]
    assert "不能自己确认" in do(world.community_a, one, "confirm", 403)["error"]["message"]
    assert do(other, one, "confirm")["state"] == "confirmed"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"due_on": str(today() - DAY)}, "due_on"),
        ({"due_on": str(today() + 400 * DAY)}, "due_on"),
        ({"organisation_id": str(new_id())}, "organisation_id"),
        ({"compound_id": str(new_id())}, "compound_id"),
        ({"measure": ""}, "measure"),
    ],
)
def test_what_does_not_belong_to_the_agreement_is_refused(world, fields, field):
    status = 404 if field.endswith("_id") else 422
    assert field in promise(world.community_a, signed(world), world, status, **fields)["error"]["fields"]


def test_an_agreement_that_is_no_draft_and_not_over_takes_promises(world):
    refused = promise(world.community_a, draft(world.community_a, content(world)), world, 409)
    assert "签订以后" in refused["error"]["message"]
    agreement = signed(world, number="2号")
    one = promised(world, agreement)
    act(world.community_a, agreement, "terminate", reason="合同解除")
    assert see_commitment(world.community_a, one)["state"] == "dropped"
    promise(world.community_a, agreement, world, 409)
    do(world.manager_a, one, "claim", 409)


def test_it_is_seen_and_done_where_it_belongs(world):
    one = promised(world, signed(world))
    for name in ("community_a", "secretary_a", "street_a", "district", "manager_a"):
        assert [row["id"] for row in world.people[name].get(LIST).json["items"]] == [one["id"]], name
    for name in ("community_b", "street_b", "manager_b"):
        assert world.people[name].get(LIST).json["items"] == []
        see_commitment(world.people[name], one, 404)
    do(world.street_a, one, "claim", 403)
    do(world.manager_b, one, "claim", 404)
    do(world.manager_a, one, "drop", 403, note="x")
    do(world.manager_a, one | {"version": 7}, "claim", 409)


def test_a_day_that_passed_is_told_once_to_both_sides_and_to_the_council(app, world, deliver):
    one = promised(world, signed(world))
    deliver()
    assert see_commitment(world.community_a, one)["late"] is False
    fall_due(app, deliver)
    shown = see_commitment(world.community_a, one)
    assert (shown["overdue"], shown["late"]) == (True, True)
    deliver()
    told = rows(app, "select person_id from notify_notice where title = '联建承诺到期没有办结'")
    assert sorted(str(row.person_id) for row in told) == sorted(
        str(person.id) for person in (world.community_a, world.secretary_a, world.manager_a)
    )
    assert [row["id"] for row in world.street_a.get(f"{LIST}?state=overdue").json["items"]] == [one["id"]]
    done = do(world.manager_a, do(world.manager_a, shown, "claim"), "submit", note="晚了三天")
    assert done["events"][-1]["on_time"] is False


def test_what_was_reported_in_time_is_not_late(app, world, deliver):
    one = promised(world, signed(world))
    do(world.manager_a, do(world.manager_a, one, "claim"), "submit", note="办好了")
    fall_due(app, deliver)
    assert see_commitment(world.community_a, one)["late"] is False
    assert rows(app, "select 1 from notify_notice where title = '联建承诺到期没有办结'") == []


def test_a_rhythm_goes_on_until_the_agreement_ends(app, world, deliver):
    agreement = signed(world)
    one = promised(world, agreement, rhythm="monthly", due_on=str(today() + 5 * DAY))
    for person, action in ((world.manager_a, "claim"), (world.manager_a, "submit"), (world.community_a, "confirm")):
        one = do(person, one, action, note="本月会商一次")
    again = do(world.community_a, one, "rate", rating=4)
    assert (again["state"], again["round"], again["proof"], again["rating"]) == ("claimed", 2, "", None)
    assert date.fromisoformat(again["due_on"]) == next_due(today() + 5 * DAY, "monthly", date.max, today())
    fall_due(app, deliver)
    assert see_commitment(world.community_a, again)["late"] is True


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.sampled_from(list(Rhythm)),
    st.integers(0, 900),
    st.integers(-40, 400),
)
def test_the_next_turn_lies_ahead_and_within_the_term(due, rhythm, left, rated):
    ends, day = due + timedelta(days=left), due + timedelta(days=rated)
    found = next_due(due, rhythm, ends, day)
    if rhythm is Rhythm.ONCE:
        assert found is None
    if found is not None:
        assert max(due, day) < found <= ends
        months = (found.year - due.year) * 12 + found.month - due.month
        assert months % (3 if rhythm is Rhythm.QUARTERLY else 1) == 0
        assert found.day == due.day or (found + DAY).month != found.month
        assert due_problem(found, due, ends) is None


def test_the_end_of_a_month_stays_the_end():
    assert next_due(date(2026, 1, 31), "monthly", date(2027, 1, 1), date(2026, 1, 31)) == date(2026, 2, 28)
    assert next_due(date(2026, 1, 31), "monthly", date(2027, 1, 1), date(2026, 3, 1)) == date(2026, 3, 31)


def test_residents_of_the_place_say_whether_it_was_done(app, world):
    one = promised(world, signed(world))
    path = f"/party/commitments/{one['id']}/opinion"
    mine = "/party/commitments"
    assert world.resident_a.get(mine).json["items"] == [], "nobody has taken it up"
    one = do(world.manager_a, one, "claim")
    assert world.resident_a.post(path, {"done": True}).status_code == 409
    picture = photo(world.manager_a)
    one = do(world.manager_a, one, "submit", note="装好了", media_ids=[picture])
    [shown] = world.resident_a.get(mine).json["items"]
    assert (shown["proof"], shown["may_say"], shown["mine"]) == ("装好了", True, None)
    assert world.resident_a.get(f"/media/{picture}").status_code == 200
    for done in (False, True):
        [shown] = world.resident_a.post(path, {"done": done}).json["items"]
    assert (shown["mine"], shown["said_done"], shown["said_not_done"]) == (True, 1, 0)
    for stranger in (world.resident_b, world.stranger, world.neighbour_a):
        assert stranger.post(path, {"done": True}).status_code == 404
        assert stranger.get(mine).json["items"] == []
        assert stranger.get(f"/media/{picture}").status_code == 404
    assert see_commitment(world.community_a, one)["said_done"] == 1


def test_what_waits_stands_on_the_desk_of_who_has_to_act(app, world):
    def heap(person):
        groups = {group["key"]: group for group in person.get("/staff/todo").json["groups"]}
        return [one["title"] for one in groups["commitments"]["items"]] if "commitments" in groups else []

    one = promised(world, signed(world), due_on=str(today() + 3 * DAY))
    assert heap(world.manager_a) == ["装晾衣杆：请认领"]
    assert heap(world.street_a) == []
    execute(app, "update party_commitment set due_on = :day", day=today() - DAY)
    assert heap(world.street_a) == ["装晾衣杆：已超期，请督促"]
    assert heap(world.street_b) == []
    one = do(world.manager_a, do(world.manager_a, one, "claim"), "submit", note="好了")
    assert heap(world.manager_a) == []
    assert heap(world.community_a) == ["装晾衣杆：请确认办结"]
    assert heap(world.street_a) == []


def test_its_words_for_the_council(app, world):
    from uuid import UUID

    one = promised(world, signed(world), compound_id=str(world.a.compound))
    words = in_app(app, lambda: commitment_words(UUID(one["id"])))
    assert (words["title"], words["compound_id"]) == ("装晾衣杆", world.a.compound)
    assert "示例物业a" in words["text"]
    assert in_app(app, lambda: commitment_words(new_id())) is None


def test_what_is_over_stays_over():
    over = {CommitmentState.RATED, CommitmentState.DROPPED}
    assert not [step for step in STEPS if step.sources & over]

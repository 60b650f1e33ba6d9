"""Photos of the notice board go with a posting, and are seen by whoever sees what was posted."""

from __future__ import annotations

import pytest

from app.core.clock import today
from tests.duty.steps import execute, rows
from tests.governance.steps import BASE, DAY, TWO, act, decide, hold, in_office, seated, see
from tests.standards.steps import photo

POST = {"day": str(today()), "posted_at": TWO}


def ids(thing: dict) -> list[str]:
    return [one["id"] for one in thing["photos"]]


def opens(person, photo_id: str) -> bool:
    """Return whether somebody gets a photo, and its small one."""
    answers = {person._call("get", f"/media/{photo_id}{part}").status_code for part in ("", "/thumb")}
    assert answers <= {200, 404}
    return answers == {200}


@pytest.fixture
def draft(world) -> dict:
    """A committee that is to be posted."""
    return seated(world.community_a, world.a)


@pytest.fixture
def decision(app, world) -> dict:
    """A decision that is to be posted."""
    return hold(world.community_a, in_office(app, world.community_a, world.a), 5, 4)["decisions"][0]


SEE = ("community_a", "secretary_a", "street_a", "resident_a", "family_a")
DO_NOT = ("community_b", "street_b", "resident_b", "neighbour_a", "stranger", "manager_a", "repair_a")
NAMES = SEE + DO_NOT


def who_opens(world, photo_id: str) -> set[str]:
    """Return who gets a photo, of all that were asked."""
    return {name for name in NAMES if opens(getattr(world, name), photo_id)}


def test_the_posting_of_members_carries_photos_for_whoever_sees_the_committee(world, draft):
    taken = [photo(world.community_a), photo(world.community_a)]
    posted = act(world.community_a, draft, "post", media_ids=taken, **POST)
    assert ids(posted) == taken
    assert ids(see(world.street_a, posted)) == taken
    [mine] = world.resident_a.get("/committees").json["items"]
    assert (ids(mine), mine["posted_at"]) == (taken, TWO)
    assert mine["photos"][0]["thumb_url"]
    assert who_opens(world, taken[0]) == set(SEE)


def test_the_posting_of_a_decision_carries_photos_for_whoever_sees_it(world, decision):
    taken = [photo(world.community_a)]
    committee = decide(world.community_a, decision, "post", media_ids=taken, **POST)
    assert ids(committee["decisions"][0]) == taken
    assert ids(committee) == [], "not on the members"
    [mine] = world.resident_a.get("/committees").json["items"]
    assert ids(mine["decisions"][0]) == taken
    assert who_opens(world, taken[0]) == set(SEE)


def test_once_a_committee_is_over_its_photos_stay_with_the_staff(world, draft):
    taken = [photo(world.community_a)]
    posted = act(world.community_a, draft, "post", media_ids=taken, **POST)
    act(world.community_a, posted, "end", reason="重新选举")
    assert world.resident_a.get("/committees").json["items"] == []
    assert who_opens(world, taken[0]) == {"community_a", "secretary_a", "street_a"}


def test_a_decision_that_hangs_nowhere_shows_no_photos_to_residents(app, world, decision):
    taken = [photo(world.community_a)]
    decide(world.community_a, decision, "post", media_ids=taken, **POST)
    execute(app, "update governance_decision set posted_on = null")
    assert who_opens(world, taken[0]) == {"community_a", "secretary_a", "street_a"}


def test_a_decision_is_posted_without_photos_as_before(world, decision):
    assert ids(decide(world.community_a, decision, "post", **POST)["decisions"][0]) == []


def test_photos_of_others_and_ten_are_refused_and_nothing_is_posted(world, draft):
    for other in (photo(world.resident_b), photo(world.secretary_a)):
        refused = act(world.community_a, draft, "post", 404, media_ids=[other], **POST)
        assert set(refused["error"]["fields"]) == {"media_ids"}
    ten = [photo(world.community_a) for _ in range(10)]
    refused = act(world.community_a, draft, "post", 422, media_ids=ten, **POST)
    assert set(refused["error"]["fields"]) == {"media_ids"}
    assert see(world.community_a, draft)["state"] == "draft"
    act(world.community_a, draft, "post", media_ids=ten[:9], **POST)
    assert len(ids(see(world.community_a, draft))) == 9


def test_a_photo_hangs_on_one_posting(world, decision):
    [committee] = [row for row in world.community_a.get(BASE).json["items"] if row["id"]]
    second = hold(world.community_a, see(world.community_a, committee), 5, 4, decision={"words": "换灯"})["decisions"]
    [other] = [one for one in second if one["id"] != decision["id"]]
    taken = [photo(world.community_a)]
    decide(world.community_a, decision, "post", media_ids=taken, **POST)
    refused = decide(world.community_a, other, "post", 422, media_ids=taken, **POST)
    assert set(refused["error"]["fields"]) == {"media_ids"}
    foreign = decide(world.community_a, other, "post", 404, media_ids=[photo(world.resident_b)], **POST)
    assert set(foreign["error"]["fields"]) == {"media_ids"}
    ten = [photo(world.community_a) for _ in range(10)]
    refused = decide(world.community_a, other, "post", 422, media_ids=ten, **POST)
    assert set(refused["error"]["fields"]) == {"media_ids"}


def test_steps_that_post_nothing_take_no_photos(world, decision):
    taken = [photo(world.community_a)]
    [row] = [row for row in world.community_a.get(BASE).json["items"] if row["id"]]
    committee = see(world.community_a, row)
    refused = act(world.community_a, committee, "end", 422, reason="x", media_ids=taken)
    assert set(refused["error"]["fields"]) == {"media_ids"}
    posted = decide(world.community_a, decision, "post", **POST)["decisions"][0]
    refused = decide(world.community_a, posted, "done", 422, reason="装好了", media_ids=taken)
    assert set(refused["error"]["fields"]) == {"media_ids"}
    decide(world.street_a, posted, "revoke", 422, reason="违法", media_ids=taken)
    assert who_opens(world, taken[0]) == {"community_a"}, "still loose"


# --- photographed later ---


def test_photos_are_added_while_the_members_hang_and_not_after(app, world, draft):
    first, later = photo(world.community_a), photo(world.secretary_a)
    refused = act(world.community_a, draft, "photos", 409, media_ids=[first])
    assert refused["error"]["code"] == "governance.move_not_possible", "nothing hangs yet"
    posted = act(world.community_a, draft, "post", media_ids=[first], **POST)
    assert "photos" in posted["actions"]
    added = act(world.secretary_a, posted, "photos", media_ids=[later])
    assert (ids(added), added["state"], added["posted_on"]) == ([first, later], "posted", posted["posted_on"])
    assert added["events"][-1]["action"] == "photos"
    [mine] = world.resident_a.get("/committees").json["items"]
    assert ids(mine) == [first, later]
    assert who_opens(world, later) == set(SEE)
    act(world.community_a, posted, "photos", 409, media_ids=[photo(world.community_a)])
    execute(app, "update governance_committee set posted_on = posted_on - 7")
    office = act(world.community_a, added, "take_office", day=str(today()))
    assert "photos" not in office["actions"]
    act(world.community_a, office, "photos", 409, media_ids=[photo(world.community_a)])
    assert audited(app) == 1


def test_photos_are_added_while_a_decision_hangs_and_not_after(app, world, decision):
    taken = [photo(world.community_a) for _ in range(3)]
    refused = decide(world.community_a, decision, "photos", 409, media_ids=taken[:1])
    assert refused["error"]["message"] == "公示以后才补照片"
    assert not decision["may_add_photos"]
    posted = decide(world.community_a, decision, "post", **POST)["decisions"][0]
    assert posted["may_add_photos"]
    committee = decide(world.community_a, posted, "photos", media_ids=taken[:1])
    added = committee["decisions"][0]
    assert (ids(added), added["posted_on"], added["post_until"]) == (
        taken[:1], posted["posted_on"], posted["post_until"]
    )  # fmt: skip
    assert committee["events"][-1]["action"] == "decision_photos"
    decide(world.community_a, posted, "photos", 409, media_ids=taken[1:2])
    done = decide(world.community_a, added, "done", reason="装好了")["decisions"][0]
    assert done["may_add_photos"], "it still hangs"
    execute(app, f"update governance_decision set post_until = '{today()}'")
    last = decide(world.community_a, done, "photos", media_ids=taken[1:2])["decisions"][0]
    assert (ids(last), last["may_add_photos"]) == (taken[:2], True)
    execute(app, f"update governance_decision set post_until = '{today() - DAY}'")
    refused = decide(world.community_a, last, "photos", 409, media_ids=taken[2:])
    assert refused["error"]["message"] == "公示已经结束，不能再补照片"
    assert not see(world.community_a, committee)["decisions"][0]["may_add_photos"]
    assert audited(app) == 2


def test_a_struck_decision_and_an_ended_committee_take_no_more_photos(app, world, decision):
    taken = [photo(world.community_a)]
    posted = decide(world.community_a, decision, "post", **POST)["decisions"][0]
    [row] = [row for row in world.community_a.get(BASE).json["items"] if row["id"]]
    act(world.community_a, see(world.community_a, row), "end", reason="重新选举")
    assert not see(world.community_a, row)["decisions"][0]["may_add_photos"]
    refused = decide(world.community_a, posted, "photos", 409, media_ids=taken)
    assert refused["error"]["message"] == "公示已经结束，不能再补照片"
    struck = decide(world.street_a, posted, "revoke", reason="违法")["decisions"][0]
    assert not struck["may_add_photos"]
    refused = decide(world.community_a, struck, "photos", 409, media_ids=taken)
    assert refused["error"]["message"] == "这个决定已经被撤销"
    assert who_opens(world, taken[0]) == {"community_a"}, "still loose"
    assert audited(app) == 0


def test_an_added_photo_is_ones_own_and_there_is_one_and_not_too_many(world, decision):
    posted = decide(world.community_a, decision, "post", **POST)["decisions"][0]
    assert "media_ids" in decide(world.community_a, posted, "photos", 422)["error"]["fields"]
    foreign = decide(world.community_a, posted, "photos", 404, media_ids=[photo(world.resident_b)])
    assert set(foreign["error"]["fields"]) == {"media_ids"}
    for _ in range(3):
        nine = [photo(world.community_a) for _ in range(9)]
        posted = decide(world.community_a, posted, "photos", media_ids=nine)["decisions"][0]
    refused = decide(world.community_a, posted, "photos", 422, media_ids=[photo(world.community_a)])
    assert refused["error"]["fields"] == {"media_ids": ["一次公示最多 27 张照片，已有 27 张"]}
    for other in (world.street_a, world.manager_a, world.resident_a):
        decide(other, posted, "photos", 403, media_ids=[photo(other)])
    decide(world.community_b, posted, "photos", 404, media_ids=[photo(world.community_b)])


def audited(app) -> int:
    """Return how many lines of the audit log say that photos were added."""
    return len(rows(app, "select 1 from core_audit where what in ('governance.photos', 'governance.decision_photos')"))

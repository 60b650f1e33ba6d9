"""Cross posts: two sides, a basis, an end with its reason; nobody from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import today
from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.party.service import posts
from tests.party.steps import content as agreement_of
from tests.party.steps import cross_post, draft, execute, signed

PATH = "/staff/party/cross-posts"
DAY = timedelta(days=1)


def listed(person, **query):
    """Return the cross posts that somebody sees."""
    return person.get(PATH, query_string=query).json["items"]


def end(person, post, expect=200, **fields):
    """End a cross post."""
    body = {"version": post["version"], "ends_on": str(today()), "reason": "调离"} | fields
    answer = person.post(f"{PATH}/{post['id']}/actions/end", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def test_both_directions_are_told_by_the_kinds_of_the_two_sides(world):
    there = cross_post(world.community_a, world)
    assert (there["direction_name"], there["held"]) == ("社区到企业任职", True)
    back = {"from_id": str(world.orgs["company_a"]), "to_id": str(world.orgs["jwh_a"]), "name": "李强"}
    assert cross_post(world.secretary_a, world, **back)["direction_name"] == "企业到社区任职"
    assert [one["name"] for one in listed(world.manager_a)] == ["李强", "王敏"]
    assert len(listed(world.street_a)) == 2
    for stranger in (world.community_b, world.street_b, world.manager_b):
        assert listed(stranger) == []


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"to_id": "jwh_a"}, 422, "to_id"),
        ({"from_id": "jwh_b"}, 404, "from_id"),
        ({"to_id": None}, 404, "to_id"),
        ({"ends_on": str(today() - DAY)}, 422, "ends_on"),
        ({"name": ""}, 422, "name"),
        ({"basis": ""}, 422, "basis"),
    ],
)
def test_what_is_no_cross_post_is_refused(world, fields, status, field):
    given = {
        name: str(world.orgs.get(value) or new_id()) if name.endswith("_id") else value
        for name, value in fields.items()
    }
    assert field in cross_post(world.community_a, world, status, **given)["error"]["fields"]


def test_nobody_is_sent_to_an_organisation_that_has_ended(app, world):
    execute(app, "update places_organisation set ended_on = :d where id = :id", d=today(), id=world.orgs["company_a"])
    [words] = cross_post(world.community_a, world, 422)["error"]["fields"]["to_id"]
    assert words == f"“示例物业a”已撤场或注销（{today()}）"


def test_an_agreement_named_as_its_basis_has_one_of_the_two_sides(world):
    made = signed(world)
    assert cross_post(world.community_a, world, agreement_id=made["id"])["agreement_id"] == made["id"]
    cross_post(world.community_a, world, 404, agreement_id=str(new_id()))
    parties = [{"organisation_id": str(world.orgs[key]), "role": "utility"} for key in ("heat", "gas")]
    other = draft(world.community_a, agreement_of(world, number="9", parties=parties))
    refused = cross_post(world.community_a, world, 422, agreement_id=other["id"])
    assert "agreement_id" in refused["error"]["fields"]


def test_who_is_named_on_a_list_holds_no_post(world, monkeypatch):
    """The desk's word on a namesake goes to whoever keeps the list, with both sides and the post."""
    asked = []

    def ask(actor, organisations, name, post, namesake):
        asked.append((set(organisations), name, post, namesake))
        if name == "王敏" and not namesake:
            raise InvalidInput("他在名单上", fields={"name": ["他在名单上"]})

    monkeypatch.setattr(posts, "_asked", [ask])
    assert cross_post(world.community_a, world, 422)["error"]["fields"]["name"] == ["他在名单上"]
    cross_post(world.community_a, world, namesake="核对过身份证")
    cross_post(world.community_a, world, name="赵兰")
    sides = {world.orgs["jwh_a"], world.orgs["company_a"]}
    assert asked[1] == (sides, "王敏", "示例物业a 项目质量监督员", "核对过身份证")
    assert [one["name"] for one in listed(world.community_a)] == ["赵兰", "王敏"]


def test_it_ends_on_a_day_with_the_reason(world):
    post = cross_post(world.community_a, world, starts_on=str(today() - 9 * DAY))
    assert "reason" in end(world.community_a, post, 422, reason="")["error"]["fields"]
    assert "ends_on" in end(world.community_a, post, 422, ends_on=str(today() + DAY))["error"]["fields"]
    end(world.community_b, post, 404)
    end(world.manager_a, post, 403)
    over = end(world.community_a, post, ends_on=str(today() - DAY))
    assert (over["held"], over["ended_because"], over["actions"]) == (False, "调离", [])
    end(world.community_a, over, 409)
    assert listed(world.community_a) == []
    assert [one["id"] for one in listed(world.community_a, current=False)] == [post["id"]]


def test_the_street_and_the_company_only_read(world):
    for person in (world.street_a, world.manager_a, world.district):
        cross_post(person, world, 403)

"""An agreement from its draft to its end: whole when it is signed, foreign to others, copied in one step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import today
from tests.party.steps import BASE, act, content, copy, draft, execute, rows, see, signed, together, wall, year_from

DAY = timedelta(days=1)
REGION = ("community_a", "secretary_a", "street_a", "district")


def test_from_draft_to_terminated(world):
    made = draft(world.community_a, content(world))
    assert (made["state"], made["missing"], made["actions"]) == ("draft", [], ["save", "sign", "discard"])
    assert made["lists"]["resources"] == [{"text": "一间闲置的自行车棚", "owner": "示例物业a", "note": "30 平方米"}]
    assert [party["role_name"] for party in made["parties"]] == ["社区党组织", "物业服务企业党组织"]
    saved = act(world.secretary_a, made, "save", content=content(world, goal="改过的目标"))
    assert (saved["goal"], saved["version"]) == ("改过的目标", 2)
    in_force = act(world.secretary_a, saved, "sign")
    assert (in_force["state"], in_force["actions"], in_force["may_copy"]) == ("in_force", ["terminate"], True)
    assert "reason" in act(world.community_a, in_force, "terminate", 422)["error"]["fields"]
    over = act(world.community_a, in_force, "terminate", reason="物业服务合同提前解除")
    assert (over["state"], over["reason"], over["actions"]) == ("terminated", "物业服务合同提前解除", [])
    assert [(one["seq"], one["action"], one["actor"]) for one in over["events"]] == [
        (1, "draft", world.community_a.name),
        (2, "save", world.secretary_a.name),
        (3, "sign", world.secretary_a.name),
        (4, "terminate", world.community_a.name),
    ]


def test_what_was_signed_is_not_changed_and_an_old_screen_changes_nothing(world):
    made = draft(world.community_a, content(world))
    act(world.community_a, made, "save", content=content(world, goal="一"))
    assert act(world.community_a, made, "save", 409, content=content(world))["error"]["code"] == "app.conflict"
    in_force = act(world.community_a, see(world.community_a, made), "sign")
    for action in ("save", "sign", "discard"):
        refused = act(world.community_a, in_force, action, 409, content=content(world))
        assert refused["error"]["code"] == "party.move_not_possible"
    act(world.community_a, in_force, "end", 404)
    act(world.community_a, made | {"id": str(world.a.compound)}, "save", 404, content=content(world))


def test_it_is_seen_where_it_belongs(world):
    made = draft(world.community_a, content(world))
    for name in REGION:
        assert wall(world.people[name]) == [made["id"]]
    see(world.manager_a, made, 404)
    assert wall(world.manager_a) == []
    act(world.community_a, made, "sign")
    shown = see(world.manager_a, made)
    assert (shown["actions"], shown["may_copy"]) == ([], False)
    assert see(world.street_a, made)["actions"] == []
    for name in ("community_b", "secretary_b", "street_b", "manager_b"):
        see(world.people[name], made, 404)
        assert wall(world.people[name]) == []
    for name in ("repair_a", "resident_a", "handler", "auditor"):
        see(world.people[name], made, 403)
    act(world.community_b, made, "terminate", 404, reason="x")
    act(world.street_a, made, "terminate", 403, reason="x")
    copy(world.community_b, made, "2", 404)


def test_a_company_sees_no_longer_what_it_serves_no_longer(app, world):
    made = signed(world)
    assert wall(world.manager_a) == [made["id"]]
    execute(app, "update places_contract set ends_on = :d where company_id = :c", d=today() - DAY, c=world.company_a)
    see(world.manager_a, made, 404)
    see(world.community_a, made)


@pytest.mark.parametrize(
    ("organisation", "role", "words"),
    [
        ("company_b", "company", "没有有效的物业服务合同"),
        ("jwh_b", "community", "不属于本社区"),
        ("title_unit", "title_unit", "没有楼栋"),
        ("heat", "company", "单位类型与所选身份不符"),
    ],
)
def test_who_has_no_place_in_it_is_refused_in_words(world, organisation, role, words):
    parties = [{"organisation_id": str(world.orgs[organisation]), "role": role}]
    refused = draft(world.community_a, content(world, parties=parties), 422)
    assert words in refused["error"]["message"]
    assert wall(world.community_a) == []


def test_a_company_whose_contract_ended_meanwhile_keeps_it_from_being_signed(app, world):
    made = draft(world.community_a, content(world))
    execute(app, "update places_contract set ends_on = :d where company_id = :c", d=today() - DAY, c=world.company_a)
    [missing] = see(world.community_a, made)["missing"]
    assert missing == "“示例物业a”在所列小区没有有效的物业服务合同"
    assert act(world.community_a, made, "sign", 422)["error"]["message"] == missing
    assert see(world.community_a, made)["state"] == "draft"


def test_an_organisation_that_has_ended_is_named_and_keeps_it_from_being_signed(app, world):
    parties = content(world)["parties"] + [{"organisation_id": str(world.orgs["heat"]), "role": "utility"}]
    last = signed(world, parties=parties)
    execute(app, "update places_organisation set ended_on = :d where id = :id", d=today(), id=world.orgs["heat"])
    made = copy(world.community_a, last, "2")
    name = made["parties"][2]["name"]
    words = f"“{name}”已撤场或注销（{today()}），请换成接替它的单位，或删去"
    assert made["missing"] == [words, "请填写签订日期"]
    body = content(world, number="2", parties=parties, starts_on=made["starts_on"], ends_on=made["ends_on"])
    assert act(world.community_a, made, "save", 422, content=body)["error"]["fields"] == {"parties": [words]}
    assert words in draft(world.community_a, content(world, number="3", parties=parties), 422)["error"]["message"]
    execute(app, "update places_organisation set ended_on = :d where id = :id", d=today() + DAY, id=world.orgs["heat"])
    assert act(world.community_a, act(world.community_a, made, "save", content=body), "sign")["state"] == "in_force"


def test_what_is_missing_is_said_all_at_once(world):
    only = [{"organisation_id": str(world.company_a), "role": "company"}]
    made = draft(world.community_a, content(world, parties=only, signed_on=None))
    assert made["missing"] == ["缺少社区党组织", "至少有两个签约单位", "请填写签订日期"]
    tomorrow = content(world, signed_on=str(today() + DAY))
    assert act(world.community_a, made, "save", content=tomorrow)["missing"] == ["签订日期不能晚于今天"]


def test_a_number_is_used_once_in_a_community_unless_it_was_discarded(world):
    made = draft(world.community_a, content(world))
    assert "number" in draft(world.community_a, content(world), 422)["error"]["fields"]
    draft(world.community_b, content(world, "b"))
    act(world.community_a, made, "discard")
    assert wall(world.community_a) == []
    draft(world.community_a, content(world))


def test_two_at_once_do_not_share_a_number_and_a_repeated_key_makes_one(app, world):
    codes = together(3, lambda _: world.community_a.post(BASE, content(world)).status_code)
    assert sorted(codes)[0] == 201
    assert len(wall(world.community_a)) == 1
    body = content(world, number="2")
    first, again = (world.community_a.post(BASE, body, headers={"Idempotency-Key": "k" * 20}) for _ in range(2))
    assert first.json["id"] == again.json["id"]
    assert len(wall(world.community_a)) == 2


def test_the_next_one_is_begun_in_one_step(world):
    last = signed(world)
    made = copy(world.community_a, last, "示例〔2027〕1号")
    expected = year_from(today().replace(year=today().year + 1))
    assert {key: made[key] for key in expected} == expected
    assert (made["parties"], made["compounds"], made["lists"]) == (last["parties"], last["compounds"], last["lists"])
    assert (made["state"], made["signed_on"], made["copied_from"]) == ("draft", None, last["id"])
    assert made["missing"] == ["请填写签订日期"]
    assert "number" in copy(world.community_a, last, "示例〔2027〕1号", 422)["error"]["fields"]
    copy(world.community_a, made, "3", 409)


def test_what_ends_soon_is_found_and_what_is_over_ends_by_itself(app, world, deliver):
    soon = signed(world, **year_from(today() - timedelta(days=340)))
    later = signed(world, number="2")
    assert (soon["ending"], later["ending"]) == (True, False)
    assert wall(world.community_a, state="ending") == [soon["id"]]
    assert wall(world.community_a, compound_id=str(world.a.compound)) == [later["id"], soon["id"]]
    assert wall(world.community_a, compound_id=str(world.none.compound)) == []
    execute(app, "update core_outbox set due_at = now() where topic = 'party.agreement_ends'")
    deliver()  # the clock came too early: nothing is over yet
    assert see(world.community_a, soon)["state"] == "in_force"
    execute(app, "update party_agreement set ends_on = :d where id = :id", d=today() - DAY, id=soon["id"])
    execute(app, "update core_outbox set done_at = null where topic = 'party.agreement_ends'")
    deliver()
    over = see(world.community_a, soon)
    assert (over["state"], over["actions"], over["events"][-1]["action"]) == ("ended", [], "end")
    assert over["events"][-1]["actor"] is None
    assert see(world.community_a, later)["state"] == "in_force"
    copy(world.community_a, over, "3")


def test_the_list_costs_the_same_for_many(world, count_queries):
    signed(world)
    count_queries.clear()
    wall(world.community_a)
    one = len(count_queries)
    for number in range(4):
        draft(world.community_a, content(world, number=f"n{number}"))
    count_queries.clear()
    assert len(wall(world.community_a)) == 5
    assert len(count_queries) == one


def test_everything_is_in_the_audit_log(app, world):
    made = signed(world)
    act(world.community_a, made, "terminate", reason="不再合作")
    found = rows(app, "select what from core_audit where subject = :s order by id", s=f"agreement:{made['id']}")
    assert [one.what for one in found] == ["party.draft", "party.sign", "party.terminate"]


def inbox(person) -> list[str]:
    """Return the titles of somebody's notices."""
    return [one["title"] for one in person.get("/inbox").json["items"]]


def heap(person) -> list[tuple[str, str]]:
    """Return what somebody's desk says of agreements."""
    groups = person.get("/staff/todo").json["groups"]
    found = [one for group in groups if group["key"] == "agreements" for one in group["items"]]
    return [(one["id"], one["subtitle"]) for one in found]


def test_thirty_days_before_its_end_the_community_is_reminded_once(app, world, deliver):
    soon = signed(world, **year_from(today() - timedelta(days=340)))
    signed(world, number="2")
    for _ in range(2):
        deliver()
        execute(app, "update core_outbox set done_at = null where topic = 'party.agreement_ends_soon'")
        execute(app, "update core_outbox set due_at = now() where topic = 'party.agreement_ends_soon'")
    deliver()
    for person in (world.community_a, world.secretary_a):
        assert inbox(person) == ["党建联建协议快到期了"]
        assert heap(person) == [(soon["id"], "请与签约单位商定续签")]
    for person in (world.community_b, world.street_a, world.manager_a):
        assert "党建联建协议快到期了" not in inbox(person)
        assert heap(person) == []


def test_it_leaves_the_desk_when_the_next_one_is_signed(world):
    soon = signed(world, **year_from(today() - timedelta(days=340)))
    following = copy(world.community_a, soon, "2")
    assert heap(world.community_a) == [(soon["id"], "下一期已起草")]
    parties = [{"organisation_id": one["id"], "role": one["role"]} for one in following["parties"]]
    term = {key: following[key] for key in ("starts_on", "ends_on")}
    body = content(world, number="2", parties=parties, **term)
    shown = act(world.community_a, act(world.community_a, following, "save", content=body), "sign")
    assert shown["state_name"] == "已签订，未生效"
    assert heap(world.community_a) == []


def test_what_ended_without_a_next_one_stays_on_the_desk_as_late(app, world, deliver):
    over = signed(world, **year_from(today() - timedelta(days=340)))

    def ended(days: int) -> list[dict[str, object]]:
        execute(app, "update party_agreement set ends_on = :d where id = :id", d=today() - days * DAY, id=over["id"])
        execute(app, "update core_outbox set done_at = null, due_at = now() where topic = 'party.agreement_ends'")
        deliver()
        groups = world.community_a.get("/staff/todo").json["groups"]
        return [one for group in groups if group["key"] == "agreements" for one in group["items"]]

    [row] = ended(1)
    assert (row["id"], row["subtitle"], row["late"]) == (over["id"], "已到期，请与签约单位商定续签", True)
    assert see(world.community_a, over)["state"] == "ended"
    assert [one["id"] for one in ended(90)] == [over["id"]]
    assert ended(91) == []
    assert [one["id"] for one in ended(2)] == [over["id"]]
    copy(world.community_a, over, "2")
    assert heap(world.community_a) == [(over["id"], "已到期，下一期已起草")]
    signed(world, number="3")  # another agreement of the same compound, not copied from it
    assert heap(world.community_a) == []


def test_nobody_is_reminded_of_what_was_terminated(app, world, deliver):
    soon = signed(world, **year_from(today() - timedelta(days=340)))
    act(world.community_a, soon, "terminate", reason="不再合作")
    deliver()
    assert "党建联建协议快到期了" not in inbox(world.community_a)
    [left] = rows(app, "select count(*) n from core_outbox where topic like 'party.%' and done_at is null")
    assert left.n == 0

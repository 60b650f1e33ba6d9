"""A version of the rules is written by some people and published by another, and nobody gets round that."""

from __future__ import annotations

from sqlalchemy import text

from tests.rulebook.steps import (
    BASE,
    LAST,
    act,
    bare,
    begin,
    drafted,
    in_front,
    published,
    rule,
    see,
    submitted,
)
from tests.world import write

LIGHTS = rule("楼道灯给居委会", "residents_committee", conditions={"category": ["0201"]})
PAINT = rule("墙面粉刷给街道", "street_office", conditions={"category": ["0105"]})


def listed(person, query: str = "") -> list[dict]:
    """Return the versions that a person sees."""
    return person.get(f"{BASE}/sets{query}").json["items"]


def first(person) -> dict:
    """Return version 1."""
    return next(one for one in listed(person) if one["number"] == 1)


# --- two people ---


def test_version_1_is_the_products_own_and_nobody_can_move_it(two):
    (version,) = listed(two.district)
    assert (version["number"], version["state"], version["author_name"]) == (1, "published", "系统")
    assert (version["rule_count"], version["actions"], version["stale"]) == (18, [], False)
    shown = see(two.street_a, version["id"])
    assert [finding for finding in shown["findings"] if finding["level"] == "error"] == []
    for action in ("save", "submit", "publish", "discard"):
        act(two.district, version, action, expect=404)


def test_two_people_publish_a_version(two):
    made = submitted(two.district, in_front(two.district, LIGHTS))
    assert made["actions"] == ["withdraw"]
    assert see(two.district_2, made["id"])["actions"] == ["withdraw", "publish", "return"]

    act(two.district, made, "publish", expect=403)
    out = act(two.district_2, made, "publish")

    assert (out["number"], out["state"], out["based_on_number"]) == (2, "published", 1)
    assert (out["author_name"], out["submitted_by_name"], out["published_by_name"]) == (
        "district",
        "district",
        "区里同事",
    )
    assert [(one["number"], one["state"]) for one in listed(two.district)] == [(2, "published"), (1, "retired")]


def test_who_only_changed_a_comma_or_only_submitted_does_not_publish_either(two):
    changed = act(two.district_2, drafted(two.district, in_front(two.district, LIGHTS)), "save", note="，")
    handed_in = act(two.district, changed, "submit")
    assert "起草、修改或提交这一版的人" in act(two.district_2, handed_in, "publish", expect=403)["error"]["message"]

    mine = drafted(two.district, in_front(two.district, PAINT))
    theirs = act(two.district_2, mine, "submit")
    act(two.district_2, theirs, "publish", expect=403)
    act(two.district, theirs, "publish", expect=403)


def test_the_district_cannot_publish_what_it_changed_before_it_was_sent_back(two):
    made = submitted(two.street_a, in_front(two.street_a, LIGHTS))
    back = act(two.district, made, "return", reason="请写清小区")
    again = act(two.street_a2, back, "submit")
    assert act(two.district, again, "publish")["number"] == 2


def test_the_next_version_retires_the_one_before(two):
    one = published(two.district, two.district_2, in_front(two.district, LIGHTS))
    other = published(two.district_2, two.district, in_front(two.district, PAINT))
    assert (other["number"], other["based_on_number"]) == (3, 2)
    assert see(two.district, one["id"])["state"] == "retired"
    assert [version["number"] for version in listed(two.district, "?state=retired")] == [2, 1]


def test_a_number_on_an_old_screen_is_a_conflict(two):
    made = begin(two.district)
    act(two.district, made, "save", title="一")
    act(two.district, made, "save", title="二", expect=409)
    assert see(two.district, made["id"])["title"] == "一"


def test_every_move_is_in_the_audit_log_in_words(two):
    made = act(two.district, submitted(two.district, in_front(two.district, LIGHTS)), "withdraw")
    act(two.district_2, act(two.district, made, "submit"), "return", reason="再想想")
    act(two.district, see(two.district, made["id"]), "discard")
    rows = two.auditor.get("/staff/audit?limit=50").json["items"]
    names = [row["what_name"] for row in reversed(rows)]
    assert names == [
        "起草派单规则", "修改派单规则", "提交派单规则", "收回提交的派单规则", "提交派单规则", "退回派单规则",
        "作废派单规则",
    ]  # fmt: skip
    assert {row["subject_name"] for row in rows} == {"派单规则 试一试"}


# --- what a move asks for ---


def test_a_draft_with_an_error_is_not_submitted_and_the_error_is_named(two):
    draft = drafted(two.district, [LIGHTS])
    refused = act(two.district, draft, "submit", expect=422)["error"]
    assert refused["message"] == "缺少兜底规则：最后要有一条没有条件的规则，派给社区居委会、街道办事处或指定单位"
    assert refused["fields"]["rules"] == [refused["message"]]
    assert see(two.district, draft["id"])["state"] == "draft"


def test_an_organisation_that_is_gone_stops_the_publishing(app, two):
    named = rule("点名", f"organisation:{two.contractor}", conditions={"category": ["0201"]})
    made = submitted(two.district, in_front(two.district, named))
    assert made["rules"][0]["target_name"] == "示例施工公司"

    def gone() -> None:
        from app.core.db import db

        db.session.execute(text("update identity_post set organisation_id = :o where organisation_id = :c"),
                           {"o": two.company_a, "c": two.contractor})  # fmt: skip
        db.session.execute(text("delete from places_organisation where id = :id"), {"id": two.contractor})

    write(app, gone)
    refused = act(two.district_2, made, "publish", expect=422)["error"]
    assert refused["message"] == "第1条“点名”：指定的单位不在本区的单位名录里"


def test_sending_back_needs_a_reason_which_the_writer_reads(two):
    made = submitted(two.district, in_front(two.district, LIGHTS))
    act(two.district_2, made, "return", expect=422)
    back = act(two.district_2, made, "return", reason="请写清楚小区")
    assert (back["state"], back["return_reason"]) == ("draft", "请写清楚小区")
    assert act(two.district, back, "submit")["return_reason"] == ""


def test_moves_out_of_turn_are_conflicts(two):
    draft = begin(two.district)
    act(two.district_2, draft, "publish", expect=409)
    act(two.district, draft, "withdraw", expect=409)
    gone = act(two.district, draft, "discard")
    act(two.district, gone, "save", title="x", expect=409)
    act(two.district, gone, "improve", expect=404)
    assert draft["id"] not in {one["id"] for one in listed(two.district)}
    assert draft["id"] in {one["id"] for one in listed(two.district, "?state=discarded")}


def test_the_same_key_begins_one_draft(two):
    made = begin(two.district, key="same-key-1")
    assert begin(two.district, key="same-key-1")["id"] == made["id"]
    begin(two.district, key="same-key-1", note="x", expect=422)
    assert len(listed(two.district)) == 2


# --- stale, rebase, rollback ---


def test_a_draft_begun_before_another_was_published_is_carried_over_first(two):
    old = drafted(two.district, in_front(two.district, LIGHTS))
    late = submitted(two.district, in_front(two.district, rule("井盖", "provider", conditions={"category": ["0106"]})))
    published(two.district, two.district_2, in_front(two.district, PAINT))

    stale = see(two.district, old["id"])
    assert (stale["stale"], stale["actions"]) == (True, ["save", "rebase", "discard"])
    assert act(two.district, stale, "submit", expect=409)["error"]["code"] == "rulebook.stale"
    assert see(two.district_2, late["id"])["actions"] == ["withdraw", "return"]
    assert act(two.district_2, late, "publish", expect=409)["error"]["code"] == "rulebook.stale"

    fresh = act(two.district, stale, "rebase")
    assert (fresh["clashes"], fresh["stale"], fresh["based_on_number"]) == ([], False, 2)
    assert [one["name"] for one in fresh["rules"]][:2] == ["楼道灯给居委会", "墙面粉刷给街道"]
    assert act(two.district_2, act(two.district, fresh, "submit"), "publish")["number"] == 3


def test_a_rule_that_both_changed_is_named_and_the_draft_keeps_its_own(two):
    book = in_front(two.district, LIGHTS)
    base = published(two.district, two.district_2, book)
    known = bare(base["rules"])
    mine = drafted(two.district, [known[0] | {"reason": "我的，{organisation}"}, *known[1:]])
    published(two.district_2, two.district, [known[0] | {"reason": "你的，{organisation}"}, *known[1:]])

    merged = act(two.district, mine, "rebase")

    assert merged["clashes"] == ["楼道灯给居委会"]
    assert merged["rules"][0]["reason"] == "我的，{organisation}"
    act(two.district, merged, "rebase")  # harmless: nothing newer is there


def test_an_older_version_is_restored_on_top_of_the_one_in_force(two):
    one = published(two.district, two.district_2, in_front(two.district, LIGHTS))
    published(two.district, two.district_2, in_front(two.district, PAINT))

    again = begin(two.district, based_on_id=one["id"], title="恢复")

    assert (again["based_on_number"], again["stale"]) == (3, False)
    assert bare(again["rules"]) == bare(one["rules"])
    (change,) = two.district.get(f"{BASE}/sets/{again['id']}/changes").json["items"]
    assert (change["kind"], change["name"]) == ("removed", "墙面粉刷给街道")
    assert two.auditor.get("/staff/audit?limit=1").json["items"][0]["what_name"] == "恢复以前的派单规则"


def test_changes_are_told_in_words(two):
    book = in_front(two.district, LIGHTS)
    base = published(two.district, two.district_2, book)
    known = bare(base["rules"])
    lights = known[0] | {"target": "street_office", "deadline": {"amount": 3, "unit": "working_days"}, "urgency": "U2"}
    draft = drafted(two.district, [known[1], lights, PAINT, *known[2:]])
    told = two.district.get(f"{BASE}/sets/{draft['id']}/changes").json
    assert told["against"]["number"] == 2
    by_kind = {change["kind"]: change for change in told["items"]}
    assert by_kind["changed"]["fields"] == [
        {"label": "派给", "before": "社区居委会", "after": "街道办事处"},
        {"label": "办结期限", "before": "按类别的期限", "after": "3个工作日内办结"},
        {"label": "紧急程度", "before": "按类别", "after": "急修"},
    ]
    assert (by_kind["changed"]["position_before"], by_kind["changed"]["position_after"]) == (1, 2)
    assert {"label": "条件", "before": "", "after": "类别是墙面粉刷/小广告"} in by_kind["added"]["fields"]
    against = two.district.get(f"{BASE}/sets/{draft['id']}/changes?against={first(two.district)['id']}").json
    assert against["against"]["number"] == 1
    assert [change["kind"] for change in against["items"]].count("added") == 2


def test_a_check_stores_nothing_and_says_everything(two):
    draft = begin(two.district)
    answer = two.district.post(f"{BASE}/sets/{draft['id']}/check", {"rules": [rule("坏", "mayor"), LIGHTS]}).json
    assert answer["problems"] == ["第1条“坏”：没有“mayor”这种责任单位"]
    assert [one["name"] for one in answer["rules"]] == ["楼道灯给居委会"]
    good = two.district.post(f"{BASE}/sets/{draft['id']}/check", {"rules": [LAST, LIGHTS]}).json
    assert good["problems"] == []
    assert good["rules"][1]["conditions_words"] == "类别是楼道照明"
    found = good["findings"][0]
    assert (found["level"], found["rule"]) == ("error", good["rules"][1]["id"])
    assert found["text"] == "第2条“楼道灯给居委会”不会被用到：第1条“兜底”的条件更宽，排在前面"
    assert see(two.district, draft["id"])["rules"] == draft["rules"]


# --- the street's side ---


def test_a_street_proposes_rules_for_itself_and_the_district_publishes(two):
    made = submitted(two.street_a, in_front(two.street_a, LIGHTS))
    assert (made["street_name"], made["rules"][0]["conditions"]["street_id"]) == (
        "示例街道a", [str(two.regions["street_a"])],
    )  # fmt: skip
    assert "publish" not in see(two.street_a2, made["id"])["actions"]
    act(two.street_a2, made, "publish", expect=403)
    see(two.street_b, made["id"], expect=404)
    assert see(two.district, made["id"])["actions"] == ["publish", "return"]
    act(two.district, made, "withdraw", expect=403)
    assert act(two.district, made, "publish")["number"] == 2
    assert see(two.street_b, made["id"])["state"] == "published"


def test_a_street_neither_sees_the_districts_drafts_nor_touches_its_rules(two):
    draft = begin(two.district)
    see(two.street_a, draft["id"], expect=404)
    act(two.street_a, draft, "save", title="x", expect=404)
    mine = begin(two.street_a)
    rules = bare(mine["rules"])
    refused = act(two.street_a, mine, "save", rules=[rules[0] | {"target": "provider"}, *rules[1:]], expect=422)
    assert refused["error"]["message"] == "第1条“电梯困人先救人”：这是区里或其他街道的规则，街道不能修改"
    answer = two.street_a.post(f"{BASE}/sets/{mine['id']}/check", {"rules": rules[1:]}).json
    assert answer["problems"] == ["区里和其他街道的规则不能删除"]
    act(two.district, mine, "save", title="x", expect=403)


def test_a_streets_proposal_is_carried_over_as_a_proposal(two):
    act(two.district, submitted(two.street_a, in_front(two.street_a, LIGHTS)), "publish")
    book = in_front(two.street_a)
    mine = drafted(two.street_a, [book[1], book[2], book[0], *book[3:]])
    published(two.district, two.district_2, [PAINT, book[0], book[2], book[1], *book[3:]])

    merged = act(two.street_a, mine, "rebase")

    names = [one["name"] for one in merged["rules"]]
    others = [name for name in names if name != "楼道灯给居委会"]
    assert others[:3] == ["墙面粉刷给街道", "燃气泄漏由燃气单位抢修", "电梯困人先救人"]
    assert names.index("楼道灯给居委会") > 1
    kept = act(two.street_a, merged, "save", rules=bare(merged["rules"]))
    assert act(two.district, act(two.street_a, kept, "submit"), "publish")["number"] == 4


def test_others_have_no_part_in_it(two):
    for person in (two.community_a, two.secretary_a, two.manager_a, two.auditor, two.sysadmin, two.resident_a):
        assert person.get(f"{BASE}/sets").status_code == 403
        begin(person, expect=403)


# --- the desk ---


def heap(person) -> list[tuple[str, str]]:
    """Return what waits on a desk about the rules, as (title, subtitle)."""
    groups = {group["key"]: group for group in person.get("/staff/todo").json["groups"]}
    return [(item["title"], item["subtitle"]) for item in groups.get("rules", {"items": []})["items"]]


def test_a_version_waits_on_the_desk_of_who_may_publish_it_and_of_nobody_else(two):
    made = submitted(two.district, in_front(two.district, LIGHTS), title="楼道灯")
    assert heap(two.district_2) == [("派单规则：楼道灯", "区里 · district提交，等待审核")]
    assert heap(two.district) == heap(two.street_a) == []

    act(two.district_2, made, "return", reason="请写清楚")
    assert heap(two.district) == heap(two.district_2) == [("派单规则：楼道灯", "被退回：请写清楚")]
    assert heap(two.street_a) == []

    mine = submitted(two.street_a, in_front(two.street_a, PAINT), title="粉刷")
    assert ("派单规则：粉刷", "示例街道a提案 · streeta提交，等待审核") in heap(two.district)
    act(two.district, mine, "return", reason="不合适")
    assert heap(two.street_a2) == [("派单规则：粉刷", "被退回：不合适")]
    assert heap(two.street_b) == []

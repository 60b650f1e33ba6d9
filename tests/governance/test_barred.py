"""Who may hold no post: kept by the street alone, asked when a committee or a cross post is made up."""

from __future__ import annotations

from app.core.clock import today
from app.core.ids import new_id
from tests.duty.steps import execute, rows
from tests.governance.assembly_steps import BARRED, bar, bar_step
from tests.governance.steps import BASE, DAY, SEATS, TWO, act, begin, in_office, seat, seated, see

PAPER = "示例街办〔2026〕9号"


def listed(person, **query):
    """Return the list."""
    answer = person.get(BARRED, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def refused(person, committee, name="王业主"):
    """Return with which words somebody is refused."""
    answer = seat(person, committee, name, "owner", "member", 422)
    assert PAPER not in str(answer), "the paper is for the street"
    return answer["error"]["fields"]["name"][0]


def test_one_on_the_list_is_not_nominated(world):
    bar(world.street_a, compound_id=world.a.compound)
    committee = begin(world.community_a, world.a)
    words = refused(world.community_a, committee, "王 业主")
    assert "不宜任职名单" in words
    assert ("拖欠物业费" in words, "组建办法" in words) == (True, True)
    assert see(world.community_a, committee)["members"] == []
    seat(world.community_a, committee, "王业", "owner", "member")
    elsewhere = begin(world.community_b, world.b)
    seat(world.community_b, elsewhere, "王业主", "owner", "member")


def test_an_entry_counts_from_its_first_to_its_last_day(app, world):
    entry = bar(world.street_a, compound_id=world.a.compound, from_on=today() + DAY, until_on=today() + DAY)
    assert entry["state_name"] == "还没开始"
    committee = begin(world.community_a, world.a)
    seat(world.community_a, committee, "王业主", "owner", "member", home="1")
    for first, last, counts in ((0, 0, True), (-1, -1, False), (-9, 9, True), (-9, None, True)):
        execute(
            app, "update governance_barred set from_on = :first, until_on = :last",
            first=today() + first * DAY, last=None if last is None else today() + last * DAY,
        )  # fmt: skip
        if counts:
            assert "不宜任职名单" in refused(world.community_a, committee)
        else:
            seat(world.community_a, committee, "王业主", "owner", "member", home="2")
        assert len(listed(world.street_a)) == counts


def test_one_put_on_the_list_later_keeps_the_committee_from_office(app, world):
    committee = seated(world.community_a, world.a)
    entry = bar(world.street_a, compound_id=world.a.compound, reason="removed")
    stopped = act(world.community_a, committee, "post", 422, day=str(today()), posted_at=TWO)
    assert "被罢免" in stopped["error"]["fields"]["members"][0]
    bar_step(world.street_a, entry, "take_off", reason="复核后撤销")
    committee = act(world.community_a, committee, "post", day=str(today()), posted_at=TWO)
    bar(world.street_a, compound_id=world.a.compound, home_id=world.a.homes[0])
    execute(app, "update governance_committee set posted_on = posted_on - 7")
    stopped = act(world.community_a, committee, "take_office", 422, day=str(today()))
    assert "王业主" in stopped["error"]["fields"]["members"][0]
    assert PAPER not in str(stopped)
    [member] = [one["id"] for one in committee["members"] if one["name"] == "王业主"]
    path = f"{BASE}/members/{member}/actions/namesake"
    assert world.community_a.post(path, {}).status_code == 422
    assert world.community_b.post(path, {"reason": "x"}).status_code == 404
    assert world.street_a.post(path, {"reason": "x"}).status_code == 403
    committee = world.community_a.post(path, {"reason": "身份证核对过，不是同一个人"}).json
    assert world.community_a.post(path, {"reason": "再说一次"}).status_code == 409
    assert act(world.community_a, committee, "take_office", day=str(today()))["state"] == "in_office"


def test_the_desk_says_that_a_namesake_is_another_person_and_the_street_sees_why(world):
    entry = bar(world.street_a, compound_id=world.a.compound)
    committee = begin(world.community_a, world.a)
    refused(world.community_a, committee)
    seat(world.community_a, committee, "王业主", "owner", "member", home="2-101", namesake="另一位，住 2 号楼")
    seen = world.street_a.get(f"{BARRED}/{entry['id']}").json
    assert seen["others"] == [{"compound": "示例小区a", "home": "2-101", "because": "另一位，住 2 号楼"}]
    assert [event["action"] for event in seen["events"]] == ["add", "other"]
    assert "不宜任职名单" in refused(world.community_a, committee), "that holds for him alone"
    bar(world.street_a, compound_id=world.a.compound)
    again = act(world.community_a, see(world.community_a, committee), "post", 422, day=str(today()), posted_at=TWO)
    assert "members" in again["error"]["fields"]


def test_a_title_unit_of_the_compound_keeps_its_people_from_its_committee(app, world):
    unit = world.orgs["company_a"]
    bar(world.street_a, organisation_id=unit)
    committee = begin(world.community_a, world.a)
    seat(world.community_a, committee, "王业主", "owner", "member", home="1")
    execute(app, "update places_building set title_unit_id = :unit where id = :id", unit=unit, id=world.a.building)
    assert "不宜任职名单" in refused(world.community_a, committee)


def cross_post(world, name, **fields):
    """Try to give somebody a cross post of the company."""
    committee = world.orgs["jwh_a"]
    body = {"name": name, "from_id": str(world.orgs["company_a"]), "from_post": "项目经理", "to_id": str(committee)}
    body |= {"to_post": "兼职委员", "basis": "联建协议", "starts_on": str(today())} | fields
    return world.secretary_a.post("/staff/party/cross-posts", body)


def test_one_of_an_organisation_gets_no_cross_post(world):
    assert cross_post(world, "钱经理").status_code == 201
    entry = bar(world.street_a, name="钱经理", organisation_id=world.orgs["company_a"], reason="sanction")
    answer = cross_post(world, "钱经理")
    assert answer.status_code == 422, answer.json
    words = answer.json["error"]["fields"]["name"][0]
    assert ("不宜任职名单" in words, "受过处分" in words, PAPER in str(answer.json)) == (True, True, False)
    assert cross_post(world, "孙经理").status_code == 201
    bar_step(world.street_a, entry, "take_off", reason="处分期满")
    assert cross_post(world, "钱经理").status_code == 201


def test_a_namesake_gets_a_cross_post_and_the_street_reads_why(world):
    """Said for one post and every entry of his name; the next post asks again."""
    company, committee = world.orgs["company_a"], world.orgs["jwh_a"]
    entries = [bar(world.street_a, name="钱经理", organisation_id=one) for one in (company, committee)]
    elsewhere = bar(world.street_a, name="钱经理", organisation_id=world.orgs["company_b"])
    why = "身份证核对过，住 5 号楼"
    assert cross_post(world, "钱经理", namesake=" ").status_code == 422
    assert cross_post(world, "钱经理", namesake="x" * 201).status_code == 422
    assert cross_post(world, "钱 经理", namesake=why).status_code == 201
    for entry in entries:
        seen = world.street_a.get(f"{BARRED}/{entry['id']}").json
        assert seen["others"] == [{"compound": "交叉任职", "home": None, "because": seen["events"][-1]["note"]}]
        assert seen["others"][0]["because"].endswith(f" 兼职委员：{why}")
        last = seen["events"][-1]
        assert (last["action"], last["actor"], seen["version"]) == ("other_post", world.secretary_a.name, 2)
    assert world.street_a.get(f"{BARRED}/{elsewhere['id']}").json["others"] == []
    assert "不宜任职名单" in cross_post(world, "钱经理").json["error"]["fields"]["name"][0]
    bar_step(world.street_a, entries[0], "take_off", 409, reason="旧的页面")


def test_the_list_is_the_streets_alone_and_masked(world):
    entry = bar(world.street_a, compound_id=world.a.compound)
    for other in (world.community_a, world.secretary_a, world.district, world.manager_a, world.resident_a):
        assert other.get(BARRED).status_code == 403
        assert other.get(f"{BARRED}/{entry['id']}").status_code == 403
        assert bar(other, 403, compound_id=world.a.compound)
    assert listed(world.street_b) == []
    assert world.street_b.get(f"{BARRED}/{entry['id']}").status_code == 404
    bar_step(world.street_b, entry, "take_off", 404, reason="x")
    assert world.street_b.post(f"{BARRED}/search", {"name": "王业主"}).json["items"] == []
    [row] = listed(world.street_a)
    assert (row["name_masked"], "王业主" in str(row), PAPER in str(row)) == ("王**", False, False)
    [found] = world.street_a.post(f"{BARRED}/search", {"name": "王 业主"}).json["items"]
    assert found["id"] == entry["id"]
    assert world.street_a.post(f"{BARRED}/search", {"name": "王"}).json["items"] == []


def test_names_are_encrypted_and_reading_one_is_written_down(app, world):
    entry = bar(world.street_a, compound_id=world.a.compound)
    [kept] = rows(app, "select name_cipher, name_index, basis from governance_barred")
    assert "王业主".encode() not in bytes(kept.name_cipher) + bytes(kept.name_index)
    assert world.street_a.get(f"{BARRED}/{entry['id']}").json["name"] == "王业主"
    kept = rows(app, "select what from core_audit where what like 'governance.barred%' order by id")
    acts = [row.what for row in kept]
    assert acts == ["governance.barred_add", "governance.barred_view"]
    assert not rows(app, "select 1 from core_audit where detail::text like '%王业主%'")


def test_an_entry_says_whose_name_it_is(world):
    tie = {"compound_id": world.a.compound}
    assert "compound_id" in bar(world.street_a, 422)["error"]["fields"]
    assert "compound_id" in bar(world.street_a, 422, organisation_id=world.orgs["company_a"], **tie)["error"]["fields"]
    assert "compound_id" in bar(world.street_a, 404, compound_id=world.b.compound)["error"]["fields"]
    assert "home_id" in bar(world.street_a, 404, home_id=world.b.homes[0], **tie)["error"]["fields"]
    assert "organisation_id" in bar(world.street_a, 404, organisation_id=new_id())["error"]["fields"]
    assert "until_on" in bar(world.street_a, 422, until_on=today() - DAY, **tie)["error"]["fields"]


def test_an_entry_is_changed_and_taken_off_with_the_reason(world):
    entry = bar(world.street_a, compound_id=world.a.compound)
    assert "reason" in bar_step(world.street_a, entry, "change", 422, basis=PAPER)["error"]["fields"]
    assert "basis" in bar_step(world.street_a, entry, "change", 422, reason="x")["error"]["fields"]
    until = str(today() + 90 * DAY)
    changed = bar_step(world.street_a, entry, "change", reason="延长", basis="二号文", until_on=until)
    assert (changed["until_on"], changed["basis"]) == (until, "二号文")
    bar_step(world.street_a, entry, "take_off", 409, reason="交清了")
    off = bar_step(world.street_a, changed, "take_off", reason="交清了")
    assert (off["state_name"], off["off_because"], off["actions"]) == ("已移出", "交清了", [])
    bar_step(world.street_a, off, "take_off", 409, reason="交清了")
    assert (listed(world.street_a), len(listed(world.street_a, state="all"))) == ([], 1)
    assert [event["action"] for event in off["events"]] == ["add", "change", "take_off"]
    committee = begin(world.community_a, world.a)
    seat(world.community_a, committee, "王业主", "owner", "member")


def test_one_who_sits_already_is_not_touched(app, world):
    committee = in_office(app, world.community_a, world.a)
    bar(world.street_a, compound_id=world.a.compound)
    assert len(see(world.community_a, committee)["members"]) == len(SEATS)

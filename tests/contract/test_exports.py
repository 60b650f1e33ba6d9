"""Lists saved as files: what the screen shows, all of it, nothing more, and written down in the audit log."""

from __future__ import annotations

import pytest

from app.core import exports, spreadsheets
from tests.contract.setups_transparency import disclosure_objection, service_record
from tests.disclosures import steps as disclosures
from tests.duty.steps import rows as found
from tests.party import steps as party
from tests.tickets.steps import file


def saved(person, path: str, expect: int = 200):
    """Save a list; return its rows by heading."""
    answer = person.get(path)
    assert answer.status_code == expect, answer.json
    if expect != 200:
        return answer.json
    assert answer.headers["Content-Type"] == spreadsheets.MEDIA_TYPE
    assert answer.headers["Cache-Control"] == "private, no-store"
    head, *lines = list(spreadsheets.read(answer.data))
    titles = {column: cell.text() for column, cell in head.cells.items()}
    return [{titles[column]: cell.text() for column, cell in line.cells.items()} for line in lines]


def test_tickets_are_saved_as_the_list_shows_them(world, deliver):
    mine = file(world.resident_a, world.a, category="0101", description="=1+1 漏水", kind="complaint", hide_me=True)
    file(world.resident_a, world.a, category="0105", description="小广告")
    file(world.resident_b, world.b, category="0101", description="别处")
    deliver()
    rows = saved(world.manager_a, "/staff/tickets/list.xlsx")
    assert [row["内容"] for row in rows] == ["小广告", "=1+1 漏水"]
    assert rows[1] == {
        "工单编号": mine["no"], "状态": "已派单", "类型": "投诉", "分类": "屋面漏雨", "紧急程度": rows[1]["紧急程度"],
        "小区": "示例小区a", "位置": rows[1]["位置"], "内容": "=1+1 漏水", "来源": "小程序", "承办单位": "示例物业a",
        "提交时间": rows[1]["提交时间"], "办结期限": rows[1]["办结期限"], "超期": "否",
    }  # fmt: skip
    assert world.resident_a.name not in str(rows)
    assert [row["内容"] for row in saved(world.manager_a, "/staff/tickets/list.xlsx?category=0101")] == ["=1+1 漏水"]
    assert [row["内容"] for row in saved(world.street_b, "/staff/tickets/list.xlsx")] == ["别处"]


def test_every_page_is_in_the_file_and_too_many_rows_are_refused_in_words(world, deliver, monkeypatch):
    monkeypatch.setattr(exports, "MAX_LIMIT", 2)
    numbers = [file(world.resident_a, world.a, category="0101", description=f"第{n}件")["no"] for n in range(5)]
    deliver()
    assert [row["工单编号"] for row in saved(world.manager_a, "/staff/tickets/list.xlsx")] == numbers[::-1]
    monkeypatch.setattr(exports, "MOST_ROWS", 4)
    refused = saved(world.manager_a, "/staff/tickets/list.xlsx", expect=422)
    assert "请先用筛选缩小范围" in refused["error"]["message"]


def test_who_saves_a_list_is_written_down_without_the_words_that_were_searched_for(app, world, deliver):
    file(world.resident_a, world.a, category="0101", description="王小明家漏水")
    deliver()
    saved(world.manager_a, f"/staff/tickets/list.xlsx?q=王小明&compound_id={world.a.compound}")
    [row] = found(app, "select * from core_audit where what = 'lists.export'")
    assert (row.subject, row.actor_id, row.detail["rows"]) == ("list:工单", world.manager_a.id, 1)
    assert row.detail["filter"] == {"q": "有", "compound_id": str(world.a.compound), "sort": "newest"}
    shown = saved(world.auditor, "/staff/audit.xlsx?what=lists.export")
    assert (shown[0]["事项"], shown[0]["对象"]) == ("导出列表", "列表 工单")
    assert "行数：1" in shown[0]["说明"]
    assert "王小明" not in str(shown)


def test_duties_questions_and_the_overview_are_saved(app, world):
    disclosure_objection(app, world)
    disclosures.arm(app)
    listed = disclosures.duties(world.manager_a)
    rows = saved(world.manager_a, f"{disclosures.BASE}/duties.xlsx")
    assert [(row["小区"], row["编号"], row["公示表"], row["情况"]) for row in rows] == [
        (one["compound"]["name"], one["code"], one["form_name"], one["state_name"]) for one in listed
    ]
    late = saved(world.manager_a, f"{disclosures.BASE}/duties.xlsx?state=overdue")
    assert len(late) < len(rows)
    [asked] = saved(world.community_a, f"{disclosures.BASE}/objections.xlsx")
    assert (asked["小区"], asked["居民的疑问"], asked["情况"]) == ("示例小区a", "打不通", "待答复")
    assert saved(world.community_b, f"{disclosures.BASE}/objections.xlsx") == []
    places = saved(world.street_a, f"{disclosures.BASE}/overview.xlsx")
    assert {"示例小区a"} <= {row["小区"] for row in places}
    assert "示例小区b" not in str(places)
    [of_a] = [row for row in places if row["小区"] == "示例小区a"]
    assert (of_a["居民疑问"], of_a["其中待答复"], of_a["物业服务企业"]) == ("1", "1", "示例物业a")


def test_service_records_are_saved(app, world):
    service_record(app, world)
    [row] = saved(world.manager_a, "/staff/standards/records.xlsx")
    assert (row["小区"], row["谁做的"], row["来源"], row["照片数"]) == ("示例小区a", "repaira", "现场打卡", "1")
    assert saved(world.manager_b, "/staff/standards/records.xlsx") == []


@pytest.mark.parametrize("wrong", ["limit=5", "cursor=x", "nonsense=1", "state=nonsense"])
def test_what_a_file_cannot_be_asked_for_is_refused(world, wrong):
    assert world.manager_a.get(f"/staff/tickets/list.xlsx?{wrong}").status_code == 422


def test_agreements_are_saved_as_the_wall_shows_them(world):
    made = party.signed(world, number="=1+1")
    party.draft(world.community_a, party.content(world, number="草稿一号"))
    path = "/staff/party/agreements.xlsx"
    assert [row["协议编号"] for row in saved(world.street_a, path)] == ["草稿一号", "=1+1"]
    assert saved(world.manager_a, path) == [
        {
            "协议编号": "=1+1", "社区": "示例社区a", "小区": "示例小区a", "签约单位": "示例居委会a、示例物业a",
            "状态": "有效", "签订日期": made["signed_on"], "开始日期": made["starts_on"],
            "结束日期": made["ends_on"], "剩余天数": str(made["days_left"]),
        }
    ]  # fmt: skip
    assert [row["协议编号"] for row in saved(world.community_a, f"{path}?state=draft")] == ["草稿一号"]
    assert saved(world.community_b, path) == []

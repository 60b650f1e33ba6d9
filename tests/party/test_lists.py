"""The three lists as a table: of one agreement, and of all that somebody sees, with the filters of the list."""

from __future__ import annotations

from tests.contract.test_exports import saved
from tests.party.steps import BASE, content, draft, rows, signed

NEEDS = [{"text": "=1+1", "owner": "社区", "note": "@sum"}, {"text": "修门禁", "owner": "", "note": ""}]


def lists(needs):
    """Return the lists of an agreement."""
    return {"needs": needs, "resources": [], "projects": [{"text": "便民维修点", "owner": "物业", "note": ""}]}


def test_the_lists_of_one_agreement_are_rows_of_plain_text(app, world):
    made = signed(world, lists=lists(NEEDS))
    found = saved(world.manager_a, f"{BASE}/{made['id']}/lists.xlsx")
    assert [(row["清单"], row["事项"], row.get("负责单位"), row.get("说明")) for row in found] == [
        ("需求清单", "=1+1", "社区", "@sum"),
        ("需求清单", "修门禁", None, None),
        ("项目清单", "便民维修点", "物业", None),
    ]
    assert found[0]["协议编号"] == made["number"]
    assert found[0]["小区"] == "示例小区a"
    [noted] = rows(app, "select detail from core_audit where what = 'lists.export'")
    assert noted.detail["rows"] == 3
    assert noted.detail["filter"] == {"agreement_id": made["id"]}


def test_all_lists_in_sight_go_with_the_filters_of_the_list(world):
    signed(world, lists=lists(NEEDS))
    draft(world.community_a, content(world, number="草稿一号", lists=lists(NEEDS[1:])))
    draft(world.community_b, content(world, "b", lists=lists(NEEDS)))
    every = saved(world.community_a, f"{BASE}/lists.xlsx")
    assert [row["协议编号"] for row in every] == ["草稿一号"] * 2 + ["示例〔2026〕1号"] * 3
    drafts = saved(world.community_a, f"{BASE}/lists.xlsx?state=draft")
    assert {row["状态"] for row in drafts} == {"草稿"}
    assert saved(world.community_a, f"{BASE}/lists.xlsx?state=draft&compound_id={world.b.compound}") == []
    assert [row["清单"] for row in saved(world.manager_a, f"{BASE}/lists.xlsx")] == ["需求清单", "需求清单", "项目清单"]
    assert len(saved(world.district, f"{BASE}/lists.xlsx")) == 8

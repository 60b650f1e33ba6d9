"""An agreement out to Word and back: first what would change, then all of it or nothing."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import docx
import pytest

from app.core.clock import today, years_on
from app.party.wordform.layout import day_words
from tests.core.word_corpus import page, said
from tests.party.forms import (
    GOAL,
    NEEDS,
    PARTIES,
    PROJECTS,
    begin,
    bring,
    cells,
    form_of,
    packed,
    problems,
    put,
    take,
    write_row,
)
from tests.party.steps import BASE, act, content, draft, execute, rows, see, signed


def test_the_form_of_a_draft_comes_back_as_it_is(world):
    goal = "一、扶手\t3 处\r\n二、“晾衣”（全角）\n\n三、　空一格"
    needs = [{"text": "甲\t乙", "owner": "社区\n物业", "note": "  =1+1"}]
    made = draft(world.community_a, content(world, goal=goal, lists={"needs": needs, "resources": [], "projects": []}))
    found = bring(world.community_a, made, packed(form_of(world.community_a, made)))
    assert found == {"version": 1, "changes": [], "problems": []}


@pytest.mark.parametrize("signed_on", [None, today()])
def test_the_paper_to_be_signed_comes_back_too(world, signed_on):
    signed_on = str(signed_on) if signed_on else None
    lists = {"needs": [{"text": "晾晒的地方", "owner": "", "note": ""}], "resources": [], "projects": []}
    made = draft(world.community_a, content(world, signed_on=signed_on, lists=lists))
    answer = world.community_a.get(f"{BASE}/{made['id']}/agreement.docx")
    assert bring(world.community_a, made, answer.data) == {"version": 1, "changes": [], "problems": []}
    paper = docx.Document(io.BytesIO(answer.data))
    put(paper, "协议编号", "示例〔2026〕9号")
    paper.tables[3].rows[1].cells[0].text = "修门禁"
    paper.paragraphs[-1].text = f"签订日期：{day_words(today())}"
    now = take(world.community_a, made, packed(paper), 1)
    assert (now["number"], now["lists"]["needs"][0]["text"]) == ("示例〔2026〕9号", "修门禁")
    assert now["signed_on"] == str(today())


def test_what_was_corrected_in_word_is_shown_and_then_written(world):
    made = draft(world.community_a, content(world, signed_on=None))
    paper = form_of(world.community_a, made)
    put(paper, "协议编号", "示例〔2026〕9号")
    put(paper, "签订日期", f"{day_words(today())}")
    write_row(paper, NEEDS, 2, "修门禁", "示例物业a", "三单元“先修”")
    write_row(paper, PROJECTS, 1, "", "", "")
    paper.tables[GOAL].rows[1].cells[0].text = "第一行\n第二行"
    data = packed(paper)
    found = bring(world.community_a, made, data)
    assert found["problems"] == []
    assert cells(found, "协议内容") == {
        "协议编号": ("示例〔2026〕1号", "示例〔2026〕9号"),
        "签订日期": ("", str(today())),
        "联建目标": ("共同办好居民身边的事", "第一行\n第二行"),
    }
    assert cells(found, "需求清单第 2 行") == {
        "需求事项": ("", "修门禁"), "负责单位": ("", "示例物业a"), "说明": ("", "三单元“先修”"),
    }  # fmt: skip
    [gone] = [one for one in found["changes"] if one["kind"] == "removed"]
    assert (gone["key"], gone["cells"][0]["before"]) == ("项目清单原第 1 行", "车棚改成便民维修点")
    assert see(world.community_a, made)["number"] == "示例〔2026〕1号", "asking changes nothing"

    now = take(world.community_a, made, data, found["version"])
    assert (now["number"], now["signed_on"], now["version"]) == ("示例〔2026〕9号", str(today()), 2)
    assert now["goal"] == "第一行\n第二行"
    assert now["lists"]["needs"][1] == {"text": "修门禁", "owner": "示例物业a", "note": "三单元“先修”"}
    assert (now["lists"]["projects"], now["lists"]["resources"]) == ([], made["lists"]["resources"])
    assert bring(world.community_a, now, data)["changes"] == []
    assert act(world.community_a, now, "sign")["state"] == "in_force"


def test_an_empty_form_is_filled_in_and_begins_a_draft_once(app, world):
    paper = form_of(world.community_a, None)
    begins = today()
    put(paper, "协议编号", "示例〔2026〕7号")
    put(paper, "小区", "示例小区a、示例小区none")
    put(paper, "开始日期", f"{begins.year}.{begins.month}.{begins.day}")
    put(paper, "结束日期", str(years_on(begins, 1) - timedelta(days=1)))
    write_row(paper, PARTIES, 1, "社区党组织", rows(app, "select name from places_organisation where id = :id",
                                               id=world.orgs["jwh_a"])[0].name)  # fmt: skip
    write_row(paper, PARTIES, 2, "物业服务企业党组织", "示例物业ａ")
    write_row(paper, NEEDS, 6, "晾晒的地方", "", "")
    data, key = packed(paper), str(uuid.uuid4())
    found = bring(world.community_a, None, data)
    assert (found["version"], found["problems"]) == (None, [])
    assert {one["kind"] for one in found["changes"]} == {"added"}
    assert cells(found, "协议内容")["小区"] == ("", "示例小区a、示例小区none")
    assert rows(app, "select count(*) n from party_agreement")[0].n == 0
    made = begin(world.community_a, data, key=key)
    assert made["id"] == begin(world.community_a, data, key=key)["id"]
    assert (made["state"], made["starts_on"], made["goal"]) == ("draft", str(begins), "")
    assert [one["name"] for one in made["parties"]][1] == "示例物业a"
    assert made["lists"]["needs"] == [{"text": "晾晒的地方", "owner": "", "note": ""}]
    assert begin(world.community_a, data, 422)["error"]["fields"]["form"] == ["协议编号：这个协议编号已经用过"]
    assert begin(world.community_a, page(said("别的")), 422, key=key)["error"]["code"] == "app.idempotency_key_reused"
    assert rows(app, "select count(*) n from party_agreement")[0].n == 1


def test_every_mistake_is_told_with_its_place_and_nothing_is_written(app, world):
    made = draft(world.community_a, content(world))

    def spoil(paper):
        put(paper, "协议编号", "编" * 41)
        put(paper, "社区", "示例社区b")
        put(paper, "开始日期", "明年三月")
        put(paper, "结束日期", "2027年2月30日")
        put(paper, "小区", "示例小区a\n示例小区b")
        write_row(paper, PARTIES, 2, "物业", "示例物业a")
        write_row(paper, PARTIES, 3, "其他共建单位", "没有的单位")
        write_row(paper, PARTIES, 4, "其他共建单位", "")
        write_row(paper, NEEDS, 2, "", "只写了单位", "")
        write_row(paper, NEEDS, 4, "字" * 301, "", "")

    found = dict(problems(world.community_a, made, spoil))
    assert found["社区"] == "表里写的是“示例社区b”，这里是“示例社区a”"
    assert found["开始日期"] == "“明年三月”不是日期，请写成 2027年3月1日"
    assert found["结束日期"] == "“2027年2月30日”不是日期，请写成 2027年3月1日"
    assert found["小区"].startswith("本社区没有小区叫“示例小区b”")
    assert found["签约单位第 2 行"].startswith("没有“物业”这种身份，请写其中一种：社区党组织、")
    assert found["签约单位第 3 行"].startswith("没有单位叫“没有的单位”")
    assert found["签约单位第 4 行"] == "没有写单位名称"
    assert found["需求清单第 2 行"] == "没有写事项"
    assert found["需求清单第 4 行"] == "事项不能超过 300 个字"
    assert found["协议编号"] == "不能超过 40 个字"
    paper = form_of(world.community_a, made)
    spoil(paper)
    refused = take(world.community_a, made, packed(paper), 1, 422)["error"]
    assert len(refused["fields"]["form"]) == len(found)
    assert see(world.community_a, made) == made


def test_the_rules_of_agreements_hold_for_the_form_too(world):
    draft(world.community_a, content(world, number="示例〔2026〕2号"))
    made = draft(world.community_a, content(world))

    def spoil(paper):
        put(paper, "协议编号", "示例〔2026〕2号")
        put(paper, "结束日期", str(today() + timedelta(days=40)))
        write_row(paper, PARTIES, 2, "产权单位党组织", "示例物业a")

    found = dict(problems(world.community_a, made, spoil))
    assert found == {
        "协议编号": "这个协议编号已经用过",
        "结束日期": "协议期限为一至三年",
        "签约单位": "“示例物业a”的单位类型与所选身份不符",
    }


def test_a_name_that_two_have_is_not_guessed_but_one_that_is_kept_or_fits_is(app, world):
    made = draft(world.community_a, content(world))
    name = rows(app, "select name from places_organisation where id = :id", id=world.orgs["company_b"])[0].name
    execute(app, "update places_organisation set name = '示例热力' where id in (:one, :two)",
            one=world.orgs["heat"], two=world.orgs["contractor"])  # fmt: skip
    execute(app, "update places_organisation set name = '示例物业a' where id = :id", id=world.orgs["company_b"])
    assert name == "示例物业b"

    same = bring(world.community_a, made, packed(form_of(world.community_a, made)))
    assert (same["changes"], same["problems"]) == ([], []), "the one that the draft names already"

    def other(paper):
        write_row(paper, PARTIES, 3, "其他共建单位", "示例热力")

    assert problems(world.community_a, made, other) == [
        ("签约单位第 3 行", "有 2 个单位叫“示例热力”，分不清是哪一个，请在系统里选")
    ]
    paper = form_of(world.community_a, made)
    write_row(paper, PARTIES, 3, "专业运营单位党组织", "示例热力")
    taken = take(world.community_a, made, packed(paper), 1)
    assert taken["parties"][2]["id"] == str(world.orgs["heat"]), "only one of the two can have this role"


def test_a_form_that_was_taken_apart_is_told_so(world):
    made = draft(world.community_a, content(world))

    def apart(paper):
        paper.tables[PROJECTS]._element.getparent().remove(paper.tables[PROJECTS]._element)
        paper.tables[NEEDS].rows[0].cells[0].text = "我们的需求"
        paper.tables[PARTIES].rows[1].cells[0].merge(paper.tables[PARTIES].rows[2].cells[0])
        row = paper.tables[0].rows[5]
        row._tr.getparent().remove(row._tr)
        paper.tables[0].rows[2].cells[0].text = "备注"

    found = problems(world.community_a, made, apart)
    assert ("表格", "有一个表格不是这份表里的（以“我们的需求”开头），请删去，或恢复它的第一行") in found
    assert ("签订日期", "没有找到这一行，请恢复左边的名称") in found
    assert ("开头的表格", "“备注”一行不是这份表里的，请删去，或恢复左边的名称") in found
    assert ("签约单位第 1 行", "有合并的格子，请拆开，一格写一项") in found
    for name in ("需求清单", "项目清单"):
        assert (name, "没有找到这个表格，请用系统下载的表填写，不要改它的第一行") in found
    empty = bring(world.community_a, made, page(said("一封信")))
    assert [one["place"] for one in empty["problems"]][:2] == ["开头的表格", "签约单位"]


def test_a_stale_screen_and_a_signed_agreement_are_refused(world):
    made = draft(world.community_a, content(world))
    data = packed(form_of(world.community_a, made))
    act(world.community_a, made, "save", content=content(world, goal="别的"))
    assert take(world.community_a, made, data, 1, 409)["error"]["code"] == "app.conflict"
    held = signed(world, number="示例〔2026〕3号")
    for refused in (bring(world.community_a, held, data, 409), take(world.community_a, held, data, 2, 409)):
        assert refused["error"]["code"] == "party.move_not_possible"
    form_of(world.community_a, held, 409)


def test_a_file_that_is_no_form_is_refused_before_anything(world):
    made = draft(world.community_a, content(world))
    refused = bring(world.community_a, made, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 422)["error"]
    assert refused["fields"]["file"] == ["这是旧版 doc 文件，请用 Word 或 WPS 打开后另存为 docx 再上传"]
    none = world.community_a._call("post", f"/staff/party/agreements/{made['id']}/form/check", data={"other": "x"})
    assert none.status_code == 422 or none.status_code == 415
    assert bring(world.community_b, made, b"x", 404)["error"]["code"] == "app.not_found"
    assert bring(world.street_a, made, b"x", 403)["error"]["code"] == "auth.forbidden"

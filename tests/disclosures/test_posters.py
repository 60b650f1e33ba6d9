"""What is printed: a published sheet for the board, and labels whose codes lead to the right place."""

from __future__ import annotations

import pytest

from app.core.db import db
from app.places.models import Asset, Building, Unit
from tests.core.test_documents import codes_on, typefaces, words_on
from tests.disclosures.bodies import fees, item
from tests.disclosures.steps import BASE, act, begin, photo, published
from tests.world import add, in_app, write

HOST = "http://127.0.0.1:5000"


def printed(person, path: str, expect: int = 200):
    """Return the pages of a PDF (or the error)."""
    import pypdfium2

    answer = person.get(f"{BASE}{path}")
    assert answer.status_code == expect, answer.json
    if expect != 200:
        return answer.json["error"]
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(pypdfium2.PdfDocument(answer.data))


@pytest.fixture
def sheet(world, second):
    """A published fee sheet with something in each of its three parts."""
    parking = item("地面停车费", kind="parking_common", rate=15000, unit="car_month", decision="业主大会 3 号决定")
    lamp = item("更换灯泡", kind="other", rate=1500, unit="time", basis="按次")
    more = {"attachments": [photo(world.manager_a)]}
    return published(world.manager_a, second, world.a, "fees", fees(item(), parking, lamp), **more)


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_the_fee_sheet_has_its_official_layout(world, sheet, size):
    pages = printed(world.manager_a, f"/versions/{sheet['id']}/poster.pdf?size={size}")

    read = "".join(words_on(page) for page in pages)
    parts = [
        "物业服务项目收费情况", "小区名称示例小区a", "计费方式包干制",
        "一、物业服务收费", "0.58元/㎡·月",
        "二、停车服务收费", "业主共同决定：业主大会3号决定",
        "三、其他有偿服务和代收代缴", "15.00元/次", "减免规定",
    ]  # fmt: skip
    places = [read.index(part) for part in parts]
    assert places == sorted(places)
    facts = ("投诉电话", "监督电话12345、12315", "收费对象业主", "缴费方式", "市场调节价")
    for part in (*facts, sheet["hash"][:16], "第1版"):
        assert part in read
    assert [code for page in pages for code in codes_on(page)] == [f"{HOST}/p/{world.a.code}/fees"]
    assert {embedded for page in pages for _, embedded in typefaces(page)} == {True}


def test_every_other_form_can_be_posted_too(world, second):
    made = published(world.manager_a, second, world.a, "accounts")

    pages = printed(world.manager_a, f"/versions/{made['id']}/poster.pdf")

    read = "".join(words_on(page) for page in pages)
    assert "合同履行和收支情况" in read
    assert "清洁卫生" in read
    assert codes_on(pages[-1]) == [f"{HOST}/p/{world.a.code}/d/{made['id']}"]


def test_only_what_is_public_is_printed_for_the_board(world, second, sheet):
    draft = begin(world.manager_a, world.a)
    assert "公示以后" in printed(world.manager_a, f"/versions/{draft['id']}/poster.pdf", 409)["message"]
    act(second, sheet, "withdraw", reason="贴错了小区")
    assert "撤下" in printed(world.manager_a, f"/versions/{sheet['id']}/poster.pdf", 409)["message"]


def test_a_foreign_sheet_and_a_foreign_compound_do_not_exist(world, sheet):
    for person in (world.manager_b, world.community_b, world.street_b):
        assert printed(person, f"/versions/{sheet['id']}/poster.pdf", 404)
        assert printed(person, f"/compounds/{world.a.compound}/label.pdf?place=gate", 404)
    assert printed(world.resident_a, f"/compounds/{world.a.compound}/label.pdf?place=gate", 403)
    assert printed(world.community_a, f"/versions/{sheet['id']}/poster.pdf")


# --- labels ---


def labels(person, estate, place: str, more: str = "", expect: int = 200):
    """Return the labels of a compound."""
    return printed(person, f"/compounds/{estate.compound}/label.pdf?place={place}{more}", expect)


def code_of(app, model, row_id) -> str:
    """Return the code of a place."""
    return in_app(app, lambda: db.session.get(model, row_id).code)


def test_the_label_of_the_gate_leads_to_the_compound(world):
    (page,) = labels(world.manager_a, world.a, "gate", "&size=A3")

    assert codes_on(page) == [f"{HOST}/p/{world.a.code}"]
    read = words_on(page)
    for part in ("示例小区a", "物业费多少、包括什么", "010-00000000", "12345"):
        assert part in read


def test_every_unit_door_has_its_own_page(app, world):
    more = {"district_id": world.district_id, "building_id": world.a.building, "name": "2单元"}
    write(app, lambda: add(Unit(**more)))

    pages = labels(world.community_a, world.a, "door")

    code = code_of(app, Building, world.a.building)
    assert ["1号楼1单元" in words_on(pages[0]), "1号楼2单元" in words_on(pages[1])] == [True, True]
    assert [codes_on(page) for page in pages] == [[f"{HOST}/p/{code}"]] * 2


def test_a_lift_says_whom_to_call_when_one_is_caught_in_it(app, world):
    lift = {"district_id": world.district_id, "compound_id": world.a.compound, "building_id": world.a.building,
            "kind": "elevator", "name": "1号电梯", "code": "LIFTCODE01", "maintainer_id": world.lift_firm}  # fmt: skip
    write(app, lambda: add(Asset(**lift)))

    (page,) = labels(world.manager_a, world.a, "lift")

    read = words_on(page)
    assert "困在里面：按报警按钮" in read
    assert "示例电梯维保010-00000000" in read
    assert codes_on(page) == [f"{HOST}/p/LIFTCODE01"]


def test_where_there_is_nothing_to_label_it_says_so(world):
    assert "没有登记垃圾桶站" in labels(world.manager_a, world.a, "bin", expect=409)["message"]
    assert labels(world.manager_a, world.a, "door", f"&building_id={world.b.building}", 409)


@pytest.mark.parametrize("query", ["", "?place=roof", "?place=gate&size=A2", "?place=gate&colour=red"])
def test_what_cannot_be_printed_is_refused(world, query):
    assert printed(world.manager_a, f"/compounds/{world.a.compound}/label.pdf{query}", 422)


def test_a_compound_without_a_company_names_the_hotline(world):
    (page,) = labels(world.community_a, world.none, "gate")

    assert "打12345" in words_on(page)
    assert "物业电话" not in words_on(page)

"""Maps without tiles: where party building has reached, where rooms stand idle; and Excel in, and the owners asked."""

from __future__ import annotations

import uuid
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import desk
from tests.e2e.product import Product
from tests.e2e.sheets import filled_in, opened
from tests.e2e.stage import Person, Stage
from tests.e2e.test_idle_room import COMPOUND, field, submit

STREET = "八角街道"


def look_where_it_has_reached(stage: Stage) -> None:
    """The district sees every compound, comes nearer to one street, and goes to a compound with the keyboard alone."""
    person = stage.desk()
    desk.sign_in(person, "district")
    desk.go(person, "党建联建")
    page = person.page
    page.get_by_role("link", name="覆盖情况和月报").click()
    page.get_by_role("button", name="地图", exact=True).click()
    marks = page.get_by_role("group", name="党建联建覆盖地图").get_by_role("link")
    expect(marks).to_have_count(12)
    person.look("admin-party-map")
    page.get_by_role("group", name="按街道看").get_by_role("button", name=STREET).click()
    table = page.get_by_role("table", name="按小区").get_by_role("row")
    expect(table).to_have_count(4)
    marks.and_(page.locator("[tabindex='0']")).focus()
    for key in ("ArrowDown", "ArrowUp", "+", "0", "Enter"):
        page.keyboard.press(key)
    expect(table).to_have_count(2)
    page.reload()
    expect(table).to_have_count(4)


def fingers(person: Person, *ways: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Lay a finger on the screen for each way, draw all of them along it at the same time and lift them."""
    touch = person.page.context.new_cdp_session(person.page)

    def send(what: str, part: float) -> None:
        points = [
            {"x": a[0] + (b[0] - a[0]) * part, "y": a[1] + (b[1] - a[1]) * part, "id": n}
            for n, (a, b) in enumerate(ways)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points if what != "touchEnd" else []})

    send("touchStart", 0)
    for step in range(1, 9):
        send("touchMove", step / 8)
    send("touchEnd", 1)
    touch.detach()


def draw_it_on_a_telephone(stage: Stage) -> None:
    """One finger moves the map up and down as well, two zoom it, and the page stays where it is."""
    person = stage.phone()
    desk.sign_in(person, "district")
    person.goto("/admin/#/party/coverage?view=map")
    page = person.page
    area = page.get_by_role("group", name="党建联建覆盖地图")
    marks = area.get_by_role("link")
    expect(marks).to_have_count(12)
    area.scroll_into_view_if_needed()
    person.settle()

    def places() -> list[tuple[float, float]]:
        person.settle()
        boxes = [mark.locator(".shape").bounding_box() for mark in marks.all()]
        return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]

    box = area.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = places()
    fingers(person, ((x, y), (x + 40, y - 60)))
    moved = places()
    assert [(round(b[0] - a[0]), round(b[1] - a[1])) for a, b in zip(before, moved, strict=True)] == [(40, -60)] * 12
    fingers(person, ((x - 30, y), (x - 90, y)), ((x + 30, y), (x + 90, y)))
    wide = places()
    assert abs((wide[0][0] - wide[1][0]) - 3 * (moved[0][0] - moved[1][0])) < 3
    assert area.bounding_box() == box  # the page did not go along
    person.look("admin-party-map-phone")
    page.get_by_role("button", name="全图").tap()
    assert places() == before


def bring_from_excel(worker: Person, folder: Path, name: str) -> None:
    """The community takes the ledger out, writes one more line, sees what it would change, and says yes."""
    page = worker.page
    desk.go(worker, "闲置资源")
    page.get_by_role("button", name="用 Excel 登记").click()
    with page.expect_download() as saved:
        desk.dialog(worker).get_by_role("link", name="下载闲置资源台账").click()
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    _, rows = opened(file)
    new = {
        "编号": "", "小区": "没有的小区", "名称": name, "类型": "车棚", "位置": "西门内", "面积": 64.5,
        "权属": "业主共有", "现在怎么用着": "空着", "下次再看": next(filter(None, (row["下次再看"] for row in rows))),
    }  # fmt: skip
    upload = desk.dialog(worker).get_by_label("选择闲置资源台账")
    upload.set_input_files(filled_in(file, [*rows, new]))
    expect(desk.dialog(worker)).to_contain_text("本辖区没有“没有的小区”这个小区")
    upload.set_input_files(filled_in(file, [*rows, new | {"小区": COMPOUND}]))
    expect(desk.dialog(worker)).to_contain_text("新增 1 处")
    worker.look("admin-resource-excel")
    desk.dialog(worker).get_by_role("button", name="确认写入台账").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def ask_the_owners(worker: Person, name: str) -> None:
    """From the map to the place, and from there to a draft of the poll with everything filled in."""
    page = worker.page
    page.get_by_role("button", name="地图", exact=True).click()
    mark = page.get_by_role("group", name="闲置资源地图", exact=True).get_by_role("link", name=name)
    expect(mark).to_be_visible()
    worker.look("admin-resource-map")
    mark.focus()
    page.keyboard.press("Enter")
    expect(desk.title(worker, name)).to_be_visible()
    page.get_by_role("button", name="请业主表决").click()
    desk.choose(worker, "准备用来做什么", "电动自行车充电")
    field(worker, "方案").fill("装 24 个充电口和喷淋，每度 1 元")
    desk.dialog(worker).get_by_role("button", name="一周后").click()
    submit(worker)
    region = page.get_by_role("region", name="业主表决")
    expect(region).to_contain_text("计票以前不能定方案")
    title = f"{name}改作电动自行车充电"
    link = region.get_by_role("link", name=title)
    for _ in range(20):  # the draft is made by a worker of the product
        if link.count():
            break
        page.wait_for_timeout(250)
        page.reload()
        expect(region).to_be_visible()
    worker.look("admin-resource-owners")
    link.click()
    expect(desk.title(worker, title)).to_be_visible()
    expect(page.get_by_label("名称", exact=True)).to_have_value(title)
    page.get_by_role("link", name="打开登记内容").click()
    expect(desk.title(worker, name)).to_be_visible()


def from_map_to_owners(stage: Stage, folder: Path, name: str) -> None:
    """Play the whole of it."""
    look_where_it_has_reached(stage)
    worker = stage.desk()
    desk.sign_in(worker, "community")
    bring_from_excel(worker, folder, name)
    ask_the_owners(worker, name)


def test_places_are_found_on_a_map_and_put_to_the_owners(stage: Stage, product: Product, tmp_path: Path) -> None:
    draw_it_on_a_telephone(stage)
    name = f"西门车棚{uuid.uuid4().hex[:4]}"
    from_map_to_owners(stage, tmp_path, name)
    asked = product.rows("SELECT resource_id, state FROM voting_poll WHERE title LIKE %s", f"{name}%")
    assert [row["state"] for row in asked] == ["draft"]

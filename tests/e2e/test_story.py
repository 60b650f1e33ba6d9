"""The story: a resident reports with a photo, a worker repairs, she confirms, the community sees all of it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import story
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage


def test_from_photo_to_closed(stage: Stage, product: Product, tmp_path: Path) -> None:
    before = story.from_a_phone("worn-path.jpg", tmp_path)
    after = story.from_a_phone("new-paving.jpg", tmp_path)
    resident, number = story.report_it(stage, before)
    ticket = story.routed(product, number)
    story.repair_it(stage, after)
    story.confirm_it(resident, str(ticket["id"]))
    worker = story.see_it_at_the_desk(stage, number)
    everything_is_there(worker)
    photos_have_no_place(worker)


def everything_is_there(worker: Person) -> None:
    page = worker.page
    process = page.get_by_role("region", name="办理过程")
    for step in ("已转给示例安居物业服务有限公司", "已接单", "已到场", "已处理完", "居民确认：已解决"):
        expect(process).to_contain_text(step)
    people = page.get_by_role("region", name="相关人员")
    for person in ("李", "赵海波"):
        expect(people).to_contain_text(person)
    expect(page.get_by_role("region", name="办理期限").get_by_role("progressbar")).to_have_count(3)
    expect(page.get_by_role("region", name="派单依据").get_by_role("listitem").first).to_be_visible()
    for name in ("处理前照片 1", "处理后照片 1"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    worker.look("admin-ticket")


def photos_have_no_place(worker: Person) -> None:
    page = worker.page
    for name in ("处理前照片 1", "处理后照片 1"):
        page.get_by_role("button", name=f"放大{name}").click()
        large = page.get_by_role("dialog").get_by_role("img", name=name)
        expect(large).to_be_visible()
        answer = page.context.request.get(f"{worker.product.base}{large.get_attribute('src')}")
        assert answer.ok
        picture = story.picture_of(answer.body())
        assert picture.size == (512, 512)
        assert not picture.getexif(), f"{name} still says where it was taken"
        page.keyboard.press("Escape")

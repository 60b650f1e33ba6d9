"""`python -m tests.e2e.shots`: walks through the journeys and takes the pictures of the handbook.

They go to docs/handbook/images, as PNG with a palette; which are wanted stands in INDEX.md there.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.e2e import (
    behind,
    desk,
    phone,
    story,
    test_assembly,
    test_calendar,
    test_called_by_phone,
    test_care,
    test_consultation,
    test_council,
    test_delegate,
    test_emergency,
    test_from_12345,
    test_governance,
    test_holiday_week,
    test_home,
    test_idle_room,
    test_ledger_desk,
    test_map,
    test_nobody_took_it,
    test_not_fixed,
    test_offline,
    test_party,
    test_party_form,
    test_people,
    test_phone_stops,
    test_polls,
    test_publishing,
    test_reading_fees,
    test_rules,
    test_standards_desk,
    test_two_neighbours,
    test_visitor,
    test_wrong_company,
)
from tests.e2e.product import ROOT, Product, open_product
from tests.e2e.stage import Stage, open_stage

IMAGES = ROOT / "docs" / "handbook" / "images"
COLOURS = 256
LARGEST_BYTES = 120 * 1024
STILL = """
.notes, uni-toast { display: none !important }
.tap-down { opacity: 1 }
* { caret-color: transparent }
"""
"""Without what comes and goes: notes, toasts, the look of a pressed button, the cursor."""
LOADED = """[...document.images].every(image => image.complete
    || image.loading === 'lazy' && image.getBoundingClientRect().top > innerHeight)"""


def wanted() -> list[str]:
    """Return the names in the index, without the ending."""
    return re.findall(r"^\| \[([a-z-]+)\.png\]", (IMAGES / "INDEX.md").read_text(encoding="utf-8"), re.MULTILINE)


def compressed(png: bytes) -> bytes:
    """Return the picture with a palette, small enough for a repository."""
    with Image.open(io.BytesIO(png)) as picture:
        for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
            file = io.BytesIO()
            plain = picture.convert("RGB").quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            plain.save(file, "PNG", optimize=True)
            if file.tell() <= LARGEST_BYTES:
                break
    return file.getvalue()


class Camera:
    """Takes each wanted picture the first time that its name comes up."""

    def __init__(self) -> None:
        self.missing = wanted()

    def look(self, page: Page, name: str) -> None:
        """Take the picture if it is wanted and not taken yet."""
        if name not in self.missing:
            return
        page.wait_for_function(LOADED)
        page.add_style_tag(content=STILL)
        (IMAGES / f"{name}.png").write_bytes(compressed(page.screenshot(animations="disabled")))
        self.missing.remove(name)
        sys.stdout.write(f"{name}.png\n")


def first_pages(stage: Stage) -> None:
    """Take the pages before anybody is signed in, and the resident's home in large print."""
    somebody = stage.phone()
    somebody.goto("/")
    somebody.look("landing")
    phone.sign_in(somebody, "resident")
    phone.see(somebody, "示例春晖里小区 3号楼2单元601室")
    somebody.page.get_by_role("button", name="换成大字").click()
    somebody.look("resident-home-large")


def the_story(stage: Stage, product: Product, folder: Path) -> None:
    """Take what happens between the photo and the closed matter."""
    resident, number = story.report_it(stage, story.from_a_phone("worn-path.jpg", folder))
    ticket = story.routed(product, number)
    phone.open_ticket(resident, str(ticket["id"]))
    resident.look("resident-ticket")
    story.repair_it(stage, story.from_a_phone("new-paving.jpg", folder))
    story.confirm_it(resident, str(ticket["id"]))
    worker = story.see_it_at_the_desk(stage, number)
    worker.page.get_by_role("img", name="处理后照片 1").wait_for()
    worker.look("admin-ticket")
    desk.go(worker, "工单")
    worker.page.get_by_role("searchbox").fill("")
    worker.page.get_by_role("row").nth(5).wait_for()
    worker.look("admin-tickets")


def others(stage: Stage, product: Product, folder: Path) -> None:
    """Take the pictures of the other journeys."""
    test_not_fixed.not_solved(stage, product, "四层楼道灯不亮")
    test_emergency.words_of_danger(test_emergency.call_for_help(stage), "厨房漏气，有味道")
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    photo = story.from_a_phone("worn-path.jpg", folder)
    test_offline.report_without_network(resident, "地下室没有灯", photo)
    test_visitor.scan(stage, product)
    test_home.apply(stage)
    test_home.decide(stage)
    test_delegate.help_until_the_end(stage, product, "阳台的窗户关不上，往里灌风")
    worker, ticket_id = stage.desk(), behind.report(product, "楼前路灯杆歪了")
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    desk.reassign(worker, "供电", "灯杆是供电公司的")
    admin = stage.desk()
    desk.sign_in(admin, "sysadmin")
    test_people.open_account(admin, "钱志强", "qianzhiqiang")
    test_people.grant(admin)
    auditor = stage.desk()
    desk.sign_in(auditor, "auditor")
    auditor.page.get_by_role("row").nth(5).wait_for()
    auditor.look("admin-audit")


def before_and_behind(stage: Stage) -> None:
    """Take what is done before anybody complains, the roster, and what leaves the product."""
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    desk.go(manager, "值班与派单")
    manager.page.get_by_text("当天值班人数").wait_for()
    manager.look("admin-duty")
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "内容复核")
    worker.page.get_by_role("button", name="不宜公开").first.wait_for()
    worker.look("admin-moderation")
    desk.go(worker, "未诉先办")
    repeated = worker.page.get_by_role("link", name="反复出现").first
    repeated.wait_for()
    worker.look("admin-proactive")
    repeated.click()
    worker.page.get_by_role("heading", name="办理过程").wait_for()
    worker.look("admin-proactive-task")
    admin = stage.desk()
    desk.sign_in(admin, "sysadmin")
    desk.go(admin, "消息发送")
    admin.page.get_by_role("button", name="未发送").click()
    admin.page.get_by_role("row").nth(1).wait_for()
    admin.look("admin-messages")


def calls_and_orders(stage: Stage, product: Product, folder: Path) -> None:
    """Take a call, its slip and its call-back, the three rates, and a table of 12345 while it is checked."""
    test_called_by_phone.both_are_heard(stage, product, "二层楼道灯一闪一闪，晚上看不清台阶", "单元门口的灯不亮")
    test_from_12345.bring(stage, folder)


def the_engine(stage: Stage, product: Product) -> None:
    """Take what happens when a matter does not go straight."""
    test_wrong_company.test_the_wrong_company_gives_it_back(stage, product)
    test_nobody_took_it.test_what_nobody_takes_climbs(stage, product)
    test_two_neighbours.test_the_second_joins_the_first(stage, product)
    test_phone_stops.test_a_worker_sees_when_he_is_on_duty(stage, product)
    test_phone_stops.test_a_scanned_thing_is_what_it_is_about_until_one_says_no(stage, product)
    test_phone_stops.test_who_calls_about_the_same_thing_is_added_with_one_tap(stage, product)
    test_holiday_week.test_a_deadline_rolls_over_a_new_holiday(stage, product)
    test_rules.test_two_people_change_a_rule(stage, product)


def disclosures(stage: Stage, product: Product, folder: Path) -> None:
    """Take a quarter of accounts on its way to the public page, and who is late."""
    test_publishing.test_a_quarter_from_the_table_to_the_public_page(stage, product, folder)
    test_publishing.test_offices_see_who_is_late(stage)


def what_the_fee_buys(stage: Stage, product: Product, folder: Path) -> None:
    """Take the pages about fees and accounts, a question with its answer, and the log of the work."""
    test_reading_fees.asked_and_answered(stage, product)
    test_reading_fees.test_where_the_money_went_is_told_to_the_fen_with_the_budget_beside_it(stage, product)
    test_reading_fees.test_one_tap_one_record_undone_and_logged_again_is_what_everybody_reads(stage, product, folder)


def promised(stage: Stage, product: Product, folder: Path) -> None:
    """Take what contracts promise: the board, a plan that is corrected, the standard itself."""
    manager = test_standards_desk.late_done_and_void(stage, product, folder)
    test_standards_desk.corrected(manager, product, folder)
    test_standards_desk.look_it_up(stage)


def as_people_write(words: str) -> str:
    """Return the words of a report without the mark by which journeys tell theirs from others'."""
    return words


def main() -> int:
    """Take every picture; returns the exit status."""
    behind.fresh = as_people_write
    camera = Camera()
    with tempfile.TemporaryDirectory() as name, open_product() as product, open_stage(product, camera.look) as stage:
        folder = Path(name)
        for part in (
            lambda: first_pages(stage),
            lambda: the_story(stage, product, folder),
            lambda: others(stage, product, folder),
            lambda: calls_and_orders(stage, product, folder),
            lambda: before_and_behind(stage),
            lambda: the_engine(stage, product),
            lambda: what_the_fee_buys(stage, product, folder),
            lambda: disclosures(stage, product, folder),
            lambda: promised(stage, product, folder),
            lambda: test_ledger_desk.test_a_community_keeps_its_compound(stage, folder),
            lambda: test_assembly.keep_assembly_and_list(stage, product),
            lambda: test_governance.set_up_and_decide(stage, product),
            lambda: test_consultation.asked_and_answered(stage, product, "示例区停车管理办法"),
            lambda: test_council.from_proposal_to_done(stage, product, "门口修坡道"),
            lambda: test_calendar.from_month_to_agreement(stage, product),
            lambda: test_party.from_agreement_to_report(stage, product, "3"),
            lambda: test_party_form.through_word(stage, "5"),
            lambda: test_care.from_warranty_to_upkeep(stage, product, "东门的摄像头黑屏"),
            lambda: test_polls.asked_and_counted(stage, product, "东门车棚改造", folder),
            lambda: test_polls.asked_in_secret(stage, product, "对物业满意不满意"),
            lambda: test_idle_room.from_room_to_service(stage, product, "原锅炉房北屋", "春晖便民食堂"),
            lambda: test_map.from_map_to_owners(stage, folder, "西门车棚"),
        ):
            part()
            stage.clear()
    for name in camera.missing:
        sys.stderr.write(f"not taken: {name}\n")
    return 1 if camera.missing else 0


if __name__ == "__main__":
    sys.exit(main())

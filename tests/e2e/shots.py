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
    test_emergency,
    test_home,
    test_not_fixed,
    test_offline,
    test_people,
    test_visitor,
)
from tests.e2e.product import ROOT, Product, open_product
from tests.e2e.stage import Stage, open_stage

IMAGES = ROOT / "docs" / "handbook" / "images"
COLOURS = 128
LARGEST_BYTES = 120 * 1024
STILL = """
.notes, uni-toast { display: none !important }
.tap-down { opacity: 1 }
* { caret-color: transparent }
"""
"""Without what comes and goes: notes, toasts, the look of a pressed button, the cursor."""
LOADED = "[...document.images].every(image => image.complete)"


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


def main() -> int:
    """Take every picture; returns the exit status."""
    camera = Camera()
    with tempfile.TemporaryDirectory() as name, open_product() as product, open_stage(product, camera.look) as stage:
        folder = Path(name)
        for part in (
            lambda: first_pages(stage),
            lambda: the_story(stage, product, folder),
            lambda: others(stage, product, folder),
        ):
            part()
            stage.clear()
    for name in camera.missing:
        sys.stderr.write(f"not taken: {name}\n")
    return 1 if camera.missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""The story of one report, from the resident's photo to the community worker's screen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import expect

from tests.e2e import desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import PHOTOS, Person, Stage

WORDS = "3号楼门口路面坑坑洼洼，全是碎石子，老人走路绊脚。"
FIXED = "坑填平了，重新铺了砖"
GPS = 0x8825


def from_a_phone(name: str, folder: Path) -> Path:
    """Return a copy of a photo as a phone writes it: with the place where it was taken."""
    with Image.open(PHOTOS / name) as picture:
        exif = picture.getexif()
        exif[0x010F] = "Journey Phone"
        exif.get_ifd(GPS).update({1: "N", 2: (39.0, 54.0, 30.0), 3: "E", 4: (116.0, 12.0, 0.0)})
        path = folder / name
        picture.save(path, "JPEG", quality="keep", exif=exif)
    with Image.open(path) as written:
        assert written.getexif().get_ifd(GPS), "the test's photo has no place in it"
    return path


def report_it(stage: Stage, photo: Path, words: str = WORDS) -> tuple[Person, str]:
    """The resident reports it with a photo. Returns her and the number."""
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.see(resident, "示例春晖里小区 3号楼2单元601室")
    resident.look("resident-home")
    return resident, phone.report(resident, words, photo)


def routed(product: Product, number: str) -> dict[str, Any]:
    """Wait until the worker has found who is responsible; returns the ticket's row."""
    found = wait_until(
        lambda: product.rows(
            "SELECT * FROM tickets_ticket WHERE no = %s AND state = 'dispatched' AND responsible_org_id IS NOT NULL",
            number,
        ),
        30,
        lambda: f"not routed:\n{product.log_end('fast')}",
    )
    return dict(found[0])


def repair_it(stage: Stage, photo: Path, words: str = WORDS) -> Person:
    """The repair worker accepts, arrives and finishes with a photo."""
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    worker.page.get_by_role("tab", name="待接单").click()
    expect(worker.page.get_by_role("button").filter(has_text=words).first).to_be_visible()
    worker.look("staff-jobs")
    phone.open_job(worker, "待接单", words)
    expect(phone.button(worker, "接单")).to_be_visible()
    worker.look("staff-job")
    phone.step(worker, "接单", "到场，开始修")
    phone.step(worker, "到场，开始修", "拍照完成")
    phone.finish(worker, photo)
    phone.see(worker, "待居民确认")
    return worker


def confirm_it(resident: Person, ticket_id: str) -> None:
    """The resident sees the result and says that it is solved."""
    phone.open_ticket(resident, ticket_id)
    phone.see(resident, "师傅说办好了，请您看一看")
    expect(resident.page.get_by_role("button", name="处理后第 1 张")).to_be_visible()
    phone.judge(resident, "解决了", 5, "师傅来得快，铺得平")
    phone.see(resident, "已经办结：解决了")
    phone.see(resident, "您打了 5 颗星")
    resident.look("resident-closed")


def see_it_at_the_desk(stage: Stage, number: str) -> Person:
    """The community worker finds it in the list and opens it."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    expect(desk.title(worker, "待办")).to_be_visible()
    worker.look("admin-todo")
    row = desk.find_ticket(worker, number)
    expect(row).to_contain_text("已办结")
    row.get_by_role("link").click()
    return worker


def picture_of(content: bytes) -> Image.Image:
    """Return the served photo, decoded."""
    return Image.open(io.BytesIO(content))

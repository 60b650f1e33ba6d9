"""Plain pages of a compound: what one pays, what is done, who is late; without script and with whatever is typed."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest
from flask import render_template

from app.core import ready
from app.core.clock import today
from app.core.outbox import publish
from app.events.disclosures import DisclosureOverdue
from app.pages.presenting import area_of, last_words
from app.pages.routes import mini_program
from app.places.service import public_place
from tests.disclosures.bodies import fees, item
from tests.disclosures.steps import act, arm, published, second_manager
from tests.disclosures.test_objections import ask as question
from tests.standards import steps
from tests.world import write

ROOT = Path(__file__).resolve().parents[2]

PAGES = ("", "/fees", "/standards", "/accounts", "/all")


@pytest.fixture(autouse=True)
def nothing_kept():
    """Begin without what another test left in this process."""
    ready.forget_here()


@pytest.fixture
def second(app, world):
    """The other manager of company a, who approves."""
    return second_manager(app, world)


@pytest.fixture
def sheet(world, second):
    """The fee sheet of compound a, published."""
    parking = item("地面停车费", kind="parking_common", rate=15000, unit="car_month", decision="业主大会 3 号决定")

    decision = [steps.photo(world.manager_a)]
    return published(world.manager_a, second, world.a, "fees", fees(item(), parking), attachments=decision)


def ask(world, path: str, estate=None, **headers):
    """Ask for a page of a label, as anybody."""
    return world.stranger.client.get(f"/p/{(estate or world.a).code}{path}", headers=headers)


def words(answer) -> str:
    """Return what a page says, without marks and with single spaces."""
    text = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def links(answer) -> list[str]:
    """Return the addresses to which a page leads."""
    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', answer.get_data(as_text=True))]


class Tags(HTMLParser):
    """Collects the tags of a page with the names of their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, [name for name, _ in attrs]))


# --- two taps ---


def test_from_the_label_to_what_one_pays_it_is_one_tap(world, sheet):
    label = ask(world, "")

    first, second = [link for link in links(label) if link.startswith("/p/")][:2]
    assert (first, second) == (f"/p/{world.a.code}/fees", f"/p/{world.a.code}/standards")
    paid = words(world.stranger.client.get(first))
    assert "物业服务费 0.58 元/㎡·月" in paid
    assert "保洁、秩序维护、共用部位维护" in paid


def test_where_nobody_serves_the_label_says_whom_to_call(app, world):
    answer = ask(world, "", world.none)

    assert "没有物业服务单位" in words(answer)
    assert "打居委会电话" in words(answer)
    assert any(link.startswith("tel:010") for link in links(answer))


def test_in_production_a_label_leads_into_the_mini_program(app, world):
    """Residents sign in by WeChat alone; the phone pages of a browser would send them back to it."""
    here = [link for link in links(ask(world, "")) if "code=" in link]
    assert here == [f"/m/#/?code={world.a.code}"]

    live = app.config["HFW"].model_copy(update={"env": "production", "wechat_appid": "wx0123456789abcdef"})
    pages = json.loads((ROOT / "miniapp/src/pages.json").read_text(encoding="utf-8"))["pages"]
    address = mini_program(live, world.a.code)

    assert address == (
        f"weixin://dl/business/?appid=wx0123456789abcdef&path={pages[0]['path']}&query=code%3D{world.a.code}"
    )
    with app.test_request_context():
        page = render_template("place.html", place=public_place(world.a.code), code=world.a.code, mini_program=address)
    assert html.unescape(page).count(address) == 1
    assert "/m/#" not in page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_also_where_nothing_is(world, path):
    answer = ask(world, path, world.none)

    assert answer.status_code == 200
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", [*PAGES, "/d/01a00000-0000-7000-8000-000000000000"])
def test_a_label_that_is_unknown_leads_to_a_friendly_page(world, path):
    answer = world.stranger.client.get(f"/p/NOSUCHCODE{path}")

    assert answer.status_code == 404
    assert "没有找到这个地点" in words(answer)


def test_the_label_of_a_building_leads_to_its_compound(app, world, sheet):
    code = write(app, building_code, world.a.building)

    assert "0.58 元/㎡·月" in words(world.stranger.client.get(f"/p/{code}/fees"))


def building_code(building_id) -> str:
    """Return the code of a building."""
    from app.core.db import db
    from app.places.models import Building

    return db.session.get(Building, building_id).code


# --- my fee ---


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("58.3", "58.30 ㎡ × 0.58 元/㎡·月 = 每月 33.81 元"),
        ("100", "100.00 ㎡ × 0.58 元/㎡·月 = 每月 58.00 元"),
        ("５８．３", "58.30 ㎡ × 0.58 元/㎡·月 = 每月 33.81 元"),
        (" 58.30平方米", "58.30 ㎡ × 0.58 元/㎡·月 = 每月 33.81 元"),
        ("60 ㎡", "60.00 ㎡ × 0.58 元/㎡·月 = 每月 34.80 元"),
    ],
)
def test_my_fee_is_told_in_one_sentence(world, sheet, typed, sentence):
    answer = world.stranger.client.get(f"/p/{world.a.code}/fees", query_string={"area": typed})

    assert f"您家每月的物业服务费：{sentence}。" in words(answer)


@pytest.mark.parametrize("typed", ["abc", "-5", "0", "1e9", "58,3", "58.345", "99999999", "<script>x</script>", "٥٨"])
def test_what_is_no_area_is_said_kindly_and_shown_safely(world, sheet, typed):
    answer = world.stranger.client.get(f"/p/{world.a.code}/fees", query_string={"area": typed})

    assert answer.status_code == 200
    assert "不是面积。请只填数字，比如 58.3。" in words(answer)
    assert "<script>x" not in answer.get_data(as_text=True)


def test_half_a_fen_is_rounded_up_as_the_rule_says():
    assert [area_of(text) for text in ("58.3", "58.35", "0.01", "10000")] == [5830, 5835, 1, 1_000_000]
    assert [area_of(text) for text in ("10000.01", "", "．5", "0.00", "1 2")] == [None] * 5


# --- what stands beside the numbers ---


def test_a_question_and_its_answer_stand_beside_the_number(app, world, second, sheet, deliver):
    question(world.resident_a, sheet, "items.物业服务费.rate", reason="为什么比隔壁贵？")
    deliver()

    shown = words(ask(world, "/fees"))

    assert "有人问过“收费项目“物业服务费”收费标准”（当时是 0.58 元）" in shown
    assert "还没有答复，应在 7 天内答复" in shown
    assert "为什么比隔壁贵" not in shown  # his words are for the company
    assert world.resident_a.name not in shown
    assert "居民一共问过 1 次" in words(ask(world, "/all"))


def test_an_old_value_stays_beside_the_new_one_and_the_old_version_says_that_it_is_old(world, second, sheet):
    wrong = act(world.manager_a, sheet, "correct", reason="单价抄错了")
    body = fees(item(rate=55), *(row for row in sheet["body"]["tables"]["items"] if row["name"] != "物业服务费"))
    published(world.manager_a, second, world.a, "fees", body, begun=wrong)

    shown, old = words(ask(world, "/fees")), words(ask(world, f"/d/{sheet['id']}"))

    assert "（改正以前：0.58 元）" in shown
    assert "物业服务费：收费标准由 0.58 元 改为 0.55 元" in shown
    assert "这是以前的第 1 版，已有新版本。" in old
    assert "0.58 元/㎡·月" in old


def test_a_change_of_price_is_told_ahead(world, second, sheet):
    begins = today() + timedelta(days=40)
    rest = [row for row in sheet["body"]["tables"]["items"] if row["name"] != "物业服务费"]
    more = {"valid_from": str(begins), "attachments": [steps.photo(world.manager_a)]}
    published(world.manager_a, second, world.a, "fees", fees(item(rate=68, start_on=str(begins)), *rest), **more)

    shown = words(ask(world, "/fees"))

    assert f"价格调整预告：自{begins.year}年{begins.month}月{begins.day}日起" in shown
    assert "收费标准由 0.58 元 改为 0.68 元" in shown


def test_who_is_late_is_told_in_words_on_the_label_already(app, world, sheet, deliver):
    arm(app)
    steps.execute(app, "update disclosures_duty set next_due_on = current_date - 3 where code = 'D1'")
    write(app, publish, DisclosureOverdue(str(uuid4()), str(world.a.compound), "D1", "company", "2026-01-01"))
    deliver()

    assert "应公示未公示：1 项" in words(ask(world, ""))
    assert "应公示未公示：1 项" in words(ask(world, "/all"))


def test_a_standard_stands_beside_the_last_time(app, world):
    steps.fixed(world.manager_a, world.a, level=1)
    steps.log(world.repair_a, world.a)
    steps.held_since(app, steps.days_ago(60))
    ready.forget_here()

    answer = ask(world, "/standards")

    assert re.search(r"应做（一级） .{1,20} 最近一次 今天 \d\d:\d\d（现场打卡）", words(answer))
    assert "已逾期" in words(answer)
    (photo,) = re.findall(r'src="(/api/v1/public/photos/[^"]+)"', answer.get_data(as_text=True))
    assert world.stranger.client.get(photo).mimetype == "image/jpeg"


def test_last_time_is_told_as_people_say_it():
    day = today()
    at = f"{day - timedelta(days=1)}T08:10:00+08:00"

    assert last_words(f"{day}T08:10:00+08:00", day) == "今天 08:10"
    assert last_words(at, day) == "昨天 08:10"
    assert last_words("2019-03-04T23:59:00+00:00", day) == "2019年3月5日"
    assert last_words(None, day) == "还没有记录"


def test_every_page_leads_to_where_its_numbers_are_questioned(world, sheet):
    phone = "/m/#/areas/transparency/pages/"
    code = world.a.code

    def asks(path: str) -> list[str]:
        return [link for link in links(ask(world, path)) if link.startswith("/m/")]

    steps.fixed(world.manager_a, world.a, level=1)
    ready.forget_here()

    assert asks("/fees") == [f"{phone}fees?code={code}"]
    assert asks("/standards") == [f"{phone}standards?code={code}"]
    assert asks("/accounts") == [f"{phone}accounts?code={code}"]
    assert asks("/all") == [f"{phone}all?code={code}"]
    assert asks(f"/d/{sheet['id']}") == [f"{phone}version?code={code}&id={sheet['id']}"]


# --- for everybody's eyes ---


def test_large_type_needs_no_script_and_stays_from_page_to_page(world, sheet):
    answer = ask(world, "/fees?big=1")

    assert '<html lang="zh-CN" class="large">' in answer.get_data(as_text=True)
    inner = [link for link in links(answer) if link.startswith("/p/") and "public.js" not in link]
    assert all("big=1" in link or link == f"/p/{world.a.code}/fees" for link in inner)
    assert 'name="big" value="1"' in answer.get_data(as_text=True)
    normal = ask(world, "/fees?area=58.3&_anchor=x&_external=1")
    assert f"/p/{world.a.code}/fees?area=58.3&big=1" in links(normal)


def test_nothing_on_a_page_is_written_into_it_that_a_browser_would_run(world, second):
    nasty = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    other = item(nasty[:60], content=nasty, kind="other")
    published(world.manager_a, second, world.a, "fees", fees(item(), other, company_name=nasty))

    for path in ("/fees", "/all"):
        answer = ask(world, path)
        seen = Tags()
        seen.feed(answer.get_data(as_text=True))
        assert not {name for _, names in seen.found for name in names if name.startswith("on")}
        assert [tag for tag, names in seen.found if tag == "img" or (tag == "script" and names != ["src"])] == []
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "{{7*7}}" in words(ask(world, "/fees"))


def test_a_page_is_not_sent_again_to_who_has_it(world, sheet):
    first = ask(world, "/fees")
    again = ask(world, "/fees", **{"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, again.data) == (304, b"")
    assert ask(world, "/fees?area=1", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_script_is_ours_and_small(client):
    answer = client.get("/p/public.js")

    assert answer.mimetype == "text/javascript"
    assert len(answer.data) < 4096
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_long_table_goes_on_on_the_next_page(world, second):
    several = (item(f"上门服务{number:03}", kind="other") for number in range(150))
    made = published(world.manager_a, second, world.a, "fees", fees(item(), *several))

    first = ask(world, f"/d/{made['id']}")
    more = next(link for link in links(first) if "from=" in link)
    rest = world.stranger.client.get(more)

    assert "<h3>上门服务098</h3>" in first.get_data(as_text=True)
    assert "<h3>上门服务099</h3>" not in first.get_data(as_text=True)
    assert "后面还有 51 行" in words(first)
    assert "<h3>上门服务099</h3>" in rest.get_data(as_text=True)
    assert "<h3>上门服务149</h3>" in rest.get_data(as_text=True)
    assert ask(world, f"/d/{made['id']}?from=-1").status_code == 200
    assert ask(world, f"/d/{made['id']}?from=99999999999").status_code == 200


def test_a_draft_and_a_foreign_version_have_no_page(world, sheet):
    assert ask(world, f"/d/{sheet['id']}", world.b).status_code == 404
    assert ask(world, "/d/not-an-id").status_code == 404

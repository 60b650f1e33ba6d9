"""Renovated parts over all compounds: who sees which, what ends first, what is open in them and who comes after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.care.policy import Standing, asks_for_work, gap
from app.core.clock import today
from app.core.db import db
from app.core.ids import new_id
from app.places.models import Asset
from app.places.periods import least_end, seasons, seasons_words
from tests.care.steps import BASE, care_of, desk_heap, guaranteed, in_days, listed, on
from tests.contract.test_exports import saved
from tests.places.steps import put
from tests.tickets.steps import act, file
from tests.world import YEAR, add, warranty, write

SEES_A = ("manager_a", "community_a", "secretary_a", "street_a", "district")
SEES_NOT = ("manager_b", "community_b", "street_b")


def many(app, world, *lefts: int) -> None:
    """Give compound a a warranty for each number of days that is left."""

    def store() -> None:
        for left in lefts:
            warranty(world, world.a.roof, world.contractor, ends_on=in_days(left)).part = f"部位{left}"

    write(app, store)


def parts(person, **query) -> list[str]:
    return [row["part"].removeprefix("部位") for row in listed(person, **query)]


def test_everybody_sees_the_parts_of_what_he_looks_after(app, world):
    guaranteed(app, world, 40)
    for who in SEES_A:
        [row] = listed(getattr(world, who))
        assert (row["place"], row["part"], row["contractor"]["name"]) == ("1号楼屋面", "防水层", "示例施工公司")
        assert (row["days_left"], row["state"], row["within"]) == (40, "soon", 90)
        assert (row["compound"]["name"], row["community"]) == ("示例小区a", "示例社区a")
    for who in SEES_NOT:
        assert listed(getattr(world, who)) == []
    for who in ("repair_a", "handler", "auditor", "sysadmin", "resident_a"):
        listed(getattr(world, who), expect=403)


def test_a_company_whose_contract_ended_sees_them_no_longer(app, world):
    guaranteed(app, world, 40)
    write(app, lambda: db.session.execute(text("update places_contract set ends_on = current_date - 2")))
    assert listed(world.manager_a) == []


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("running", ["0", "7", "8", "30", "31", "90", "91"]),
        ("7", ["0", "7"]),
        ("30", ["0", "7", "8", "30"]),
        ("90", ["0", "7", "8", "30", "31", "90"]),
        ("over", ["-5", "-1"]),
        ("all", ["-5", "-1", "0", "7", "8", "30", "31", "90", "91"]),
    ],
)
def test_what_is_left_narrows_the_list_and_what_ends_first_stands_first(app, world, left, expected):
    many(app, world, 91, 8, -1, 0, 30, 31, 7, 90, -5)
    assert parts(world.district, left=left) == expected


def test_open_orders_are_counted_for_all_and_named_for_who_sees_them(app, world, deliver):
    guaranteed(app, world, 40)
    ticket = file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof))
    gone = file(world.resident_a, world.a, category="0101", description="又漏", asset_id=str(world.a.roof))
    act(world.resident_a, gone["id"], "withdraw", reason="不用了")
    deliver()  # the contractor is responsible: the company does not see the order, and that there is one
    for who, numbers in (("community_a", [ticket["no"]]), ("manager_a", [])):
        [row] = listed(getattr(world, who), defects="true")
        assert (row["open_count"], [one["no"] for one in row["open_tickets"]]) == (1, numbers)
    act(world.resident_a, ticket["id"], "withdraw", reason="不用了")
    assert listed(world.community_a, defects="true") == []
    assert listed(world.community_a)[0]["open_count"] == 0


def test_a_part_is_a_gap_until_somebody_is_on_record_for_the_time_after(app, world):
    many(app, world, -3, 20, 91)
    assert [row["gap"] for row in listed(world.district, left="all")] == [
        "保修期满后无人负责", "期满后由谁负责还没有登记", "",
    ]  # fmt: skip
    assert parts(world.district, left="all", gap="true") == ["-3", "20"]
    care_of(world, "示例物业a", in_days(0), ends_on=in_days(20).isoformat())  # one day too short for the second
    assert parts(world.district, left="all", gap="true") == ["20"]
    care_of(world, "示例产权单位", in_days(21), payer="title_unit", basis="移交协议")
    assert parts(world.district, left="all", gap="true") == []
    duties = [row["duty"] for row in listed(world.district, left="all")]
    assert [one["maintainer"] for one in duties] == ["示例物业a", "示例产权单位", "示例产权单位"]
    assert (duties[1]["payer_name"], duties[1]["basis"], duties[1]["ends_on"]) == ("产权单位", "移交协议", None)


def test_a_company_without_a_contract_looks_after_nothing(app, world):
    many(app, world, -3)
    care_of(world, "示例物业b", in_days(-2))
    assert listed(world.district, left="over")[0]["gap"] == "保修期满后无人负责"


def test_the_next_warranty_of_the_part_closes_the_gap(app, world):
    many(app, world, -3)

    def renewed() -> None:
        new = warranty(world, world.a.roof, world.contractor, ends_on=in_days(300))
        new.part = "部位-3"

    write(app, renewed)
    assert [row["gap"] for row in listed(world.district, left="all")] == ["", ""]


def test_what_was_taken_down_is_in_no_list(app, world):
    guaranteed(app, world, 40)
    there = text("update places_asset set ended_on = :day, ended_why = 'removed'")
    write(app, lambda: db.session.execute(there, {"day": in_days(1)}))
    assert len(listed(world.district)) == 1
    write(app, lambda: db.session.execute(there, {"day": in_days(0)}))
    assert listed(world.district) == []


def test_contractor_and_compound_narrow_the_list(app, world):
    guaranteed(app, world, 40)
    assert len(listed(world.district, contractor_id=world.contractor, compound_id=world.a.compound)) == 1
    assert listed(world.district, contractor_id=world.lift_firm) == []
    assert listed(world.district, compound_id=world.b.compound) == []


def test_pages_follow_one_another_and_lose_nothing(app, world):
    many(app, world, *range(7))
    write(app, lambda: db.session.execute(text("update places_warranty set ends_on = :day"), {"day": in_days(9)}))
    seen, cursor = [], ""
    while cursor is not None:
        page = world.district.get(BASE, query_string={"limit": 3} | ({"cursor": cursor} if cursor else {})).json
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_a_page_is_one_statement_however_many_parts_there_are(app, world, count_queries):
    many(app, world, *range(5, 8))
    count_queries.clear()
    listed(world.district, limit=2)
    few = len(count_queries)

    def more() -> None:
        for number in range(60):
            asset = Asset(
                id=new_id(), district_id=world.district_id, compound_id=world.b.compound, kind="light",
                name=f"路灯{number}",
            )  # fmt: skip
            add(asset)
            warranty(world, asset.id, world.contractor, ends_on=in_days(number))

    write(app, more)
    count_queries.clear()
    assert len(listed(world.district, limit=60)) == 60
    assert len(count_queries) == few
    assert sum("places_warranty" in one for one in count_queries) == 1


def test_the_file_says_what_the_list_says(app, world):
    many(app, world, -3, 20)
    care_of(world, "示例物业a", in_days(-2))
    over, soon = saved(world.community_a, f"{BASE}.xlsx?left=all")
    assert (over["小区"], over["设施"], over["施工单位"], over["剩余天数"]) == (
        "示例小区a",
        "1号楼屋面",
        "示例施工公司",
        "-3",
    )
    assert (over["期满后由谁维护"], over["依据"], over.get("问题", "")) == ("示例物业a", "物业服务合同第八条", "")
    assert soon["保修至"] == in_days(20).isoformat()
    assert [row["剩余天数"] for row in saved(world.community_a, f"{BASE}.xlsx?left=30")] == ["20"]


@pytest.mark.parametrize("wrong", ["left=soon", "gap=1", "contractor_id=x", "cursor=x", "nonsense=1"])
def test_what_cannot_be_asked_is_refused(world, wrong):
    assert world.district.get(f"{BASE}?{wrong}").status_code == 422


@pytest.mark.parametrize(
    ("accepted", "until", "day", "words"),
    [
        ("2025-06-30", "2027-03-15", "2026-03-15", "共 2 个采暖期，还剩 2 个"),
        ("2025-06-30", "2027-03-15", "2026-03-16", "共 2 个采暖期，还剩 1 个"),
        ("2025-06-30", "2027-03-15", "2027-03-15", "共 2 个采暖期，还剩 1 个"),
        ("2025-06-30", "2027-03-15", "2027-03-16", "共 2 个采暖期，还剩 0 个"),
        ("2025-12-20", "2027-03-15", "2025-12-21", "共 2 个采暖期，还剩 2 个"),
    ],
)
def test_heating_seasons_are_counted_as_they_end(accepted, until, day, words):
    from datetime import date

    of = [date.fromisoformat(one) for one in (accepted, until, day)]
    assert seasons_words("W_HEAT", *of) == words
    assert seasons_words("W_MEP", *of) == seasons_words(None, *of) == ""


@pytest.mark.parametrize(
    ("accepted", "last"),
    [
        ("2025-06-30", "2027-03-15"),  # in summer: the two seasons that come
        ("2025-11-14", "2027-03-15"),  # the day before a season
        ("2025-11-15", "2027-03-15"),  # its first day: a whole season
        ("2025-11-16", "2027-03-15"),  # begun, and counted: the contract may give more
        ("2025-12-31", "2027-03-15"),
        ("2026-01-01", "2027-03-15"),  # the same season in the next year
        ("2026-03-14", "2027-03-15"),
        ("2026-03-15", "2027-03-15"),  # its last day
        ("2026-03-16", "2028-03-15"),  # the day after: two others
        ("2024-02-29", "2025-03-15"),
        ("2023-11-15", "2025-03-15"),  # a season with a 29 February
        ("2024-03-16", "2026-03-15"),
    ],
)
def test_two_seasons_of_beijing_end_on_the_fifteenth_of_march(accepted, last):
    from datetime import date

    first, end = date.fromisoformat(accepted), date.fromisoformat(last)
    assert least_end("W_HEAT", first) == end
    assert seasons_words("W_HEAT", first, end, first) == "共 2 个采暖期，还剩 2 个"
    assert seasons_words("W_HEAT", first, end, end) == "共 2 个采暖期，还剩 1 个"
    assert seasons_words("W_HEAT", first, end, end + timedelta(days=1)) == "共 2 个采暖期，还剩 0 个"


@given(st.dates(min_value=today() - 20 * YEAR, max_value=today() + 20 * YEAR))
def test_the_least_warranty_of_heating_covers_two_seasons_and_a_day_less_does_not(accepted):
    last = least_end("W_HEAT", accepted)
    assert seasons(accepted, last) == 2
    assert seasons(accepted, last - timedelta(days=1)) == 1


@given(st.integers(-400, 400), st.integers(0, 9), st.integers(0, 9))
def test_once_somebody_is_on_record_and_nothing_is_open_only_the_last_month_asks_for_work(left, orders, owed):
    one = Standing(left, True, orders, owed)
    assert gap(one) == ""
    assert asks_for_work(one) == (0 <= left <= 30 or (0 <= left <= 90 and orders > 0) or (left < 0 and owed > 0))
    assert asks_for_work(Standing(left, False, orders, owed)) == (left <= 90)


def test_the_desk_counts_what_the_list_behind_it_shows(app, world, deliver):
    """Those that end soon, and those that are over: with nobody after them, and with a repair that is still owed."""
    many(app, world, *range(1, 25), 60, 100)
    care_of(world, "示例产权单位", in_days(2))
    file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof))
    owed = "保修期内报的还有 1 件没有办结，仍由施工单位负责"
    for later in (0, 40, 70, 120):
        with on(in_days(later)):
            for person in (world.manager_a, world.community_a):
                rows = listed(person, left="todo", limit=100)
                heap = desk_heap(person)
                assert heap["count"] == len(rows) == (26 if later else 25)
                assert heap["link"] == "/care?left=todo"
                assert [one["id"] for one in heap["items"]] == [row["id"] for row in rows][: len(heap["items"])]
                assert len(heap["items"]) < heap["count"]
                assert heap["more"]
                [one] = listed(person, left="all", warranty_id=rows[0]["id"])
                assert heap["items"][0]["link"] == f"/care?left=all&warranty_id={one['id']}"
                if later:
                    assert heap["items"][1]["subtitle"] == f"示例小区a · 保修已到期 · {owed}"
    write(app, lambda: db.session.execute(text("update tickets_ticket set created_at = :at"), {"at": in_days(30)}))
    with on(in_days(50)):  # reported after the end: whoever looks after it now repairs it, as routing says
        assert parts(world.manager_a, left="todo") == ["60", "100"]
    write(app, lambda: db.session.execute(text("update tickets_ticket set state = 'withdrawn'")))
    with on(in_days(120)):
        assert parts(world.manager_a, left="todo", limit=100) == []


def test_the_heating_system_of_a_compound_shows_its_seasons(world):
    put(
        world.community_a,
        world.a.compound,
        "assets",
        {"kind": "heating", "name": "供热管网", "operator_status": "not_handed_over"},
    )
    put(
        world.community_a, world.a.compound, "warranties",
        {"asset": "供热管网", "part": "供热系统", "code": "W_HEAT", "contractor": "示例施工公司",
         "starts_on": "2026-06-30", "ends_on": "2099-03-15"},
    )  # fmt: skip
    assert listed(world.manager_a)[0]["seasons"].startswith("共 73 个采暖期")
    page = world.community_a.get(f"/staff/places/compounds/{world.a.compound}").json
    assert page["warranties"][0]["seasons"].startswith("共 73 个采暖期")

"""Whose a fault in a renovated part is: the contractor's until the last day, then of who is on record after it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.places.periods import least_end
from app.places.routing import routing_facts
from app.rulebook.queries.places import Places
from tests.care.steps import care_of, guaranteed, in_days, listed, on, waiting
from tests.places.steps import bring, confirm, put, row_of, sheet
from tests.tickets.steps import file, see
from tests.world import write


def routed(world, deliver, **fields):
    """Report a leak of the roof of compound a, let it be routed and return it as the district sees it."""
    body = {"category": "0101", "description": "漏", "asset_id": str(world.a.roof)} | fields
    ticket = file(world.resident_a, world.a, **body)
    deliver()
    return see(world.district, ticket["id"], staff=True)


def whose(ticket) -> tuple[str, str]:
    return ticket["responsible"]["name"], " ".join(ticket["routing"][0]["reasons"])


@pytest.mark.parametrize(("day", "name"), [(9, "示例施工公司"), (10, "示例施工公司"), (11, "示例产权单位")])
def test_the_last_day_is_the_contractors_and_the_next_one_is_not(app, world, deliver, day, name):
    guaranteed(app, world, 10)
    care_of(world, "示例产权单位", in_days(11), payer="title_unit", basis="移交协议第三条")
    with on(in_days(day)):
        party, why = whose(routed(world, deliver))
    assert party == name
    if name == "示例产权单位":
        assert "没有在保的施工单位，按登记的期满后管护责任，由示例产权单位维修" in why
        assert "依据：移交协议第三条。费用：产权单位。" in why
    else:
        assert "在保修期内（到" in why
        assert "保修部位：防水层。" in why


def test_what_was_reported_on_the_last_day_is_the_contractors_however_late_it_is_routed(app, world, deliver):
    """The duty is that of the day of the report (《建设工程质量管理条例》第四十一条); who exists is asked of today."""
    guaranteed(app, world, 10)
    care_of(world, "示例产权单位", in_days(11), payer="title_unit")
    body = {"category": "0101", "description": "漏", "asset_id": str(world.a.roof)}
    with on(in_days(10), hour=23):
        ticket = file(world.resident_a, world.a, **body)["id"]
    with on(in_days(11), hour=0):
        deliver()
        assert whose(see(world.district, ticket, staff=True))[0] == "示例施工公司"
        assert whose(routed(world, deliver))[0] == "示例产权单位"


def test_a_contractor_that_was_dissolved_since_the_report_gets_nothing(app, world, deliver):
    guaranteed(app, world, 10)
    gone = text("update places_organisation set ended_on = :day where id = :id")
    write(app, lambda: db.session.execute(gone, {"day": in_days(11), "id": world.contractor}))
    body = {"category": "0101", "description": "漏", "asset_id": str(world.a.roof)}
    with on(in_days(10), hour=23):
        ticket = file(world.resident_a, world.a, **body)["id"]
    with on(in_days(11), hour=0):
        deliver()
        party, why = whose(see(world.district, ticket, staff=True))
    assert party == "示例物业a"
    assert "已经注销或撤场，不能派给它" in why


def test_a_contractor_that_was_dissolved_gets_nothing_and_everybody_sees_that_the_part_is_nobodys(app, world, deliver):
    guaranteed(app, world, 200)
    gone = text("update places_organisation set ended_on = :day where id = :id")
    write(app, lambda: db.session.execute(gone, {"day": in_days(3), "id": world.contractor}))
    assert [row["gap"] for row in listed(world.community_a)] == [""]
    with on(in_days(2)):  # its last day
        assert whose(routed(world, deliver))[0] == "示例施工公司"
        assert waiting(world.community_a) == []
    with on(in_days(3)):
        party, why = whose(routed(world, deliver))
        assert party == "示例物业a"
        assert "防水层的保修到" in why
        assert "施工单位示例施工公司已经注销或撤场，不能派给它" in why
        [row] = listed(world.community_a, left="todo")
        assert row["gap"] == "施工单位已注销或撤场，保修没有人负责"
        assert row["days_left"] == 197
        assert [one["id"] for one in listed(world.community_a, gap="true")] == [row["id"]]
        [item] = waiting(world.community_a)
        assert item["subtitle"].endswith("施工单位已注销或撤场，保修没有人负责")
    care_of(world, "示例产权单位", in_days(3), payer="title_unit", basis="会议纪要")
    with on(in_days(3)):
        assert whose(routed(world, deliver))[0] == "示例产权单位"
        assert listed(world.community_a)[0]["gap"] == ""
        assert waiting(world.community_a) == []


def test_by_its_kind_the_part_is_found_too(app, world, deliver):
    guaranteed(app, world, -1)
    care_of(world, "示例产权单位", in_days(0), payer="title_unit")
    assert whose(routed(world, deliver, asset_id=None))[0] == "示例产权单位"


def test_a_warranty_counts_before_a_duty_that_began_too_early(app, world, deliver):
    guaranteed(app, world, 10)
    care_of(world, "示例产权单位", in_days(-5))
    assert whose(routed(world, deliver))[0] == "示例施工公司"


@pytest.mark.parametrize(("until", "name"), [(0, "示例产权单位"), (-1, "示例物业a")])
def test_a_duty_counts_on_its_last_day_and_then_it_is_as_before(app, world, deliver, until, name):
    guaranteed(app, world, -20)
    care_of(world, "示例产权单位", in_days(-19), ends_on=in_days(until).isoformat())
    assert whose(routed(world, deliver))[0] == name


def test_a_company_looks_after_a_part_only_under_contract(app, world, deliver):
    guaranteed(app, world, -20)
    care_of(world, "示例物业b", in_days(-19))
    assert whose(routed(world, deliver))[0] == "示例物业a"
    row = row_of(world.community_a, world.a.compound, "maintenance", "示例物业b")
    put(world.community_a, world.a.compound, "maintenance", row | {"maintainer": "示例物业a"})
    party, why = whose(routed(world, deliver))
    assert party == "示例物业a"
    assert "费用：物业费（按物业服务合同）" in why


@pytest.mark.parametrize(("day", "name"), [("2027-03-15", "示例施工公司"), ("2027-03-16", "示例供热公司")])
def test_a_heating_system_changes_hands_when_its_last_season_is_over(app, world, deliver, day, name):
    accepted = date(2025, 6, 30)
    pipes = {"kind": "heating", "name": "供热管网", "operator_status": "not_handed_over"}
    asset = put(world.community_a, world.a.compound, "assets", pipes)["id"]
    put(
        world.community_a, world.a.compound, "warranties",
        {"asset": "供热管网", "part": "供热系统", "code": "W_HEAT", "contractor": "示例施工公司",
         "starts_on": accepted.isoformat(), "ends_on": least_end("W_HEAT", accepted).isoformat()},
    )  # fmt: skip
    put(
        world.community_a, world.a.compound, "maintenance",
        {"asset": "供热管网", "maintainer": "示例供热公司", "payer": "utility", "basis": "供热设施移交协议",
         "starts_on": "2027-03-16"},
    )  # fmt: skip
    with on(date.fromisoformat(day)):
        ticket = routed(world, deliver, category="0602", description="暖气漏水", asset_id=asset)
    assert whose(ticket)[0] == name


def test_two_parties_are_never_on_record_for_one_day(app, world):
    care_of(world, "示例产权单位", in_days(0), ends_on=in_days(10).isoformat())
    said = care_of(world, "示例物业a", in_days(10), expect=422)["error"]["fields"]["starts_on"][0]
    assert "同一设施同一天只能由一家负责" in said
    care_of(world, "示例物业a", in_days(11))


def test_duties_come_by_a_file_and_are_shown_before_they_count(app, world, deliver):
    guaranteed(app, world, -1)
    person, here = world.community_a, world.a.compound
    row = {"building": "1号楼", "asset": "1号楼屋面", "maintainer": "示例产权单位", "payer": "fund",
           "basis": "会议纪要", "starts_on": in_days(-1).isoformat()}  # fmt: skip
    wrong = bring(person, here, "maintenance", sheet("maintenance", [row | {"maintainer": "没有的单位"}, row]))
    said = [one["text"] for one in wrong["problems"]]
    assert any("“单位”表里没有“没有的单位”" in one for one in said)
    assert any("同一设施同一天只能由一家负责" in one for one in said)
    assert "confirm" not in wrong["actions"]
    run = bring(person, here, "maintenance", sheet("maintenance", [row]))
    assert (run["counts"]["added"], run["problems"]) == (1, [])
    assert whose(routed(world, deliver))[0] == "示例物业a"
    confirm(person, run)
    party, why = whose(routed(world, deliver))
    assert party == "示例产权单位"
    assert "费用：专项维修资金" in why


CHANGES = {
    "warranty over": "update places_warranty set ends_on = current_date - 5",
    "asset ended": "update places_asset set ended_on = current_date - 5, ended_why = 'unused'",
    "contractor left": "update places_organisation set ended_on = current_date - 5 where kind = 'contractor'",
    "title unit left": "update places_organisation set ended_on = current_date - 5 where kind = 'title_unit'",
    "company left": "update places_organisation set ended_on = current_date - 5 where name = '示例物业a'",
    "duty of the company": "update places_maintenance set maintainer_id = (select company_id from places_contract"
    " where compound_id = (select id from places_compound where name = '示例小区a'))",
    "duty over": "update places_maintenance set starts_on = current_date - 9, ends_on = current_date - 5",
}


@pytest.mark.parametrize("by_kind", [False, True])
def test_what_routing_reads_of_one_place_is_what_a_dry_run_reads_of_all(app, prepared, by_kind):
    world, day = prepared, in_days(0)
    asset, kind = (None, "roof") if by_kind else (world.a.roof, None)
    place = (world.a.compound, world.a.building, asset, kind)

    def compared(changes: tuple[str, ...]) -> None:
        for change in changes:
            db.session.execute(text(CHANGES[change]))
        assert Places(world.district_id, day).facts(*place) == routing_facts(*place, day), changes
        db.session.rollback()

    for changes in (*combinations(CHANGES, 1), *combinations(CHANGES, 2), *combinations(CHANGES, 3)):
        write(app, compared, changes)


@pytest.fixture
def prepared(app, world):
    """Compound a with a warranty and a duty that both hold today."""
    guaranteed(app, world, 30)
    care_of(world, "示例产权单位", in_days(0) - timedelta(days=20))
    return world

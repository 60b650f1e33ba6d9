"""Rules as data: who becomes responsible in each situation, with a reason that people can read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tickets.steps import act, file, see
from tests.world import contract, warranty, write


def routed(world, deliver, estate, **fields):
    """Report, route, and return the ticket as the district sees it."""
    ticket = file(world.resident_a, estate, **fields)
    deliver()
    return see(world.district, ticket["id"], staff=True)


def test_a_warranty_in_force_leads_to_the_contractor(app, world, deliver):
    write(app, warranty, world, world.a.roof, world.contractor)
    ticket = routed(world, deliver, world.a, category="0101", description="漏")
    assert ticket["responsible"]["id"] == str(world.contractor)
    assert "保修期内" in ticket["routing"][0]["reasons"][0]
    assert "示例施工公司" in ticket["routing"][0]["reasons"][0]
    assert see(world.handler, ticket["id"], staff=True)["actions"][0] == "accept"


def test_a_warranty_that_is_over_does_not(app, world, deliver):
    from app.core.clock import today

    write(app, lambda: warranty(world, world.a.roof, world.contractor, ends_on=today() - timedelta(days=1)))
    ticket = routed(world, deliver, world.a, category="0101", description="漏")
    assert ticket["responsible"]["id"] == str(world.company_a)


def test_heating_is_the_utilitys(world, deliver):
    ticket = routed(world, deliver, world.a, category="0601", description="不热")
    assert ticket["responsible"]["id"] == str(world.heat)


def test_a_title_units_building_is_the_title_units(app, world, deliver):
    from sqlalchemy import text

    from app.core.db import db

    write(
        app,
        lambda: db.session.execute(
            text("update places_building set title_unit_id = :org where id = :id"),
            {"org": world.title_unit, "id": world.a.building},
        ),
    )
    ticket = routed(world, deliver, world.a, category="0103", description="扶手断了")
    assert ticket["responsible"]["id"] == str(world.title_unit)
    assert "示例产权单位" in ticket["routing"][0]["reasons"][0]


def test_without_a_provider_the_residents_committee_takes_it(app, world, deliver):
    assert world.resident_a.post("/visits", {"code": world.estates["none"].code}).status_code == 201
    ticket = routed(world, deliver, world.estates["none"], category="0103", description="玻璃碎了")
    assert ticket["responsible"]["id"] == str(world.jwh_a)
    assert "没有物业" in ticket["routing"][0]["reasons"][0]
    assert "accept" in see(world.community_a, ticket["id"], staff=True)["actions"]
    act(world.community_a, ticket["id"], "accept", staff=True)


def test_a_contract_that_ended_takes_the_company_out_at_once(app, world, deliver):
    from sqlalchemy import text

    from app.core.db import db

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    assert see(world.repair_a, ticket["id"], staff=True)
    write(app, lambda: db.session.execute(text("update places_contract set ends_on = current_date - 2")))
    see(world.repair_a, ticket["id"], staff=True, expect=404)
    second = routed(world, deliver, world.a, category="0101", description="漏")
    assert second["responsible"]["id"] == str(world.jwh_a)


def test_the_newest_contract_counts(app, world, deliver):
    from sqlalchemy import text

    from app.core.clock import today
    from app.core.db import db

    def change() -> None:
        db.session.execute(
            text("update places_contract set ends_on = current_date - 1 where compound_id = :c"),
            {"c": world.a.compound},
        )
        contract(world, world.company_b, world.a.compound, starts_on=today())

    write(app, change)
    ticket = routed(world, deliver, world.a, category="0101", description="漏")
    assert ticket["responsible"]["id"] == str(world.company_b)


def test_routing_twice_does_it_once(app, world, deliver):
    from uuid import UUID

    from app.tickets import service

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    assert write(app, service.route, UUID(ticket["id"])) is False
    assert len(see(world.district, ticket["id"], staff=True)["routing"]) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("屋顶漏水", "0101"), ("电动车上楼充电", "0804"), ("暖气漏水", "0602"), ("楼上漏水", "1405"),
        ("有人困在电梯里", "0301"), ("闻到煤气味", "0701"), ("垃圾桶满了", "1001"),
    ],
)  # fmt: skip
def test_words_of_residents_find_their_category(app, words, code):
    from app.tickets.queries import reference
    from tests.world import in_app

    found = in_app(app, lambda: reference(fresh=True).suggest(words))
    assert found is not None
    assert found.code == code


def test_the_taxonomy_is_whole(app):
    from app.tickets.queries import reference
    from tests.world import in_app

    known = in_app(app, lambda: reference(fresh=True))
    assert len(known.categories) == 81
    assert len({category.group_code for category in known.categories.values()}) == 18
    words = [word for category in known.categories.values() for word in category.keywords]
    assert len(words) == len(set(words))

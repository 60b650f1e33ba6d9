"""A dry run sees what the router sees: the same places, the same decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.clock import BEIJING, today
from app.rulebook.judging import Tally, Version, pairs
from app.rulebook.validation import validate
from app.tickets.queries.reference import rules_of
from app.tickets.routing import Circumstances, decide
from tests.rulebook.ledger import COMPOUNDS, names, taxonomy
from tests.rulebook.steps import rule
from tests.rulebook.test_review import LAST, conditions, place
from tests.world import add, contract, in_app, organisation, warranty, write


def furnish(world) -> None:
    """Put more into the world than it has: shared and own assets, warranties, a title unit, rivals of everybody."""
    from app.core.db import db
    from app.core.ids import new_id
    from app.places.models import Asset

    a, b = world.a, world.b
    operator = organisation(world, "water_b", "utility", "示例供水b", utility="water", region=world.regions["street_b"])
    organisation(world, "water", "utility", "示例供水", utility="water")
    organisation(world, "water_a", "utility", "示例供水a", utility="water", region=world.regions["street_a"])
    organisation(world, "police", "department", "示例公安分局")
    kinds = [("elevator", a.building), ("pump", None), ("light", a.building), ("light", None), ("gate", None)]
    for number, (kind, building) in enumerate(kinds):
        made = add(
            Asset(
                id=new_id(),
                district_id=world.district_id,
                compound_id=a.compound,
                building_id=building,
                kind=kind,
                name=f"{kind}{9 - number}",
                code=f"asset-{number}",
                operator_status="handed_over" if kind == "pump" else "not_handed_over",
                operator_id=operator if kind == "pump" else None,
                maintainer_id=world.lift_firm if kind == "elevator" else None,
            )
        )
        warranty(world, made.id, world.contractor, ends_on=today() + timedelta(days=number - 1))
    warranty(world, a.roof, world.contractor, ends_on=today() + timedelta(days=30))
    warranty(world, a.roof, world.lift_firm, ends_on=today() + timedelta(days=60))
    ended = text("update places_contract set ends_on = :day where compound_id = :compound")
    db.session.execute(ended, {"day": today() - timedelta(days=1), "compound": a.compound})
    db.session.execute(ended, {"day": today(), "compound": b.compound})
    contract(world, world.company_b, a.compound, starts_on=today())
    contract(world, world.company_a, b.compound, starts_on=today() + timedelta(days=1))
    db.session.execute(
        text("update places_building set title_unit_id = :org where id = :id"),
        {"org": world.title_unit, "id": b.building},
    )


def test_places_read_in_bulk_are_those_that_the_router_reads_one_by_one(app, world):
    from app.core.db import db
    from app.places.routing import routing_facts
    from app.rulebook.queries.places import Places

    write(app, furnish, world)

    def compare() -> int:
        places = Places(world.district_id, today())
        compounds = [estate.compound for estate in world.estates.values()]
        buildings = [None, *(estate.building for estate in world.estates.values())]
        assets = [None, *db.session.scalars(text("select id from places_asset"))]
        kinds = [None, "roof", "light", "elevator", "pump", "camera"]
        seen = 0
        for compound, building, asset, kind in product(compounds, buildings, assets, kinds):
            one = routing_facts(compound, building, asset, kind, today())
            assert places.facts(compound, building, asset, kind) == one, (compound, building, asset, kind)
            seen += one.warranty is not None
        return seen

    assert in_app(app, compare) > 50


def test_a_compound_of_another_district_has_no_facts(app, world):
    from app.rulebook.queries.places import Places

    found = in_app(app, lambda: Places(UUID(int=1), today()).facts(world.a.compound, None, None, None))
    assert found is None


@given(st.lists(conditions, min_size=1, max_size=6), st.data())
def test_a_narrowed_version_decides_as_the_whole_one(asked, data):
    targets = st.sampled_from(["residents_committee", "street_office", "provider", "level_up"])
    book = [rule(f"规则{n}", data.draw(targets), conditions=one) for n, one in enumerate(asked)]
    rules = rules_of(validate([*book, LAST], names()), {})
    version = Version(rules)
    category = data.draw(st.sampled_from([None, *taxonomy().values()]))
    kind = data.draw(st.sampled_from(["repair", "help", "complaint"]))
    month = data.draw(st.integers(1, 12))
    for where in [place(name) for name in sorted(COMPOUNDS)]:
        for hour, working in product((3, 9, 11, 17, 21), (True, False)):
            came = Circumstances(datetime(2026, month, 5, hour, tzinfo=BEIJING), working)
            expected = decide(rules, kind, category, where, came=came)
            assert version.decide(kind, category, where, came) == expected


def test_counts_survive_being_stored_between_two_pieces():
    tally = Tally(organisation=3, same=1)
    tally.moves["a>b"] += 2
    tally.rules["甲\n乙"] += 2
    assert Tally.stored(tally.as_stored()) == tally
    assert tally.counts() == {"organisation": 3, "limits": 0, "rule": 0, "same": 1, "nobody": 0, "drifted": 0}
    assert pairs({"a>b": 1, "a>": 5, ">b": 5}, ">", 2) == [("", "b", 5), ("a", "", 5)]

"""A district with 1,000 compounds of ten renovated parts each: every look at the list stays quick."""

from __future__ import annotations

from time import perf_counter

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.care.steps import BASE
from tests.world import write

FILL = (
    """
    INSERT INTO places_compound (id, district_id, street_id, community_id, code, name, address)
    SELECT gen_random_uuid(), c.district_id, c.street_id, c.community_id, 'many-' || n, '小区' || n, '路' || n
    FROM places_compound c, generate_series(1, 1000) n WHERE c.id = :compound
    """,
    """
    INSERT INTO places_asset (id, district_id, compound_id, kind, name)
    SELECT gen_random_uuid(), c.district_id, c.id, 'pipe', '管道' || n
    FROM places_compound c, generate_series(1, 10) n WHERE c.code LIKE 'many-%'
    """,
    """
    INSERT INTO places_warranty (id, district_id, asset_id, contractor_id, part, starts_on, ends_on)
    SELECT gen_random_uuid(), a.district_id, a.id, :contractor, '管道', current_date - 2000,
           current_date - 700 + (row_number() OVER (ORDER BY a.id))::int % 1400
    FROM places_asset a WHERE a.name LIKE '管道%'
    """,
    """
    INSERT INTO places_maintenance (id, district_id, asset_id, maintainer_id, payer, basis, starts_on)
    SELECT gen_random_uuid(), w.district_id, w.asset_id, :unit, 'title_unit', '协议', w.ends_on + 1
    FROM places_warranty w WHERE w.part = '管道' AND w.ends_on < current_date + 60
    """,
    "ANALYZE places_compound, places_asset, places_warranty, places_maintenance",
)
LOOKS = (
    "",
    "?left=todo",
    "?left=all",
    "?left=90",
    "?left=all&gap=true",
    "?left=all&defects=true",
    "?left=over&gap=true",
)
SLOW = 1.5
"""Seconds, on a machine that does other things too; a look that reads each part's orders by hand takes many."""


@pytest.fixture
def big(app, world):
    """Community a with 1,000 more compounds."""
    values = {"compound": world.a.compound, "contractor": world.contractor, "unit": world.title_unit}

    def fill() -> None:
        for statement in FILL:
            db.session.execute(text(statement), values)

    write(app, fill)
    return world


def test_every_look_is_quick(big):
    took = {}
    for look in LOOKS:
        begin = perf_counter()
        answer = big.district.get(BASE + look)
        took[look] = perf_counter() - begin
        assert answer.status_code == 200, answer.json
    begin = perf_counter()
    assert big.community_a.get("/staff/todo").status_code == 200
    took["desk"] = perf_counter() - begin
    assert max(took.values()) < SLOW, took
    assert len(big.district.get(f"{BASE}?left=all&limit=100").json["items"]) == 100

"""The wall of agreements (协议墙): each says how much of what was promised in it is done, to those who see it."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from tests.party.steps import BASE, do, execute, promised, see, signed


def test_each_agreement_counts_what_was_promised_in_it(app, world):
    made, other = signed(world), signed(world, number="2")
    assert see(world.secretary_a, made)["promised"] == {"total": 0, "done": 0, "overdue": 0}
    done, late, dropped = promised(world, made), promised(world, made), promised(world, made)
    promised(world, made)
    do(world.manager_a, do(world.manager_a, do(world.manager_a, done, "claim"), "start"), "submit", note="装好了")
    yesterday = today() - timedelta(days=1)
    execute(app, "update party_commitment set due_on = :day where id = any(:ids)",
            day=yesterday, ids=[done["id"], late["id"]])  # fmt: skip
    do(world.community_a, dropped, "drop", note="不办了")

    expected = {"total": 3, "done": 1, "overdue": 1}
    for person in (world.secretary_a, world.street_a, world.district, world.manager_a):
        listed = {one["id"]: one["promised"] for one in person.get(BASE).json["items"]}
        assert listed == {made["id"]: expected, other["id"]: {"total": 0, "done": 0, "overdue": 0}}
    execute(app, "update party_commitment set due_on = :day", day=today())  # its own day is not late
    assert see(world.secretary_a, made)["promised"]["overdue"] == 0


def test_a_company_counts_its_own_promises_only(app, world):
    made = signed(world)
    promised(world, made)
    promised(world, made, organisation_id=str(world.orgs["jwh_a"]))
    assert see(world.manager_a, made)["promised"]["total"] == 1
    assert see(world.community_a, made)["promised"]["total"] == 2

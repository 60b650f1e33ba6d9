"""The register of a poll: out to Excel and back, corrected only as a draft."""

from __future__ import annotations

from app.core import spreadsheets
from tests.duty.steps import rows as found
from tests.voting.steps import BASE, act, bring, draft, see, sheet_of


def register(*rows: tuple) -> bytes:
    """Write a register as Excel would."""
    from app.core.ledger import to_sheet
    from app.voting.service.register import REGISTER

    keys = ("building", "unit", "label", "area", "head")
    return to_sheet([(REGISTER, [dict(zip(keys, row, strict=True)) for row in rows])])


def test_the_register_comes_back_as_it_left_and_is_corrected_by_a_dry_run(world):
    poll = draft(world.community_a, world.a)
    same = bring(world.community_a, poll, sheet_of(world.community_a, poll))
    assert (same["state"], same["counts"]["changed"]) == ("ready", 0)
    run = bring(
        world.community_a, poll,
        register(("1号楼", "1单元", "101", 5_830, "王五"), ("1号楼", "1单元", "102", 6_000, "王五")),
    )  # fmt: skip
    assert (run["counts"]["changed"], run["counts"]["removed"]) == (2, 1)
    assert see(world.community_a, poll)["register"] == 3
    path = f"{BASE}/register-imports/{run['id']}/actions/confirm"
    assert world.street_a.post(path).status_code == 404, "a dry run is its writer's"
    assert world.community_a.post(path).json["state"] == "confirmed"
    after = see(world.community_a, poll)
    assert (after["register"], after["version"]) == (2, 2)
    noticed = act(world.community_a, after, "notice")
    assert noticed["totals"] == {"area": 11_830, "heads": 1, "homes": 2}
    bring(world.community_a, noticed, sheet_of(world.community_a, noticed), expect=409)


def test_a_register_with_a_home_that_is_not_there_writes_nothing(world):
    poll = draft(world.community_a, world.a)
    run = bring(world.community_a, poll, register(("9号楼", "1单元", "101", 100, None)))
    assert run["state"] == "refused"
    assert "小区里没有“9号楼 1单元 101”" in run["problems"][0]["text"]


def test_a_sheet_is_a_sheet(world):
    poll = draft(world.community_a, world.a)
    assert spreadsheets.read(sheet_of(world.community_a, poll)).name == "业主名册"


def test_who_saved_a_register_is_in_the_audit_log(app, world):
    """It names every door with its area, and what people call their heads."""
    sheet_of(world.community_a, draft(world.community_a, world.a))
    assert str(found(app, "select * from core_audit")).count("voting.export") == 1

"""What has to be there before the operations of the ledger of places are called."""

from __future__ import annotations

from collections.abc import Callable

from tests.places.steps import BASE, bring, file_of, put


def places_table(app, world) -> dict:
    """The buildings of compound a as a file."""
    return {"buildings": file_of(world.community_a, world.a.compound, "buildings")}


def places_import(app, world) -> dict:
    """A table of compound a that its community brought back."""
    made = places_table(app, world)
    return made | {"run": bring(world.community_a, world.a.compound, "buildings", made["buildings"])["id"]}


def places_mistake(app, world) -> dict:
    """A pump of compound a that nothing refers to."""
    row = {"kind": "pump", "name": "登错的水泵", "operator_status": "not_handed_over"}
    return {"asset_row": put(world.community_a, world.a.compound, "assets", row)["id"]}


def places_removed(app, world) -> dict:
    """The same, taken out again."""
    made = places_mistake(app, world)
    path = f"{BASE}/ledgers/{world.a.compound}/assets/rows/{made['asset_row']}/remove"
    answer = world.community_a.post(path, {"version": 2, "reason": "登记错了"})
    assert answer.status_code == 200, answer.json
    return made | {"removed": answer.json["id"]}


SETUPS: dict[str, Callable] = {
    "places_table": places_table,
    "places_import": places_import,
    "places_mistake": places_mistake,
    "places_removed": places_removed,
}

"""What has to be there before the operations of the ledger of places are called."""

from __future__ import annotations

from collections.abc import Callable

from tests.places.steps import bring, file_of


def places_table(app, world) -> dict:
    """The buildings of compound a as a file."""
    return {"buildings": file_of(world.community_a, world.a.compound, "buildings")}


def places_import(app, world) -> dict:
    """A table of compound a that its community brought back."""
    made = places_table(app, world)
    return made | {"run": bring(world.community_a, world.a.compound, "buildings", made["buildings"])["id"]}


SETUPS: dict[str, Callable] = {"places_table": places_table, "places_import": places_import}

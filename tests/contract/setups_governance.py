"""What has to be there before the operations of committees are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.duty.steps import execute
from tests.governance import assembly_steps, steps


def no_committee(app, world) -> dict:
    """A compound that has none yet, and a term for it."""
    return {"term": {"starts_on": str(today()), "ends_on": str(today() + timedelta(days=700))}}


def committee_seated(app, world) -> dict:
    """One whose members are to be posted."""
    made = steps.seated(world.community_a, world.a)
    return {"committee": made["id"], "version": made["version"], "today": str(today())}


def committee(app, world) -> dict:
    """One in office that met and decided something."""
    made = steps.hold(world.community_a, steps.in_office(app, world.community_a, world.a), 5, 4)
    return {
        "committee": made["id"],
        "version": made["version"],
        "member": made["members"][3]["id"],
        "five": steps.ids(made, 5),
        "decision": made["decisions"][0]["id"],
        "today": str(today()),
    }


def assembly(app, world) -> dict:
    """One with a meeting that was called for today."""
    assembly_steps.save(world.community_a, world.a)
    made = assembly_steps.call(world.community_a, world.a)
    days = {"today": str(today()), "told": str(today() - timedelta(days=15))}
    return {"assembly": str(world.a.compound), "assembly_version": made["version"]} | days | {
        "assembly_meeting": made["meetings"][0]["id"]
    }  # fmt: skip


def barred(app, world) -> dict:
    """Somebody on the list of a street."""
    made = assembly_steps.bar(world.street_a, compound_id=world.a.compound)
    return {"barred": made["id"], "today": str(today())}


def namesake(app, world) -> dict:
    """A member whose name was put on the list after he was nominated."""
    made = steps.seated(world.community_a, world.a)
    assembly_steps.bar(world.street_a, compound_id=world.a.compound)
    return {"member": made["members"][1]["id"]}


def unitless(app, world) -> dict:
    """A representative who was written down before it was asked from which unit he comes."""
    unit = world.orgs["title_unit"]
    execute(app, "update places_building set title_unit_id = :unit where id = :id", unit=unit, id=world.a.building)
    made = steps.begin(world.community_a, world.a)
    made = steps.seat(world.community_a, made, "何代表", "owner_unit_rep", "member", organisation_id=str(unit))
    execute(app, "update governance_member set organisation_id = null")
    return {"committee": made["id"], "member": made["members"][0]["id"], "held": str(unit)}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "no_committee": no_committee,
    "committee_seated": committee_seated,
    "unitless": unitless,
    "committee": committee,
    "assembly": assembly,
    "barred": barred,
    "namesake": namesake,
}

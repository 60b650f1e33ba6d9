"""What has to be there before the operations of standards and disclosures are called."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from tests.disclosures import steps as disclosures
from tests.standards import steps as standards

# --- standards ---


def plan_draft(app, world) -> dict:
    """A plan that company a is filling in, and its table."""
    plan = standards.draft(world.manager_a, world.a)
    return {"plan": plan["id"], "plan_version": plan["version"], "table": standards.table_of(world.manager_a, plan)}


def plan_fixed(app, world) -> dict:
    """A plan that company a has fixed."""
    plan = standards.fixed(world.manager_a, world.a)
    return {"plan": plan["id"], "plan_version": plan["version"]}


def plan_import(app, world) -> dict:
    """A table of the draft that its writer brought back."""
    made = plan_draft(app, world)
    return made | {"run": standards.bring(world.manager_a, {"id": made["plan"]}, made["table"])["id"]}


def service_record(app, world) -> dict:
    """Something that was done in compound a, with a photo."""
    made = plan_fixed(app, world)
    logged = standards.log(world.repair_a, world.a)
    return made | {"record": logged["id"], "record_photo": logged["photos"][0]["id"]}


# --- disclosures ---


def disclosure_draft(app, world) -> dict:
    """A disclosure that company a is writing, the duties of the compounds, and one of its tables."""
    disclosures.arm(app)
    draft = disclosures.written(world.manager_a, world.a)
    [duty] = [one for one in disclosures.duties(world.manager_a) if one["code"] == "D1"]
    table = world.manager_a.get(f"{disclosures.BASE}/versions/{draft['id']}/tables/contacts.xlsx").data
    return {
        "disclosure": draft["id"], "disclosure_version": draft["version"], "duty": duty["id"],
        "duty_version": duty["version"], "contacts": table,
    }  # fmt: skip


def disclosure_import(app, world) -> dict:
    """A table of the draft that its writer brought back."""
    made = disclosure_draft(app, world)
    path = f"{disclosures.BASE}/versions/{made['disclosure']}/tables/contacts/imports"
    sent = world.manager_a._call("post", path, data={"file": (io.BytesIO(made["contacts"]), "a.xlsx")})
    assert sent.status_code == 201, sent.json
    return made | {"disclosure_import": sent.json["id"]}


def disclosure_published(app, world) -> dict:
    """What company a has published."""
    second = disclosures.second_manager(app, world)
    return {"disclosure": disclosures.published(world.manager_a, second, world.a)["id"]}


def disclosure_objection(app, world) -> dict:
    """A number of it that resident a questions."""
    made = disclosure_published(app, world)
    body = {"version_id": made["disclosure"], "anchor": "head.complaint_phone", "reason": "打不通"}
    sent = world.resident_a.post("/disclosures/objections", body)
    assert sent.status_code == 201, sent.json
    return made | {"objection": sent.json["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "plan_draft": plan_draft,
    "plan_fixed": plan_fixed,
    "plan_import": plan_import,
    "service_record": service_record,
    "disclosure_draft": disclosure_draft,
    "disclosure_import": disclosure_import,
    "disclosure_published": disclosure_published,
    "disclosure_objection": disclosure_objection,
}

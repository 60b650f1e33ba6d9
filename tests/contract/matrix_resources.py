"""Who may do what with idle resources and the services that they become."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, Row
from tests.resources.steps import BODIES, inventory, soon

BASE = "/staff/resources"
WORK_A, WORK_B = {"community_a", "secretary_a", "street_a"}, {"community_b", "secretary_b", "street_b"}
READ_A, READ_B = WORK_A | {"manager_a", "district"}, WORK_B | {"manager_b"}
EVERY_READER = READ_A | READ_B | {"handler"}

ROWS: dict[str, Row] = {
    "list_resources": Row("GET", BASE, EVERY_READER, sees=READ_A, find="resource", setup="resource"),
    "export_resources": Row("GET", f"{BASE}/list.xlsx", EVERY_READER, setup="resource"),
    "get_resource_words": Row("GET", f"{BASE}/words", EVERY_READER),
    "get_resource_overview": Row("GET", f"{BASE}/overview", EVERY_READER, setup="resource"),
    "get_resource_map": Row("GET", f"{BASE}/map", EVERY_READER, sees=READ_A, find="resource", setup="resource"),
    "get_resources_table": Row("GET", f"{BASE}/table.xlsx", WORK_A | WORK_B, setup="resource"),
    "upload_resources_table": Row(
        "POST", f"{BASE}/imports", WORK_A | WORK_B, 201, setup="resources_table", file=lambda ids: ids["sheet"],
    ),
    "get_resources_import": Row(
        "GET", BASE + "/ledger-imports/{run}", {"community_a"}, hidden=(WORK_A | WORK_B) - {"community_a"},
        setup="resources_import",
    ),
    "confirm_resources_import": Row(
        "POST", BASE + "/ledger-imports/{run}/actions/confirm", {"community_a"},
        hidden=(WORK_A | WORK_B) - {"community_a"}, setup="resources_import", changes=True,
    ),
    "add_resource": Row(
        "POST", BASE, WORK_A, 201, WORK_B,
        lambda ids: inventory(name="另一处", next_on=soon()) | {"compound_id": ids["compound"]}, changes=True,
    ),
    "get_resource": Row(
        "GET", BASE + "/{resource}", READ_A, hidden=READ_B | {"handler"}, sees=READ_A, find="resource", setup="resource"
    ),
    "act_on_resource": Row(
        "POST", BASE + "/{resource}/actions/note", WORK_A, hidden=WORK_B,
        body=lambda ids: BODIES["note"] | {"version": 1, "next_on": soon()}, setup="resource", changes=True,
    ),
    "list_services": Row(
        "GET", "/services", EVERYBODY, sees={"resident_a", "neighbour_a", "family_a"}, find="service", setup="service"
    ),
    # Who waits to be confirmed sees the service and may not rate it yet.
    "rate_service": Row(
        "POST", "/services/{service}/rating", {"resident_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "family_a", "neighbour_a"}, body=lambda ids: {"stars": 4}, setup="service",
    ),
}  # fmt: skip

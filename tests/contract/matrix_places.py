"""The table for the ledger of places: offices read what lies in their region, the community writes its compounds."""

from __future__ import annotations

from tests.contract.matrix import Row

BASE = "/staff/places"
TABLE = BASE + "/ledgers/{compound}/buildings"
READERS_A = {"community_a", "street_a", "district"}
# An administrator holds the permission for the regions; a compound is not there for him.
OTHERS = {"community_b", "street_b", "sysadmin"}
NEW = {"name": "9号楼", "floors": 6, "lifts": 0}

ROWS: dict[str, Row] = {
    "list_places_ledgers": Row("GET", f"{BASE}/ledgers", READERS_A | OTHERS),
    "get_places_ledger": Row("GET", TABLE, READERS_A, hidden=OTHERS, sees=READERS_A, find="building"),
    "get_places_compound": Row(
        "GET", BASE + "/compounds/{compound}", READERS_A, hidden=OTHERS, sees=READERS_A, find="compound"
    ),
    "get_places_table": Row("GET", f"{TABLE}/table.xlsx", READERS_A, hidden=OTHERS),
    "put_places_row": Row(
        "POST", f"{TABLE}/rows", {"community_a"}, 201, OTHERS, lambda ids: {"version": 1, "row": NEW}, changes=True
    ),
    "remove_places_row": Row(
        "POST", BASE + "/ledgers/{compound}/assets/rows/{asset_row}/remove", {"community_a"}, hidden=OTHERS,
        body=lambda ids: {"version": 2, "reason": "登记错了"}, setup="places_mistake", changes=True,
    ),
    "list_removed_places_rows": Row(
        "GET", BASE + "/ledgers/{compound}/assets/removed", READERS_A, hidden=OTHERS, sees=READERS_A, find="removed",
        setup="places_removed",
    ),
    "restore_places_row": Row(
        "POST", BASE + "/ledgers/{compound}/assets/removed/{removed}/restore", {"community_a"}, hidden=OTHERS,
        body=lambda ids: {"version": 3}, setup="places_removed", changes=True,
    ),
    "upload_places_table": Row(
        "POST", f"{TABLE}/imports", {"community_a"}, 201, OTHERS, setup="places_table",
        file=lambda ids: ids["buildings"], changes=True,
    ),
    "get_places_import": Row(
        "GET", BASE + "/ledger-imports/{run}", {"community_a"}, hidden=(READERS_A | OTHERS) - {"community_a"},
        setup="places_import",
    ),
    "confirm_places_import": Row(
        "POST", BASE + "/ledger-imports/{run}/actions/confirm", {"community_a"},
        hidden=(READERS_A | OTHERS) - {"community_a"}, setup="places_import", changes=True,
    ),
}  # fmt: skip

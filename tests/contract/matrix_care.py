"""The table for 后期管护: who looks after a compound sees its warranties."""

from __future__ import annotations

from tests.contract.matrix import REGION_A, REGION_B, Row

BASE = "/staff/care/warranties"
READERS_A, READERS_B = {"manager_a"} | REGION_A, {"manager_b"} | REGION_B

ROWS: dict[str, Row] = {
    "list_care_warranties": Row(
        "GET", BASE, READERS_A | READERS_B, sees=READERS_A, find="warranty", setup="care_warranty"
    ),
    "export_care_warranties": Row("GET", f"{BASE}.xlsx", READERS_A | READERS_B, setup="care_warranty"),
}

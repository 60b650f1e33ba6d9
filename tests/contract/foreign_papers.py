"""Ids of papers in requests."""

from __future__ import annotations

from tests.contract.foreign import Call

AGREEMENT, CONSULTATION = "/staff/party/agreements/{agreement}/papers", "/staff/consultations/{consultation}/papers"

CALLS: dict[tuple[str, str], Call] = {
    (operation, f"{field}.[]"): Call(
        actor, path, lambda ids, version=version: {"version": version}, ("other_photo", "other_paper"), setup
    )
    for operation, actor, path, version, setup in (
        ("change_agreement_papers", "secretary_a", AGREEMENT, 3, "agreement_scanned"),
        ("change_consultation_papers", "street_a", CONSULTATION, 2, "consultation_with_paper"),
    )
    for field in ("paper_ids", "removed_ids")
}

"""Who may do what with papers: PDF and Word files on agreements and consultations."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, REGION_A, RESIDENTS, Row
from tests.media.papers import pdf

AGREEMENT, CONSULTATION = "/staff/party/agreements/{agreement}", "/staff/consultations/{consultation}"
OFFICE_A, OFFICE_B = {"street_a", "district"}, {"street_b"}


def removed(version: int):
    """Return a body that takes off the paper of the setup."""
    return lambda ids: {"version": version, "removed_ids": [ids["paper"]]}


ROWS: dict[str, Row] = {
    "paper_upload": Row("POST", "/media/papers", EVERYBODY - RESIDENTS, 201, file=lambda ids: pdf()),
    "media_paper": Row(
        "GET", "/media/{paper}/paper", REGION_A | {"manager_a"}, hidden=EVERYBODY, setup="agreement_scanned"
    ),
    "change_agreement_papers": Row(
        "POST", AGREEMENT + "/papers", {"community_a", "secretary_a"}, hidden={"community_b", "secretary_b"},
        body=removed(3), setup="agreement_scanned", changes=True,
    ),
    "change_consultation_papers": Row(
        "POST", CONSULTATION + "/papers", {"street_a"}, hidden=OFFICE_B, body=removed(2),
        setup="consultation_with_paper", changes=True,
    ),
    "save_consultation": Row(
        "GET", CONSULTATION + "/archive.zip", OFFICE_A, hidden=OFFICE_B, setup="consultation_with_paper"
    ),
    "get_public_consultation_paper": Row(
        "GET", "/public/consultations/{consultation}/papers/{paper}", EVERYBODY, public=True,
        setup="consultation_with_open_paper",
    ),
}  # fmt: skip

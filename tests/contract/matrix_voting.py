"""Who may do what with polls of owners."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, Row
from tests.voting.steps import body

BASE = "/staff/polls"
WORK_A, WORK_B = {"community_a", "secretary_a", "street_a"}, {"community_b", "secretary_b", "street_b"}
READ_A, READ_B = WORK_A | {"district"}, WORK_B

ROWS: dict[str, Row] = {
    "list_polls": Row("GET", BASE, READ_A | READ_B, sees=READ_A, find="poll", setup="poll"),
    "get_poll_words": Row("GET", f"{BASE}/words", READ_A | READ_B),
    "draft_poll": Row(
        "POST", BASE, WORK_A, 201, WORK_B, lambda ids: body() | {"compound_id": ids["compound"]}, changes=True
    ),
    "get_poll": Row("GET", BASE + "/{poll}", READ_A, hidden=READ_B, sees=READ_A, find="poll", setup="poll"),
    "act_on_poll": Row(
        "POST", BASE + "/{poll}/actions/cancel", WORK_A, hidden=WORK_B, body=lambda ids: {"version": 1, "reason": "x"},
        setup="poll", changes=True,
    ),
    "get_poll_register": Row("GET", BASE + "/{poll}/register.xlsx", READ_A, hidden=READ_B, setup="poll"),
    "upload_poll_register": Row(
        "POST", BASE + "/{poll}/register/imports", WORK_A, 201, WORK_B, setup="poll", file=lambda ids: ids["register"],
    ),
    "get_poll_register_import": Row(
        "GET", BASE + "/register-imports/{register_import}", {"community_a"},
        hidden=(WORK_A | WORK_B) - {"community_a"}, setup="poll_import",
    ),
    "confirm_poll_register_import": Row(
        "POST", BASE + "/register-imports/{register_import}/actions/confirm", {"community_a"},
        hidden=(WORK_A | WORK_B) - {"community_a"}, setup="poll_import", changes=True,
    ),
    "list_poll_homes": Row("GET", BASE + "/{poll}/homes", READ_A, hidden=READ_B, setup="poll_open"),
    "read_poll_paper": Row(
        "POST", BASE + "/{poll}/papers", WORK_A, hidden=WORK_B,
        body=lambda ids: {"home_id": ids["elector"], "choices": ["yes", "no"]}, setup="poll_open", changes=True,
    ),
    "take_back_poll_paper": Row(
        "POST", BASE + "/{poll}/papers/withdraw", WORK_A, hidden=WORK_B,
        body=lambda ids: {"home_id": ids["elector"]}, setup="poll_open",
    ),
    "note_poll_visit": Row(
        "POST", BASE + "/{poll}/visits", WORK_A, hidden=WORK_B,
        body=lambda ids: {"home_id": ids["elector"], "state": "absent"}, setup="poll_open",
    ),
    "list_poll_papers": Row("GET", BASE + "/{poll}/homes/{elector}/papers", WORK_A, hidden=WORK_B, setup="poll_closed"),
    "print_poll_ballots": Row(
        "GET", BASE + "/{poll}/ballots.pdf?first=1&last=1", WORK_A, hidden=WORK_B, setup="poll_open"
    ),
    "print_poll_result": Row("GET", BASE + "/{poll}/result.pdf", READ_A, hidden=READ_B, setup="poll_posted"),
    "get_poll_result_word": Row("GET", BASE + "/{poll}/result.docx", READ_A, hidden=READ_B, setup="poll_posted"),
    "put_poll_paper_in": Row(
        "POST", BASE + "/{poll}/boxed", WORK_A, hidden=WORK_B, body=lambda ids: {"home_id": ids["elector"]},
        setup="poll_secret", changes=True,
    ),
    "read_poll_box": Row(
        "POST", BASE + "/{poll}/box", WORK_A, hidden=WORK_B,
        body=lambda ids: {"sums": [{"yes": 1, "no": 0, "abstain": 0}] * 2}, setup="poll_box", changes=True,
    ),
    "get_poll_evote_form": Row("GET", BASE + "/{poll}/evote.xlsx", WORK_A, hidden=WORK_B, setup="poll_over"),
    "bring_poll_evote": Row(
        "POST", BASE + "/{poll}/evote?reference=1", WORK_A, 201, WORK_B, setup="poll_over",
        file=lambda ids: ids["evote"], changes=True,
    ),
    "list_my_polls": Row(
        "GET", "/polls", EVERYBODY, sees={"resident_a", "family_a"}, find="poll", setup="poll_open"
    ),
    # Her family is told that only owners vote; who waits to be confirmed, that the home is not his.
    "vote": Row(
        "POST", "/polls/{poll}/votes", {"resident_a"}, 201,
        EVERYBODY - {"resident_a", "family_a", "neighbour_a"},
        lambda ids: {"home_id": ids["elector"], "choices": ["yes", "no"]}, setup="poll_open", changes=True,
    ),
    "get_poll_recount": Row(
        "GET", "/polls/{poll}/recount.json", {"resident_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "family_a"}, setup="poll_posted",
    ),
    "get_public_poll": Row("GET", "/public/polls/{poll}", EVERYBODY, public=True, setup="poll_posted"),
}  # fmt: skip

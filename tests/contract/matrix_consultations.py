"""Who may do what with consultations."""

from __future__ import annotations

from tests.consultations.steps import body, sheet
from tests.contract.matrix import EVERYBODY, Row

BASE = "/staff/consultations"
ONE = BASE + "/{consultation}"
READ_A, READ_B = {"street_a", "district"}, {"street_b"}
WORK_A, OFFICES = {"street_a"}, {"street_a", "street_b", "district"}


def some(**more):
    """Return one opinion as the screen has it, with what is done to it."""
    return lambda ids: {"opinions": [{"id": ids["opinion"], "version": 1}]} | more


ROWS: dict[str, Row] = {
    "list_consultations": Row("GET", BASE, OFFICES, sees=READ_A, find="consultation", setup="consultation"),
    "draft_consultation": Row("POST", BASE, OFFICES, 201, body=lambda ids: body(), setup="consultation", changes=True),
    "get_consultation": Row(
        "GET", ONE, READ_A, hidden=READ_B, sees=READ_A, find="consultation", setup="consultation"
    ),
    "act_on_consultation": Row(
        "POST", ONE + "/actions/withdraw", WORK_A, hidden=READ_B,
        body=lambda ids: {"version": 2, "reason": "x"}, setup="consultation", changes=True,
    ),
    "set_consultation_topics": Row(
        "POST", ONE + "/topics", WORK_A, hidden=READ_B,
        body=lambda ids: {"version": 2, "topics": ["收费", "停车", "其他"]}, setup="consultation", changes=True,
    ),
    "list_consultation_opinions": Row(
        "GET", ONE + "/opinions", READ_A, hidden=READ_B, sees=READ_A, find="opinion", setup="consultation"
    ),
    "export_consultation_opinions": Row(
        "GET", ONE + "/opinions.xlsx", READ_A, hidden=READ_B, setup="consultation"
    ),
    "enter_opinion": Row(
        "POST", ONE + "/opinions", WORK_A, 201, READ_B, body=lambda ids: sheet(), setup="consultation", changes=True
    ),
    "code_opinions": Row(
        "POST", ONE + "/opinions/actions/code", WORK_A, 204, READ_B, some(topic=1), setup="consultation", changes=True
    ),
    "merge_opinions": Row(
        "POST", ONE + "/opinions/actions/merge", WORK_A, 204, READ_B,
        lambda ids: some(into_id=ids["same_opinion"])(ids), setup="consultation", changes=True,
    ),
    "part_opinions": Row(
        "POST", ONE + "/opinions/actions/part", WORK_A, 204, READ_B,
        lambda ids: {"opinions": [{"id": ids["opinion"], "version": 2}]}, setup="opinions_merged", changes=True,
    ),
    "decide_opinions": Row(
        "POST", ONE + "/opinions/actions/decide", WORK_A, 204, READ_B, some(decision="adopted", topic=1),
        setup="consultation", changes=True,
    ),
    "list_my_opinions": Row("GET", "/consultations/opinions", EVERYBODY, sees={"resident_a"}, find="receipt",
                            setup="consultation"),
    "send_opinion": Row(
        "POST", "/consultations/{consultation}/opinions", EVERYBODY, 201, body=lambda ids: {"text": "x"},
        setup="consultation",
    ),
    "list_public_consultations": Row(
        "GET", "/public/consultations", EVERYBODY, public=True, sees=EVERYBODY, find="consultation",
        setup="consultation",
    ),
    "get_public_consultation": Row(
        "GET", "/public/consultations/{consultation}", EVERYBODY, public=True, setup="consultation"
    ),
    "send_public_opinion": Row(
        "POST", "/public/consultations/{consultation}/opinions", EVERYBODY, 201, body=lambda ids: {"text": "x"},
        public=True, setup="consultation",
    ),
    "get_opinion_receipt": Row("GET", "/public/opinions/{receipt}", EVERYBODY, public=True, setup="consultation"),
}  # fmt: skip

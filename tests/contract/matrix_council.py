"""Who may do what in the council of neighbours."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, Row
from tests.council.steps import held

BASE = "/staff/council"
WORK_A, WORK_B = {"community_a", "secretary_a"}, {"community_b", "secretary_b"}
READ_A, READ_B = WORK_A | {"street_a", "district"}, WORK_B | {"street_b"}
TOPIC = {"kind": "other", "title": "晾衣服的地方", "words": ""}

ROWS: dict[str, Row] = {
    "list_council_topics": Row(
        "GET", BASE + "/topics", READ_A | READ_B, sees=READ_A, find="topic", setup="council_topic"
    ),
    "export_council_topics": Row("GET", f"{BASE}/topics.xlsx", READ_A | READ_B, setup="council_topic"),
    "get_council_words": Row("GET", f"{BASE}/words", READ_A | READ_B),
    "add_council_topic": Row(
        "POST", BASE + "/topics", WORK_A, 201, WORK_B, lambda ids: TOPIC | {"compound_id": ids["compound"]},
        changes=True,
    ),
    "get_council_topic": Row(
        "GET", BASE + "/topics/{topic}", READ_A, hidden=READ_B, sees=READ_A, find="topic", setup="council_topic"
    ),
    "act_on_council_topic": Row(
        "POST", BASE + "/topics/{topic}/actions/discuss", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "scope": "全小区"}, setup="council_topic", changes=True,
    ),
    "add_council_task": Row(
        "POST", BASE + "/topics/{topic}/tasks", WORK_A, 201, WORK_B,
        lambda ids: {"owner": "物业", "measure": "装", "due_on": ids["soon"]}, setup="council_posted", changes=True,
    ),
    "finish_council_task": Row(
        "POST", BASE + "/tasks/{task}/actions/finish", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "proof": "好了"}, setup="council_doing", changes=True,
    ),
    "change_council_task": Row(
        "POST", BASE + "/tasks/{task}/actions/change", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "owner": "物业", "measure": "装", "due_on": ids["soon"], "reason": "缺货"},
        setup="council_doing", changes=True,
    ),
    "remove_council_task": Row(
        "POST", BASE + "/tasks/{task}/actions/remove", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "reason": "重复"}, setup="council_doing", changes=True,
    ),
    "list_council_suggestions": Row(
        "GET", BASE + "/suggestions", READ_A | READ_B, sees=READ_A, find="suggestion", setup="council_suggestion"
    ),
    "take_council_suggestion": Row(
        "POST", BASE + "/suggestions/{suggestion}/actions/take", WORK_A, hidden=WORK_B, setup="council_suggestion",
        changes=True,
    ),
    "decline_council_suggestion": Row(
        "POST", BASE + "/suggestions/{suggestion}/actions/decline", WORK_A, 204, WORK_B,
        lambda ids: {"reason": "x"}, setup="council_suggestion", changes=True,
    ),
    "list_council_meetings": Row(
        "GET", BASE + "/meetings", READ_A | READ_B, sees=READ_A, find="meeting", setup="council_meeting"
    ),
    "add_council_meeting": Row("POST", BASE + "/meetings", WORK_A | WORK_B, 201, body=lambda ids: held(), changes=True),
    "get_council_meeting": Row(
        "GET", BASE + "/meetings/{meeting}", READ_A, hidden=READ_B, sees=READ_A, find="meeting",
        setup="council_meeting",
    ),
    "save_council_meeting": Row(
        "POST", BASE + "/meetings/{meeting}/actions/save", WORK_A, hidden=WORK_B,
        body=lambda ids: held() | {"version": 1}, setup="council_meeting", changes=True,
    ),
    "remove_council_meeting_photo": Row(
        "POST", BASE + "/meetings/{meeting}/photos/{photo}/actions/remove", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1}, setup="council_photo", changes=True,
    ),
    "restore_council_meeting_photo": Row(
        "POST", BASE + "/meetings/{meeting}/photos/{photo}/actions/restore", {"community_a"},
        hidden=WORK_B | {"secretary_a"}, body=lambda ids: {"version": 2}, setup="council_photo_off", changes=True,
    ),
    "get_council_minutes_word": Row(
        "GET", BASE + "/meetings/{meeting}/minutes.docx", READ_A, hidden=READ_B, setup="council_meeting"
    ),
    "get_council_minutes": Row(
        "GET", BASE + "/meetings/{meeting}/minutes.pdf", READ_A, hidden=READ_B, setup="council_meeting"
    ),
    "get_council_notice_word": Row(
        "GET", BASE + "/topics/{topic}/notice.docx", READ_A, hidden=READ_B, setup="council_topic"
    ),
    "get_council_notice": Row(
        "GET", BASE + "/topics/{topic}/notice.pdf", READ_A, hidden=READ_B, setup="council_topic"
    ),
    "list_my_topics": Row(
        "GET", "/council/topics", EVERYBODY, sees={"resident_a", "family_a"}, find="topic", setup="council_topic"
    ),
    "propose_topic": Row(
        "POST", "/council/topics", {"resident_a", "family_a"}, 201, EVERYBODY - {"resident_a", "family_a"},
        lambda ids: {"title": "坡道", "words": ""} | {"compound_id": ids["compound"]}, changes=True,
    ),
    "rate_topic": Row(
        "POST", "/council/topics/{topic}/rating", {"resident_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "family_a"}, body=lambda ids: {"stars": 5}, setup="council_ended",
    ),
    "support_topic": Row(
        "POST", "/council/topics/{topic}/support", {"resident_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "family_a"}, body=lambda ids: {"on": True}, setup="council_topic",
    ),
}  # fmt: skip

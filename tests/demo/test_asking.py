"""The consultation of the demo district: one round in the archive, one that takes opinions and will close."""

from __future__ import annotations


def test_both_rounds_are_there_and_say_that_they_are_invented(demo_app):
    visitor = demo_app.test_client(use_cookies=False)
    second, first = visitor.get("/api/v1/public/consultations").json["items"]
    assert [(one["round"], one["taking"]) for one in (first, second)] == [(1, False), (2, True)]
    assert all("示例" in one["title"] for one in (first, second))
    result = visitor.get(f"/api/v1/public/consultations/{first['id']}").json["result"]
    assert result["line"] == "收到意见 8 条，采纳 3 条，部分采纳 2 条，未采纳 2 条，解释说明 1 条"


def test_the_open_round_has_the_timer_that_closes_it(demo):
    rows = demo("""
        SELECT m.due_at = x.close_at AS same FROM core_outbox m
        JOIN consultations_consultation x ON m.payload ->> 'consultation_id' = x.id::text
        WHERE m.topic = 'consultations.closes' AND m.done_at IS NULL AND x.state = 'open'
    """)
    assert [row.same for row in rows] == [True]

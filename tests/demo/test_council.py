"""The council of the demo district follows the product's own rules."""

from __future__ import annotations


def test_no_resolution_without_a_meeting_that_spoke_of_it(demo):
    resolved = demo("""
        SELECT t.id, t.posted_on, max(m.at)::date AS met FROM council_topic t
        LEFT JOIN council_meeting_topic x ON x.topic_id = t.id LEFT JOIN council_meeting m ON m.id = x.meeting_id
        WHERE t.resolution <> '' GROUP BY t.id, t.posted_on
    """)
    assert len(resolved) == 2
    assert all(row.met is not None and row.met <= row.posted_on for row in resolved)


def test_a_promise_that_was_not_kept_waits_as_a_suggestion(demo, persona):
    late = demo("""
        SELECT c.id::text AS id, c.measure FROM party_commitment c
        JOIN places_compound k ON k.id = c.compound_id
        WHERE c.state IN ('listed', 'claimed', 'doing') AND c.due_on < current_date AND k.name = '示例春晖里小区'
    """)
    [shown] = persona("community").get("/staff/council/suggestions")["items"]
    assert [(shown["source_name"], shown["title"])] == [("联建承诺超期", row.measure) for row in late]
    keys = {row.source_key for row in demo("SELECT source_key FROM council_suggestion")}
    assert keys == {row.id for row in late}

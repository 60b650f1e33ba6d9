"""The areas around the tickets: call-backs and their rates, rosters, preventive tasks, 12345, delegations, texts."""

from __future__ import annotations

from collections import Counter

import pytest

from app.core.clock import today
from app.demo.calls import MONTHS, first_month
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.roster import MODES
from app.duty.models import Mode
from tests.demo.test_life import ticket_of


def test_the_counts_of_the_rates_equal_a_full_recount(demo_app):
    from app.callbacks.service.rollup import recount
    from app.core.db import db

    with demo_app.app_context():
        differences = recount()
        db.session.rollback()

    assert differences == []


@pytest.mark.parametrize("name", ["manager", "community", "secretary", "street", "district"])
def test_the_three_rates_of_the_last_three_months_show(persona, name):
    first, last = (first_month(today(), back).strftime("%Y-%m") for back in (MONTHS, 0))

    table = persona(name).get(f"/staff/rates?first={first}&last={last}&group_by=compound")

    assert {month["month"] for month in table["months"]} >= {
        first_month(today(), back).strftime("%Y-%m") for back in range(1, MONTHS + 1)
    }
    rates = {rate["key"]: rate for rate in table["whole"]["rates"]}
    for key in ("response", "solution", "satisfaction"):
        assert 600 <= rates[key]["per_mille"] <= 1000
        assert 0 < rates[key]["numerator"] <= rates[key]["denominator"]


def test_the_community_has_calls_to_make_and_made_some(persona, demo):
    community = persona("community")

    for state in ("open", "answered", "unreached"):
        assert community.get(f"/staff/callbacks?state={state}")["items"], state
    channels = {row.channel for row in demo("SELECT DISTINCT channel FROM callbacks_answer")}
    assert channels == {"app", "phone", "visit"}
    assert {row.state for row in demo("SELECT DISTINCT state FROM callbacks_exclusion")} == {"pending", "approved"}


def test_nobody_calls_back_what_he_handled(demo):
    own = demo("""
        SELECT t.no FROM callbacks_answer a JOIN callbacks_task q ON q.id = a.task_id
        JOIN tickets_ticket t ON t.id = q.ticket_id
        JOIN tickets_event e ON e.ticket_id = t.id AND e.actor_id = a.by_id
        WHERE a.channel IN ('phone', 'visit') AND e.action IN ('accept', 'start', 'finish')
    """)

    assert own == []


def test_what_closed_in_the_last_months_was_asked_about(demo):
    missing = demo(
        """
        SELECT t.no FROM tickets_ticket t WHERE t.state IN ('closed', 'awaiting_confirmation')
          AND t.finish_due_at >= :since AND NOT EXISTS (
            SELECT 1 FROM callbacks_task q
            WHERE q.ticket_id = t.id AND q.round = t.round AND q.person_id = t.reporter_id)
        """,
        since=first_month(today(), MONTHS - 1),
    )

    assert missing == []


def test_the_manager_has_a_roster_and_every_way_to_hand_out(persona, demo):
    manager = persona("manager")

    week = manager.get("/staff/duty/shifts?day=" + today().isoformat())
    modes = Counter(row["mode"] for row in manager.get("/staff/duty/settings")["items"])

    assert any(person["shifts"] for person in week["items"])
    assert set(modes) >= {Mode.POOL, Mode.ROUND}
    assert {row.mode for row in demo("SELECT DISTINCT mode FROM duty_setting")} == set(Mode)
    assert MODES[PERSONA_COMPOUND] is Mode.POOL
    assert {row.outcome for row in demo("SELECT DISTINCT outcome FROM duty_handout")} >= {"pool", "assigned"}


def test_who_got_a_turn_was_on_duty_then(demo):
    absent = demo("""
        SELECT h.ticket_id FROM duty_handout h WHERE h.person_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM duty_shift f WHERE f.person_id = h.person_id AND f.starts_at <= h.at AND f.ends_at > h.at)
    """)
    turns = demo("SELECT coalesce(sum(turns), 0) AS n FROM duty_setting")[0].n

    assert absent == []
    assert turns == demo("SELECT count(*) AS n FROM duty_handout WHERE outcome = 'assigned'")[0].n


def test_repeats_have_evidence_and_histories_agree(persona, demo):
    tasks = persona("community").get("/staff/proactive?state=all&limit=50")["items"]

    assert {task["kind"] for task in tasks} >= {"repeats"}
    assert len({task["state"] for task in tasks}) >= 2
    thin = demo("""
        SELECT x.id FROM proactive_task x WHERE x.kind = 'repeats'
          AND (x.found ->> 'tickets')::int <> (SELECT count(*) FROM proactive_ticket y WHERE y.task_id = x.id)
    """)
    odd = demo("""
        SELECT x.id FROM proactive_task x JOIN proactive_event e ON e.task_id = x.id AND e.seq = x.version
        WHERE e.after <> x.state
    """)
    assert (thin, odd) == ([], [])


def test_the_street_imported_orders_and_one_row_was_refused(persona):
    street = persona("street")

    batches = street.get("/staff/hotline/batches")["items"]

    assert [batch["state"] for batch in batches] == ["done", "done"]
    assert {word: count for word, count in batches[0]["tally"].items() if count} == {"created": 2, "rejected": 1}
    rows = street.get(f"/staff/hotline/batches/{batches[0]['id']}/rows")["items"]
    assert [row["outcome"] for row in rows] == ["created", "created", "rejected"]
    assert rows[2]["problems"][0]["message"].startswith("没有找到小区")
    assert street.get("/staff/hotline/orders")["items"]


def test_the_daughter_acts_for_her_mother(persona):
    family = persona("family")

    found = family.get("/delegations")["items"]

    assert [(row["mine"], row["state"], row["principal"]["name"]) for row in found] == [(False, "active", "李秀兰")]
    assert "answer" in family.get(f"/tickets/{ticket_of('ask')}")["actions"]
    assert [one["person"]["name"] for one in family.get("/me")["principals"]] == ["李秀兰"]
    assert {"您替李秀兰报的", "李秀兰报的"} <= {item["behalf_text"] for item in family.get("/tickets")["items"]}
    assert "您家人的" in family.get("/inbox")["items"][0]["text"]


def test_one_text_waits_for_the_community(persona):
    waiting = persona("community").get("/staff/moderation?state=open")["items"]

    assert len(waiting) == 1


def test_neighbours_read_what_was_judged_fit_for_them(demo):
    shown = {row.id for row in demo("SELECT id::text AS id FROM tickets_ticket WHERE public_ok")}

    assert shown == {ticket_of(key) for key in ("joined", "leak", "joint")}

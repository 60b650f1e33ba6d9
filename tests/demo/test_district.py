"""What is in the small demo district: numbers, histories, rates, routing, photos."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from app.core.clock import BEIJING, now
from app.demo.people import password_of
from app.identity.passwords import verify
from app.places.routing import routing_facts
from app.tickets import routing, workflow
from app.tickets.models import Action, Kind, Outcome, State
from app.tickets.queries import reference
from app.tickets.service.reference import categories

PERSONAS = {
    "resident", "family", "repair", "manager", "community", "secretary", "street", "district", "auditor", "sysadmin",
}  # fmt: skip


def count(demo, table: str) -> int:
    return demo(f"SELECT count(*) FROM {table}")[0][0]


def test_it_is_as_big_as_promised(demo):
    assert count(demo, "places_compound") == 12
    assert 1_900 <= count(demo, "places_home") <= 2_300
    assert count(demo, "tickets_ticket") == 1_500
    assert {row.name for row in demo("SELECT name FROM places_region WHERE kind = 'street'")} >= {
        "八角街道",
        "鲁谷街道",
    }
    assert demo("SELECT count(*) FROM places_region WHERE kind = 'street'")[0][0] == 9


def test_nothing_that_is_invented_bears_a_real_name(demo):
    companies = "('property_company', 'title_unit', 'contractor', 'lift_firm', 'utility')"
    names = demo(
        f"SELECT name FROM places_compound UNION SELECT name FROM places_organisation WHERE kind IN {companies}"
    )

    assert [row.name for row in names if not row.name.startswith("示例")] == []


def test_every_kind_of_party_and_every_state_is_there(demo):
    def values(column: str, table: str) -> set[str]:
        return {row[0] for row in demo(f"SELECT DISTINCT {column} FROM {table}")}

    assert values("state", "tickets_ticket") == set(State)
    assert values("kind", "tickets_ticket") == set(Kind)
    assert values("outcome", "tickets_ticket") >= set(Outcome)
    assert values("action", "tickets_event") == set(Action)
    assert values("basis", "tickets_ticket") == {"home", "pending", "visitor", "staff"}
    assert values("state", "identity_home_binding") == {"pending", "active", "refused", "ended"}
    assert values("status", "identity_person") == {"active", "disabled"}
    assert values("kind", "places_organisation") >= {
        "property_company", "title_unit", "utility", "contractor", "lift_firm", "residents_committee",
        "street_office", "district_office", "department", "owners_committee", "party_organisation",
    }  # fmt: skip
    assert values("category", "tickets_ticket") == {row["code"] for row in categories()}
    assert len(categories()) == 81


def test_contracts_and_warranties_are_in_force_and_over(demo):
    assert len(demo("SELECT 1 FROM places_contract WHERE ends_on < current_date")) >= 2
    assert len(demo("SELECT 1 FROM places_warranty WHERE ends_on < current_date")) > 10
    assert len(demo("SELECT 1 FROM places_warranty WHERE ends_on > current_date")) > 10
    without = demo("""
        SELECT c.name FROM places_compound c WHERE NOT EXISTS (
            SELECT 1 FROM places_contract k
            WHERE k.compound_id = c.id AND coalesce(k.ends_on, current_date) >= current_date)
    """)
    assert [row.name for row in without] == ["示例春晖北里"]


def test_labels_stand_on_what_people_scan(demo):
    kinds = {row.kind for row in demo("SELECT kind FROM places_asset WHERE code IS NOT NULL")}

    assert kinds >= {"roof", "elevator", "bin_station", "gate", "pump"}


def test_every_history_is_one_that_the_table_of_moves_allows(demo):
    histories = defaultdict(list)
    for row in demo("SELECT * FROM tickets_event ORDER BY ticket_id, seq"):
        histories[row.ticket_id].append(row)
    at_last = {row.id: row for row in demo("SELECT id, state, version, created_at FROM tickets_ticket")}

    assert set(histories) == set(at_last)
    for ticket_id, events in histories.items():
        ticket = at_last[ticket_id]
        assert [event.seq for event in events] == list(range(1, ticket.version + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        assert events[0].at == ticket.created_at
        assert events[-1].at <= now()
        assert events[-1].after == ticket.state
        before = None
        for event in events:
            assert event.before == before
            assert workflow.is_legal(event.before, event.action, event.after)
            before = event.after


def test_routing_and_ratings_agree_with_the_history(demo):
    def steps(actions: str) -> set:
        rows = demo(f"SELECT ticket_id, seq FROM tickets_event WHERE action IN {actions} AND detail ? 'organisation'")
        return {(row.ticket_id, row.seq) for row in rows}

    routed = {(row.ticket_id, row.seq) for row in demo("SELECT ticket_id, seq FROM tickets_routing")}
    assert routed == steps("('dispatch', 'reassign', 'decide', 'reopen')")
    answers = demo("SELECT count(*) FROM tickets_event WHERE detail ? 'outcome'")[0][0]
    assert count(demo, "tickets_rating") == answers
    assert demo("SELECT 1 FROM tickets_ticket WHERE (state = 'submitted') <> (responsible_org_id IS NULL)") == []
    unreached = demo("SELECT ticket_id FROM tickets_event WHERE detail ->> 'unreached' = 'true'")
    silent = demo("SELECT id FROM tickets_ticket WHERE state = 'closed' AND outcome IS NULL")
    assert {row.id for row in silent} == {row.ticket_id for row in unreached}
    assert demo("SELECT 1 FROM tickets_ticket WHERE outcome IS NOT NULL AND state <> 'closed'") == []


def test_the_product_would_have_routed_every_ticket_the_same_way(demo):
    """The rules run again over the places in the database, as on the day of the report."""
    known = reference(fresh=True)
    rows = demo("""
        SELECT t.*, r.rule, r.organisation_id, r.reasons FROM tickets_ticket t
        JOIN tickets_routing r ON r.ticket_id = t.id AND r.seq = 2 ORDER BY t.id LIMIT 400
    """)

    for row in rows:
        category = known.categories[row.category]
        day = row.created_at.astimezone(BEIJING).date()
        place = routing_facts(row.compound_id, row.building_id, row.asset_id, category.asset_kind, day)
        decision = routing.decide(known.rules, row.kind, category, place)
        assert (decision.rule, decision.organisation_id) == (row.rule, row.organisation_id)
        assert list(decision.reasons) == row.reasons


def test_most_rules_are_seen_at_work(demo):
    used = {row.rule for row in demo("SELECT DISTINCT rule FROM tickets_routing")}

    assert used >= {
        "保修期内由施工单位负责",
        "专营设施由专营单位负责",
        "电梯由维保单位负责",
        "产权单位负责自留的共用部位和设备",
        "物业服务单位按合同负责",
        "没有物业的急事由居委会协调应急处理",
        "人工改派",
    }


def test_rates_are_as_usual_in_the_city(demo):
    row = demo("""
        SELECT avg((outcome = 'solved')::int) AS solved, avg((rating >= 3)::int) AS satisfied
        FROM tickets_ticket WHERE state = 'closed'
    """)[0]
    contacted = demo("""
        SELECT avg((contacted_at - clock_from <= interval '24 hours')::int)
        FROM tickets_ticket WHERE contacted_at IS NOT NULL
    """)[0][0]

    assert 0.92 <= row.solved <= 0.985
    assert 0.92 <= row.satisfied <= 0.985
    assert contacted >= 0.92


def test_kinds_are_split_as_planned(demo):
    kinds = Counter(row.kind for row in demo("SELECT kind FROM tickets_ticket"))

    assert 48 <= kinds["repair"] / 15 <= 60
    assert 20 <= kinds["complaint"] / 15 <= 30


def test_workers_belong_to_who_is_responsible(demo):
    strangers = demo("""
        SELECT t.no FROM tickets_ticket t WHERE t.assignee_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM identity_post p WHERE p.person_id = t.assignee_id
              AND (p.organisation_id = t.responsible_org_id OR p.region_id = t.responsible_region_id))
    """)

    assert strangers == []


def test_open_tickets_have_timers_and_stuck_ones_a_dead_message(demo):
    timers = demo("SELECT count(*) FROM core_outbox WHERE dead_at IS NULL AND due_at > now() - interval '1 hour'")[0][0]
    dead = demo("SELECT payload ->> 'ticket_id' AS id FROM core_outbox WHERE dead_at IS NOT NULL")
    stuck = demo("SELECT id FROM tickets_ticket WHERE state = 'submitted'")

    assert timers > 20
    assert {row.id for row in dead} == {str(row.id) for row in stuck}


def test_the_demo_persons_can_sign_in(demo):
    people = {row.username: row for row in demo("SELECT * FROM identity_person WHERE username IS NOT NULL")}

    assert set(people) == PERSONAS | {"double", "district2", "manager2"}
    assert people["resident"].password_hash is None
    assert verify(password_of("manager"), people["manager"].password_hash)
    posts = Counter(row.person_id for row in demo("SELECT person_id FROM identity_post WHERE ended_at IS NULL"))
    assert posts[people["double"].id] == 2
    assert all(posts[people[name].id] == 1 for name in PERSONAS - {"resident", "family"})


def test_the_numbers_of_new_tickets_go_on_after_the_last(demo):
    last = demo("SELECT max(right(no, 6)) FROM tickets_ticket")[0][0]

    assert demo("SELECT last_value FROM tickets_number_seq")[0][0] == int(last)


@pytest.mark.parametrize("column", ["created_at", "contacted_at", "finished_at", "closed_at"])
def test_nothing_happened_in_the_future(demo, column):
    assert demo(f"SELECT 1 FROM tickets_ticket WHERE {column} > now()") == []


def test_it_goes_back_two_years(demo):
    first = demo("SELECT min(created_at) FROM tickets_ticket")[0][0]

    assert timedelta(days=690) < now() - first < timedelta(days=735)

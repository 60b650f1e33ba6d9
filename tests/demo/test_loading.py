"""Loading: all or nothing, once, never in production, and the same every time."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text

from app.core.db import db
from app.demo import DemoRefused, load, loading
from app.demo.copying import Copier
from app.demo.scale import fill
from app.tickets import workflow
from tests.demo.conftest import empty_app

# Table → what of it must be the same in every load. Times, numbers that hold a date, and secrets are left out.
CONTENT = {
    "places_region": "id, district_id, parent_id, kind, code, name",
    "places_organisation": "id, region_id, kind, utility_kind, name, short_name, phone",
    "places_compound": "id, street_id, community_id, code, name, address, built_year, households",
    "places_building": "id, compound_id, title_unit_id, code, name, lifts, floors",
    "places_unit": "id, building_id, name",
    "places_home": "id, unit_id, label, area_centi_m2",
    "places_contract": "id, company_id, compound_id",
    "places_asset": "id, compound_id, building_id, kind, name, code, operator_status, operator_id, maintainer_id",
    "places_warranty": "id, asset_id, contractor_id, part",
    "identity_person": "id, display_name, phone_index, username, status",
    "identity_post": "id, person_id, role, region_id, organisation_id, compound_id",
    "identity_home_binding": "id, person_id, home_id, relation, state, note, decided_by, decision_note, version",
    "tickets_ticket": "id, compound_id, building_id, home_id, asset_id, kind, category, urgency, state, version, round,"
    " reporter_id, filed_by_id, basis, hide_me, description, responsible_org_id, assignee_id, outcome, rating, source,"
    " suspend_cause, resume_to, level, result, result_reason, merged_into_id, open_to_all, public_ok",
    "tickets_event": "ticket_id, seq, actor_id, actor_role, action, before, after, note",
    "tickets_routing": "ticket_id, seq, rule, organisation_id, reasons",
    "tickets_rating": "ticket_id, round, person_id, outcome, rating, comment",
    "tickets_request": "id, ticket_id, kind, state, level, asked_by, asked_role, note, target_org_id, decided_by",
    "tickets_party": "ticket_id, organisation_id, state, invited_by, task, reported_by, note",
    "tickets_follower": "ticket_id, person_id, how, from_ticket_id, note",
    "tickets_ladder": "ticket_id, round, step, level",
    "callbacks_task": "id, ticket_id, round, person_id, company_id, month, state, in_time, excluded, outcome, tries",
    "callbacks_try": "task_id, seq, by_id, note",
    "callbacks_answer": "task_id, seq, channel, outcome, satisfaction, reason, by_id",
    "callbacks_exclusion": "id, ticket_id, reason, note, state, asked_by, decided_by",
    "callbacks_cell": "compound_id, month, company_id, orders, excluded, waiting, unreached, valid, solved, satisfied",
    "duty_setting": "organisation_id, compound_id, mode, turns, changed_by",
    "duty_shift": "id, person_id, compound_id, made_by",
    "duty_turn": "compound_id, person_id, last_turn",
    "duty_handout": "ticket_id, seq, mode, outcome, person_id, reason",
    "proactive_task": "id, compound_id, kind, category, season, title, state, version, owner_id, found",
    "proactive_ticket": "task_id, ticket_id, role",
    "proactive_event": "task_id, seq, actor_id, action, before, after, note",
    "hotline_client": "id, name, scopes, made_by",
    "hotline_batch": "id, street_id, made_by, state, row_count, tally, columns",
    "hotline_order": "id, ticket_id, batch_id, source, urged",
    "hotline_batch_row": "id, batch_id, number, verdict, outcome, problems, order_id",
    "moderation_check": "id, subject_id, what, state, label, version",
    "identity_delegation": "id, principal_id, agent_id, relation, scope, state",
    "tickets_rule_set": "id, number, title, state, version, rules, based_on_id, author_id, editors, submitted_by,"
    " published_by",
    "rulebook_run": "id, set_id, set_version, base_number, state, requested_by",
    "standards_plan": "id, contract_id, number, basis, level, state, version, reason, made_by, fixed_by, starts_on,"
    " ended_on",
    "standards_term": "plan_id, item_code, level, agreed, agreed_times, agreed_per, not_applicable, since",
    "standards_record": "id, compound_id, building_id, asset_id, item_code, at, by_person, source, ticket_id, note,"
    " undone_by, undo_reason",
    "disclosures_publication": "id, compound_id, form, period_from, period_to, subject",
    "disclosures_version": "id, publication_id, number, state, version, body, places, attachments, valid_from,"
    " valid_to, author_id, organisation_id, submitted_by, approved_by, approved_post, hash, corrects_id,"
    " return_reason, correction_reason, withdraw_reason",
    "disclosures_duty": "id, compound_id, code, form, next_due_on, last_published_at, stage, exempt_reason, version",
    "disclosures_objection": "id, version_id, anchor, label, shown, reason, person_id, ticket_id, state",
    "disclosures_answer": "objection_id, seq, answer, answered_by",
    "media_file": "id, owner_id, sha256, width, height, subject_id, stage",
    "notify_notice": "id, person_id, kind, ticket_id",
}


def content(app) -> dict[str, str]:
    """Return a hash of the content of every table, and of how many rows it has."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table: hashlib.sha256(
                repr(
                    [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY 1, 2"))]
                ).encode()
            ).hexdigest()
            for table, columns in CONTENT.items()
        }


def rows(app, table: str) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


@pytest.mark.slow
def test_an_interrupted_load_leaves_nothing_and_the_next_one_gives_the_same_district(
    settings, demo_app, told_at, monkeypatch
):
    with empty_app(settings, "demo_again") as app:
        with app.app_context(), monkeypatch.context() as patch:
            patch.setattr(Copier, "analyze", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                load(False, lambda line: None)
        assert [table for table in CONTENT if rows(app, table)] == []

        with app.app_context():
            load(False, lambda line: None, told_at)

        assert content(app) == content(demo_app)


def test_a_second_start_does_nothing(demo_app):
    before, said = content(demo_app), []

    with demo_app.app_context():
        load(True, said.append)

    assert said == ["The demo district is there already."]
    assert content(demo_app) == before


def test_it_is_refused_in_production(demo_app, monkeypatch, settings):
    production = settings.model_copy(update={"env": "production"})
    monkeypatch.setattr(loading, "get_settings", lambda: production)

    with demo_app.app_context(), pytest.raises(DemoRefused):
        load(False, lambda line: None)


@pytest.mark.slow
def test_synthetic_tickets_have_whole_and_legal_histories(settings, demo_app):
    with empty_app(settings, "demo_scale") as app:
        with app.app_context():
            with pytest.raises(LookupError):
                fill(10, lambda line: None)
            load(False, lambda line: None)
            fill(2_000, lambda line: None, seed=7)
            fill(100, lambda line: None, seed=8)

        with app.app_context(), db.engine.connect() as connection:
            events = connection.execute(
                text("""
                    SELECT e.*, t.state, t.version FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id
                    WHERE t.no LIKE 'S00%' ORDER BY e.ticket_id, e.seq
                """)
            ).all()
    assert len({event.ticket_id for event in events}) == 2_100
    for earlier, event in zip([None, *events], events, strict=False):
        first = earlier is None or earlier.ticket_id != event.ticket_id
        assert event.seq == (1 if first else earlier.seq + 1)
        assert event.before == (None if first else earlier.after)
        assert workflow.is_legal(event.before, event.action, event.after)
        if event.seq == event.version:
            assert event.after == event.state

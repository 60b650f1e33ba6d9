"""Rules about the code base that no single feature can keep: routes, shapes, documents, queues, personal data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from marshmallow import RAISE

from app.core import doorbell
from app.core.http import Api
from app.core.outbox import RUNG, SUBSCRIBERS
from app.core.permissions import GRANTS, Permission
from app.core.wire import Out
from app.factory import open_api

ROOT = Path(__file__).resolve().parents[2]

PAGES = {
    "pages.landing", "pages.without_slash", "pages.admin", "pages.phone", "pages.place", "pages.docs",
    "pages.callback", "pages.callback_answer", "pages.docs_file", "public_pages.script_file", "public_pages.fees",
    "public_pages.standards", "public_pages.accounts", "public_pages.everything", "public_pages.version",
    "opinion_pages.listed", "opinion_pages.one", "opinion_pages.send",
    "health.livez", "health.readyz", "health.metrics", "openapi_json",
}  # fmt: skip
PUBLIC = {
    "list_categories", "public_place", "public_compound", "sign_in_wechat", "sign_in_staff", "list_personas",
    "sign_in_persona", "media_photo", "media_thumb", "media_paper", "greet_wechat", "push_of_wechat",
    "photo_for_wechat",
    "list_public_versions", "public_version", "public_photo", "get_public_poll",
    "list_public_consultations", "get_public_consultation", "get_public_consultation_paper",
    "send_public_opinion", "get_opinion_receipt",
    "get_public_rates", "get_hotline_order", "get_hotline_own_results", "receive_hotline_order",
    "open311_services", "open311_definition", "open311_requests", "open311_request", "open311_file",
}  # fmt: skip


def contracts(app) -> dict[str, dict]:
    """Return the contract of each API route by operation id."""
    found = [view.contract for view in app.view_functions.values() if hasattr(view, "contract")]
    return {contract["operation"]: contract for contract in found}


def test_every_endpoint_is_guarded_or_a_known_page(app):
    bare = {name for name, view in app.view_functions.items() if not hasattr(view, "contract")}
    assert bare == PAGES


def test_public_operations_are_a_known_list(app):
    public = {name for name, c in contracts(app).items() if c["permission"] is Permission.PUBLIC}
    assert public == PUBLIC


def test_a_route_without_a_permission_cannot_be_written():
    api = Api("x", __name__)
    with pytest.raises(TypeError, match="permission"):
        api.get("/x", summary="x", operation="x")


def test_a_form_is_read_on_public_routes_only():
    api = Api("x", __name__)
    with pytest.raises(TypeError, match="public"):
        api.post("/x", permission=Permission.SIGNED_IN, form=True, summary="x", operation="x")(lambda: None)


def test_every_permission_is_granted_to_somebody_and_asked_for_by_a_route(app):
    granted = {permission for held in GRANTS.values() for permission in held}
    asked = {contract["permission"] for contract in contracts(app).values()}
    special = {Permission.PUBLIC, Permission.SIGNED_IN}
    in_policies = {Permission.TICKETS_WORK, Permission.RULES_PUBLISH}
    assert granted == set(Permission) - special
    assert asked | in_policies == set(Permission)


def test_what_comes_in_refuses_unknown_fields(app):
    loose = [
        (name, schema.__name__)
        for name, contract in contracts(app).items()
        for schema in (contract["query"], contract["body"])
        if schema is not None and schema.Meta.unknown != RAISE
    ]
    # The norm lets a client send attributes of other cities.
    assert {name for name, _ in loose} == {"open311_file"}


def test_what_goes_out_is_never_what_comes_in(app):
    for name, contract in contracts(app).items():
        if contract["answers"] is not None:
            assert issubclass(contract["answers"], Out), name


def test_posts_that_create_take_an_idempotency_key(app):
    creating = {name for name, c in contracts(app).items() if c["creates"]}
    assert {"file_ticket", "media_upload", "claim_home", "open_account", "grant_post"} <= creating


WHOLE_LISTS = {
    # Closed sets: forms, acts, templates, channels, seasons and years of the product itself.
    "list_audit_acts", "list_message_templates", "count_deliveries", "list_disclosure_forms",
    "list_calendar_years", "list_seasons", "count_tickets", "open311_services", "list_standard_items",
    # One screenful of one place or person: nobody has more than the house, the week or the plan holds.
    "list_services", "rate_service", "list_my_polls", "vote", "list_poll_homes", "list_poll_papers",
    "list_my_callbacks", "list_assets", "list_buildings", "list_homes", "list_delegations", "list_duty_load",
    "list_my_shifts", "get_duty_week", "list_regions", "list_rule_buildings", "get_standards_board",
    "list_my_service_items", "list_places_ledgers", "list_similar_tickets", "list_similar_for_caller",
    "list_my_commitments", "say_of_commitment", "list_my_topics", "propose_topic", "support_topic", "rate_topic",
    "list_my_assemblies", "list_my_committees", "search_barred",
    "list_removed_places_rows",
    "list_my_opinions",
    # Compared or counted as a whole.
    "get_party_coverage", "list_committees", "get_calendar",
    "overview_tickets", "get_rule_accuracy", "compare_rule_sets", "get_resource_overview",
    "get_resource_map",
    # The norm knows no pages.
    "open311_requests", "open311_request", "open311_file",
}  # fmt: skip


def test_a_list_has_pages_or_is_known_to_be_short(app):
    def lists(contract) -> bool:
        answers = contract["answers"]
        return answers is not None and (contract["many"] or "items" in answers().fields)

    found = contracts(app)
    whole = {
        name
        for name, contract in found.items()
        if lists(contract) and (contract["query"] is None or "cursor" not in contract["query"]().fields)
    }
    assert whole == WHOLE_LISTS


def test_the_openapi_document_is_committed_and_current(app):
    spec = open_api(app.config["HFW"])
    committed = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(spec)) == committed, "run `make openapi` and commit docs/openapi.json"


def test_every_operation_is_described(app):
    spec = open_api(app.config["HFW"])
    documented = {}
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            documented[operation["operationId"]] = operation
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["tags"], where
            assert any(code.startswith("2") for code in operation["responses"]), where
            assert any(code.startswith(("4", "5")) for code in operation["responses"]), where
    assert set(documented) == set(contracts(app))


def test_every_lane_has_a_worker_and_every_subscriber_a_lane():
    launched = set(re.findall(r"app\.worker\W+(\w+)", (ROOT / "scripts/run.py").read_text(encoding="utf-8")))
    used = {
        RUNG.get(subscriber.lane, subscriber.lane) for subscribers in SUBSCRIBERS.values() for subscriber in subscribers
    }
    assert used <= set(doorbell.LANES)
    assert set(doorbell.LANES) <= launched | {lane for lane in doorbell.LANES if lane in launched}


def test_migrations_are_the_models(app, settings):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.core.db import db

    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_head_names_the_newest_migration():
    names = sorted(path.stem for path in (ROOT / "migrations/versions").glob("0*.py"))
    assert (ROOT / "migrations/HEAD").read_text(encoding="utf-8").strip() == names[-1]


def test_the_project_speaks_of_nothing_but_the_product():
    unwanted = re.compile(r"/work/|/tmp/plan|\bhelper-\d|\bLLM\b|\bClaude\b|\bChatGPT\b", re.I)
    found = [
        str(path.relative_to(ROOT))
        for folder in ("app", "migrations", "docs", "scripts", "deploy", "admin_ui/src", "miniapp/src")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".ts", ".vue", ".json", ".html"} and "node_modules" not in path.parts
        if unwanted.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []

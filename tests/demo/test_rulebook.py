"""The routing rules of the demo district: a version in force, one to publish, and what it would change."""

from __future__ import annotations

from collections import Counter

BASE = "/staff/rulebook"


def versions(persona) -> list[dict]:
    """Return the versions as the demo person at the district sees them."""
    return persona("district").get(f"{BASE}/sets")["items"]


def test_a_colleague_wrote_the_version_in_force_and_hands_in_the_next(persona):
    waiting, in_force, first = versions(persona)

    assert (waiting["state"], in_force["state"], first["state"]) == ("submitted", "published", "retired")
    assert (in_force["number"], in_force["author_name"], in_force["published_by_name"]) == (2, "林国栋", "周思远")
    assert (waiting["submitted_by_name"], waiting["based_on_number"], waiting["stale"]) == ("林国栋", 2, False)
    assert waiting["actions"] == ["withdraw", "publish", "return"]
    heap = next(group for group in persona("district").get("/staff/todo")["groups"] if group["key"] == "rules")
    assert [item["id"] for item in heap["items"]] == [waiting["id"]]


def test_nothing_is_wrong_with_either(persona):
    for version in versions(persona)[:2]:
        shown = persona("district").get(f"{BASE}/sets/{version['id']}")
        assert [one["text"] for one in shown["findings"] if one["level"] == "error"] == []
    changes = persona("street").get(f"{BASE}/sets/{versions(persona)[1]['id']}/changes")
    assert [one["kind"] for one in changes["items"]] == ["added"]


def test_the_dry_run_is_what_the_router_would_say_ticket_by_ticket(persona, demo, demo_app):
    from app.core.clock import today
    from app.places.routing import routing_facts
    from app.tickets import routing
    from app.tickets.queries import reference
    from app.tickets.queries.reference import rules_of
    from app.workdays.service import calendar

    waiting, in_force, _ = versions(persona)
    (run,) = persona("district").get(f"{BASE}/sets/{waiting['id']}/runs")["items"]
    assert (run["state"], run["done"]) == ("done", run["total"])
    rows = demo(
        "SELECT t.* FROM tickets_ticket t JOIN rulebook_run r ON t.created_at >= r.since AND t.created_at < r.until"
    )
    assert len(rows) == run["total"] > 20

    def rules(version: dict):
        stored = demo("SELECT rules FROM tickets_rule_set WHERE id = :id", id=version["id"])
        return rules_of(stored[0].rules, {})

    base, new, known, found = rules(in_force), rules(waiting), reference(fresh=True), Counter()
    for row in rows:
        category = known.categories.get(row.category) or known.suggest(row.description)
        kind = category.asset_kind if category else None
        place = routing_facts(row.compound_id, row.building_id, row.asset_id, kind, today())
        came = routing.circumstances(row.created_at, calendar(), source=row.source)
        before, after = (routing.decide(book, row.kind, category, place, came=came) for book in (base, new))
        if before.organisation_id != after.organisation_id:
            found["organisation"] += 1
        elif (before.deadline, before.urgency) != (after.deadline, after.urgency):
            found["limits"] += 1
        else:
            found["same" if before.rule == after.rule else "rule"] += 1
    assert found["organisation"] + found["limits"] > 0
    assert {name: run["tally"][name] for name in ("organisation", "limits", "rule", "same")} == {
        name: found[name] for name in ("organisation", "limits", "rule", "same")
    }


def test_no_ticket_of_the_stories_would_go_another_way_by_the_version_in_force(demo):
    matched = demo("SELECT count(*) FROM tickets_ticket WHERE source = 'open311'")[0][0]

    assert matched == 0


def test_the_log_tells_who_did_what(persona):
    rows = persona("auditor").get("/staff/audit?limit=100&what=rulebook.publish")["items"]

    assert [(row["what_name"], row["actor_name"]) for row in rows] == [("发布派单规则", "周思远")]


def test_both_have_the_right_accuracy_page(persona):
    shown = persona("district").get(f"{BASE}/accuracy")
    assert shown["total"] > 10
    assert 0 < shown["hits"] <= shown["total"]
    assert next(one for one in shown["items"] if one["position"] == 1)["rule"] == "城市服务平台转来的咨询由街道答复"

"""How often a rule was right: the first party it named is the one that closed the ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.core.clock import BEIJING, now, today
from tests.rulebook.steps import BASE, published, rule
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write

PROVIDER = "物业服务单位按合同负责"


def month() -> str:
    """Return this month in Beijing."""
    return f"{now().astimezone(BEIJING):%Y-%m}"


def look(person, query: str | None = None):
    """Return the figures of this month as ``person`` sees them."""
    answer = person.get(f"{BASE}/accuracy?month={query or month()}")
    assert answer.status_code == 200, answer.json
    return answer.json


def figures(shown) -> dict[str, tuple[int, int]]:
    """Return (total, hits) of the rules that had a ticket."""
    return {one["rule"]: (one["total"], one["hits"]) for one in shown["items"] if one["total"]}


def close(person, ticket_id: str, worker) -> None:
    """Let a worker finish a ticket and its reporter confirm it."""
    finish_by_repair(worker, ticket_id)
    act(person, ticket_id, "confirm", outcome="solved", rating=5)


@pytest.fixture
def closed(app, two, deliver):
    """Seven tickets: four the company closed (one in b), one moved to the contractor, one open, one by hand at once."""
    made = {}
    for name, person, estate in (
        ("one", two.resident_a, two.a), ("two", two.resident_a, two.a), ("three", two.resident_a, two.a),
        ("moved", two.resident_a, two.a), ("open", two.resident_a, two.a), ("b", two.resident_b, two.b),
    ):  # fmt: skip
        made[name] = file(person, estate, category="0201", description="不亮")["id"]
    deliver()
    act(two.district, made["moved"], "reassign", staff=True, note="换人", organisation_id=str(two.contractor))
    for name in ("one", "two", "three"):
        close(two.resident_a, made[name], two.repair_a)
    close(two.resident_a, made["moved"], two.handler)
    close(two.resident_b, made["b"], two.repair_b)
    made["by_hand"] = file(two.resident_a, two.a, category="0201", description="不亮")["id"]
    act(two.district, made["by_hand"], "reassign", staff=True, note="先派", organisation_id=str(two.company_a))
    close(two.resident_a, made["by_hand"], two.repair_a)
    return made


def recounted(app, rule_name: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Count one rule's tickets in Python, from the history alone."""
    from app.core.db import db

    def count() -> tuple[int, int]:
        first: dict = {}
        for row in db.session.execute(text("select * from tickets_routing order by ticket_id, seq")):
            first.setdefault(row.ticket_id, row)
        total = hits = 0
        for row in db.session.execute(text("select * from tickets_ticket where state = 'closed'")):
            if since <= row.closed_at < until and first[row.id].rule == rule_name:
                total += 1
                hits += first[row.id].organisation_id == row.responsible_org_id
        return total, hits

    return in_app(app, count)


def test_it_is_what_a_plain_recount_finds(app, two, closed):
    shown = look(two.district)
    begin = datetime(today().year, today().month, 1, tzinfo=BEIJING)
    assert figures(shown) == {PROVIDER: (5, 4)}
    assert figures(shown)[PROVIDER] == recounted(app, PROVIDER, begin, begin + timedelta(days=32))
    item = next(one for one in shown["items"] if one["total"])
    assert (item["share_permille"], item["in_force"], item["position"]) == (800, True, 13)
    assert (shown["month"], shown["total"], shown["hits"]) == (month(), 5, 4)


def test_rules_in_force_are_all_there_and_gone_ones_stay_while_they_have_tickets(two, closed):
    shown = look(two.district)["items"]
    assert [one["position"] for one in shown] == list(range(1, 19))
    assert {one["share_permille"] for one in shown if not one["total"]} == {None}
    published(two.district, two.district_2, [rule("只有居委会", "residents_committee")])
    shown = look(two.district)["items"]
    assert [(one["rule"], one["in_force"], one["position"]) for one in shown] == [
        ("只有居委会", True, 1), (PROVIDER, False, None),
    ]  # fmt: skip


def test_a_street_counts_its_own(two, closed):
    assert figures(look(two.street_a)) == {PROVIDER: (4, 3)}
    assert figures(look(two.street_b)) == {PROVIDER: (1, 1)}


def test_the_month_is_that_of_the_closing_in_beijing(app, two, closed):
    last = today().replace(day=1) - timedelta(days=1)
    pass_time(app, days=(today() - last).days)
    assert figures(look(two.district)) == {}
    default = two.district.get(f"{BASE}/accuracy").json
    assert (default["month"], figures(default)) == (f"{last:%Y-%m}", {PROVIDER: (5, 4)})

    edge = datetime(today().year, today().month, 1, tzinfo=BEIJING)
    from app.core.db import db

    moved = text("update tickets_ticket set closed_at = :at where id = :id")
    write(app, lambda: db.session.execute(moved, {"at": edge, "id": closed["one"]}))
    write(app, lambda: db.session.execute(moved, {"at": edge - timedelta(seconds=1), "id": closed["two"]}))
    assert figures(look(two.district)) == {PROVIDER: (1, 1)}
    assert figures(two.district.get(f"{BASE}/accuracy").json) == {PROVIDER: (4, 3)}


def test_the_tickets_behind_a_figure_are_listed_page_by_page(two, closed):
    def rows(query: str = ""):
        path = f"{BASE}/accuracy/rows?month={month()}&rule={PROVIDER}{query}"
        answer = two.district.get(path)
        assert answer.status_code == 200, answer.json
        return answer.json

    whole = rows()
    assert [one["ticket_id"] for one in whole["items"]] == [
        closed[name] for name in ("b", "moved", "three", "two", "one")
    ]  # fmt: skip
    (miss,) = rows("&hit=false")["items"]
    assert (miss["first_party"], miss["closer"], miss["hit"]) == ("示例物业a", "示例施工公司", False)
    assert (miss["compound"], miss["category"]) == ("示例小区a", "楼道照明")
    page = rows("&hit=true&limit=3")
    rest = rows(f"&hit=true&limit=3&cursor={page['next']}")
    assert [one["ticket_id"] for one in page["items"] + rest["items"]] == [
        closed[name] for name in ("b", "three", "two", "one")
    ]
    assert rest["next"] is None
    assert two.street_b.get(f"{BASE}/accuracy/rows?month={month()}&rule={PROVIDER}").json["items"][0]["no"]
    assert len(two.street_b.get(f"{BASE}/accuracy/rows?month={month()}&rule={PROVIDER}").json["items"]) == 1


@pytest.mark.parametrize("wrong", ["2026-13", "2026-1", "1999-12", "26-01", "2026-01\n", "x"])
def test_what_is_no_month_is_refused(two, wrong):
    from urllib.parse import quote

    assert two.district.get(f"{BASE}/accuracy?month={quote(wrong)}").status_code in (200, 422)
    if wrong.strip() == wrong:
        assert two.district.get(f"{BASE}/accuracy?month={quote(wrong)}").status_code == 422

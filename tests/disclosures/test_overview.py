"""Lists of duties, the overview of who is late, and what each level finds on its desk."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from app.forms import FORMS
from tests.disclosures import bodies
from tests.disclosures.steps import BASE, act, arm, duties, let_be_due, published, second_community, written


def days(count: int) -> timedelta:
    return timedelta(days=count)


def test_duties_come_by_day_and_page_by_page(app, world):
    arm(app)
    let_be_due(app, world.a, "fees", -3)
    let_be_due(app, world.a, "company", 3)
    whole = duties(world.manager_a)
    assert [one["form"] for one in whole[:2]] == ["fees", "company"]
    paged, cursor = [], None
    for _ in range(9):
        query = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        page = world.manager_a.get(f"{BASE}/duties", query_string=query).json
        paged += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == [one["id"] for one in whole]
    assert [one["form"] for one in duties(world.manager_a, state="overdue")] == ["fees"]
    assert "company" in [one["form"] for one in duties(world.manager_a, state="due")]
    assert all(one["state"] == "ok" for one in duties(world.manager_a, state="ok"))


def overview(person, **query):
    """Return the overview that somebody sees."""
    answer = person.get(f"{BASE}/overview", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_the_overview_says_who_is_late_and_who_never_published(app, world, second, count_queries):
    arm(app)
    published(world.manager_a, second, world.a, "fees")
    for form in ("company", "accounts"):
        let_be_due(app, world.a, form, -40)
    let_be_due(app, world.b, "company", -2)
    count_queries.clear()
    items = overview(world.district)["items"]
    selects = [one for one in count_queries if "disclosures_duty" in one]
    assert len(selects) == 1
    assert [one["compound"]["id"] for one in items[:2]] == [str(world.a.compound), str(world.b.compound)]
    late = items[0]
    assert (late["overdue"], late["published"], late["company_name"]) == (2, 1, "示例物业a")
    assert late["overdue_since"] == str(today() - days(40))
    assert late["never"] > 0
    assert {one["compound"]["name"] for one in overview(world.community_b)["items"]} == {"示例小区b"}
    assert {one["compound"]["name"] for one in overview(world.manager_a)["items"]} == {"示例小区a"}


def test_the_overview_goes_on_where_it_ended(app, world):
    arm(app)
    let_be_due(app, world.b, "company", -2)
    whole = [one["compound"]["id"] for one in overview(world.district)["items"]]
    paged, cursor = [], None
    while True:
        page = overview(world.district, limit=1, **({"cursor": cursor} if cursor else {}))
        paged += [one["compound"]["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole
    assert len(whole) == 3
    for nonsense in ("x", "1:", ":1", "-1:00000000-0000-7000-8000-000000000000", "9" * 20 + ":x"):
        assert world.district.get(f"{BASE}/overview", query_string={"cursor": nonsense}).status_code == 422


def heaps(person) -> dict[str, list[str]]:
    """Return the titles on somebody's desk by heap."""
    groups = person.get("/staff/todo").json["groups"]
    return {group["key"]: [item["title"] for item in group["items"]] for group in groups}


def test_each_level_finds_it_on_the_desk_when_it_is_its_turn(app, world, second):
    arm(app)
    let_be_due(app, world.a, "company", 14)
    let_be_due(app, world.a, "fees", -7)
    assert heaps(world.manager_a)["disclosures_due"] == [
        "物业服务项目收费情况（D9）", "物业服务企业和项目负责人（D1）",
    ]  # fmt: skip
    assert heaps(world.community_a)["disclosures_due"] == ["物业服务项目收费情况（D9）"]
    assert heaps(world.street_a)["disclosures_due"] == ["物业服务项目收费情况（D9）"]
    assert "disclosures_due" not in heaps(world.district)
    assert "disclosures_due" not in heaps(world.manager_b)
    act(world.manager_a, written(world.manager_a, world.a), "submit")
    assert heaps(second)["disclosures_approve"] == ["物业服务企业和项目负责人"]
    assert "disclosures_approve" not in heaps(world.manager_a)
    assert "disclosures_approve" not in heaps(world.community_a)


def test_offices_find_what_their_colleague_handed_in(app, world):
    other = second_community(app, world)
    act(world.community_a, written(world.community_a, world.none, "selfmanaged"), "submit")
    assert heaps(other)["disclosures_approve"] == ["业主共有资金收支情况 2026 年第 3 季度"]
    assert heaps(world.street_a)["disclosures_approve"] == ["业主共有资金收支情况 2026 年第 3 季度"]
    assert "disclosures_approve" not in heaps(world.community_a)


def test_words_of_a_form_are_in_the_list_of_forms(world):
    forms = {one["code"]: one for one in world.manager_a.get(f"{BASE}/forms").json["items"]}
    assert set(forms) == set(FORMS)
    assert forms["fees"]["least_places"] == 2
    assert [column["key"] for column in forms["fees"]["tables"][0]["columns"]][:2] == ["name", "kind"]
    assert bodies.RIGHT.keys() == forms.keys()

"""What an editor of rules may choose from."""

from __future__ import annotations

from app.rulebook.grammar import KEYS, PLACEHOLDER_NAMES, TARGETS
from app.rulebook.validation import examine
from app.tickets.routing import PLACEHOLDERS
from tests.rulebook.ledger import names
from tests.rulebook.steps import BASE, begin, rule


def grammar(person) -> dict:
    """Return the grammar by key."""
    answer = person.get(f"{BASE}/grammar")
    assert answer.status_code == 200, answer.json
    return answer.json | {"by": {key["name"]: key for key in answer.json["keys"]}}


def test_every_key_is_offered_with_its_values_and_every_value_is_taken(two):
    shown = grammar(two.district)
    assert list(shown["by"]) == list(KEYS)
    draft = begin(two.district)
    for key in shown["keys"]:
        if key["shape"] != "many":
            assert key["values"] is None
            continue
        if key["name"] == "building_id":
            assert key["values"] is None
            continue
        chosen = [value["value"] for value in key["values"]]
        asked = rule("一条", "provider", conditions={key["name"]: chosen})
        answer = two.district.post(f"{BASE}/sets/{draft['id']}/check", {"rules": [asked]}).json
        assert answer["problems"] == [], key["name"]
        assert "台账里已没有" not in answer["rules"][0]["phrases"][0]["whole"]
    assert len(shown["by"]["category"]["values"]) == 81
    assert shown["by"]["category"]["values"][0] == {"value": "0101", "label": "屋面漏雨", "group": "共用部位"}
    compounds = {one["label"]: one["group"] for one in shown["by"]["compound_id"]["values"]}
    assert compounds == {"示例小区a": "示例社区a", "示例小区b": "示例社区b", "示例小区none": "示例社区a"}
    assert shown["street_id"] is None


def test_the_words_of_the_grammar_are_those_of_the_router(two):
    shown = grammar(two.district)
    assert {one["value"] for one in shown["targets"]} == TARGETS
    assert tuple(one["value"] for one in shown["placeholders"]) == PLACEHOLDERS == tuple(PLACEHOLDER_NAMES)
    for unit in shown["units"]:
        for amount in (unit["least"], unit["greatest"]):
            asked = rule("一条", "provider", deadline={"amount": amount, "unit": unit["value"]})
            assert examine([asked], names()).problems == []


def test_a_street_is_offered_its_own_places(two):
    shown = grammar(two.street_b)
    assert shown["street_id"] == str(two.regions["street_b"])
    assert [one["label"] for one in shown["by"]["street_id"]["values"]] == ["示例街道b"]
    assert [one["label"] for one in shown["by"]["community_id"]["values"]] == ["示例社区b"]
    assert [one["label"] for one in shown["by"]["compound_id"]["values"]] == ["示例小区b"]


def test_buildings_are_asked_for_by_compound(two):
    path = f"{BASE}/grammar/buildings?compound_id="
    (one,) = two.district.get(path + str(two.a.compound)).json["items"]
    assert (one["value"], one["label"]) == (str(two.a.building), "1号楼")
    assert two.street_a.get(path + str(two.a.compound)).status_code == 200
    assert two.street_b.get(path + str(two.a.compound)).status_code == 404
    assert two.district.get(path + str(two.a.building)).status_code == 404
    assert two.district.get(f"{BASE}/grammar/buildings").status_code == 422


def test_organisations_are_found_by_part_of_their_name(two):
    def found(query: str) -> dict:
        return two.street_a.get(f"{BASE}/grammar/organisations?{query}").json

    (one,) = found("q=施工")["items"]
    assert one == {"value": f"organisation:{two.contractor}", "label": "示例施工公司", "kind_name": "施工单位"}
    assert found("q=%25")["items"] == []
    page = found("limit=5")
    rest = found(f"limit=100&cursor={page['next']}")
    values = [one["value"] for one in page["items"] + rest["items"]]
    assert len(values) == len(set(values)) == len(two.orgs)

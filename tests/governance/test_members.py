"""What ties members to the compound: representatives to a unit that holds title there, owners to their home."""

from __future__ import annotations

import pytest

from app.core.ids import new_id
from app.governance import policy
from tests.duty.steps import execute, rows
from tests.governance.steps import BASE, TWO, act, begin, in_office, seat, see
from tests.world import bind, make_person, write

REPS = ["owner_unit_rep", "employee_rep"]


@pytest.fixture
def held(app, world):
    """A unit that holds title to the only building of compound a."""
    unit = world.orgs["title_unit"]
    execute(app, "update places_building set title_unit_id = :unit where id = :id", unit=unit, id=world.a.building)
    return unit


def fields(answer):
    """Return the fields that a refusal names."""
    return answer["error"]["fields"]


def last(committee, name):
    """Return the row of a member."""
    return next(row for row in committee["members"] if row["name"] == name)


# --- units of representatives ---


@pytest.mark.parametrize("type_", REPS)
def test_a_representative_comes_from_a_unit_that_holds_title_in_the_compound(app, world, held, type_):
    committee = begin(world.community_a, world.a)
    assert committee["title_units"] == [{"id": str(held), "name": "示例产权单位"}]

    def rep(expect, **more):
        return seat(world.community_a, committee, "何代表", type_, "member", expect, **more)

    assert "请选择" in fields(rep(422))["organisation_id"][0]
    assert "没有产权的楼" in fields(rep(422, organisation_id=str(world.orgs["contractor"])))["organisation_id"][0]
    assert "organisation_id" in fields(rep(404, organisation_id=str(new_id())))
    assert see(world.community_a, committee)["members"] == [], "what was refused left nothing"
    row = last(rep(201, organisation_id=str(held)), "何代表")
    assert (row["unit"], row["lacks_unit"], row["home_check"]) == ("示例产权单位", False, "none")


def test_a_unit_with_title_elsewhere_or_in_another_district_is_no_unit_of_the_compound(app, world, held):
    execute(app, "update places_building set title_unit_id = null where id = :id", id=world.a.building)
    execute(app, "update places_building set title_unit_id = :unit where id = :id", unit=held, id=world.b.building)
    committee = begin(world.community_a, world.a)
    assert committee["title_units"] == []
    answer = seat(world.community_a, committee, "何代表", "owner_unit_rep", "member", 422, organisation_id=str(held))
    assert "organisation_id" in fields(answer)
    district = new_id()
    values = {"id": district, "unit": held}
    region = "insert into places_region (id, district_id, kind, code, name) values (:id, :id, 'district', '1', '外区')"
    execute(app, region, id=district)
    execute(app, "update places_organisation set district_id = :id where id = :unit", **values)
    execute(app, "update places_building set title_unit_id = :unit where id = :id", unit=held, id=world.a.building)
    for type_ in ("owner_unit_rep", "owner"):
        refused = seat(world.community_a, committee, "何代表", type_, "member", 404, organisation_id=str(held))
        assert "organisation_id" in fields(refused)


@pytest.mark.parametrize("type_", ["owner", "user_rep", "juweihui"])
def test_nobody_else_names_a_unit(world, held, type_):
    committee = begin(world.community_a, world.a)
    answer = seat(world.community_a, committee, "某人", type_, "member", 422, organisation_id=str(held))
    assert "代表" in fields(answer)["organisation_id"][0]


def test_one_stored_without_a_unit_stays_is_missed_and_gets_it_once(app, world, held):
    person = world.community_a
    committee = in_office(app, person, world.a)
    committee = seat(person, committee, "老代表", "employee_rep", "alternate", organisation_id=str(held))
    execute(app, "update governance_member set organisation_id = null")
    committee = see(person, committee)
    row = last(committee, "老代表")
    assert (row["unit"], row["lacks_unit"]) == ("", True)
    missed = [one for one in committee["findings"] if "没有写单位" in one["words"]]
    assert [(one["bars"], one["words"][:5]) for one in missed] == [(False, "有 1 位")]

    def gaps():
        return next(line for line in person.get(BASE).json["items"] if line["id"] == committee["id"])["gaps"]

    assert "1 位产权单位的代表没有写单位" in gaps()
    path = f"{BASE}/members/{row['id']}/actions/unit"
    for unit, code in ((world.orgs["contractor"], 422), (new_id(), 404)):
        assert person.post(path, {"organisation_id": str(unit)}).status_code == code
    answer = person.post(path, {"organisation_id": str(held)})
    assert answer.status_code == 200, answer.json
    assert last(answer.json, "老代表")["unit"] == "示例产权单位"
    assert answer.json["version"] == committee["version"] + 1
    assert not [one for one in answer.json["findings"] if "没有写单位" in one["words"]]
    assert not [one for one in gaps() if "没有写单位" in one]
    assert person.post(path, {"organisation_id": str(held)}).status_code == 409
    owner = last(committee, "王业主")
    wrong = person.post(f"{BASE}/members/{owner['id']}/actions/unit", {"organisation_id": str(held)})
    assert wrong.status_code == 422
    assert world.community_b.post(path, {"organisation_id": str(held)}).status_code == 404


def test_a_missing_unit_does_not_keep_members_from_being_posted(app, world, held):
    person = world.community_a
    committee = begin(person, world.a)
    for number, (type_, role) in enumerate([("juweihui", "head"), ("owner", "deputy"), *[("owner", "member")] * 4]):
        committee = seat(person, committee, f"委员{number}", type_, role)
    committee = seat(person, committee, "老代表", "owner_unit_rep", "member", organisation_id=str(held))
    execute(app, "update governance_member set organisation_id = null")
    posted = act(person, committee, "post", day=committee["starts_on"], posted_at=TWO)
    assert (posted["may_change_members"], posted["may_name_units"]) == (False, True)
    path = f"{BASE}/members/{last(posted, '老代表')['id']}/actions/unit"
    assert person.post(path, {"organisation_id": str(held)}).status_code == 200, "nobody is exchanged by it"
    assert see(world.street_a, posted)["may_name_units"] is False
    ended = act(person, see(person, posted), "end", reason="换届")
    assert ended["may_name_units"] is False
    execute(app, "update governance_member set organisation_id = null")
    assert person.post(path, {"organisation_id": str(held)}).status_code == 409


# --- homes of owners ---


@pytest.mark.parametrize("type_", ["owner", "user_rep"])
def test_a_home_of_the_compound_fills_the_words(world, type_):
    committee = begin(world.community_a, world.a)

    def sit(expect, chosen, **more):
        return seat(world.community_a, committee, "居民a", type_, "member", expect, home_id=str(chosen), **more)

    for absent in (world.b.homes[0], new_id()):
        assert "home_id" in fields(sit(404, absent))
    row = last(sit(201, world.a.homes[0], home="写错的"), "居民a")
    assert row["home"]
    assert row["home"] != "写错的"
    assert row["home_check"] == ("confirmed" if type_ == "owner" else "none")
    assert "name" in fields(sit(422, world.a.homes[0])), "the same one in the same home"
    sit(201, world.a.homes[1])


@pytest.mark.parametrize("type_", ["juweihui", *REPS])
def test_who_owns_and_uses_nothing_names_no_home(world, held, type_):
    committee = begin(world.community_a, world.a)
    unit = {"organisation_id": str(held)} if type_ in REPS else {}
    home = str(world.a.homes[0])
    assert "home_id" in fields(seat(world.community_a, committee, "某人", type_, "member", 422, home_id=home, **unit))


@pytest.mark.parametrize(
    ("name", "home", "relation", "state", "word"),
    [
        ("王业主", 1, "owner", "active", "confirmed"), ("王业主", 1, "owner", "pending", "unconfirmed"),
        ("王业主", 1, "owner", "ended", "unconfirmed"), ("王业主", 1, "family", "active", "unconfirmed"),
        ("王业主", 1, "tenant", "active", "unconfirmed"), ("王业主", 0, "owner", "active", "unconfirmed"),
        ("王业", 1, "owner", "active", "unconfirmed"), ("王业主甲", 1, "owner", "active", "unconfirmed"),
        (None, 1, "owner", "active", "unconfirmed"),
    ],
)  # fmt: skip
def test_an_owner_is_confirmed_by_a_binding_of_exactly_his_name_and_home(
    app, client, world, name, home, relation, state, word
):
    if name:

        def claim():
            made = make_person(world, client, name)
            bind(world, made, world.a.homes[home], world.a.compound, relation=relation, state=state)

        write(app, claim)
    committee = begin(world.community_a, world.a)
    committee = seat(world.community_a, committee, "王业主", "owner", "member", home_id=str(world.a.homes[1]))
    row = last(committee, "王业主")
    assert row["home_check"] == word
    assert not [one for one in committee["findings"] if "核对" in one["words"]], "it changes nothing of what is lacking"


def test_words_alone_are_no_home(world):
    committee = seat(world.community_a, begin(world.community_a, world.a), "居民a", "owner", "member", home="1号楼")
    row = last(committee, "居民a")
    assert (row["home"], row["home_check"]) == ("1号楼", "none")


def test_only_the_word_leaves(app, world):
    home, person = world.a.homes[0], world.resident_a
    committee = in_office(app, world.community_a, world.a)
    committee = seat(world.community_a, committee, "居民a", "owner", "alternate", home_id=str(home))
    binding = rows(app, "select id from identity_home_binding where person_id = :id", id=person.id)[0][0]
    for reader in (world.community_a, world.street_a, world.district):
        told = str(see(reader, committee))
        assert "confirmed" in told
        assert not [fact for fact in (person.id, home, binding, "phone", "binding") if str(fact) in told]
    mine = str(world.resident_a.get("/committees").json)
    assert "居民a" in mine
    assert not [word for word in ("home", "confirmed", "unit") if word in mine]


def test_the_words_of_the_check():
    assert policy.home_check("owner", housed=True, confirmed=True) == "confirmed"
    assert policy.home_check("owner", housed=True, confirmed=False) == "unconfirmed"
    assert policy.home_check("owner", housed=False, confirmed=True) == "none"
    assert policy.home_check("user_rep", housed=True, confirmed=True) == "none"

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import today
from app.core.db import db
from app.core.permissions import Role
from app.identity import queries
from app.places.models import Organisation
from tests.factories.people import PASSWORD, bearer, give_post, headers_for, resident, staff
from tests.factories.places import CompoundFactory, ContractFactory, OrganisationFactory
from tests.identity.together import together

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def compound():
    return CompoundFactory()


@pytest.fixture
def company(compound):
    contract = ContractFactory(compound=compound)
    return db.session.get(Organisation, contract.company_id)


@pytest.fixture
def admin(compound):
    return headers_for(staff("sysadmin", compound=compound))


@pytest.fixture
def manager(compound, company):
    return headers_for(staff("manager", compound=compound, company=company))


def open_account(client, headers, **more):
    body = {"username": "li.wei", "name": "李伟", "password": PASSWORD} | more
    return client.post("/api/v1/staff/people", json=body, headers=headers)


def grant(client, headers, person_id, role, **place):
    body = {"role": role, "starts_on": today().isoformat()} | {key: str(value) for key, value in place.items()}
    return client.post(f"/api/v1/staff/people/{person_id}/posts", json=body, headers=headers)


def act(client, headers, person_id, action, **body):
    return client.post(f"/api/v1/staff/people/{person_id}/actions/{action}", json=body, headers=headers)


def end(client, headers, post_id):
    return client.post(f"/api/v1/staff/posts/{post_id}/actions/end", json={}, headers=headers)


# --- accounts ---


def test_an_account_begins_without_any_right(client, admin):
    made = open_account(client, admin, phone="13800005678")

    assert made.status_code == 201
    assert made.json["posts"] == []
    assert made.json["actions"] == ["disable", "set_password", "sign_out", "grant"]
    signed_in = client.post("/api/v1/auth/session", json={"username": "li.wei", "password": PASSWORD})
    assert signed_in.status_code == 200
    assert client.get("/api/v1/staff/people").status_code == 403


def test_a_user_name_belongs_to_one(app, admin):
    answers = together(*[lambda: open_account(app.test_client(), admin)] * 3)

    # one of them may find the hasher busy
    codes = sorted(answer.status_code for answer in answers)
    assert codes.count(201) == 1
    assert set(codes) <= {201, 409, 503}
    assert open_account(app.test_client(), admin).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"username": "李伟"},
        {"username": "Li"},
        {"username": "a b"},
        {"password": "kurz"},
        {"password": "li.wei-2026-li.wei"},
        {"name": ""},
        {"status": "active"},
        {"organisation_id": "x"},
    ],
)
def test_a_bad_account_is_not_opened(client, admin, change):
    assert open_account(client, admin, **change).status_code == 422


@pytest.mark.parametrize("role", ["repair", "community", "secretary", "street", "district", "auditor", None])
def test_others_neither_see_nor_open_accounts(client, compound, role):
    headers = headers_for(staff(role, compound=compound))

    assert client.get("/api/v1/staff/people", headers=headers).status_code == 403
    assert open_account(client, headers).status_code == 403


def test_an_administrator_sees_the_accounts_of_the_district_and_no_phone(client, compound, admin):
    person = staff("repair", compound=compound, display_name="赵强", username="zhao.qiang")
    client.patch("/api/v1/me", json={"phone": "13800005678"}, headers=headers_for(person))
    resident()
    staff("repair")

    items = client.get("/api/v1/staff/people", headers=admin).json["items"]
    found = client.get("/api/v1/staff/people?q=ZHAO&role=repair", headers=admin).json["items"]

    assert len(items) == 2
    assert [item["id"] for item in found] == [str(person.id)]
    assert found[0]["phone_masked"] is None
    assert found[0]["posts"][0]["title"] == "维修人员"
    assert client.get(f"/api/v1/staff/people/{person.id}", headers=admin).json == found[0]


def test_a_manager_sees_his_own_people_with_masked_phones(client, compound, company, manager):
    own = staff("repair", compound=compound, company=company)
    client.patch("/api/v1/me", json={"phone": "13800005678"}, headers=headers_for(own))
    foreign = staff("repair")

    items = {item["id"]: item for item in client.get("/api/v1/staff/people", headers=manager).json["items"]}

    assert str(foreign.id) not in items
    assert items[str(own.id)]["phone_masked"] == "138****5678"
    assert client.get(f"/api/v1/staff/people/{foreign.id}", headers=manager).status_code == 404
    assert act(client, manager, foreign.id, "disable").status_code == 404


def test_a_manager_no_longer_sees_who_left_unless_he_keeps_the_account(client, compound, company, manager):
    lent, own = staff("repair", compound=compound, company=company), open_account(client, manager).json["id"]
    granted = grant(client, manager, own, "repair", organisation_id=company.id).json

    for post in (granted["posts"][0]["id"], queries.post_rows([lent.id])[0].id):
        assert end(client, manager, post).status_code == 204

    assert client.get(f"/api/v1/staff/people/{lent.id}", headers=manager).status_code == 404
    assert client.get(f"/api/v1/staff/people/{own}", headers=manager).status_code == 200


def test_a_manager_hires_and_dismisses_a_repair_worker(client, compound, company, manager):
    person = open_account(client, manager).json["id"]

    granted = grant(client, manager, person, "repair", organisation_id=company.id, compound_id=compound.id)
    ended = end(client, manager, granted.json["posts"][0]["id"])

    assert granted.status_code == 201
    assert granted.json["posts"][0]["place"] == compound.name
    assert ended.status_code == 204
    assert act(client, manager, person, "disable").json["status"] == "disabled"


@pytest.mark.parametrize("role", ["manager", "handler", "community", "sysadmin"])
def test_a_manager_grants_nothing_but_repair_posts(client, compound, company, manager, role):
    person = open_account(client, manager).json["id"]
    place = {
        "manager": {"organisation_id": company.id},
        "handler": {"organisation_id": company.id},
        "community": {"region_id": compound.community_id},
        "sysadmin": {"region_id": compound.district_id},
    }[role]

    assert grant(client, manager, person, role, **place).status_code == 403


def test_a_manager_grants_nothing_in_another_company_or_compound(client, compound, company, manager):
    person = open_account(client, manager).json["id"]
    other = OrganisationFactory(district_id=compound.district_id)

    assert grant(client, manager, person, "repair", organisation_id=other.id).status_code == 403
    foreign = {"organisation_id": company.id, "compound_id": CompoundFactory().id}
    assert grant(client, manager, person, "repair", **foreign).status_code == 404


def test_a_lost_phone_is_signed_out_everywhere_and_the_password_stays(client, compound, company, admin):
    person = staff("repair", compound=compound, company=company, username="herr.li", password=PASSWORD)
    phone, desk = headers_for(person), headers_for(person)
    for headers in (phone, desk):
        assert client.get("/api/v1/me", headers=headers).status_code == 200

    assert act(client, admin, person.id, "sign_out").status_code == 200

    for headers in (phone, desk):
        assert client.get("/api/v1/me", headers=headers).status_code == 401
    again = client.post("/api/v1/auth/session", json={"username": "herr.li", "password": PASSWORD, "bearer": True})
    assert again.status_code == 200
    assert act(client, headers_for(person), person.id, "sign_out").status_code in (403, 404)


@pytest.mark.parametrize("held", ["community", "manager"])
def test_a_manager_has_no_power_over_accounts_with_wider_rights(client, compound, company, manager, held):
    person = staff("repair", compound=compound, company=company, password=PASSWORD)
    give_post(person, held, compound=compound, company=company)

    for action in ("set_password", "disable"):
        assert act(client, manager, person.id, action, password="Regal-Vogel-Uhr-83").status_code == 403
    row = client.get(f"/api/v1/staff/people/{person.id}", headers=manager).json
    assert row["actions"] == ["grant"]
    assert {post["role"]: post["actions"] for post in row["posts"]} == {"repair": ["end"], held: []}


def test_a_manager_has_no_power_over_an_account_that_another_opened(client, compound, company, manager):
    person = staff("repair", compound=compound, company=company)

    assert act(client, manager, person.id, "set_password", password="Regal-Vogel-Uhr-83").status_code == 403


# --- posts ---


def test_nobody_grants_a_post_to_himself(client, compound, company):
    for role in ("sysadmin", "manager"):
        person = staff(role, compound=compound, company=company)
        answer = grant(client, headers_for(person), person.id, "repair", organisation_id=company.id)
        assert answer.status_code == 403
        assert act(client, headers_for(person), person.id, "set_password", password=PASSWORD + "x").status_code == 403


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("repair", "company", 201),
        ("manager", "company", 201),
        ("repair", "utility", 422),
        ("repair", "community", 422),
        ("handler", "utility", 201),
        ("handler", "company", 422),
        ("community", "community", 201),
        ("community", "street", 422),
        ("community", "company", 422),
        ("secretary", "community", 201),
        ("street", "street", 201),
        ("street", "district", 422),
        ("district", "district", 201),
        ("auditor", "district", 201),
        ("sysadmin", "district", 201),
        ("sysadmin", "foreign district", 404),
        ("repair", "foreign company", 404),
        ("repair", "nothing", 422),
        ("repair", "company elsewhere", 404),
        ("community", "community and company", 422),
    ],
)
def test_role_and_place_must_fit(client, compound, company, admin, role, place, status):
    district = compound.district_id
    elsewhere = CompoundFactory()
    places = {
        "company": {"organisation_id": company.id},
        "utility": {
            "organisation_id": OrganisationFactory(district_id=district, kind="utility", utility_kind="gas").id
        },
        "community": {"region_id": compound.community_id},
        "street": {"region_id": compound.street_id},
        "district": {"region_id": district},
        "foreign district": {"region_id": elsewhere.district_id},
        "foreign company": {"organisation_id": OrganisationFactory(district_id=elsewhere.district_id).id},
        "nothing": {},
        "company elsewhere": {"organisation_id": company.id, "compound_id": elsewhere.id},
        "community and company": {"region_id": compound.community_id, "organisation_id": company.id},
    }
    person = staff(None, compound=compound)

    answer = grant(client, admin, person.id, role, **places[place])

    assert answer.status_code == status
    assert len(queries.post_rows([person.id])) == (1 if status == 201 else 0)


def test_a_post_is_held_once(app, compound, admin):
    person = staff(None, compound=compound)

    answers = together(
        *[lambda: grant(app.test_client(), admin, person.id, "community", region_id=compound.community_id).status_code]
        * 3
    )

    assert sorted(answers) == [201, 409, 409]


def test_the_database_itself_refuses_a_post_twice(compound):
    from sqlalchemy.exc import IntegrityError

    person = staff("community", compound=compound)

    with pytest.raises(IntegrityError, match="uq_identity_post_open_ended"):
        give_post(person, "community", compound=compound)
    db.session.rollback()


def test_a_post_does_not_end_before_it_begins(client, compound, admin):
    person = staff(None, compound=compound)
    yesterday = (today() - timedelta(days=1)).isoformat()

    answer = grant(client, admin, person.id, "community", region_id=compound.community_id, ends_on=yesterday)

    assert answer.status_code == 422


def test_an_administrator_of_another_district_reaches_nothing(client, compound):
    person = staff("repair", compound=compound)
    post = queries.post_rows([person.id])[0].id
    foreign = headers_for(staff("sysadmin"))

    assert client.get(f"/api/v1/staff/people/{person.id}", headers=foreign).status_code == 404
    assert act(client, foreign, person.id, "disable").status_code == 404
    assert end(client, foreign, post).status_code == 404


# --- promise P08: a district keeps an administrator ---


def administrators(compound):
    db.session.rollback()
    return len(queries.people_with_post(Role.SYSADMIN, community_id=compound.district_id))


@pytest.mark.parametrize("way", ["end", "disable"])
def test_the_last_administrator_stays(client, compound, way):
    admin, other = staff("sysadmin", compound=compound), staff("sysadmin", compound=compound)
    posts = {person.id: queries.post_rows([person.id])[0].id for person in (admin, other)}
    headers = headers_for(admin)

    first = end(client, headers, posts[other.id]) if way == "end" else act(client, headers, other.id, "disable")
    last = end(client, headers, posts[admin.id])

    assert first.status_code in (200, 204)
    assert last.status_code == 409
    assert last.json["error"]["code"] == "identity.last_administrator"
    assert administrators(compound) == 1


def test_an_administrator_for_a_time_only_does_not_count(client, compound):
    admin = staff("sysadmin", compound=compound)
    temporary = staff(None, compound=compound)
    give_post(temporary, "sysadmin", compound=compound, ends_on=today() + timedelta(days=3))

    assert end(client, headers_for(admin), queries.post_rows([admin.id])[0].id).status_code == 409


@pytest.mark.parametrize("way", ["end", "disable"])
def test_two_administrators_who_end_each_other_leave_one(app, compound, way):
    for _ in range(8):
        pair = [staff("sysadmin", compound=compound) for _ in range(2)]
        posts = [queries.post_rows([person.id])[0].id for person in pair]
        headers = [bearer(person).headers for person in pair]

        def strike(i, pair=pair, posts=posts, headers=headers):
            client = app.test_client()
            if way == "end":
                return end(client, headers[i], posts[1 - i]).status_code
            return act(client, headers[i], pair[1 - i].id, "disable").status_code

        answers = together(lambda: strike(0), lambda: strike(1))

        assert administrators(compound) == 1, answers
        db.session.execute(text("UPDATE identity_post SET ended_at = now() WHERE role = 'sysadmin'"))
        db.session.commit()


def test_who_holds_a_post_is_found_for_messages(compound, company):
    worker = staff("community", compound=compound)
    repair = staff("repair", compound=compound, company=company)
    staff("repair", compound=compound, company=company, status="disabled")
    staff("community")

    assert queries.people_with_post(Role.COMMUNITY, community_id=compound.community_id) == [worker.id]
    assert queries.people_with_post(Role.REPAIR, organisation_id=company.id) == [repair.id]
    assert queries.names_of([worker.id]) == {worker.id: worker.display_name}

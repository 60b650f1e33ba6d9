from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import now
from app.core.db import db
from tests.factories.people import bearer, bind, headers_for, resident, staff
from tests.factories.places import BuildingFactory, CompoundFactory, HomeFactory
from tests.identity.together import together

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def home():
    return HomeFactory()


@pytest.fixture
def compound(home):
    from app.places.models import Compound

    return db.session.get(Compound, home.compound_id)


def claim(client, headers, home, relation="owner", **more):
    body = {"home_id": str(home.id), "relation": relation, "note": "三层东户"} | more
    return client.post("/api/v1/bindings", json=body, headers=headers)


def act(client, headers, binding, action, version=1, **more):
    body = {"version": version} | more
    return client.post(f"/api/v1/staff/bindings/{binding}/actions/{action}", json=body, headers=headers)


# --- promise P30 ---


def test_a_claim_waits_for_a_person(client, home):
    headers = headers_for(resident())

    answer = claim(client, headers, home)

    assert answer.status_code == 201
    assert (answer.json["state"], answer.json["version"], answer.json["actions"]) == ("pending", 1, ["end"])
    assert answer.json["home_label"].endswith(home.label)
    me = client.get("/api/v1/me", headers=headers).json
    assert me["homes"][0]["state"] == "pending"
    assert me["compounds"][0]["basis"] == "pending"


def test_the_answer_is_the_same_whoever_else_holds_the_home(client, home):
    free = HomeFactory()
    neighbour = resident(display_name="王芳", phone="13800005678")
    bind(neighbour, home)
    headers = headers_for(resident(display_name="王芳", phone="13800005678"))

    taken, other = claim(client, headers, home), claim(client, headers, free)

    assert taken.status_code == other.status_code == 201
    secret = {"id", "home_label", "compound_name", "created_at"}
    assert {k: v for k, v in taken.json.items() if k not in secret} == {
        k: v for k, v in other.json.items() if k not in secret
    }


@pytest.mark.parametrize(
    ("role", "elsewhere", "relation", "status"),
    [
        ("community", False, "owner", 200),
        ("community", False, "tenant", 200),
        ("community", True, "owner", 404),
        ("manager", False, "family", 200),
        ("manager", False, "tenant", 200),
        ("manager", False, "owner", 404),
        ("manager", True, "tenant", 404),
        ("repair", False, "tenant", 403),
        ("secretary", False, "owner", 403),
        ("street", False, "owner", 403),
        ("district", False, "owner", 403),
        ("auditor", False, "owner", 403),
        ("sysadmin", False, "owner", 403),
        (None, False, "owner", 403),
    ],
)
def test_who_may_decide(client, home, compound, role, elsewhere, relation, status):
    binding = bind(resident(), home, relation=relation, state="pending")
    decider = staff(role, compound=CompoundFactory() if elsewhere else compound)

    answer = act(client, headers_for(decider), binding.id, "approve", note="已核对")

    assert answer.status_code == status
    db.session.refresh(binding)
    assert binding.state == ("active" if status == 200 else "pending")
    if status == 200:
        assert (binding.decided_by, binding.decision_note, binding.version) == (decider.id, "已核对", 2)


def test_a_manager_whose_contract_is_over_decides_nothing(client, home, compound):
    binding = bind(resident(), home, relation="tenant", state="pending")
    headers = headers_for(staff("manager", compound=compound))
    db.session.execute(text("UPDATE places_contract SET ends_on = starts_on"))
    db.session.commit()

    assert act(client, headers, binding.id, "approve").status_code == 404


def test_nobody_approves_himself_also_not_from_a_second_session(client, home, compound):
    worker = staff("community", compound=compound)
    claimed = claim(client, headers_for(worker), home).json

    answer = act(client, bearer(worker).headers, claimed["id"], "approve")

    assert answer.status_code == 403
    listed = client.get("/api/v1/staff/bindings", headers=headers_for(worker)).json["items"][0]
    assert listed["actions"] == ["end"]


def test_rights_begin_and_end_with_the_decision_on_the_next_request(client, home, compound):
    person, worker = resident(), staff("community", compound=compound)
    session, deciding = bearer(person), headers_for(worker)
    binding = claim(client, session.headers, home).json["id"]

    def state():
        return [item["state"] for item in client.get("/api/v1/me", headers=session.headers).json["homes"]]

    assert act(client, deciding, binding, "approve").status_code == 200
    assert state() == ["active"]
    assert act(client, deciding, binding, "end", version=2, note="已搬走").status_code == 200

    assert state() == []


def test_the_screen_must_show_the_present_version(client, home, compound):
    binding = bind(resident(), home, state="pending")
    headers = headers_for(staff("community", compound=compound))

    assert act(client, headers, binding.id, "approve", version=2).status_code == 409
    assert act(client, headers, binding.id, "refuse", version=1).status_code == 200
    assert act(client, headers, binding.id, "approve", version=1).status_code == 409
    assert act(client, headers, binding.id, "approve", version=2).json["error"]["code"] == "identity.move_not_possible"


def test_two_who_decide_at_once_decide_once(app, home, compound):
    binding = bind(resident(), home, state="pending")
    headers = [headers_for(staff("community", compound=compound)) for _ in range(2)]

    answers = together(
        lambda: act(app.test_client(), headers[0], binding.id, "approve").status_code,
        lambda: act(app.test_client(), headers[1], binding.id, "refuse").status_code,
    )

    assert sorted(answers) == [200, 409]


def test_the_person_takes_a_claim_back(client, home):
    headers = headers_for(resident())
    claimed = claim(client, headers, home).json

    answer = client.post(f"/api/v1/bindings/{claimed['id']}/actions/end", json={"version": 1}, headers=headers)

    assert answer.json["state"] == "ended"
    assert answer.json["actions"] == []
    assert claim(client, headers, home).status_code == 201


def test_nobody_ends_the_claim_of_somebody_else(client, home):
    binding = bind(resident(), home)

    answer = client.post(
        f"/api/v1/bindings/{binding.id}/actions/end", json={"version": 1}, headers=headers_for(resident())
    )

    assert answer.status_code == 404


def test_a_home_is_claimed_once_by_a_person(app, home):
    headers = headers_for(resident())

    answers = together(*[lambda: claim(app.test_client(), headers, home).status_code] * 3)

    assert sorted(answers) == [201, 409, 409]


def test_at_most_five_claims_wait_also_when_they_come_at_once(app):
    homes = [HomeFactory() for _ in range(7)]
    for _ in range(8):
        person = resident()
        for home in homes[:4]:
            bind(person, home, state="pending")
        headers = headers_for(person)

        answers = together(
            *[lambda h=home, who=headers: claim(app.test_client(), who, h).status_code for home in homes[4:]]
        )

        assert sorted(answers) == [201, 409, 409]


@pytest.mark.parametrize("field", ["state", "person_id", "decided_by", "version", "compound_id", "district_id"])
def test_nobody_writes_the_decision_into_the_claim(client, home, field):
    assert claim(client, headers_for(resident()), home, **{field: "active"}).status_code == 422


def test_what_staff_see_of_a_claim_is_a_name_and_a_masked_phone(client, home, compound):
    person = resident(display_name="王芳", phone="13800005678")
    bind(person, home, relation="tenant", state="pending")
    bind(person, HomeFactory(), state="pending")

    items = client.get(
        "/api/v1/staff/bindings?state=pending", headers=headers_for(staff("community", compound=compound))
    ).json["items"]

    assert len(items) == 1
    assert items[0]["person_name"] == "王芳"
    assert items[0]["phone_masked"] == "138****5678"
    assert items[0]["relation_name"] == "租户"
    assert items[0]["actions"] == ["approve", "refuse"]
    assert "13800005678" not in str(items)


def test_own_claims_show_the_decision(client, home, compound):
    person = resident()
    headers = headers_for(person)
    claimed = claim(client, headers, home).json
    act(client, headers_for(staff("community", compound=compound)), claimed["id"], "refuse", note="房号不符")

    item = client.get("/api/v1/bindings", headers=headers).json["items"][0]

    assert (item["state"], item["decision_note"], item["actions"]) == ("refused", "房号不符", [])


def test_every_decision_is_in_the_audit_log_without_names(client, home, compound):
    person = resident(display_name="王芳")
    worker = staff("community", compound=compound)
    claimed = claim(client, headers_for(person), home).json
    act(client, headers_for(worker), claimed["id"], "approve", note="王芳本人到场")

    row = db.session.execute(text("SELECT * FROM core_audit WHERE what = 'identity.home_approve'")).one()

    assert row.actor_id == worker.id
    assert row.subject == f"binding:{claimed['id']}"
    assert row.detail == {"person": str(person.id), "before": "pending", "after": "active"}


# --- standing before a label ---


@pytest.mark.parametrize("kind", ["compound", "building"])
def test_scanning_a_label_counts_for_a_day(client, kind):
    compound = CompoundFactory()
    building = BuildingFactory(compound=compound)
    headers = headers_for(resident())
    code = {"compound": compound, "building": building}[kind].code

    first = client.post("/api/v1/visits", json={"code": code}, headers=headers)
    again = client.post("/api/v1/visits", json={"code": code}, headers=headers)

    assert first.status_code == again.status_code == 201
    assert first.json["compound"] == {"id": str(compound.id), "name": compound.name}
    assert (first.json["place"] is None) is (kind == "compound")
    until = first.json["expires_at"]
    assert (now() + timedelta(hours=23)).isoformat() < until < (now() + timedelta(hours=25)).isoformat()
    assert [c["basis"] for c in client.get("/api/v1/me", headers=headers).json["compounds"]] == ["visit"]
    assert db.session.execute(text("SELECT count(*) FROM identity_visit")).scalar_one() == 1


def test_a_code_that_no_label_carries_is_not_found(client):
    answer = client.post("/api/v1/visits", json={"code": "NOSUCHCODE"}, headers=headers_for(resident()))

    assert answer.status_code == 404

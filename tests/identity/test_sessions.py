import pytest
from sqlalchemy import text

from app.core.db import db
from tests.factories.people import PASSWORD, bearer, cookie, give_post, resident, staff
from tests.factories.places import CompoundFactory, OrganisationFactory

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def client(app):
    """A client that keeps no cookies: each request carries the token that the test captured."""
    return app.test_client(use_cookies=False)


NEW = "Regal-Vogel-Uhr-83"
CHANGES = "SELECT * FROM core_audit WHERE what LIKE '%changed' ORDER BY id"


def me(client, session, **more):
    """Ask with a captured token, from a client that never held the cookie."""
    headers = session.headers | more
    return client.get("/api/v1/me", headers=headers)


@pytest.fixture(params=["bearer", "cookie"])
def sign_in(request):
    """Sign somebody in, by phone and by browser."""
    return {"bearer": bearer, "cookie": cookie}[request.param]


# --- promise P32: a captured token is worthless on the next request ---


@pytest.mark.parametrize("agent", ["the same", "another"])
def test_a_captured_token_is_worthless_after_signing_out(client, sign_in, agent):
    session = sign_in(staff("manager"))
    assert me(client, session).status_code == 200

    left = client.delete("/api/v1/auth/session", headers=session.headers)

    assert left.status_code == 204
    assert me(client, session, **{"User-Agent": agent}).status_code == 401


def test_signing_out_takes_the_cookie_back(client):
    session = cookie(staff("manager"))

    answer = client.delete("/api/v1/auth/session", headers=session.headers)

    assert "hfw_session=;" in answer.headers["Set-Cookie"]
    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_a_new_password_ends_every_other_session(client, sign_in):
    person = staff("manager", password=PASSWORD)
    here, elsewhere = cookie(person), sign_in(person)

    answer = client.post(
        "/api/v1/auth/password", json={"old_password": PASSWORD, "new_password": NEW}, headers=here.headers
    )

    assert answer.status_code == 204
    assert me(client, here).status_code == 200
    assert me(client, elsewhere).status_code == 401
    fresh = client.post("/api/v1/auth/session", json={"username": person.username, "password": NEW})
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [("falsch-und-lang-genug", NEW), (PASSWORD, "kurz"), (PASSWORD, "password1234"), (PASSWORD, PASSWORD)],
)
def test_a_password_that_is_not_changed_ends_nothing(client, old, new):
    person = staff("manager", password=PASSWORD)
    here, elsewhere = cookie(person), bearer(person)

    answer = client.post("/api/v1/auth/password", json={"old_password": old, "new_password": new}, headers=here.headers)

    assert answer.status_code == 422
    assert me(client, elsewhere).status_code == 200


def test_a_disabled_person_is_out_at_once_and_old_tokens_stay_dead(client, sign_in):
    compound = CompoundFactory()
    person, admin = staff("repair", compound=compound), staff("sysadmin", compound=compound)
    session, headers = sign_in(person), bearer(admin).headers
    act = f"/api/v1/staff/people/{person.id}/actions"

    assert client.post(f"{act}/disable", json={}, headers=headers).status_code == 200
    assert me(client, session).status_code == 401
    assert client.post(f"{act}/enable", json={}, headers=headers).status_code == 200

    assert me(client, session).status_code == 401


def test_a_password_set_by_an_administrator_ends_the_sessions(client, sign_in):
    compound = CompoundFactory()
    person, admin = staff("repair", compound=compound), staff("sysadmin", compound=compound)
    session = sign_in(person)

    answer = client.post(
        f"/api/v1/staff/people/{person.id}/actions/set_password", json={"password": NEW}, headers=bearer(admin).headers
    )

    assert answer.status_code == 200
    assert me(client, session).status_code == 401


def test_a_post_that_ends_while_signed_in_is_forbidden_at_once(client, sign_in):
    compound = CompoundFactory()
    person, admin = staff("district", compound=compound), staff("sysadmin", compound=compound)
    session = sign_in(person)
    assert client.get("/api/v1/staff/compounds", headers=session.headers).status_code == 200
    post = client.get("/api/v1/me", headers=session.headers).json["posts"][0]["id"]

    ended = client.post(f"/api/v1/staff/posts/{post}/actions/end", json={}, headers=bearer(admin).headers)

    assert ended.status_code == 204
    assert client.get("/api/v1/staff/compounds", headers=session.headers).status_code == 403
    assert me(client, session).json["posts"] == []


def test_an_ended_contract_takes_the_compound_away_at_once(client):
    compound = CompoundFactory()
    session = bearer(staff("manager", compound=compound))
    assert client.get("/api/v1/staff/compounds", headers=session.headers).json["items"]

    db.session.execute(text("UPDATE places_contract SET ends_on = starts_on"))
    db.session.commit()

    assert client.get("/api/v1/staff/compounds", headers=session.headers).json["items"] == []


# --- the own sessions ---


def test_somebody_sees_and_ends_his_own_sessions(client):
    person = staff("manager")
    here, elsewhere = cookie(person), bearer(person)
    bearer(staff("manager"))

    items = client.get("/api/v1/auth/sessions", headers=here.headers).json["items"]
    assert [(item["id"], item["current"], item["kind"]) for item in items] == [
        (str(elsewhere.session_id), False, "bearer"),
        (str(here.session_id), True, "cookie"),
    ]
    answer = client.delete(f"/api/v1/auth/sessions/{elsewhere.session_id}", headers=here.headers)

    assert answer.status_code == 204
    assert me(client, elsewhere).status_code == 401
    assert me(client, here).status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client):
    mine, theirs = bearer(resident()), bearer(resident())

    assert client.delete(f"/api/v1/auth/sessions/{theirs.session_id}", headers=mine.headers).status_code == 404
    assert me(client, theirs).status_code == 200


# --- posts: chosen, never merged ---


def test_a_post_is_chosen_per_session(client):
    compound = CompoundFactory()
    person = staff("community", compound=compound)
    other = give_post(person, "secretary", compound=compound)
    here, elsewhere = bearer(person), bearer(person)
    assert client.get("/api/v1/staff/bindings", headers=here.headers).status_code == 200

    answer = client.post("/api/v1/auth/post", json={"post_id": str(other.id)}, headers=here.headers)

    assert answer.status_code == 200
    assert [post["role"] for post in answer.json["posts"] if post["active"]] == ["secretary"]
    assert client.get("/api/v1/staff/bindings", headers=here.headers).status_code == 403
    assert client.get("/api/v1/staff/bindings", headers=elsewhere.headers).status_code == 200


@pytest.mark.parametrize("whose", ["nobody's", "somebody else's", "ended"])
def test_only_an_own_present_post_can_be_chosen(client, whose):
    compound = CompoundFactory()
    person = staff("community", compound=compound)
    own = give_post(person, "secretary", compound=compound)
    foreign = give_post(staff(None, compound=compound), "district", compound=compound)
    db.session.execute(text("UPDATE identity_post SET ended_at = now() WHERE id = :id"), {"id": own.id})
    db.session.commit()
    post_id = {"nobody's": compound.id, "somebody else's": foreign.id, "ended": own.id}[whose]

    answer = client.post("/api/v1/auth/post", json={"post_id": str(post_id)}, headers=bearer(person).headers)

    assert answer.status_code == 404


# --- me ---


def test_me_names_posts_homes_and_compounds_by_the_strongest_reason(client):
    from tests.factories.people import bind, stand_in
    from tests.factories.places import BuildingFactory, HomeFactory

    mine, asked, seen = CompoundFactory(), CompoundFactory(), CompoundFactory()
    person = staff("community", compound=seen)
    home = HomeFactory(building=BuildingFactory(compound=mine, name="3号楼"), label="301")
    bind(person, home)
    bind(person, HomeFactory(building=BuildingFactory(compound=mine)), state="pending")
    bind(person, HomeFactory(building=BuildingFactory(compound=asked)), state="pending")
    stand_in(person, seen)

    answer = client.get("/api/v1/me", headers=bearer(person).headers).json

    assert {item["id"]: item["basis"] for item in answer["compounds"]} == {
        str(mine.id): "home",
        str(asked.id): "pending",
        str(seen.id): "visit",
    }
    label = next(item["label"] for item in answer["homes"] if item["state"] == "active")
    assert {item["state"]: item["area_centi_m2"] for item in answer["homes"]} == {"active": 5680, "pending": None}
    assert label.startswith("3号楼")
    assert label.endswith("301")
    assert answer["posts"][0]["title"] == "社区工作者"
    assert answer["posts"][0]["place"]


def test_a_company_post_names_the_company(client):
    compound = CompoundFactory()
    company = OrganisationFactory(district_id=compound.district_id, short_name="示例物业")
    person = staff("repair", compound=compound, company=company)

    post = client.get("/api/v1/me", headers=bearer(person).headers).json["posts"][0]

    assert (post["organisation"], post["place"], post["active"]) == ("示例物业", "", True)


def test_name_and_phone_are_the_persons_own_to_change(client):
    person = resident()
    headers = bearer(person).headers

    first = client.patch("/api/v1/me", json={"name": "王芳", "phone": "138 0000 5678"}, headers=headers).json
    second = client.patch("/api/v1/me", json={"phone": None}, headers=headers).json

    assert first["person"] == {"id": str(person.id), "name": "王芳", "phone_masked": "138****5678", "wechat": False}
    assert second["person"] == {"id": str(person.id), "name": "王芳", "phone_masked": None, "wechat": False}
    detail = [row.detail for row in db.session.execute(text(CHANGES))]
    assert detail == [{"fields": ["name", "phone"]}, {"fields": ["phone"]}]


def test_the_phone_is_stored_sealed(client):
    client.patch("/api/v1/me", json={"phone": "13800005678"}, headers=bearer(resident()).headers)

    row = db.session.execute(text("SELECT p::text FROM identity_person p WHERE phone_index IS NOT NULL")).scalar_one()
    assert "13800005678" not in row
    assert b"13800005678".hex() not in row


@pytest.mark.parametrize(
    "column", ["id", "status", "username", "password_hash", "district_id", "role", "is_admin", "version", "openid"]
)
def test_nothing_else_about_oneself_can_be_written(client, column):
    answer = client.patch("/api/v1/me", json={column: "x"}, headers=bearer(resident()).headers)

    assert answer.status_code == 422

import re

import pytest
from sqlalchemy import text

from app.core import ratelimit, wechat
from app.core.db import db
from app.core.errors import Unavailable
from app.identity.service import contacts, sign_in
from tests.factories.people import PASSWORD, bearer, resident, staff
from tests.factories.places import CompoundFactory, DistrictFactory
from tests.identity.together import together

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def wechat_knows(monkeypatch):
    """Let WeChat answer each code with the openid that belongs to it; notes which codes it was asked for."""
    asked = []

    def answer(code):
        asked.append(code)
        return f"openid-{code.partition('.')[0]}"

    monkeypatch.setattr(wechat, "code_to_session", answer)
    return asked


def by_wechat(client, code, **more):
    return client.post("/api/v1/auth/wechat", json={"code": code} | more)


def by_password(client, username, password, **options):
    return client.post("/api/v1/auth/session", json={"username": username, "password": password}, **options)


def count(table):
    return db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


# --- WeChat (promise P29) ---


def test_the_first_sign_in_makes_a_person_and_the_next_finds_it(client, wechat_knows):
    DistrictFactory()

    first = by_wechat(client, "anna.1").json
    second = by_wechat(client, "anna.2").json

    assert (first["first_time"], second["first_time"]) == (True, False)
    assert first["person"] == second["person"]
    assert re.fullmatch(r"居民\d{4}", first["person"]["name"])
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {first['token']}"})
    assert me.json["person"]["id"] == first["person"]["id"]


def test_a_code_works_once_also_when_it_comes_twice_at_the_same_moment(app, wechat_knows):
    DistrictFactory()

    answers = together(*[lambda: by_wechat(app.test_client(), "anna.1").status_code] * 3)
    later = by_wechat(app.test_client(), "anna.1")

    assert sorted(answers) == [200, 401, 401]
    assert later.json["error"]["code"] == "auth.code_used"
    assert wechat_knows == ["anna.1"]
    assert count("identity_session") == 1


def test_a_code_stays_used_when_wechat_does_not_answer(client, monkeypatch, wechat_knows):
    DistrictFactory()

    def dead(code):
        raise Unavailable

    monkeypatch.setattr(wechat, "code_to_session", dead)
    assert by_wechat(client, "anna.1").status_code == 503
    monkeypatch.setattr(wechat, "code_to_session", lambda code: "openid-anna")

    assert by_wechat(client, "anna.1").status_code == 401


def test_two_first_sign_ins_at_once_make_one_person(app, wechat_knows):
    DistrictFactory()

    answers = together(*[lambda n=n: by_wechat(app.test_client(), f"anna.{n}").json for n in range(3)])

    assert len({answer["person"]["id"] for answer in answers}) == 1
    assert count("identity_person") == 1


@pytest.mark.parametrize("field", ["openid", "unionid", "phone", "session_key"])
def test_an_openid_is_never_taken_from_the_client(client, wechat_knows, field):
    resident(openid="openid-victim")

    answer = by_wechat(client, "anna.1", **{field: "openid-victim"})

    assert answer.status_code == 422
    assert wechat_knows == []


def test_headers_that_name_somebody_are_ignored(client, wechat_knows):
    victim = resident(openid="openid-victim")
    names = {"X-WX-OPENID": "openid-victim", "X-Forwarded-User": str(victim.id), "Remote-User": str(victim.id)}

    assert client.get("/api/v1/me", headers=names).status_code == 401


def test_the_openid_is_stored_sealed_and_can_be_opened_for_messages(client, wechat_knows):
    DistrictFactory()

    person_id = by_wechat(client, "anna.1").json["person"]["id"]

    row = db.session.execute(text("SELECT p::text AS row FROM identity_person p")).scalar_one()
    assert "openid-anna" not in row
    assert contacts.openid_of(person_id) == "openid-anna"


def test_a_disabled_resident_does_not_get_in(client, wechat_knows):
    resident(openid="openid-anna", status="disabled")

    assert by_wechat(client, "anna.1").status_code == 403


def test_somebody_has_at_most_five_phones(client):
    person = resident()
    sessions = [bearer(person) for _ in range(6)]

    alive = [client.get("/api/v1/me", headers=session.headers).status_code for session in sessions]

    assert alive == [401, 200, 200, 200, 200, 200]


def test_a_bearer_token_that_is_wrong_is_not_helped_by_a_cookie(client):
    staff("manager", username="frau.wang", password=PASSWORD)
    by_password(client, "frau.wang", PASSWORD)
    assert client.get("/api/v1/me").status_code == 200

    for header in ("Bearer wrong", "Bearer " + "0" * 43, "Basic Zm9vOmJhcg==", "", "Bearer"):
        assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


# --- staff (promise P31) ---


def test_staff_sign_in_by_password_and_get_a_cookie_that_scripts_cannot_read(client):
    person = staff("manager", username="frau.wang", password=PASSWORD)

    answer = by_password(client, " Frau.Wang ", PASSWORD)

    assert answer.json["person"] == {"id": str(person.id), "name": person.display_name}
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("hfw_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert answer.json["csrf_token"] not in cookie
    state = client.get("/api/v1/auth/session").json
    assert state["csrf_token"] == answer.json["csrf_token"]
    assert state["kind"] == "cookie"


def test_over_https_the_cookie_is_pinned_to_the_host(client, monkeypatch):
    from app.identity import login

    staff("manager", username="frau.wang", password=PASSWORD)
    secure = login.get_settings().model_copy(update={"cookie_secure": True})
    monkeypatch.setattr(login, "get_settings", lambda: secure)

    answer = by_password(client, "frau.wang", PASSWORD)

    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-hfw_")
        assert "Secure" in cookie
        assert "Domain" not in cookie


def test_unknown_wrong_and_disabled_get_the_same_answer(client):
    staff("manager", username="frau.wang", password=PASSWORD)
    staff("manager", username="herr.li", password=PASSWORD, status="disabled")

    answers = [
        by_password(client, "niemand", PASSWORD),
        by_password(client, "frau.wang", "falsch-und-lang-genug"),
        by_password(client, "herr.li", PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {401}
    bodies = [{k: v for k, v in answer.json["error"].items() if k != "request_id"} for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert all(not answer.headers.getlist("Set-Cookie") for answer in answers)


def test_who_did_not_get_in_is_written_down_and_what_was_typed_is_not(client):
    person = staff("manager", username="frau.wang", password=PASSWORD)

    by_password(client, "niemand", PASSWORD)
    by_password(client, "frau.wang", "falsch-und-lang-genug")

    failed = "SELECT subject, actor_id, detail FROM core_audit WHERE what = 'identity.sign_in_failed' ORDER BY id"
    rows = db.session.execute(text(failed)).all()
    assert [(row.subject, row.actor_id) for row in rows] == [("person:unknown", None), (f"person:{person.id}", None)]
    assert not any(word in str(row.detail) for row in rows for word in ("niemand", "falsch", PASSWORD))


def test_an_unknown_name_costs_a_hash_too(client, monkeypatch):
    from app.identity import passwords

    seen = []
    real = passwords._hasher.verify

    class Counting:
        def verify(self, stored, password):
            seen.append(stored)
            return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())

    by_password(client, "niemand", PASSWORD)

    assert len(seen) == 1


def test_a_password_hash_of_an_older_cost_is_renewed(client):
    from argon2 import PasswordHasher

    person = staff("manager", username="frau.wang")
    person.password_hash = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash(PASSWORD)
    db.session.commit()

    assert by_password(client, "frau.wang", PASSWORD).status_code == 200

    stored = db.session.execute(text("SELECT password_hash FROM identity_person")).scalar_one()
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert by_password(client, "frau.wang", PASSWORD).status_code == 200


def test_a_resident_has_no_password_to_guess(client):
    resident(username="resident")

    assert by_password(client, "resident", "").status_code == 422
    assert by_password(client, "resident", "nobody has this password").status_code == 401


def test_while_somebody_is_being_checked_the_next_one_is_told_to_come_back(app):
    staff("manager", username="frau.wang", password=PASSWORD)

    answers = together(*[lambda: by_password(app.test_client(), "frau.wang", PASSWORD)] * 3)

    codes = [answer.status_code for answer in answers]
    assert 200 in codes
    assert set(codes) <= {200, 503}
    assert all(answer.headers["Retry-After"] == "1" for answer in answers if answer.status_code == 503)


@pytest.fixture
def real_limits(settings, monkeypatch):
    """The limits of production, instead of the wide ones of tests."""
    from app.core.ratelimit import classes, counters, logins

    real = settings.model_copy(update={"rate_scale": 1.0})
    for module in (classes, counters, logins):
        if hasattr(module, "get_settings"):
            monkeypatch.setattr(module, "get_settings", lambda: real)


def guess(client, ip, times=1, username="frau.wang"):
    options = {"environ_overrides": {"REMOTE_ADDR": ip}}
    return [by_password(client, username, "falsch-und-lang-genug", **options).status_code for _ in range(times)]


@pytest.mark.usefixtures("real_limits")
def test_guessing_is_stopped_and_the_owner_still_gets_in(app):
    person = staff("manager", username="frau.wang", password=PASSWORD)
    owner = app.test_client()
    home = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.7"}}
    assert by_password(owner, "frau.wang", PASSWORD, **home).status_code == 200

    attacker = app.test_client()
    answers = [code for n in range(30) for code in guess(attacker, f"198.51.{n}.9")]

    assert answers.count(401) <= 20  # real checks of a password in an hour
    assert answers[-1] == 429
    assert by_password(owner, "frau.wang", PASSWORD, **home).status_code == 200
    assert by_password(app.test_client(), "frau.wang", PASSWORD, **home).status_code == 429  # unknown device
    assert person.status == "active"


@pytest.mark.usefixtures("real_limits")
def test_the_pause_comes_before_the_password_is_looked_at(client):
    staff("manager", username="frau.wang", password=PASSWORD)
    guess(client, "198.51.100.9", times=5)

    answer = by_password(client, "frau.wang", PASSWORD, environ_overrides={"REMOTE_ADDR": "198.51.100.9"})

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.usefixtures("real_limits")
def test_an_unknown_name_is_paused_like_a_known_one(client):
    staff("manager", username="frau.wang", password=PASSWORD)

    assert guess(client, "198.51.100.9", 7, "frau.wang") == guess(client, "203.0.113.9", 7, "niemand")


@pytest.mark.usefixtures("real_limits")
def test_being_told_to_come_back_costs_no_attempt(app, monkeypatch):
    from app.identity import passwords

    staff("manager", username="frau.wang", password=PASSWORD)
    counted = []
    monkeypatch.setattr(ratelimit, "check_login", lambda *args, **options: counted.append(args))

    def busy():
        raise Unavailable(retry_after=1)

    monkeypatch.setattr(passwords, "turn", busy)

    assert by_password(app.test_client(), "frau.wang", PASSWORD).status_code == 503
    assert counted == []


# --- demo people ---


def test_the_cast_is_who_is_in_the_data(client):
    compound = CompoundFactory(name="示例小区")
    resident(username="resident")
    staff("community", compound=compound, username="community")

    cast = client.get("/api/v1/auth/dev").json

    assert [item["persona"] for item in cast] == ["resident", "community"]
    assert cast[0]["posts"] == []
    assert cast[1]["posts"][0].startswith("社区工作者 ")


def test_without_the_demo_district_there_is_nobody_to_play(client):
    assert client.get("/api/v1/auth/dev").json == []
    assert client.post("/api/v1/auth/dev", json={"persona": "resident"}).status_code == 404
    assert client.post("/api/v1/auth/dev", json={"persona": "root"}).status_code == 422


def test_a_persona_works_on_every_route(client):
    staff("manager", username="manager")

    token = client.post("/api/v1/auth/dev", json={"persona": "manager"}).json["token"]

    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).json["posts"][0]["role"] == "manager"
    assert client.get("/api/v1/staff/people", headers=headers).status_code == 200


def test_production_has_no_demo_sign_in(settings):
    from app.wiring import apis

    names = {api.name for api in apis(settings.model_copy(update={"env": "production"}))}

    assert "identity_dev" not in names
    assert "identity_public" in names


def test_an_empty_installation_says_so(client, wechat_knows):
    assert by_wechat(client, "anna.1").status_code == 503


def test_every_sign_in_is_in_the_audit_log(client):
    person = staff("manager", username="frau.wang", password=PASSWORD)

    by_password(client, "frau.wang", PASSWORD)

    row = db.session.execute(text("SELECT * FROM core_audit")).one()
    assert (row.what, row.actor_id, row.subject) == ("identity.signed_in", person.id, f"person:{person.id}")
    assert sign_in.MOST_BEARER_SESSIONS == 5

import pytest
from sqlalchemy import text

from app.core.db import db
from app.identity import login
from tests.factories.people import PASSWORD, bearer, cookie, staff

pytestmark = pytest.mark.usefixtures("ctx")


@pytest.fixture
def client(app):
    """A client that keeps no cookies: each request carries the token that the test captured."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def session():
    return cookie(staff("manager", username="frau.wang", password=PASSWORD))


def rename(client, headers, **options):
    options.setdefault("json", {"name": "改过的名字"})
    return client.patch("/api/v1/me", headers=headers, **options)


def name():
    db.session.rollback()
    return db.session.execute(text("SELECT display_name FROM identity_person")).scalar_one()


# --- promise P33: a foreign page cannot act with an official's cookie ---


@pytest.mark.parametrize("more", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_our_own_page_can_act(client, session, more):
    assert rename(client, session.headers | more).status_code == 200
    assert name() == "改过的名字"


@pytest.mark.parametrize(
    "change",
    [
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "ö"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
def test_a_foreign_page_cannot(client, session, change):
    before = name()
    headers = {key: value for key, value in (session.headers | change).items() if value is not None}

    answer = rename(client, headers)

    assert answer.status_code == 403
    assert answer.json["error"]["code"] == "auth.csrf"
    assert name() == before


def test_the_token_of_another_session_does_not_fit(client, session):
    other = cookie(staff("manager"))

    answer = rename(client, session.headers | {"X-CSRF-Token": login.csrf_token(other.session_id)})

    assert answer.status_code == 403


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_cannot_speak_for_our_page(client, session, content_type):
    before = name()

    answer = rename(client, session.headers, json=None, data='{"name": "x"}', content_type=content_type)

    assert answer.status_code == 415
    assert name() == before


def test_a_get_changes_nothing_whatever_it_pretends(client, session):
    before = name()
    headers = session.headers | {"X-HTTP-Method-Override": "PATCH"}

    client.get("/api/v1/me?_method=PATCH&name=x", headers=headers)
    client.get("/api/v1/auth/session?_method=DELETE", headers=headers)

    assert name() == before
    assert client.get("/api/v1/me", headers=session.headers).status_code == 200


def test_reading_needs_no_token(client, session):
    headers = {"Cookie": session.headers["Cookie"]}

    assert client.get("/api/v1/me", headers=headers).status_code == 200


def test_a_phone_needs_no_token(client):
    assert rename(client, bearer(staff("manager")).headers).status_code == 200


def test_signing_out_needs_the_token_too(client, session):
    answer = client.delete("/api/v1/auth/session", headers={"Cookie": session.headers["Cookie"]})

    assert answer.status_code == 403
    assert client.get("/api/v1/me", headers=session.headers).status_code == 200


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_foreign_page_cannot_sign_anybody_in(client, session, header):
    body = {"username": "frau.wang", "password": PASSWORD}

    answer = client.post("/api/v1/auth/session", json=body, headers=header)

    assert answer.status_code == 403
    assert not answer.headers.getlist("Set-Cookie")


def test_no_answer_invites_other_origins(client, session):
    for path in ("/api/v1/me", "/api/v1/auth/session"):
        answer = client.get(path, headers=session.headers | {"Origin": "https://evil.example"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]

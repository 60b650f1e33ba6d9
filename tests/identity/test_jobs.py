import pytest
from sqlalchemy import text

from app.core.db import db
from app.identity.jobs import forget_old
from tests.factories.people import bearer, resident, stand_in
from tests.factories.places import CompoundFactory

pytestmark = pytest.mark.usefixtures("ctx")


def run(sql):
    result = db.session.execute(text(sql))
    db.session.commit()
    return result


def test_what_is_over_is_forgotten_and_what_lives_stays():
    person = resident()
    kept, ended, idle = bearer(person), bearer(person), bearer(person)
    run(f"UPDATE identity_session SET revoked_at = now() - interval '91 days' WHERE id = '{ended.session_id}'")
    run(f"UPDATE identity_session SET idle_until = now() - interval '91 days' WHERE id = '{idle.session_id}'")
    stand_in(person, CompoundFactory())
    old = stand_in(person, CompoundFactory())
    run(f"UPDATE identity_visit SET expires_at = now() - interval '8 days' WHERE id = '{old.id}'")
    run("INSERT INTO identity_wechat_code VALUES ('old', now() - interval '2 days'), ('new', now())")

    assert forget_old() == 4
    assert forget_old() == 0

    assert run("SELECT id FROM identity_session").scalars().all() == [kept.session_id]
    assert run("SELECT count(*) FROM identity_visit").scalar_one() == 1
    assert bytes(run("SELECT code_hash FROM identity_wechat_code").scalar_one()) == b"new"

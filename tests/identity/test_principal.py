from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import today
from app.core.db import db
from app.core.permissions import Role
from app.identity.principal import actor_of_session, load_principal
from tests.factories.people import actor_for, bearer, bind, cookie, give_post, resident, staff, stand_in
from tests.factories.places import CompoundFactory, ContractFactory, HomeFactory, OrganisationFactory

pytestmark = pytest.mark.usefixtures("ctx")


def change(sql, **values):
    db.session.execute(text(sql), values)
    db.session.commit()


def test_everything_about_a_person_comes_in_one_statement(count_queries):
    compound = CompoundFactory()
    person = staff("manager", compound=compound)
    home = HomeFactory()
    binding = bind(person, home)
    stand_in(person, compound)
    session = bearer(person)
    count_queries.clear()

    actor = load_principal("bearer", session.token)

    assert len(count_queries) == 1
    assert actor.person_id == person.id
    assert actor.session_id == session.session_id
    assert actor.post.role is Role.MANAGER
    assert actor.post.compounds == {compound.id}
    assert [claim.binding_id for claim in actor.homes] == [binding.id]
    assert actor.homes[0].building_id == home.building_id
    assert actor.visits == {compound.id}


def test_a_region_post_knows_its_level_and_its_own_office():
    compound = CompoundFactory()
    committee = OrganisationFactory(
        district_id=compound.district_id, kind="residents_committee", region_id=compound.community_id
    )

    post = actor_for(staff("community", compound=compound)).post

    assert (post.region_kind, post.region_id) == ("community", compound.community_id)
    assert post.organisation_id == committee.id
    assert post.compounds == frozenset()


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_token_that_was_never_given_out_is_nobody(token):
    assert load_principal("bearer", token) is None


def test_a_token_works_only_the_way_it_was_given_out():
    person = staff("manager")
    on_phone, in_browser = bearer(person), cookie(person)

    assert load_principal("cookie", on_phone.token) is None
    assert load_principal("bearer", in_browser.token) is None
    assert load_principal("cookie", in_browser.token).session_kind == "cookie"


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE identity_session SET revoked_at = now() WHERE id = :id",
        "UPDATE identity_session SET idle_until = now() WHERE id = :id",
        "UPDATE identity_session SET abs_until = now() WHERE id = :id",
        "UPDATE identity_person p SET status = 'disabled' FROM identity_session s"
        " WHERE s.id = :id AND p.id = s.person_id",
    ],
)
def test_whatever_ends_a_session_counts_at_once(ending):
    session = bearer(resident())
    assert load_principal("bearer", session.token) is not None

    change(ending, id=session.session_id)

    assert load_principal("bearer", session.token) is None
    assert actor_of_session(session.session_id) is None


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({}, True),
        ({"starts_on": today()}, True),
        ({"starts_on": today() + timedelta(days=1)}, False),
        ({"ends_on": today()}, True),
        ({"ends_on": today() - timedelta(days=1)}, False),
    ],
)
def test_a_post_counts_on_its_days(columns, counts):
    compound = CompoundFactory()
    person = staff(None, compound=compound)
    give_post(person, "community", compound=compound, **columns)

    assert (actor_for(person).post is not None) is counts


@pytest.mark.parametrize(("columns", "serves"), [({}, True), ({"over": True}, False)])
def test_a_company_post_reaches_the_compounds_under_contract_today(columns, serves):
    compound = CompoundFactory()
    contract = ContractFactory(compound=compound, **columns)
    company = OrganisationFactory._meta.model
    person = staff(None, compound=compound)
    give_post(person, "manager", compound=compound, company=db.session.get(company, contract.company_id))

    assert actor_for(person).post.compounds == ({compound.id} if serves else frozenset())


def test_a_post_at_one_compound_reaches_no_other_of_the_company():
    compound = CompoundFactory()
    contract = ContractFactory(compound=compound)
    other = CompoundFactory()
    company = db.session.get(OrganisationFactory._meta.model, contract.company_id)
    ContractFactory(compound=other, company=company)
    person = staff(None, compound=compound)
    give_post(person, "repair", compound=compound, company=company, compound_id=compound.id)

    assert actor_for(person).post.compounds == {compound.id}


def test_refused_and_ended_bindings_and_old_visits_give_nothing():
    person = resident()
    for state in ("refused", "ended"):
        bind(person, HomeFactory(), state=state)
    visit = stand_in(person, CompoundFactory())
    change("UPDATE identity_visit SET expires_at = now() WHERE id = :id", id=visit.id)

    actor = actor_for(person)

    assert actor.homes == ()
    assert actor.visits == frozenset()


def test_somebody_with_one_post_uses_it_and_with_several_never_more_than_one():
    compound = CompoundFactory()
    person = staff("community", compound=compound)
    session = bearer(person)
    give_post(person, "secretary", compound=compound)

    actor = load_principal("bearer", session.token)

    assert actor.post.role is Role.COMMUNITY
    assert {post.role for post in actor.posts} == {Role.COMMUNITY, Role.SECRETARY}


def test_the_end_of_the_post_in_use_does_not_move_the_person_to_another():
    compound = CompoundFactory()
    person = staff("community", compound=compound)
    session = bearer(person)
    give_post(person, "secretary", compound=compound)

    change("UPDATE identity_post SET ended_at = now() WHERE role = 'community'")

    actor = load_principal("bearer", session.token)
    assert actor.post is None
    assert [post.role for post in actor.posts] == [Role.SECRETARY]


def test_use_is_noted_once_a_minute_and_prolongs_the_session(count_queries):
    session = cookie(staff("manager"))
    change(
        """UPDATE identity_session SET last_seen_at = now() - interval '2 minutes',
           idle_until = now() + interval '1 minute' WHERE id = :id""",
        id=session.session_id,
    )
    count_queries.clear()

    load_principal("cookie", session.token)
    load_principal("cookie", session.token)

    assert len([s for s in count_queries if "UPDATE" in s]) == 1
    left = db.session.execute(
        text("SELECT extract(epoch FROM idle_until - now()) FROM identity_session WHERE id = :id"),
        {"id": session.session_id},
    ).scalar_one()
    assert 29 * 60 < left <= 30 * 60


def test_use_never_prolongs_beyond_the_absolute_end():
    session = cookie(staff("manager"))
    change(
        """UPDATE identity_session SET last_seen_at = now() - interval '2 minutes',
           abs_until = now() + interval '5 minutes' WHERE id = :id""",
        id=session.session_id,
    )

    load_principal("cookie", session.token)

    same = db.session.execute(text("SELECT idle_until = abs_until FROM identity_session")).scalar_one()
    assert same


def test_the_token_is_not_in_the_database():
    session = bearer(resident())

    rows = db.session.execute(text("SELECT s::text FROM identity_session s")).scalars().all()

    assert all(session.token not in row for row in rows)
    assert len(session.token) == 43  # 256 random bits

import pytest

from app.core.auth import Actor, Post
from app.core.ids import new_id
from app.core.permissions import Role
from app.identity import policy, workflow
from app.identity.models import BindingState, HomeBinding, Person
from app.identity.policy import Account, Claim, Place
from app.identity.workflow import BindingAction

DISTRICT, COMMUNITY, COMPANY, COMPOUND = (new_id() for _ in range(4))


def actor(role=None, *, region=None, organisation=None, compounds=(), person=None):
    post = None
    if role is not None:
        kind = "community" if region == COMMUNITY else "district"
        post = Post(new_id(), Role(role), kind if region else None, region, organisation, frozenset(compounds))
    return Actor(person or new_id(), "示例", new_id(), "bearer", DISTRICT, post, (post,) if post else ())


def manager(**more):
    return actor("manager", organisation=COMPANY, compounds={COMPOUND}, **more)


def claim(relation="tenant", state="pending", person=None):
    binding = HomeBinding(person_id=person or new_id(), compound_id=COMPOUND, relation=relation, state=state)
    return Claim(binding, COMMUNITY)


@pytest.mark.parametrize(
    ("who", "relation", "allowed"),
    [
        (actor("community", region=COMMUNITY), "owner", True),
        (actor("community", region=new_id()), "owner", False),
        (manager(), "tenant", True),
        (manager(), "family", True),
        (manager(), "owner", False),
        (actor("manager", organisation=COMPANY), "tenant", False),
        (actor("secretary", region=COMMUNITY), "tenant", False),
        (actor(), "tenant", False),
    ],
)
def test_who_decides_on_a_claim(who, relation, allowed):
    verdict = policy.may_decide(who, claim(relation))

    assert bool(verdict) is allowed
    assert verdict.reason or allowed


def test_nobody_decides_on_his_own_claim_but_anybody_may_leave():
    who = actor("community", region=COMMUNITY)
    own = claim(person=who.person_id)

    assert not policy.may_decide(who, own)
    assert policy.may_end(who, own)
    assert not policy.may_end(actor(), own)


@pytest.mark.parametrize(
    ("state", "actions"),
    [("pending", ["approve", "refuse"]), ("active", ["end"]), ("refused", []), ("ended", [])],
)
def test_the_table_of_moves(state, actions):
    who = actor("community", region=COMMUNITY)

    assert workflow.actions_for(who, claim(state=state)) == actions
    for action in BindingAction:
        thing = claim(state=state)
        if action in actions:
            before, after = workflow.move(who, thing, action)
            assert (before, thing.binding.state) == (BindingState(state), after)
        else:
            with pytest.raises(workflow.MoveNotPossible):
                workflow.move(who, thing, action)


def account(*posts, organisation=None, district=DISTRICT, person=None):
    row = Person(id=person or new_id(), district_id=district, organisation_id=organisation)
    return Account(row, frozenset(posts))


REPAIR = ("repair", COMPANY)
ADMIN = actor("sysadmin", region=DISTRICT)


@pytest.mark.parametrize(
    ("who", "thing", "allowed"),
    [
        (ADMIN, account(("district", None)), True),
        (ADMIN, account(district=new_id()), False),
        (ADMIN, account(person=ADMIN.person_id), False),
        (manager(), account(REPAIR, organisation=COMPANY), True),
        (manager(), account(organisation=COMPANY), True),
        (manager(), account(REPAIR), False),
        (manager(), account(REPAIR, organisation=new_id()), False),
        (manager(), account(REPAIR, ("community", None), organisation=COMPANY), False),
        (manager(), account(("repair", new_id()), organisation=COMPANY), False),
        (actor("district", region=DISTRICT), account(), False),
        (actor(), account(), False),
    ],
)
def test_who_rules_over_an_account(who, thing, allowed):
    assert bool(policy.may_manage(who, thing)) is allowed


@pytest.mark.parametrize(
    ("who", "role", "place", "allowed"),
    [
        (ADMIN, Role.SYSADMIN, Place(DISTRICT), True),
        (manager(), Role.REPAIR, Place(organisation_id=COMPANY), True),
        (manager(), Role.REPAIR, Place(organisation_id=COMPANY, compound_id=COMPOUND), True),
        (manager(), Role.REPAIR, Place(organisation_id=COMPANY, compound_id=new_id()), False),
        (manager(), Role.REPAIR, Place(organisation_id=new_id()), False),
        (manager(), Role.MANAGER, Place(organisation_id=COMPANY), False),
        (actor("street", region=new_id()), Role.REPAIR, Place(organisation_id=COMPANY), False),
        (actor(), Role.REPAIR, Place(organisation_id=COMPANY), False),
    ],
)
def test_who_gives_and_ends_a_post(who, role, place, allowed):
    assert bool(policy.may_grant(who, new_id(), role, place)) is allowed
    assert bool(policy.may_end_post(who, role, place)) is allowed


@pytest.mark.parametrize("who", [ADMIN, manager()])
def test_nobody_gives_a_post_to_himself(who):
    assert not policy.may_grant(who, who.person_id, Role.REPAIR, Place(organisation_id=COMPANY))

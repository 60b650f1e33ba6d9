"""What the database itself keeps: two people, and nothing that was published changes, whoever writes the SQL."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from tests.disclosures import bodies
from tests.disclosures.steps import act, execute, published, second_manager, see, written


def refused(app, statement: str, **params) -> bool:
    """Return whether the database refuses a statement."""
    try:
        execute(app, statement, **params)
    except DBAPIError as error:
        return error.orig.sqlstate in ("42501", "23514")
    return False


PUBLISH = (
    "update disclosures_version set state = 'published', number = 1, valid_from = current_date, published_at = now(),"
    " hash = repeat('a', 64), approved_by = :who where id = :id"
)


def test_the_database_refuses_who_wrote_it(app, world, second):
    third = second_manager(app, world, "manager_a3")
    draft = act(second, written(world.manager_a, world.a), "save", valid_to=bodies.in_days(30))
    assert refused(app, PUBLISH, who=third.id, id=draft["id"])  # from a draft
    submitted = act(third, draft, "submit")
    for who in (world.manager_a, second, third):
        assert refused(app, PUBLISH, who=who.id, id=submitted["id"]), who.name
    # Nor does it help to strike out first who wrote it.
    assert refused(app, "update disclosures_version set editors = '{}' where id = :id", id=draft["id"])
    strike = "update disclosures_version set author_id = :who where id = :id"
    assert refused(app, strike, who=third.id, id=draft["id"])
    assert refused(app, PUBLISH.replace("state =", "submitted_by = null, state ="), who=third.id, id=draft["id"])
    execute(app, PUBLISH, who=world.community_a.id, id=submitted["id"])


@pytest.mark.parametrize(
    "change",
    [
        "body = jsonb_set(body, '{head,complaint_phone}', '\"0\"')", "hash = repeat('b', 64)", "number = 7",
        "valid_from = valid_from - 1", "valid_to = valid_from + 400", "published_at = now() - interval '1 day'",
        "approved_by = null", "places = '[]'::jsonb || '{}'::jsonb", "attachments = '[1]'", "correction_reason = 'x'",
        "organisation_id = null", "state = 'draft'", "state = 'discarded'", "approved_post = ''",
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_published(app, world, second, change):
    done = published(world.manager_a, second, world.a)
    assert refused(app, f"update disclosures_version set {change} where id = :id", id=done["id"])
    assert see(second, done["id"]) == see(second, done["id"]) | {"body": done["body"], "hash": done["hash"]}


def test_the_database_keeps_versions_and_answers(app, world, second):
    done = published(world.manager_a, second, world.a)
    assert refused(app, "delete from disclosures_version where id = :id", id=done["id"])
    act(second, done, "withdraw", reason="x")
    assert refused(app, "update disclosures_version set withdraw_reason = 'y' where id = :id", id=done["id"])
    assert refused(app, "update disclosures_version set state = 'published' where id = :id", id=done["id"])


def test_what_was_handed_in_is_what_is_published(app, world, second):
    submitted = act(world.manager_a, written(world.manager_a, world.a, valid_from=bodies.in_days(1)), "submit")
    change = "update disclosures_version set {} where id = :id"
    assert refused(app, change.format("body = '{}'"), id=submitted["id"])
    assert refused(app, change.format("valid_from = current_date - 9"), id=submitted["id"])

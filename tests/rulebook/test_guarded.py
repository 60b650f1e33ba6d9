"""What the database itself refuses about versions of the rules, and what is inside a rule that nobody should send."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.contract.test_nasty_values import NASTY, check, send
from tests.rulebook.steps import BASE, LAST, begin, in_front, published, rule, see, submitted
from tests.world import write

LIGHTS = rule("楼道灯给居委会", "residents_committee", conditions={"category": ["0201"]})
PAINT = rule("墙面粉刷给街道", "street_office", conditions={"category": ["0105"]})

GUARDED = {
    "published by its writer": (
        "42501|23514",
        "update tickets_rule_set set state = 'published', number = 2, published_by = author_id, published_at = now()",
    ),
    "published by an editor": (
        "23514",
        "update tickets_rule_set set state = 'published', number = 2, published_at = now(), published_by = editors[1]",
    ),
    "rules of a submitted version": ("42501", "update tickets_rule_set set rules = '[]'"),
    "an editor forgotten": ("42501", "update tickets_rule_set set editors = '{}'"),
    "another author": ("42501", "update tickets_rule_set set author_id = (select id from identity_person where"
                                " display_name = '区里同事')"),
    "back from the dead": ("42501", "update tickets_rule_set set state = 'discarded', submitted_by = null"),
    "deleted": ("42501", "delete from tickets_rule_set"),
    "another submitter on publishing": (
        "42501",
        "update tickets_rule_set set state = 'published', number = 2, published_at = now(),"
        " published_by = submitted_by, submitted_by = (select id from identity_person where display_name = '区里同事')",
    ),
    "born published": (
        "42501",
        "insert into tickets_rule_set (id, district_id, title, state, rules, author_id, editors, changed_at, number,"
        " published_by, published_at) select gen_random_uuid(), district_id, 'x', 'published', rules, author_id,"
        " editors, now(), 9, (select id from identity_person where display_name = '区里同事'), now()"
        " from tickets_rule_set",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(GUARDED))
def test_the_database_refuses_what_the_product_would_never_do(app, two, what):
    submitted(two.district, in_front(two.district, LIGHTS))
    codes, statement = GUARDED[what]

    def force() -> None:
        from app.core.db import db

        db.session.execute(text(statement))

    with pytest.raises(DBAPIError) as refused:
        write(app, force)
    assert refused.value.orig.sqlstate in codes.split("|")


def test_a_published_version_stays_as_it_is(app, two):
    published(two.district, two.district_2, in_front(two.district, LIGHTS))
    for change in ("rules = '[]'", "published_by = null", "number = 7", "state = 'draft', submitted_by = null"):

        def force(change: str = change) -> None:
            from app.core.db import db

            db.session.execute(text(f"update tickets_rule_set set {change}"))

        with pytest.raises(DBAPIError) as refused:
            write(app, force)
        assert refused.value.orig.sqlstate in ("42501", "23514")


def test_two_versions_are_never_in_force_at_once(app, two):
    published(two.district, two.district_2, in_front(two.district, LIGHTS))
    other = submitted(two.district, in_front(two.district, PAINT))

    def force() -> None:
        from app.core.db import db

        db.session.execute(
            text("update tickets_rule_set set state = 'published', number = 9, published_at = now(),"
                 " published_by = :me where id = :id"),
            {"me": two.district_2.id, "id": other["id"]},
        )  # fmt: skip

    with pytest.raises(DBAPIError) as refused:
        write(app, force)
    assert refused.value.orig.sqlstate == "23505"


# --- nasty values inside a rule ---


def test_nothing_inside_a_rule_breaks_the_product(two):
    draft = begin(two.district)
    path, version = f"{BASE}/sets/{draft['id']}", draft["version"]

    def sent(action: str, rules: list, where: str):
        raw = json.dumps({"version": version, "rules": rules} if "save" in action else {"rules": rules}).encode()
        answer, seconds = send(two.district, "post", f"{path}/{action}", raw)
        check(answer, seconds, f"{action} {where}")
        return answer

    for field in ("id", "name", "conditions", "target", "reason", "deadline", "urgency", "weather"):
        for name, value in NASTY.items():
            answer = sent("actions/save", [LAST | {field: value}], f"{field} = {name}")
            version = answer.json["version"] if answer.status_code == 200 else version
    small = {name: value for name, value in NASTY.items() if name != "megabyte"}
    for key in ("category", "hours", "compound_id", "building_id", "month", "has_provider", "\x00"):
        rules = [
            rule(f"{name}{number}", "provider", conditions={key: wanted})
            for name, value in small.items()
            for number, wanted in enumerate((value, [value], {"from": value, "to": "08:00"}))
        ]
        assert sent("check", rules, key).status_code in (200, 400)  # 400: a number or a text that JSON cannot hold
        legible = [one for one in rules if not one["name"].startswith(("surrogate", "huge"))]
        told = sent("check", legible, key)
        assert (told.status_code, len(told.json["problems"])) == (200, 20)
        assert sent("actions/save", legible, key).status_code == 422
    see(two.district, draft["id"])

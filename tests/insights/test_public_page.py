"""The public page of a compound: everything on it, kept ready, never stale for long, and nobody's name on it."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from app.core import ready
from app.core.clock import now, today
from app.core.outbox import publish
from app.events.disclosures import DisclosureOverdue
from app.forms.content import canonical
from app.insights.schemas import PublicCompoundOut, PublicDisclosureOut
from tests.disclosures.bodies import fees, item
from tests.disclosures.steps import act, arm, begin, photo, published, see
from tests.insights.public import page, read
from tests.standards import steps
from tests.world import write

# --- what is on it ---


def test_a_compound_with_nothing_has_a_page_all_the_same(world):
    shown = page(world, world.none)

    assert shown["provider"] is None
    assert shown["contract"] is None
    assert shown["fees"] is None
    assert shown["plan"] is None
    assert (shown["standards"], shown["disclosures"]) == ([], [])
    assert {call["phone"] for call in shown["emergency"]} >= {"119", "120", "110"}
    assert shown["as_of"] == today().isoformat()


def test_the_fee_is_there_with_its_rule_and_its_seal(world, sheet):
    shown = page(world)

    assert shown["fees"]["my_fee"] == {
        "name": "物业服务费", "rate_fen": 58, "unit": "m2_month", "price": "0.58 元/㎡·月", "example_centi_m2": 6000,
        "example_fen": 3480, "sentence": "您家每月的物业服务费：60.00 ㎡ × 0.58 元/㎡·月 = 每月 34.80 元。",
    }  # fmt: skip
    (entry,) = shown["disclosures"]
    assert entry["version_id"] == sheet["id"]
    assert entry["body"]["tables"]["items"][0]["rate"] == 58
    assert entry["left_out"] == {}
    sealed = {
        key: entry[key]
        for key in ("form", "compound_id", "period_from", "period_to", "subject", "number", "valid_from", "valid_to",
                    "body", "places", "attachments")
    }  # fmt: skip
    assert entry["hash"] == hashlib.sha256(canonical(sealed)).hexdigest()  # anybody can check it


def test_a_standard_stands_beside_its_proof(app, world, deliver):
    steps.fixed(world.manager_a, world.a, level=2)
    logged = steps.log(world.repair_a, world.a)
    deliver()

    shown = page(world)

    clean = next(one for one in shown["standards"] if one["code"] == steps.CLEAN)
    assert (clean["level_name"], clean["level"]) == ("二级", 2)
    assert clean["last"]["source_name"] == "现场打卡"
    assert clean["photos"] == [file["id"] for file in logged["photos"]]
    assert shown["plan"]["number"] == 1
    assert shown["standards_summary"]["items"] > 50


def test_a_late_item_is_late_for_everybody(app, world):
    steps.fixed(world.manager_a, world.a, level=1)
    steps.held_since(app, steps.days_ago(60))

    shown = page(world)

    clean = next(one for one in shown["standards"] if one["code"] == steps.CLEAN)
    assert clean["state"] == "late"
    assert clean["late_since"] < today().isoformat()
    assert shown["standards_summary"]["late"] >= 1


def test_the_three_rates_come_with_numerator_and_denominator(world):
    rates = page(world)["three_rates"]["rates"]

    assert [rate["name"] for rate in rates][:3] == ["响应率", "解决率", "满意率"]
    assert all({"numerator", "denominator"} <= set(rate) for rate in rates)


def test_what_should_be_there_and_is_not_is_shown(app, world, sheet, deliver):
    arm(app)
    assert page(world)["overdue"] == []
    steps.execute(app, "update disclosures_duty set next_due_on = current_date - 3 where code in ('D1', 'D2')")
    write(app, publish, DisclosureOverdue(str(uuid4()), str(world.a.compound), "D1", "company", "2026-01-01"))
    deliver()

    late = page(world)["overdue"]

    assert {one["form"] for one in late} >= {"company"}
    assert all(one["content"] and one["due_on"] < today().isoformat() for one in late)


def test_nobody_is_named(app, world, second, sheet, deliver):
    steps.fixed(world.manager_a, world.a)
    steps.log(world.repair_a, world.a, note="找李四家拿的钥匙")
    deliver()

    told = json.dumps(page(world), ensure_ascii=False)

    for person in world.people.values():
        assert person.name not in told
        assert str(person.id) not in told
    assert "李四" not in told


def test_the_page_has_the_shape_that_is_documented(world, second, sheet, deliver):
    steps.fixed(world.manager_a, world.a)
    steps.log(world.repair_a, world.a)
    shown = page(world)

    def keys(value, schema) -> None:
        assert set(value) == {field.data_key or name for name, field in schema.fields.items()}, schema
        for name, field in ((field.data_key or name, field) for name, field in schema.fields.items()):
            nested = getattr(getattr(field, "inner", field), "schema", None)
            several = value[name] if isinstance(value[name], list) else [value[name]]
            for one in several if nested is not None else ():
                if one is not None:
                    keys(one, nested)

    keys(shown, PublicCompoundOut())


# --- versions ---


def version_of(world, version_id: str, estate=None, **headers):
    """Ask for one version, as anybody."""
    compound = (estate or world.a).compound
    return world.stranger.client.get(f"/api/v1/public/compounds/{compound}/disclosures/{version_id}", headers=headers)


def test_an_old_value_stays_readable(world, second, sheet):
    wrong = act(world.manager_a, sheet, "correct", reason="单价抄错了")
    right = published(world.manager_a, second, world.a, "fees", fees(item(rate=55)), begun=wrong)

    entry = page(world)["disclosures"][0]
    assert (entry["version_id"], entry["number"]) == (right["id"], 2)
    assert entry["corrected_from"]["values"] == {"items.物业服务费.rate": "0.58 元"}
    assert entry["corrected_from"]["reason"] == "单价抄错了"
    old = version_of(world, sheet["id"]).json
    assert (old["state"], old["body"]["tables"]["items"][0]["rate"]) == ("superseded", 58)
    assert set(old) == set(PublicDisclosureOut().fields)
    listed = world.stranger.client.get(f"/api/v1/public/compounds/{world.a.compound}/disclosures?limit=1").json
    assert [one["version_id"] for one in listed["items"]] == [right["id"]]
    rest = world.stranger.client.get(
        f"/api/v1/public/compounds/{world.a.compound}/disclosures?limit=1&cursor={listed['next']}"
    ).json
    assert [one["version_id"] for one in rest["items"]] == [sheet["id"]]
    assert rest["next"] is None


def test_a_change_of_price_is_shown_ahead(world, second, sheet):
    begins = (today() + timedelta(days=40)).isoformat()
    dearer = fees(item(rate=68, start_on=begins))
    published(world.manager_a, second, world.a, "fees", dearer, valid_from=begins)

    shown = page(world)

    assert shown["fees"]["my_fee"]["rate_fen"] == 58
    (ahead,) = shown["fees"]["changes_ahead"]
    assert ahead["valid_from"] == begins
    cells = ahead["tables"][0]["changes"][0]["cells"]
    assert ("0.58 元", "0.68 元") in {(cell["before"], cell["after"]) for cell in cells}
    with time_machine.travel(now() + timedelta(days=41), tick=True):
        assert page(world)["fees"]["my_fee"]["rate_fen"] == 68


def test_what_is_no_public_version_does_not_exist(world, second, sheet):
    draft = begin(world.manager_a, world.a, "other", subject="管理规约")

    assert version_of(world, draft["id"]).status_code == 404
    assert version_of(world, str(uuid4())).status_code == 404
    assert version_of(world, sheet["id"], world.b).status_code == 404  # of another compound
    assert version_of(world, sheet["id"]).status_code == 200


def test_a_long_table_is_cut_on_the_page_and_whole_at_its_own_address(world, second):
    several = (item(f"上门服务{number}", kind="other") for number in range(120))
    made = published(world.manager_a, second, world.a, "fees", fees(item(), *several))

    (entry,) = page(world)["disclosures"]

    assert len(entry["body"]["tables"]["items"]) == 100
    assert entry["left_out"] == {"items": 21}
    whole = version_of(world, made["id"]).json
    assert len(whole["body"]["tables"]["items"]) == 121
    assert whole["left_out"] == {}


# --- photos ---


def test_photos_of_what_is_public_are_shown_to_anybody_and_no_other(app, world, second, sheet):
    steps.fixed(world.manager_a, world.a)
    record = steps.log(world.repair_a, world.a)
    proof, posted = record["photos"][0]["id"], sheet["places"][0]["media_id"]
    private = photo(world.resident_a)
    draft = begin(world.manager_a, world.a, "other", subject="管理规约")
    unpublished = photo(world.manager_a)
    act(world.manager_a, draft, "save", attachments=[unpublished])

    def status(file: str, query: str = "") -> int:
        return world.stranger.client.get(f"/api/v1/public/photos/{file}{query}").status_code

    assert (status(proof), status(posted), status(proof, "?thumb=true")) == (200, 200, 200)
    assert (status(private), status(unpublished), status(str(uuid4()))) == (404, 404, 404)
    whole = world.stranger.client.get(f"/api/v1/public/photos/{proof}").data
    small = world.stranger.client.get(f"/api/v1/public/photos/{proof}?thumb=true").data
    assert len(small) < len(whole)
    steps.end(world.repair_a, record, "undo")
    assert status(proof) == 404


# --- kept ready, and not stale ---


def test_who_has_the_page_is_not_sent_it_again(world, sheet):
    first = read(world)
    tag = first.headers["ETag"]
    again = read(world, If_None_Match=tag)

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert tag == f'"{first.json["etag"]}"'
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert read(world, If_None_Match=f'W/{tag}, "x"').status_code == 304
    assert read(world, If_None_Match="*").status_code == 304
    assert read(world, If_None_Match='"something else"').status_code == 200
    assert read(world).headers["ETag"] == tag  # nothing changed, so the tag did not


def test_a_version_is_known_by_its_tag_too(world, sheet):
    first = version_of(world, sheet["id"])

    assert first.headers["Cache-Control"].startswith("public")
    assert version_of(world, sheet["id"], **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_page_that_is_kept_is_one_read_by_its_key(world, sheet, count_queries):
    page(world)
    ready.forget_here()
    count_queries.clear()
    read(world)
    first = list(count_queries)
    read(world)

    assert len(first) == 1
    assert "insights_public_page" in first[0]
    assert len(count_queries) == 1  # within two seconds not even that


def test_what_is_published_is_on_the_page_at_once(world, second, deliver):
    before = read(world).json
    ready.forget_here()
    published(world.manager_a, second, world.a, "fees")
    kept = read(world).json
    deliver()
    ready.forget_here()

    after = read(world).json

    assert before["disclosures"] == kept["disclosures"] == []
    assert len(after["disclosures"]) == 1
    assert after["etag"] != before["etag"]


def test_what_is_withdrawn_is_gone_at_once_and_its_version_says_why(world, second, sheet, deliver):
    deliver()
    assert len(page(world)["disclosures"]) == 1
    act(second, see(second, sheet["id"]), "withdraw", reason="贴错了小区")
    deliver()
    ready.forget_here()

    assert read(world).json["disclosures"] == []
    assert version_of(world, sheet["id"]).json["withdraw_reason"] == "贴错了小区"


def test_many_taps_of_a_round_build_the_page_once(app, world, deliver):
    steps.fixed(world.manager_a, world.a)
    deliver()
    for code in ("ENV-01", "ENV-02", "ENV-03"):
        steps.log(world.repair_a, world.a, code)
    deliver()

    def waiting() -> int:
        from app.core.db import db

        statement = "select count(*) from core_outbox where topic = 'insights.page_stale' and done_at is null"
        return write(app, lambda: db.session.execute(db.text(statement)).scalar_one())

    assert waiting() in (1, 2)  # two only when a minute ended in between
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        deliver_due(app)
    assert waiting() == 0
    ready.forget_here()
    logged = [item for item in read(world).json["standards"] if item["last_at"]]
    assert {item["code"] for item in logged} >= {"ENV-01", "ENV-02", "ENV-03"}


def deliver_due(app) -> None:
    """Let what waits for the end of the minute be due now: the database has a clock of its own."""
    steps.execute(app, "update core_outbox set due_at = now() where topic = 'insights.page_stale'")
    from app.core import outbox

    with app.app_context():
        outbox.drain_all()


def test_a_page_is_never_older_than_ten_minutes(app, world, deliver):
    page(world)
    steps.execute(app, "update places_organisation set phone = '010-11112222' where id = :id", id=world.company_a)
    assert page(world)["provider"]["phone"] == "010-00000000"

    with time_machine.travel(now() + timedelta(minutes=11), tick=True):
        assert page(world)["provider"]["phone"] == "010-11112222"


def test_a_new_day_builds_a_new_page(app, world):
    first = page(world)

    with time_machine.travel(now() + timedelta(days=1), tick=True):
        second = page(world)

    assert second["as_of"] == (today() + timedelta(days=1)).isoformat()
    assert second["etag"] != first["etag"]


def test_an_old_page_is_better_than_none_while_another_builds_it(app, world, other_builder):
    page(world)
    steps.execute(app, "update insights_public_page set built_at = now() - interval '1 hour'")

    assert page(world)["name"] == "示例小区a"  # and nobody waited for the other one


@pytest.fixture
def other_builder(app, world):
    """Somebody who holds the lock of compound a's page and does not let go."""
    from app.core.db import db
    from app.insights.queries import LOCK_PAGE

    with app.app_context(), db.engine.connect() as connection:
        page(world)
        transaction = connection.begin()
        connection.execute(LOCK_PAGE, {"compound": world.a.compound})
        yield
        transaction.rollback()


def test_twenty_years_make_the_page_no_larger(app, world, second, sheet):
    small = len(json.dumps(page(world)))
    steps.execute(
        app,
        """
        insert into disclosures_version (id, publication_id, number, state, body, places, valid_from, author_id,
            submitted_by, approved_by, approved_post, published_at, hash, superseded_at)
        select gen_random_uuid(), v.publication_id, v.number + n, 'superseded', v.body, v.places,
               v.valid_from - n * 30, v.author_id, v.submitted_by, v.approved_by, v.approved_post,
               v.published_at - n * interval '30 days', v.hash, now()
        from disclosures_version v cross join generate_series(1, 240) n
        where v.id = :id
        """,
        id=sheet["id"],
    )
    steps.execute(app, "update insights_public_page set built_at = now() - interval '1 hour'")

    assert len(json.dumps(page(world))) == small

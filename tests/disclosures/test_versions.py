"""Versions that stay: sealed, corrected with the old value readable, withdrawn with a reason, and prices ahead."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest

from app.core.clock import today
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT
from tests.disclosures.steps import BASE, act, begin, errors, execute, public, published, see, unguarded, written
from tests.standards.steps import fixed

# --- versions ---


def test_the_hash_seals_what_everybody_sees(app, world, second):
    done = published(world.manager_a, second, world.a, "fees")
    [shown] = public(app, world.a)["published"]
    sealed = {
        key: shown[key]
        for key in ("form", "compound_id", "period_from", "period_to", "subject", "number", "valid_from", "valid_to",
                    "body", "places", "attachments")
    }  # fmt: skip
    again = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert shown["hash"] == done["hash"] == hashlib.sha256(again).hexdigest()


def test_a_correction_keeps_the_old_value_readable(app, world, second):
    from app.disclosures.service import public_version
    from tests.world import in_app

    wrong = published(world.manager_a, second, world.a, "company", RIGHT["company"](complaint_phone="010-9"))
    act(world.manager_a, wrong, "correct", 422)
    draft = act(world.manager_a, wrong, "correct", reason="投诉电话写错了")
    assert (draft["state"], draft["corrects_id"]) == ("draft", wrong["id"])
    assert draft["body"] == wrong["body"]
    assert see(second, wrong["id"])["state"] == "published"  # until the correction is out
    fixed = act(world.manager_a, draft, "save", body=RIGHT["company"](complaint_phone="010-8"))
    told = world.manager_a.get(f"{BASE}/versions/{draft['id']}/changes").json
    assert told["against"]["number"] == 1
    assert told["tables"][0]["changes"][0]["cells"][0]["after"] == "010-8"
    act(world.manager_a, act(world.manager_a, fixed, "submit"), "publish", 403)
    done = act(second, see(second, draft["id"]), "publish")
    assert done["number"] == 2

    found = public(app, world.a)
    [shown] = found["published"]
    assert shown["number"] == 2
    assert shown["corrected_from"]["reason"] == "投诉电话写错了"
    assert shown["corrected_from"]["values"] == {"head.complaint_phone": "010-9"}
    [earlier] = found["earlier"]
    assert (earlier["version_id"], earlier["state"]) == (wrong["id"], "superseded")
    old = in_app(app, public_version, wrong["id"], today())
    assert old["body"]["head"]["complaint_phone"] == "010-9"
    assert old["hash"] == wrong["hash"]


def test_a_correction_is_for_the_day_of_what_it_corrects(world, second):
    wrong = published(world.manager_a, second, world.a)
    draft = act(world.manager_a, wrong, "correct", reason="x")
    answer = act(world.manager_a, draft, "save", 422, valid_from=bodies.in_days(40))
    assert answer["error"]["fields"] == {"valid_from": ["更正不改变生效日期"]}
    assert act(world.manager_a, wrong, "correct", 409, reason="x")["error"]["code"] == "disclosures.draft_there"


def test_what_was_withdrawn_says_why_and_stays_readable(app, world, second):
    from app.disclosures.service import public_version
    from tests.world import in_app

    done = published(world.manager_a, second, world.a)
    act(second, done, "withdraw", 422)
    gone = act(second, done, "withdraw", reason="合同已终止")
    assert (gone["state"], gone["actions"]) == ("withdrawn", [])
    found = public(app, world.a)
    assert found["published"] == []
    [earlier] = found["earlier"]
    assert (earlier["state_name"], earlier["withdraw_reason"]) == ("已撤下", "合同已终止")
    assert in_app(app, public_version, done["id"], today())["withdraw_reason"] == "合同已终止"


def test_a_withdrawn_version_does_not_bring_the_old_one_back(app, world, second):
    published(world.manager_a, second, world.a)
    newer = published(world.manager_a, second, world.a, body=RIGHT["company"](office="2 号楼"))
    act(second, newer, "withdraw", reason="x")
    assert public(app, world.a)["published"] == []


def test_a_draft_and_its_version_are_unknown_to_everybody(app, world):
    from app.core.errors import NotFound
    from app.disclosures.service import public_version
    from tests.world import in_app

    draft = written(world.manager_a, world.a)
    assert public(app, world.a)["published"] == public(app, world.a)["earlier"] == []
    with pytest.raises(NotFound):
        in_app(app, public_version, draft["id"], today())


# --- a price that changes ---


def next_price(world, second, days: int = 30, rate: int = 65):
    """Publish a fee sheet, and another one that begins in some days."""
    first = published(world.manager_a, second, world.a, "fees")
    begins = bodies.in_days(days)
    sheet = bodies.fees(bodies.item(rate=rate, start_on=begins))
    draft = begin(world.manager_a, world.a, "fees", copy_previous=True)
    assert draft["body"] == first["body"]
    return first, written(world.manager_a, world.a, "fees", sheet, begun=draft, valid_from=begins), begins


def test_a_new_price_is_shown_ahead_and_comes_by_itself(app, world, second, deliver):
    first, draft, begins = next_price(world, second)
    assert errors(draft) == []
    ahead = act(second, act(world.manager_a, draft, "submit"), "publish")
    assert ahead["state"] == "published"

    [shown] = public(app, world.a)["published"]
    assert shown["version_id"] == first["id"]
    [coming] = shown["changes_ahead"]
    assert (coming["valid_from"], coming["number"]) == (begins, 2)
    cells = {cell["label"]: cell for cell in coming["tables"][0]["changes"][0]["cells"]}
    assert (cells["收费标准"]["before"], cells["收费标准"]["after"]) == ("0.58 元", "0.65 元")

    on = date.fromisoformat(begins)
    assert public(app, world.a, on)["published"][0]["version_id"] == ahead["id"]  # even when the timer is late
    let_begin(app, ahead["id"])
    execute(app, "update core_outbox set due_at = now() where topic = 'disclosures.version_starts'")
    deliver()
    assert see(second, first["id"])["state"] == "superseded"
    [shown] = public(app, world.a)["published"]
    assert (shown["version_id"], shown["changes_ahead"]) == (ahead["id"], [])


def let_begin(app, version_id: str) -> None:
    """Let a version have been meant to begin today."""
    unguarded(app, "update disclosures_version set valid_from = :today where id = :id", today=today(), id=version_id)


def test_twenty_nine_days_are_not_enough(world, second):
    _, draft, _ = next_price(world, second, 29)
    assert errors(draft) == ["valid_from"]
    answer = act(world.manager_a, draft, "submit", 422)
    assert "提前 30 天公示" in answer["error"]["message"]


def test_while_one_is_ahead_there_is_no_other(world, second):
    _, draft, _ = next_price(world, second)
    ahead = act(second, act(world.manager_a, draft, "submit"), "publish")
    another = written(world.manager_a, world.a, "fees", begun=begin(world.manager_a, world.a, "fees"))
    assert errors(another) == ["valid_from"]
    act(world.manager_a, another, "discard")
    act(second, ahead, "withdraw", reason="不调了")
    again = written(world.manager_a, world.a, "fees", begun=begin(world.manager_a, world.a, "fees"))
    assert errors(again) == []


def test_publishing_and_withdrawing_is_no_way_around_the_thirty_days(world, second):
    _, draft, _ = next_price(world, second, rate=90)
    ahead = act(second, act(world.manager_a, draft, "submit"), "publish")
    act(second, ahead, "withdraw", reason="重新来")
    sheet = bodies.fees(bodies.item(rate=90, start_on=bodies.in_days(1)))
    begun = begin(world.manager_a, world.a, "fees")
    again = written(world.manager_a, world.a, "fees", sheet, begun=begun, valid_from=bodies.in_days(1))
    assert errors(again) == ["valid_from"]


def test_withdrawing_what_is_in_force_is_no_way_around_either(world, second):
    first = published(world.manager_a, second, world.a, "fees")
    act(second, first, "withdraw", reason="重新来")
    begun = begin(world.manager_a, world.a, "fees")
    again = written(world.manager_a, world.a, "fees", bodies.fees(bodies.item(rate=90)), begun=begun)
    assert "valid_from" in errors(again)


def test_what_has_ended_is_shown_no_more(app, world, second):
    done = published(world.manager_a, second, world.a, "outage", valid_to=bodies.in_days(3))
    last = date.fromisoformat(done["valid_to"])
    assert len(public(app, world.a, last)["published"]) == 1
    found = public(app, world.a, last + timedelta(days=1))
    assert found["published"] == []
    assert [one["version_id"] for one in found["earlier"]] == [done["id"]]


# --- what is copied ---


def test_a_new_year_begins_with_what_was_left_and_planned(world, second):
    execute_year = {"period_from": "2024-01-01", "period_to": "2024-12-31"}
    old = begin(world.manager_a, world.a, "accounts", **execute_year)
    old = written(world.manager_a, world.a, "accounts", begun=old)
    act(second, act(world.manager_a, old, "submit"), "publish")
    new = begin(world.manager_a, world.a, "accounts", copy_previous=True)
    assert new["body"]["head"]["opening"] == 15_400_00
    assert new["body"]["tables"]["expense"][0] | {"note": None} == {
        "item": "staff", "name": None, "budget": 10_000_00, "amount": None, "next_budget": None, "note": None,
    }  # fmt: skip
    empty = begin(world.manager_a, world.a, "accounts", period_from="2026-01-01", period_to="2026-12-31")
    assert empty["body"]["head"]["opening"] is None
    assert [row["item"] for row in empty["body"]["tables"]["expense"]][:2] == ["staff", "common"]


def test_the_sheet_of_services_begins_with_what_the_contract_fixes(world):
    """The rows come from the plan of service standards, as ``wiring`` hands it in."""
    empty = begin(world.manager_a, world.a, "services")
    assert empty["body"]["tables"]["items"] == []
    act(world.manager_a, empty, "discard")
    fixed(world.manager_a, world.a)
    draft = begin(world.manager_a, world.a, "services")
    assert draft["body"]["head"]["standard"] == "DB11/T 751-2025"
    items = draft["body"]["tables"]["items"]
    assert len(items) == 71
    assert items[0]["code"] == "GEN-01"
    assert all(row["words"] for row in items)
    assert errors(draft) == []
    assert begin(world.manager_b, world.b, "services")["body"]["tables"]["items"] == []

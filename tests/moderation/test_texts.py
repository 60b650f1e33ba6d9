"""What people write is judged by WeChat, or by a person; and whatever is thought of it, the matter is handled."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.wechat import Judgement, Suggestion
from app.moderation import service
from app.moderation.models import CheckState
from app.moderation.service import asking, judging
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write


def report(world, words: str = "楼道灯不亮"):
    """Report something in words."""
    return file(world.resident_a, world.a, category="0103", description=words)


def handled_as_ever(world, ticket) -> None:
    """Fail unless those who handle it see the matter whole and can bring it to its end."""
    assert see(world.resident_a, ticket["id"])["description"] == ticket["description"]
    shown = see(world.repair_a, ticket["id"], staff=True)
    assert (shown["description"], shown["state"]) == (ticket["description"], "dispatched")
    assert ticket["id"] in world.manager_a.get("/staff/tickets").text
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5)


def test_what_wechat_finds_fine_may_be_shown(world, wechat, table):
    openid = table.is_in_wechat(world.resident_a)
    report(world)
    assert table.public is None
    table.run()
    assert wechat.texts == [(openid, "楼道灯不亮")]
    check = table.check("text")
    assert (check.state, check.label, check.attempts, check.due_at) == ("pass", 100, 1, None)
    assert table.public is True
    assert world.community_a.get("/staff/moderation").json["items"] == []


@pytest.mark.parametrize(("suggest", "label"), [("review", 10001), ("risky", 20003)])
def test_a_doubtful_complaint_is_kept_from_the_public_and_handled_as_ever(world, wechat, table, suggest, label):
    table.is_in_wechat(world.resident_a)
    wechat.judged["混蛋"] = (suggest, label)
    ticket = report(world, "物业这帮混蛋，灯坏了三天没人修")
    table.run()

    assert table.check("text").state == suggest
    assert table.public is False
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    assert (item["text"], item["actions"]) == (ticket["description"], ["fine", "withhold"])
    assert item["ticket"]["no"] == ticket["no"]
    assert "moderation" not in str(see(world.resident_a, ticket["id"]))
    told = world.community_a.get("/inbox").json["items"]
    assert [notice["title"] for notice in told].count("有内容需要复核") == 1
    handled_as_ever(world, ticket)


@pytest.mark.sabotage
def test_dropping_a_doubtful_complaint_turns_the_proof_red(world, wechat, table, monkeypatch):
    """What others do: what WeChat calls risky is closed at once."""
    settle = judging.settle

    def drop(checks, check, state, **more):
        settle(checks, check, state, **more)
        if state is CheckState.RISKY:
            hidden = "UPDATE tickets_ticket SET state = 'withdrawn', description = '' WHERE id = :id"
            db.session.execute(text(hidden), {"id": check.subject_id})

    monkeypatch.setattr(asking, "settle", drop)
    table.is_in_wechat(world.resident_a)
    wechat.judged["混蛋"] = ("risky", 20003)
    ticket = report(world, "物业这帮混蛋")
    table.run()
    with pytest.raises(AssertionError):
        handled_as_ever(world, ticket)


# --- when WeChat cannot look ---


@pytest.mark.parametrize(("minutes", "asked"), [(119, True), (121, False)])
def test_wechat_is_asked_only_about_who_was_there_within_two_hours(world, wechat, table, minutes, asked):
    report(world)
    table.is_in_wechat(world.resident_a, minutes_ago=minutes)
    table.run()
    assert len(wechat.texts) == asked
    assert table.check("text").state == ("pass" if asked else "unavailable")
    assert table.public is asked


def test_when_wechat_knows_better_than_we_a_person_looks(world, wechat, table):
    openid = table.is_in_wechat(world.resident_a)
    wechat.visits[openid] = wechat.now() - 2 * 3600 - 1
    report(world)
    table.run()
    check = table.check("text")
    assert (check.state, check.reason) == ("unavailable", "cold")
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    assert item["reason"] == "提交人超过 2 小时没有打开小程序，微信不再检查"
    assert "有内容需要复核" not in world.community_a.get("/inbox").text, "no alarm: nobody found anything wrong"


def test_somebody_without_wechat_is_looked_at_by_a_person(world, wechat, table):
    report(world)
    table.run()
    assert (table.check("text").state, table.check("text").reason) == ("unavailable", "no_account")
    assert wechat.requests == []


def test_without_an_application_everything_is_looked_at_by_a_person(world, wechat, table, monkeypatch):
    table.is_in_wechat(world.resident_a)
    nothing = asking.get_settings().model_copy(update={"wechat_appid": ""})
    monkeypatch.setattr(asking, "get_settings", lambda: nothing)
    ticket = report(world)
    table.run()
    assert table.check("text").reason == "not_configured"
    handled_as_ever(world, ticket)


def test_a_refusal_of_wechat_s_is_for_a_person(world, wechat, table):
    table.is_in_wechat(world.resident_a)
    wechat.errcode = 48001
    wechat.habit = lambda path: "ok"
    report(world)
    table.drain("fast")
    client = asking.get_wechat()
    client._token = ("kept", client._clock() + 1000)
    table.drain("outward")
    assert (table.check("text").state, table.check("text").reason) == ("unavailable", "48001")
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    assert item["reason"] == "微信没有接受检查请求（48001）"


def test_wechat_away_is_asked_again_until_it_answers(world, wechat, table):
    table.is_in_wechat(world.resident_a)
    wechat.stop()
    ticket = report(world)
    for _ in range(3):
        table.time_passes()
        table.run()
    check = table.check("text")
    assert (check.state, check.attempts) == ("planned", 3)
    assert see(world.repair_a, ticket["id"], staff=True)["state"] == "dispatched", "nobody waits for it"
    table.run()
    assert table.check("text").attempts == 3, "not at once"

    wechat.start()
    table.time_passes()
    table.run()
    assert (table.check("text").state, len(wechat.texts)) == ("pass", 1)


def test_wechat_away_for_too_long_hands_it_to_a_person(world, wechat, table):
    table.is_in_wechat(world.resident_a)
    wechat.stop()
    report(world)
    table.run()
    table.last_seen(world.resident_a, 119)
    for _ in range(8):
        table.time_passes()
        table.run()
    assert table.check("text").reason == "cold"
    assert len(world.community_a.get("/staff/moderation").json["items"]) == 1


def test_a_crash_while_asking_is_asked_again(app, world, wechat, table):
    table.is_in_wechat(world.resident_a)
    report(world)
    table.drain("fast")
    write(app, service.begin, table.check("text").id)
    assert table.check("text").state == "sending"
    table.run()
    assert (table.check("text").state, table.check("text").attempts) == ("pass", 2)


def test_a_slow_worker_changes_nothing_any_more(app, world, wechat, table):
    table.is_in_wechat(world.resident_a)
    report(world)
    table.drain("fast")
    slow = write(app, service.begin, table.check("text").id)
    table.run()
    write(app, service.record, slow, Judgement(Suggestion.RISKY, 20002))
    assert table.check("text").state == "pass"


def test_events_that_come_twice_do_nothing_twice(app, world, wechat, table):
    table.is_in_wechat(world.resident_a)
    report(world)
    table.run()
    again = "UPDATE core_outbox SET done_at = NULL WHERE topic LIKE 'tickets.%' OR topic LIKE 'moderation.check%'"
    write(app, lambda: db.session.execute(text(again)))
    table.run()
    assert len(wechat.texts) == 1
    assert len(table.checks()) == 1


def test_a_check_that_is_gone_is_no_work(app, world):
    from app.core.ids import new_id

    assert write(app, service.begin, new_id()) is None
    assert write(app, service.plan_ticket, new_id()) == 0
    assert write(app, service.plan_photos, new_id()) == 0
    assert write(app, service.is_overdue, new_id(), "x") is False


def test_a_long_text_is_asked_about_in_parts_and_the_worst_counts(app, wechat):
    wechat.judged["坏"] = ("risky", 20002)
    parts = ("好" * 2500, "坏" * 10)
    worst = asking.ask(asking.Question(None, 1, "oTest-1", parts))
    assert (worst.suggestion, worst.label) == (Suggestion.RISKY, 20002)
    assert [len(words) for _, words in wechat.texts] == [2500, 10]
    wechat.stop()
    assert asking.ask(asking.Question(None, 1, "oTest-1", parts)).suggestion is Suggestion.LATER


def test_a_step_without_photos_costs_one_look(app, world, wechat, table, count_queries):
    table.is_in_wechat(world.resident_a)
    ticket = report(world)
    table.run()
    count_queries.clear()
    in_app(app, service.plan_photos, ticket["id"])
    assert len([sql for sql in count_queries if "FROM" in sql]) == 1

"""Call-backs: who is asked, who may ask, what an answer does, and the one-time link."""

from __future__ import annotations

import re
import threading

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write


@pytest.fixture
def done(world, deliver):
    """A leak that the company says it has mended."""
    ticket = file(world.resident_a, world.a, category="0101", description="屋顶漏雨")["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    return ticket


def desk(person, state: str = "open"):
    """Return the call-back desk of somebody."""
    answer = person.get(f"/staff/callbacks?state={state}")
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def call(person, task, action: str, *, expect: int = 200, **fields):
    """Do something about a call-back."""
    answer = person.post(f"/staff/callbacks/{task['id']}/actions/{action}", {"version": task["version"]} | fields)
    assert answer.status_code == expect, answer.json
    return answer.json


GOOD = {"outcome": "solved", "satisfaction": "satisfied", "contacted": True}


def test_a_finished_ticket_waits_on_the_communitys_desk_and_the_answer_closes_it(world, done):
    task = desk(world.community_a)[0]
    assert (task["ticket_id"], task["actions"]) == (done, ["answer", "missed"])
    script = world.community_a.get(f"/staff/callbacks/{task['id']}").json["script"]
    assert "问题解决了吗" in "".join(script)
    call(world.community_a, task, "answer", **GOOD)
    closed = see(world.resident_a, done)
    assert (closed["state"], closed["outcome"], closed["rating"]) == ("closed", "solved", 5)
    assert "回访结果：已解决" in closed["timeline"][-1]["text"]
    assert desk(world.community_a) == []


def test_one_tap_in_the_app_is_the_answer(world, deliver, done):
    act(world.resident_a, done, "confirm", outcome="partly", rating=3, comment="还有点渗")
    deliver()
    assert desk(world.community_a) == []
    answered = desk(world.community_a, "answered")[0]
    assert (answered["outcome"], answered["satisfaction"]) == ("partly", "fair")


def test_the_handling_side_never_calls_back(app, world, deliver, done):
    task = desk(world.community_a)[0]
    for person in (world.repair_a, world.manager_a):
        assert person.post(f"/staff/callbacks/{task['id']}/actions/answer", task).status_code == 403
    assert world.community_b.get(f"/staff/callbacks/{task['id']}").status_code == 404


def test_what_the_committee_handled_itself_the_street_calls_back_about(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    act(world.street_a, ticket, "reassign", staff=True, note="居委会办", organisation_id=str(world.jwh_a))
    for step in ("accept", "start"):
        act(world.community_a, ticket, step, staff=True)
    act(world.community_a, ticket, "finish", staff=True, note="好了")
    deliver()
    task = desk(world.community_a)[0]
    assert task["actions"] == []
    refused = call(world.community_a, task, "answer", expect=403, **GOOD)
    assert "不能回访自己办的事" in refused["error"]["message"]
    call(world.street_a, task, "answer", **GOOD)


def test_a_deadline_that_passed_is_asked_about_too(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    pass_time(app, hours=25)
    deliver()
    task = desk(world.community_a)[0]
    call(world.community_a, task, "answer", outcome="unsolved", satisfaction="dissatisfied", reason="没人来")
    assert see(world.resident_a, ticket)["state"] == "dispatched"  # an answer ends nothing that is not done


def test_a_reason_is_kept_when_it_is_not_solved(world, done):
    task = desk(world.community_a)[0]
    call(world.community_a, task, "answer", outcome="unsolved", satisfaction="fair", expect=422)
    call(world.community_a, task, "answer", outcome="solved", expect=422)


def test_three_tries_on_two_days_make_somebody_unreached(app, world, done):
    for _ in range(3):
        call(world.community_a, desk(world.community_a)[0], "missed")
    assert desk(world.community_a)[0]["tries"] == 3  # all on one day: not yet
    write(app, lambda: db.session.execute(text("update callbacks_try set at = at - interval '1 day' where seq = 1")))
    call(world.community_a, desk(world.community_a)[0], "missed")
    assert desk(world.community_a) == []
    assert desk(world.community_a, "unreached")[0]["ticket_id"] == done
    closed = see(world.resident_a, done)
    assert (closed["state"], closed["outcome"], closed["rating"]) == ("closed", None, None)
    assert "没有联系上" in closed["timeline"][-1]["text"]
    late = desk(world.community_a, "unreached")[0]
    call(world.community_a, late, "answer", **GOOD)  # he rings back the next week


def test_an_answer_stays_and_a_correction_is_a_new_row_by_another_person(app, world, done):
    task = desk(world.community_a)[0]
    call(world.community_a, task, "answer", **GOOD)
    answered = desk(world.community_a, "answered")[0]
    call(world.community_a, answered, "answer", expect=409, **GOOD)
    fixed = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "又漏了", "why": "听错了"}
    call(world.community_a, answered, "correct", expect=403, **fixed)
    call(world.street_a, answered, "correct", **fixed)
    assert desk(world.community_a, "answered")[0]["outcome"] == "unsolved"

    def rows():
        with db.engine.connect() as connection:
            return list(connection.execute(text("select seq, outcome from callbacks_answer order by seq")))

    assert [tuple(row) for row in in_app(app, rows)] == [(1, "solved"), (2, "unsolved")]
    with pytest.raises(Exception, match="only ever added"):
        write(app, lambda: db.session.execute(text("update callbacks_answer set outcome = 'solved'")))


def test_each_reporter_keeps_his_own(world, deliver, done):
    assert world.family_a.post(f"/tickets/{done}/join", {}).status_code == 409  # it is done already
    second = file(world.resident_a, world.a, category="0101", description="又漏")["id"]
    deliver()
    assert world.neighbour_a.post(f"/tickets/{second}/join", {}).status_code == 200
    finish_by_repair(world.repair_a, second)
    deliver()
    mine = world.neighbour_a.get("/callbacks").json["items"]
    assert [item["ticket_id"] for item in mine] == [second]
    answer = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "我家还漏"}
    assert world.neighbour_b.post(f"/callbacks/{mine[0]['id']}/answer", answer).status_code == 404
    assert world.neighbour_a.post(f"/callbacks/{mine[0]['id']}/answer", answer).status_code == 204
    assert see(world.resident_a, second)["state"] == "awaiting_confirmation"  # the reporter has not answered yet
    act(world.resident_a, second, "confirm", outcome="solved", rating=5)
    deliver()
    answers = {item["person_name"]: item["outcome"] for item in desk(world.community_a, "answered")}
    assert answers == {"邻居a": "unsolved", "居民a": "solved"}


def test_what_a_neighbour_reported_is_asked_first(world, deliver):
    shared = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    assert world.neighbour_a.post(f"/tickets/{shared}/join", {}).status_code == 200
    finish_by_repair(world.repair_a, shared)
    deliver()
    own = file(world.neighbour_a, world.a, category="0201", description="灯")["id"]
    deliver()
    finish_by_repair(world.repair_a, own)
    deliver()
    asked = world.neighbour_a.get("/callbacks").json["items"]
    assert [(item["ticket_id"], item["is_reporter"]) for item in asked] == [(shared, False), (own, True)]


def test_of_two_answers_at_once_one_counts(app, world, done):
    task = desk(world.community_a)[0]
    start, answers = threading.Barrier(4), []

    def race(who):
        start.wait()
        path = f"/staff/callbacks/{task['id']}/actions/answer"
        answers.append(who.post(path, {"version": task["version"]} | GOOD).status_code)

    import contextvars

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(race, who))
        for who in (world.community_a, world.street_a) * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(200) == 1, answers


def test_a_withdrawn_ticket_is_not_asked_about(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    pass_time(app, hours=25)
    deliver()
    assert len(desk(world.community_a)) == 1
    act(world.resident_a, ticket, "withdraw")
    deliver()
    assert desk(world.community_a) == []


# --- the link ---


@pytest.fixture
def link(app, world, deliver, done):
    """The one-time link of somebody without the mini-program."""
    from app.callbacks.service.opening import token_hash

    token = "one-time-token-1234"
    write(
        app,
        lambda: db.session.execute(
            text("update callbacks_task set token_hash = :hash, token_until = now() + interval '7 days'"),
            {"hash": token_hash(token)},
        ),
    )
    return token


def test_the_link_shows_no_name_and_takes_one_answer(app, world, done, link):
    client = app.test_client()
    page = client.get(f"/c/{link}")
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert world.resident_a.name not in words
    assert "屋顶漏雨" not in words
    assert "<script" not in words
    answer = client.post(f"/c/{link}", data={"outcome": "solved", "satisfaction": "fair"})
    assert "已经记下" in answer.get_data(as_text=True)
    assert see(world.resident_a, done)["outcome"] == "solved"
    again = client.post(f"/c/{link}", data={"outcome": "unsolved", "satisfaction": "dissatisfied"})
    assert again.status_code == 404
    assert see(world.resident_a, done)["outcome"] == "solved"


@pytest.mark.parametrize("token", ["wrong", "\x00", "a" * 300])
def test_wrong_old_and_used_links_look_the_same(app, link, token):
    client = app.test_client()
    write(app, lambda: db.session.execute(text("update callbacks_task set token_until = now()")))
    old = client.get(f"/c/{link}")
    wrong = client.get(f"/c/{token}")
    assert (old.status_code, wrong.status_code) == (404, 404)
    assert old.data == wrong.data


def test_an_incomplete_answer_shows_the_question_again(app, link):
    page = app.test_client().post(f"/c/{link}", data={"outcome": "solved"})
    assert re.search("解决了吗", page.get_data(as_text=True))

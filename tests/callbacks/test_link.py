"""The one-time link, from the caller without the mini-program to his answer: as the text message brought it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.settings import get_settings
from app.core.sms import get_sms
from tests.callbacks.test_calling import desk
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, finish_by_repair, see
from tests.tickets.test_lodging import CALL, lodge
from tests.world import in_app, write

SAID = {"outcome": "partly", "satisfaction": "fair", "reason": "还有一点渗"}


@pytest.fixture
def texts(settings, tmp_path, monkeypatch) -> Iterator[Path]:
    """The file that takes the place of the telephones: one line for each text message."""
    path = tmp_path / "sms.jsonl"
    monkeypatch.setenv("HFW_SMS", "file")
    monkeypatch.setenv("HFW_SMS_FILE", str(path))
    get_settings.cache_clear()
    get_sms.cache_clear()
    yield path
    monkeypatch.undo()
    get_sms.cache_clear()
    get_settings.cache_clear()


def received(texts: Path) -> list[dict]:
    """Return the text messages with a link that have come, oldest first; urgent matters bring others."""
    lines = texts.read_text().splitlines() if texts.exists() else []
    return [message for message in map(json.loads, lines) if message["template"] == "callback_link"]


def link_of(message: dict) -> str:
    """Return the path of the link in a text message."""
    found = re.search(rf"{re.escape(get_settings().public_base_url)}(/c/[\w-]{{20,}})", message["words"])
    assert found, message
    return found[1]


@pytest.fixture
def called(world, deliver, texts):
    """Somebody without a smartphone called, and it was mended. The ticket."""
    ticket = lodge(world.community_a, world.a)
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    deliver()
    return ticket


def planned(app) -> list[tuple]:
    """Return (state, number as shown) of every text message with a link."""

    def look():
        statement = "select state, recipient from notify_delivery where template = 'callback_link' order by created_at"
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    return in_app(app, look)


def test_who_called_answers_by_the_link_in_his_text_message(app, world, deliver, called, texts):
    assert planned(app) == [("sent", "138****5678")]
    (message,) = received(texts)
    assert message["phone"] == CALL["reporter_phone"]
    assert called["no"] in message["words"]
    link, client = link_of(message), app.test_client()

    page = client.get(link)
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "屋面" in words  # what kind of thing, and none of what he said about it
    for hidden in (CALL["description"], CALL["reporter_name"], CALL["reporter_phone"]):
        assert hidden not in words
    assert client.get(link).status_code == 200  # looking does not use it up

    answer = client.post(link, data=SAID)
    assert (answer.status_code, "已经记下" in answer.get_data(as_text=True)) == (200, True)
    deliver()
    closed = see(world.community_a, called["id"], staff=True)
    assert (closed["state"], closed["outcome"], closed["rating"]) == ("closed", "partly", 3)
    assert closed["timeline"][-1]["text"] == "回访结果：部分解决"
    assert desk(world.community_a) == []
    assert desk(world.community_a, "answered")[0]["satisfaction"] == "fair"


def friendly(answer) -> bool:
    """Whether a page says in plain words that the link is over, and whom to call."""
    words = answer.get_data(as_text=True)
    return answer.status_code == 404 and "已经用过或者过期了" in words and "tel:12345" in words and "<form" not in words


def test_a_used_link_says_so_and_changes_nothing(app, called, texts):
    link, client = link_of(received(texts)[0]), app.test_client()
    assert client.post(link, data=SAID).status_code == 200
    assert friendly(client.get(link))
    assert friendly(client.post(link, data={"outcome": "solved", "satisfaction": "satisfied"}))

    def answers():
        rows = db.session.execute(text("select channel, outcome, reason, by_id from callbacks_answer"))
        return [tuple(row) for row in rows]

    assert in_app(app, answers) == [("link", "partly", SAID["reason"], None)]


def test_a_link_is_good_for_seven_days(app, world, called, texts):
    link, client = link_of(received(texts)[0]), app.test_client()

    def days_pass(days: int):
        by = {"days": days}
        earlier = "update callbacks_task set token_until = token_until - make_interval(days => :days)"
        write(app, lambda: db.session.execute(text(earlier), by))

    days_pass(6)
    assert client.get(link).status_code == 200
    days_pass(1)
    assert friendly(client.get(link))
    assert friendly(client.post(link, data=SAID))
    assert len(desk(world.community_a)) == 1  # the community calls him


@pytest.mark.parametrize("how", ["by telephone", "not any more"])
def test_a_link_ends_when_nobody_is_asked_any_more(app, world, deliver, called, texts, how):
    link, client = link_of(received(texts)[0]), app.test_client()
    if how == "by telephone":
        (task,) = desk(world.community_a)
        path = f"/staff/callbacks/{task['id']}/actions/answer"
        said = {"version": task["version"], "outcome": "solved", "satisfaction": "satisfied"}
        assert world.community_a.post(path, said).status_code == 200
    else:
        act(world.community_a, called["id"], "reopen", staff=True, note="还在渗")
        deliver()
    assert friendly(client.get(link))
    assert friendly(client.post(link, data=SAID))


def test_each_round_has_a_link_of_its_own(app, world, deliver, called, texts):
    act(world.community_a, called["id"], "reopen", staff=True, note="还在渗")
    deliver()
    finish_by_repair(world.repair_a, called["id"])
    deliver()
    first, second = map(link_of, received(texts))
    assert first != second
    assert friendly(app.test_client().get(first))
    assert app.test_client().post(second, data=SAID).status_code == 200


def test_a_question_that_opens_again_brings_a_new_link(app, world, deliver, texts):
    """The deadline passed, more time was given, and that is over too: one person and round, two messages."""
    from app.callbacks import service

    ticket = lodge(world.community_a, world.a)
    deliver()
    pass_time(app, hours=25)
    deliver()

    def later(hours: int):
        moved = "update tickets_ticket set finish_due_at = now() + make_interval(hours => :hours)"
        write(app, lambda: db.session.execute(text(moved), {"hours": hours}))
        write(app, service.follow, UUID(ticket["id"]))
        deliver()

    later(30)
    later(-1)
    first, second = map(link_of, received(texts))
    assert friendly(app.test_client().get(first))
    assert app.test_client().get(second).status_code == 200


def test_without_a_number_no_text_is_planned_and_the_community_goes_there(app, world, deliver, texts):
    ticket = lodge(world.community_a, world.a, reporter_phone=None)["id"]
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    assert planned(app) == []
    assert [(task["has_phone"], task["actions"]) for task in desk(world.community_a)] == [(False, ["answer", "missed"])]

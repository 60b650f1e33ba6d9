"""Letters that are taken down: one that seems to be there already is asked about, and scans stay in the office."""

from __future__ import annotations

from tests.consultations.steps import BASE, closed, enter, opened, opinions, second, send_web
from tests.identity.together import together
from tests.standards.steps import photo

LETTER = {"number": None, "source": "letter", "text": "请给电动车\n留几个充电的地方。"}


def test_a_letter_with_the_same_words_is_taken_down_twice_only_when_one_says_so(app, world):
    made = opened(world.street_a)
    first = enter(world.street_a, made, **LETTER)
    again = LETTER | {"text": " 请给电动车留几个 \u3000充电的地方。 "}
    refused = enter(world.street_a, made, 409, **again)["error"]
    assert refused["code"] == "consultations.same_words"
    assert first["receipt"] in refused["message"]
    enter(world.street_a, made, 409, **again | {"source": "meeting"})
    enter(world.street_a, made, **again, again=True)
    enter(world.street_a, opened(world.street_a, title="另一件"), **LETTER)
    assert [one["source"] for one in opinions(world.street_a, made)] == ["letter", "letter"]


def test_sheets_are_told_apart_by_their_numbers_and_what_came_otherwise_is_no_letter(app, world):
    made = opened(world.street_a)
    send_web(app, made, LETTER["text"])
    enter(world.street_a, made, number=1, text="支持")
    enter(world.street_a, made, number=2, text="支持")
    enter(world.street_a, made, **LETTER)


def test_two_who_take_the_same_letter_down_at_once_take_it_down_once(app, world):
    made = opened(world.street_a)
    colleague = second(app, world)
    body = {"source": "letter", "sheet_no": None, "received_on": made["open_at"][:10], "text": "同一封信"}
    body["received_on"] = enter(world.street_a, made)["received_on"]
    path = f"{BASE}/{made['id']}/opinions"
    codes = together(*[lambda who=who: who.post(path, body).status_code for who in (world.street_a, colleague) * 2])
    assert sorted(codes) == [201, 409, 409, 409]


def test_the_scan_of_a_letter_is_seen_by_the_office_that_asks_and_by_nobody_else(app, world, deliver):
    made = opened(world.street_a)
    scans = [photo(world.street_a), photo(world.street_a)]
    enter(world.street_a, made, **LETTER, media_ids=scans)
    [one] = opinions(second(app, world), made)
    assert [scan["id"] for scan in one["scans"]] == scans
    path = one["scans"][0]["url"].removeprefix("/api/v1").partition("?")[0]
    assert world.street_a._call("get", path).status_code == 200
    assert [one["scans"] for one in opinions(world.district, made)] == [[]], "it shows a hand and a name"
    for person in (world.district, world.street_b, world.community_a, world.resident_a):
        assert person._call("get", path).status_code == 404
    closed(app, world.street_a, made, deliver)
    enter(world.street_a, made, 404, number=None, source="letter", text="别的", media_ids=[photo(world.district)])
    answer = world.street_a.get(f"{BASE}/{made['id']}/archive.zip")
    assert answer.status_code == 200
    assert b".jpg" not in answer.data

"""Secret surveys and their box, votes of the municipal system, printed papers with photos, polls of the council."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import outbox
from app.core.clock import now, today
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.events.council import OwnersDecisionAsked
from app.voting import counting, policy
from app.voting.service import asked
from tests.duty.steps import execute
from tests.duty.steps import rows as found
from tests.standards.steps import photo
from tests.voting.steps import (
    BASE,
    TOPICS,
    act,
    closed,
    draft,
    evote_form,
    evote_of,
    homes,
    later,
    opened,
    paper,
    put_in,
    read_box,
    second_community,
    see,
    sheet_of,
    vote,
)
from tests.world import in_app

YES_NO = ["yes", "no"]
RECOUNT = Path(__file__).parents[2] / "scripts" / "recount_poll.py"


def bring_evote(person, poll, data, expect=201, reference="京电投2026-18", **headers):
    """Bring in the result of the municipal vote."""
    path = f"{BASE}/{poll['id']}/evote?reference={reference}"
    answer = person._call("post", path, data={"file": (io.BytesIO(data), "结果.xlsx")}, **headers)
    assert answer.status_code == expect, answer.json
    return answer.json


# --- secret surveys ---


def test_an_assembly_is_never_secret(world):
    refused = draft(world.community_a, world.a, expect=422, kind="assembly", secret=True)
    assert "按面积计票" in refused["error"]["fields"]["secret"][0]


def test_after_the_count_nothing_says_what_a_home_chose(app, world, deliver, monkeypatch, tmp_path):
    monkeypatch.setattr(policy, "FEWEST_SECRET", 2)
    other = second_community(app, world)
    poll = opened(app, world, deliver, secret=True)
    vote(world.resident_a, poll, world.a.homes[0], ["yes", "abstain"])
    [mine] = world.resident_a.get("/polls").json["items"]
    assert mine["receipt"]["choices"] == [], "a receipt that says the choice could be asked for by others"
    [ballot] = found(app, "select * from voting_ballot")
    assert (ballot.at.second, ballot.at.microsecond) == (0, 0)
    put_in(world.community_a, poll, world.a.homes[1])
    assert put_in(other, poll, world.a.homes[1], expect=409)["error"]["code"] == "voting.voted_already"
    refused = paper(world.community_a, poll, world.a.homes[2], YES_NO, expect=409)
    assert "投进票箱" in refused["error"]["message"]
    read_box(world.community_a, poll, [(1, 0, 0), (0, 1, 0)], expect=409)

    poll = closed(app, world, deliver, poll)
    assert "票箱还没有点完" in act(world.community_a, poll, "count", expect=409)["error"]["message"]
    assert "sums" in read_box(world.community_a, poll, [(2, 0, 0), (0, 2, 0)], expect=422)["error"]["fields"]
    assert "sums" in read_box(world.community_a, poll, [(1, 0, 0), (0, 0, 0)], expect=422)["error"]["fields"]
    read_box(world.community_a, poll, [(1, 0, 0), (0, 1, 0)])
    twice = read_box(world.community_a, poll, [(1, 0, 0), (0, 1, 0)], expect=409)
    assert twice["error"]["code"] == "voting.same_person"
    assert read_box(other, poll, [(0, 1, 0), (0, 1, 0)])["box"] == {"papers": 1, "readings": 2, "settled": False}
    assert read_box(world.street_a, poll, [(1, 0, 0), (0, 1, 0)])["box"]["settled"] is True

    done = act(world.community_a, see(world.community_a, poll), "count")
    first, second = done["result"]["topics"]
    assert (first["yes"], first["passed"]) == ({"area": None, "heads": None, "homes": 2}, True)
    assert [second[choice]["homes"] for choice in ("yes", "no", "abstain")] == [0, 1, 1]
    left = found(app, "select sealed, choices from voting_ballot")
    assert [(row.sealed, row.choices) for row in left] == [(None, None)] * 2
    posted = act(world.community_a, done, "announce", posted_at="大门、1号楼", posted_on=str(today()))
    file = tmp_path / "recount.json"
    file.write_bytes(world.resident_a.get(f"/polls/{poll['id']}/recount.json").data)
    run = [sys.executable, "-I", str(RECOUNT), str(file), posted["hash"]]
    again = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout.partition("SHA-256")[0])
    assert (again["enough"], again["topics"]["1"]) == (True, {"yes_homes": 2, "passed": True})


def test_with_few_votes_a_secret_poll_says_only_how_many(app, world, deliver):
    poll = opened(app, world, deliver, secret=True)
    vote(world.resident_a, poll, world.a.homes[0], YES_NO)
    done = act(world.community_a, closed(app, world, deliver, poll), "count")
    assert done["result"]["part"]["homes"] == 1
    assert {topic["passed"] for topic in done["result"]["topics"]} == {None}
    assert all(topic[choice]["homes"] is None for topic in done["result"]["topics"] for choice in ("yes", "no"))
    [row] = found(app, "select recount from voting_poll")
    assert (row.recount["votes"], row.recount["box"]) == ([], [])


def test_a_box_belongs_to_a_secret_poll(app, world, deliver):
    poll = opened(app, world, deliver)
    assert put_in(world.community_a, poll, world.a.homes[1], expect=409)["error"]["code"] == "voting.no_box"
    put_in(world.community_b, poll, world.a.homes[1], expect=404)
    closed(app, world, deliver, poll)
    assert read_box(world.community_a, poll, [(1, 0, 0)] * 2, expect=409)["error"]["code"] == "voting.no_box"


@given(
    st.lists(st.tuples(st.sampled_from(["yes", "no", "abstain"]), st.sampled_from(["yes", "no", "abstain"]))),
    st.lists(st.sampled_from(["yes", "no", "abstain"])),
    st.sampled_from([0, 5, 7]),
)
def test_sums_of_a_secret_poll_are_those_of_phones_and_box_together(votes, papers, matter):
    box = [{choice: papers.count(choice) for choice in ("yes", "no", "abstain")}] * 2
    part = counting.Sum(1, 1, len(votes) + len(papers))
    result = counting.count_secret(part, part, votes, box, {1: matter, 2: 0}, told=True)
    for place, topic in enumerate(result["topics"]):
        said = Counter([vote[place] for vote in votes] + papers)
        assert {choice: topic[choice]["homes"] for choice in ("yes", "no", "abstain")} == {
            choice: said[choice] for choice in ("yes", "no", "abstain")
        }
        whole = part.homes
        wanted = said["yes"] * 4 >= whole * 3 if topic["matter"] == 7 else said["yes"] * 2 > whole
        assert topic["approved"] is (wanted and whole > 0)


def test_what_is_sealed_has_one_length(app, world, deliver):
    poll = opened(app, world, deliver)
    other = second_community(app, world)
    paper(world.community_a, poll, world.a.homes[1], ["abstain", "abstain"])
    paper(other, poll, world.a.homes[2], ["no", "no"])
    vote(world.resident_a, poll, world.a.homes[0], YES_NO)
    rows = found(app, "select sealed from voting_entry") + found(app, "select sealed from voting_ballot")
    assert len({len(row.sealed) for row in rows}) == 1


# --- the municipal electronic vote ---


def assembly(app, world, deliver):
    """Return an assembly that is over, with its second home voted on paper."""
    poll = opened(app, world, deliver, kind="assembly", opens_at=later(15.1), closes_at=later(20))
    for person in (world.community_a, second_community(app, world)):
        paper(person, poll, world.a.homes[1], ["no", "no"])
    return closed(app, world, deliver, poll)


def filled(app, world, poll, choices):
    """Return the form with some homes filled in: choices by door."""
    return evote_of(app, world, poll, lambda row: choices.get(row["label"], (None, None)))


def test_votes_of_the_municipal_system_come_in_once_beside_papers(app, world, deliver):
    poll = assembly(app, world, deliver)
    labels = {row["home_id"]: row["label"] for row in homes(world.community_a, poll)["items"]}
    first, second, third = (labels[str(home)] for home in world.a.homes)
    wrong = filled(app, world, poll, {first: ("yes", None)})
    assert "每个议题都要填" in bring_evote(world.community_a, poll, wrong, 422)["error"]["fields"]["file"][0]
    assert "reference" in bring_evote(world.community_a, poll, wrong, 422, reference="")["error"]["fields"]
    assert found(app, "select * from voting_ballot where channel = 'evote'") == []
    data = filled(app, world, poll, {first: ("yes", "no"), second: ("yes", "yes")})
    key = {"Idempotency-Key": str(new_id())}
    brought = bring_evote(world.community_a, poll, data, headers=key)
    assert brought["evote"]["taken"] == 1
    assert [name.endswith(second) for name in brought["evote"]["already"]] == [True]
    assert bring_evote(world.community_a, poll, data, headers=key)["evote"] == brought["evote"], "a bad network"
    assert "已经导入过" in bring_evote(world.community_a, poll, data, 409)["error"]["message"]
    done = act(world.community_a, brought, "count")
    assert done["result"]["channels"] == {"evote": 1, "paper": 1}
    assert done["result"]["topics"][0]["yes"]["homes"] == 1
    assert third not in str(brought["evote"])


def test_a_paper_that_only_one_has_read_is_read_to_the_end_before_municipal_votes_come_in(app, world, deliver):
    """Else the paper that is in the house would lose to the table, and nobody would be told."""
    poll = opened(app, world, deliver, kind="assembly", opens_at=later(15.1), closes_at=later(20))
    paper(world.community_a, poll, world.a.homes[1], ["no", "no"])
    poll = closed(app, world, deliver, poll)
    data = evote_of(app, world, poll, lambda row: ("yes", "yes"))
    assert "还有 1 张纸质票没有录完" in bring_evote(world.community_a, poll, data, 409)["error"]["message"]
    paper(second_community(app, world), poll, world.a.homes[1], ["no", "no"])
    assert len(bring_evote(world.community_a, poll, data)["evote"]["already"]) == 1


def test_an_empty_result_and_one_of_unknown_doors_are_refused(app, world, deliver):
    poll = assembly(app, world, deliver)
    empty = evote_form(world.community_a, poll)
    assert "一票也没有" in bring_evote(world.community_a, poll, empty, 422)["error"]["fields"]["file"][0]
    execute(app, "update places_home set label = '改了' where id = :id", id=str(world.a.homes[0]))
    labels = [row["label"] for row in homes(world.community_a, poll)["items"]]
    data = filled(app, world, poll, dict.fromkeys(labels, ("yes", "yes")))
    execute(app, "update places_home set label = '又改' where id = :id", id=str(world.a.homes[0]))
    assert "名册里没有" in bring_evote(world.community_a, poll, data, 422)["error"]["fields"]["file"][0]
    assert len(found(app, "select * from voting_ballot")) == 1, "all of it or nothing"


def test_the_municipal_vote_is_for_assemblies_after_their_end(app, world, deliver):
    survey = closed(app, world, deliver, opened(app, world, deliver))
    assert "只有业主大会" in json.loads(evote_form(world.community_a, survey, 409))["error"]["message"]
    running = opened(app, world, deliver, kind="assembly", opens_at=later(15.1), closes_at=later(20))
    early = bring_evote(world.community_a, running, sheet_of(world.community_a, running), 409)
    assert "截止以后" in early["error"]["message"]
    evote_form(world.community_b, running, 404)
    evote_form(world.district, running, 403)


# --- printed papers and their photos ---


def text_of(pdf):
    """Return the words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def ballots(person, poll, first=1, last=3, expect=200):
    """Print papers."""
    answer = person.get(f"{BASE}/{poll['id']}/ballots.pdf?first={first}&last={last}")
    assert answer.status_code == expect, answer.json
    return answer.data if expect == 200 else answer.json


def test_a_paper_says_its_number_its_home_and_every_topic(app, world, deliver):
    poll = draft(world.community_a, world.a)
    assert "公告以后才能印票" in ballots(world.community_a, poll, expect=409)["error"]["message"]
    poll = act(world.community_a, poll, "notice")
    pages = text_of(ballots(world.community_a, poll))
    doors = [row["label"] for row in homes(world.community_a, poll)["items"]]
    assert len(pages) == 3
    for number, (page, door) in enumerate(zip(pages, doors, strict=True), start=1):
        assert all(words in page for words in (str(number), door, "屋面和车棚", *[topic["text"] for topic in TOPICS]))
        assert page.count("□") == 6
        assert "意见征询" in page
    assert len(text_of(ballots(world.community_a, poll, 2, 2))) == 1
    for first, last in ((4, 9), (3, 1), (1, 201)):
        ballots(world.community_a, poll, first, last, expect=422)
    ballots(world.community_b, poll, expect=404)
    ballots(world.district, poll, expect=403)


def test_a_secret_paper_names_no_home(app, world, deliver):
    poll = opened(app, world, deliver, secret=True)
    [page] = text_of(ballots(world.community_a, poll))
    assert "不记名" in page
    assert "票号" not in page
    for row in homes(world.community_a, poll)["items"]:
        assert row["label"] not in page


def test_photos_of_a_paper_are_seen_after_the_end_by_those_who_count(app, world, deliver):
    other = second_community(app, world)
    poll, home = opened(app, world, deliver), str(world.a.homes[1])
    picture = photo(world.community_a)
    sent = {"home_id": home, "choices": YES_NO, "media_ids": [picture]}
    assert world.community_a.post(f"{BASE}/{poll['id']}/papers", sent).status_code == 200
    paper(other, poll, home, YES_NO)
    path = f"{BASE}/{poll['id']}/homes/{home}/papers"
    assert world.community_a.get(path).status_code == 403
    assert world.community_a.get(f"/media/{picture}").status_code == 404, "what was chosen stands on it"
    closed(app, world, deliver, poll)
    [line] = world.street_a.get(path).json["items"]
    assert (line["turn"], [one["id"] for one in line["photos"]]) == (1, [picture])
    assert world.street_a.get(f"/media/{picture}").status_code == 200
    assert world.community_b.get(path).status_code == 404
    for person in (world.resident_a, world.district, world.community_b, world.manager_a):
        assert person.get(f"/media/{picture}").status_code in (403, 404), person


# --- polls that a topic of the council asks for ---


@pytest.fixture
def topic(app):
    """A topic of the council with its words."""
    before, topic_id = list(asked._words), new_id()
    asked.register_topic_words(lambda wanted: ("车棚收费", "车棚要不要收费") if wanted == topic_id else None)
    yield topic_id
    asked._words[:] = before


def ask(app, world, topic_id, times=1):
    """Let the council send a topic to the owners."""

    def publish():
        with unit_of_work():
            for _ in range(times):
                outbox.publish(OwnersDecisionAsked(str(topic_id), str(world.a.compound), 8))
        outbox.drain_all()

    in_app(app, publish)
    return world.community_a.get(BASE).json["items"]


def concluded(app):
    """Return what the council was told, or would be."""
    return [row.payload for row in found(app, "select payload from core_outbox where topic = 'voting.concluded'")]


def test_a_topic_of_the_council_becomes_one_draft_of_an_assembly(app, world, deliver, topic):
    [poll] = ask(app, world, topic, times=2)
    poll = see(world.community_a, poll)
    assert (poll["title"], poll["kind"], poll["state"], poll["register"]) == ("车棚收费", "assembly", "draft", 3)
    assert [(one["matter"], one["text"]) for one in poll["topics"]] == [(8, "车棚收费")]
    assert poll["from_council"] is True
    refused = act(world.community_a, poll, "notice", expect=422)
    assert {"organiser", "opens_at"} <= set(refused["error"]["fields"]), "who calls it and when is still to be written"


def test_a_topic_that_is_gone_makes_no_poll(app, world, topic):
    assert ask(app, world, new_id()) == []


@pytest.fixture
def council(monkeypatch):
    """What the council would hear; it is another area."""
    heard = []
    real = outbox.publish

    def publish(event, **more):
        if event.topic == "voting.concluded":
            heard.append(event)
        return real(event, **more)

    monkeypatch.setattr(outbox, "publish", publish)
    return heard


@pytest.mark.parametrize(("choice", "outcome"), [("yes", "passed"), ("no", "failed")])
def test_the_council_hears_how_its_topic_ended(app, world, deliver, topic, council, choice, outcome):
    [poll] = ask(app, world, topic)
    more = {"organiser": "筹备组", "opens_at": later(15.1), "closes_at": later(20), "kind": "assembly"}
    poll = see(world.community_a, poll)
    topics = [{"matter": 8, "text": "车棚收费"}]
    poll = act(world.community_a, poll, "save", title="车棚收费", explanation="", topics=topics, **more)
    poll = act(world.community_a, poll, "notice")
    execute(
        app, "update voting_poll set opens_at = :opens, closes_at = :closes",
        opens=now() - timedelta(days=1), closes=now() + timedelta(days=1),
    )  # fmt: skip
    execute(app, "update core_outbox set due_at = now() where topic = 'voting.opens'")
    deliver()
    poll = see(world.community_a, poll)
    other = second_community(app, world)
    for home in world.a.homes:
        for person in (world.community_a, other):
            paper(person, poll, home, [choice])
    poll = act(world.community_a, closed(app, world, deliver, poll), "count")
    assert council == []
    act(world.community_a, poll, "announce", posted_at="大门、1号楼", posted_on=str(today()))
    assert [(event.topic_id, event.outcome) for event in council] == [(str(topic), outcome)]


def test_the_council_hears_that_a_poll_was_cancelled(app, world, topic, council):
    [poll] = ask(app, world, topic)
    act(world.community_a, poll, "cancel", reason="换个办法")
    assert [event.outcome for event in council] == ["cancelled"]


def test_a_topic_and_its_boxes_stand_on_one_page(world):
    """A box at the head of a page, its question overleaf, is ticked for the wrong topic."""
    topics = [{"matter": 5, "text": f"第{number}件事，" * (2 + 9 * (number % 4))} for number in range(1, 16)]
    poll = draft(world.community_a, world.a, topics=topics, explanation="说明。" * 150)
    pages = text_of(ballots(world.community_a, act(world.community_a, poll, "notice"), last=1))
    assert len(pages) > 2
    asked_on = [sum(page.count(f"{number}. 第{number}件事") for number in range(1, 16)) for page in pages]
    assert [page.count("□") for page in pages] == [3 * asked for asked in asked_on]

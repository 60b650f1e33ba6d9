"""The result of a poll as a sheet for the notice board: sums, and never a home."""

from __future__ import annotations

from tests.voting.steps import BASE, TOPICS, act, closed, homes, later, opened, vote
from tests.voting.test_channels import text_of


def result_sheet(person, poll, expect=200):
    """Print the result; return the words of its pages."""
    answer = person.get(f"{BASE}/{poll['id']}/result.pdf")
    assert answer.status_code == expect, answer.json
    return "".join(text_of(answer.data)) if expect == 200 else answer.json


def test_the_result_is_printed_for_the_board_with_sums_and_no_home(app, world, deliver):
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], ["yes", "no"])
    assert "计票以后" in result_sheet(world.community_a, poll, 409)["error"]["message"]
    done = act(world.community_a, closed(app, world, deliver, poll), "count")
    said = result_sheet(world.district, done)
    sums = done["result"]["topics"][0]["yes"]
    area = f"{sums['area'] // 100:,}.{sums['area'] % 100:02d} ㎡"
    expected = (
        "意见征询结果", "屋面和车棚", *(topic["text"] for topic in TOPICS), area, "手机 1 户", "没有都达到",
        "不是业主大会的决定", "结果：多数同意", "结果：同意的不到四分之三",
    )  # fmt: skip
    assert [words for words in expected if words not in said] == []
    assert "未过半" not in said, "everybody who took part said yes to the first topic"
    assert done["hash"] in said.replace("\r\n", "").replace("\n", "")
    assert not any(row["label"] in said for row in homes(world.community_a, poll)["items"])
    word = world.street_a.get(f"{BASE}/{poll['id']}/result.docx")
    assert (word.status_code, word.data[:2]) == (200, b"PK")
    result_sheet(world.community_b, poll, 404)
    result_sheet(world.manager_a, poll, 403)


def test_the_sheet_of_an_assembly_names_what_each_topic_needs(app, world, deliver):
    poll = opened(app, world, deliver, kind="assembly", opens_at=later(15.1), closes_at=later(20))
    done = act(world.community_a, closed(app, world, deliver, poll), "count")
    said = result_sheet(world.community_a, done)
    assert ("业主大会表决结果" in said, "表决不成立" in said, said.count("同意才通过")) == (True, True, 2)
    assert ("过半数同意" in said, "达到四分之三同意" in said) == (True, True)


def test_the_sheet_of_a_secret_poll_of_few_says_no_sum(app, world, deliver):
    poll = opened(app, world, deliver, secret=True)
    vote(world.resident_a, poll, world.a.homes[0], ["yes", "no"])
    done = act(world.community_a, closed(app, world, deliver, poll), "count")
    said = result_sheet(world.community_a, done)
    assert said.count("不公布") >= 6
    assert "不到 5 户" in said

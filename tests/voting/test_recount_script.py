"""The script with which anybody counts again: no code of the product, no file but the published one."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.voting.counting import Sum, Voter, count, count_secret, sum_of

SCRIPT = Path(__file__).parents[2] / "scripts" / "recount_poll.py"
CHOICES = ("yes", "no", "abstain")
said = st.none() | st.tuples(st.sampled_from(CHOICES), st.sampled_from(CHOICES)).map(list)
voters = st.lists(st.builds(Voter, st.integers(1, 9), st.sampled_from("abcde"), said), min_size=1, max_size=9)


def run(path, *more):
    """Run the script apart from everything, as a neighbour would."""
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path), *more], capture_output=True, check=False)


def loaded():
    """Return the function that counts."""
    names: dict = {"__name__": "recount"}
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), names)
    return names["recount"]


@pytest.fixture
def published(tmp_path):
    """Return a published file and its sum."""
    took, took_not = {"area": 7, "head": "h1", "choices": ["yes"]}, {"area": 5, "head": "h2", "choices": None}
    path = tmp_path / "计票依据.json"
    path.write_text(json.dumps({"poll": "p", "topics": {"1": 5}, "homes": [took, took_not]}))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_is_short_and_imports_nothing_of_the_product():
    lines = SCRIPT.read_text().splitlines()
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert len(lines) <= 60, "somebody has to be able to read it in one go"
    assert imported <= {"__future__", "hashlib", "json", "sys", "pathlib", "typing"}


def test_it_counts_the_published_file_and_nothing_else(published):
    path, digest = published
    good = run(path, digest.upper())
    assert (good.returncode, json.loads(good.stdout.partition(b"SHA-256")[0])["area"]) == (0, [7, 12])
    path.write_text(path.read_text().replace("null", '["yes"]'))
    bad = run(path, digest)
    assert (bad.returncode, bad.stdout) == (1, b""), "no figure of a file that was tampered with"
    assert "不是公布的那一份" in bad.stderr.decode()


def test_without_the_sum_it_asks_to_compare(published):
    path, digest = published
    good = run(path).stdout.decode()
    assert digest in good
    assert "逐字对一遍" in good


@pytest.mark.parametrize("content", ["", "[]", "{}", "<html>", '{"homes": [1], "topics": {"1": 5}}', "\x00"])
def test_what_is_no_such_file_gets_a_plain_word(tmp_path, content):
    path = tmp_path / "else.json"
    path.write_text(content)
    bad = run(path)
    assert bad.returncode == 2
    assert bad.stderr.decode() == "这不是计票依据的文件。\n"


@settings(max_examples=300, deadline=None)
@given(voters, st.integers(0, 9), st.integers(0, 9))
def test_it_says_what_the_product_says(register, first, second):
    matters = {1: first, 2: second}
    counted = count(register, matters)
    homes = [{"area": one.area, "head": one.head, "choices": one.choices} for one in register]
    again = loaded()({"topics": {"1": first, "2": second}, "homes": homes})
    assert again["enough"] == counted["enough"]
    for topic in counted["topics"]:
        yes = topic["yes"]
        shown = {"yes_area": yes["area"], "yes_heads": yes["heads"], "passed": topic["passed"]}
        assert again["topics"][topic["number"]] == shown


@settings(max_examples=200, deadline=None)
@given(voters, st.integers(0, 9), st.booleans())
def test_it_says_the_same_of_a_secret_poll(register, matter, told):
    part = [one for one in register if one.choices is not None]
    votes = [list(one.choices) for one in part if one.choices]
    by_phone, papers = votes[::2], votes[1::2]
    box = [{choice: sum(paper[at] == choice for paper in papers) for choice in CHOICES} for at in (0, 1)]
    whole: Sum = sum_of(register)
    counted = count_secret(whole, sum_of(part), by_phone, box, {1: matter, 2: 5}, told=told)
    homes = [{"area": one.area, "head": one.head, "voted": one.choices is not None} for one in register]
    file = {
        "secret": True,
        "told": told,
        "topics": {"1": matter, "2": 5},
        "homes": homes,
        "votes": by_phone,
        "box": box,
    }
    again = loaded()(file)
    for topic in counted["topics"]:
        shown = {"yes_homes": topic["yes"]["homes"], "passed": topic["passed"]} if told else None
        assert again["topics"][topic["number"]] == shown

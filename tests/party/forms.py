"""Steps that the tests of the form take: downloaded, changed as in Word, brought back."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

import docx

from tests.party.steps import BASE

Shape = dict[str, Any]
Paper = Any
HEAD, PARTIES, GOAL, NEEDS, RESOURCES, PROJECTS = range(6)
"""The tables of the form in their order."""


def form_of(person, agreement: Shape | None, expect: int = 200) -> Paper:
    """Download the form of a draft, or an empty one, and open it."""
    path = f"{BASE}/{agreement['id']}/form.docx" if agreement else f"{BASE}/form.docx"
    answer = person.get(path)
    assert answer.status_code == expect, answer.json
    return docx.Document(io.BytesIO(answer.data)) if expect == 200 else answer.json


def packed(paper: Paper) -> bytes:
    """Save a form as Word would."""
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def put(paper: Paper, label: str, text: str) -> None:
    """Write beside a name in the table at the top."""
    [row] = [row for row in paper.tables[HEAD].rows if row.cells[0].text == label]
    row.cells[1].text = text


def write_row(paper: Paper, table: int, number: int, *cells: str) -> None:
    """Write a row of a table, counted below its heading; rows are added as needed."""
    while len(paper.tables[table].rows) <= number:
        paper.tables[table].add_row()
    for cell, text in zip(paper.tables[table].rows[number].cells, cells, strict=True):
        cell.text = text


def bring(person, agreement: Shape | None, data: bytes, expect: int = 200) -> Shape:
    """Ask what a form would change."""
    path = f"{BASE}/{agreement['id']}/form/check" if agreement else f"{BASE}/form/check"
    return _sent(person, path, data, expect)


def take(person, agreement: Shape, data: bytes, version: int, expect: int = 200) -> Shape:
    """Let a draft say what a form says."""
    return _sent(person, f"{BASE}/{agreement['id']}/form?version={version}", data, expect)


def begin(person, data: bytes, expect: int = 201, key: str | None = None) -> Shape:
    """Begin an agreement by a form."""
    return _sent(person, f"{BASE}/form", data, expect, {"Idempotency-Key": key or str(uuid.uuid4())})


def _sent(person, path: str, data: bytes, expect: int, headers: Shape | None = None) -> Shape:
    answer = person._call("post", path, data={"file": (io.BytesIO(data), "表.docx")}, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def problems(person, agreement: Shape | None, change: Callable[[Paper], None]) -> list[tuple[str, str]]:
    """Change a form, ask what it would do, and return what is wrong in it; nothing may be offered besides."""
    paper = form_of(person, agreement)
    change(paper)
    found = bring(person, agreement, packed(paper))
    assert found["problems"], found
    assert found["changes"] == []
    return [(one["place"], one["text"]) for one in found["problems"]]


def cells(found: Shape, key: str) -> dict[str, tuple[str, str]]:
    """Return before and after of the cells of one change."""
    [change] = [one for one in found["changes"] if one["key"] == key]
    return {cell["label"]: (cell["before"], cell["after"]) for cell in change["cells"]}

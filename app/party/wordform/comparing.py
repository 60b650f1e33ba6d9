"""What a form would change, row by row and in words, in the shape in which ledgers show their changes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from app.party.models import LIST_NAMES
from app.party.wordform.layout import FIELDS, LIST_HEADS, PARTIES_HEAD
from app.party.wordform.reading import GOAL, PARTIES

Shape = dict[str, Any]
Row = tuple[str, ...]
CONTENT = "协议内容"


def words_of(agreement: Shape) -> Shape:
    """Return an agreement in words: each field a text, each table rows of texts."""
    fields = {
        "number": agreement["number"],
        "compounds": "、".join(sorted(one["name"] for one in agreement["compounds"])),
        "starts_on": str(agreement["starts_on"] or ""),
        "ends_on": str(agreement["ends_on"] or ""),
        "signed_on": str(agreement["signed_on"] or ""),
        "goal": agreement["goal"],
    }
    tables: dict[str, list[Row]] = {PARTIES: [(one["role_name"], lines(one["name"])) for one in agreement["parties"]]}
    for key, name in LIST_NAMES.items():
        rows = agreement["lists"].get(key, [])
        tables[name] = [(lines(row["text"]), lines(row["owner"]), lines(row["note"])) for row in rows]
    return {"fields": {key: lines(text) for key, text in fields.items()}, "tables": tables}


def lines(text: str) -> str:
    """Return a text with the line ends that a page has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def compare(before: Shape | None, after: Shape) -> list[Shape]:
    """Return the changes from one agreement in words to another; everything is new without one before."""
    old = before or {"fields": {}, "tables": {}}
    labels = FIELDS | {"goal": GOAL}
    cells = [
        _cell(key, labels[key], old["fields"].get(key, ""), text)
        for key, text in after["fields"].items()
        if text != old["fields"].get(key, "")
    ]
    changes = [{"kind": "changed" if before else "added", "key": CONTENT, "cells": cells}] if cells else []
    heads = {PARTIES: PARTIES_HEAD} | {name: LIST_HEADS[key] for key, name in LIST_NAMES.items()}
    for name, rows in after["tables"].items():
        changes += _rows(name, heads[name], old["tables"].get(name, []), rows)
    return changes


def _cell(column: str, title: str, before: str, after: str) -> Shape:
    return {"column": column, "label": title, "before": before, "after": after}


def _rows(name: str, head: Sequence[str], before: list[Row], after: list[Row]) -> Iterator[Shape]:
    """Yield what happens to the rows of a table: those that stay in order are left alone, the others pair up."""
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(range(old_from, old_to), range(new_from, new_to))
        for old_at, new_at in pairs:
            old = before[old_at] if old_at is not None else ("",) * len(head)
            new = after[new_at] if new_at is not None else ("",) * len(head)
            kind = "removed" if new_at is None else "added" if old_at is None else "changed"
            number = new_at if new_at is not None else old_at
            key = f"{name}{'原' if new_at is None else ''}第 {(number or 0) + 1} 行"
            cells = [
                _cell(str(at), title, was, is_now)
                for at, (title, was, is_now) in enumerate(zip(head, old, new, strict=True))
                if was != is_now
            ]
            yield {"kind": kind, "key": key, "cells": cells}

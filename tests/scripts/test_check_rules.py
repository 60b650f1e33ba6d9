"""The house rules find what they are for. A rule that never fired proves nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scripts import check_rules


def messages(source, path):
    tree = ast.parse(source)
    found = [*check_rules.size_problems(tree, source.count("\n"))]
    found += check_rules.place_problems(tree, Path(path))
    found += check_rules.docstring_problems(tree, Path(path))
    return [message for _, message in found]


DOC = '"""Says what it is."""\n'


@pytest.mark.parametrize(
    ("source", "path", "said"),
    [
        (DOC + "db.session.commit()\n", "app/tickets/service.py", "only app/core/uow.py commits"),
        (DOC + "select(Ticket)\n", "app/tickets/service/moves.py", "SELECTs live in queries"),
        (DOC + 'text("  select 1")\n', "app/notify/jobs.py", "SELECTs live in queries"),
        (DOC + "x = 1\n" * 401, "app/core/db.py", "the file has 402 lines"),
        (DOC + "def _long():\n" + "    x = 1\n" * 60, "app/core/db.py", "_long has 61 lines"),
        ("x = 1\n", "app/core/db.py", "the module has no docstring"),
        (DOC + "def public():\n    pass\n", "app/core/db.py", "public is public and has no docstring"),
    ],
)
def test_a_broken_rule_is_found(source, path, said):
    assert any(message.startswith(said) for message in messages(source, path))


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (DOC + "connection.commit()\n", "app/core/uow.py"),
        (DOC + "select(Ticket)\n", "app/tickets/queries/lists.py"),
        (DOC + "select(Ticket)\n", "app/tickets/queries.py"),
        (DOC + 'text("UPDATE x SET y = 1")\n', "app/tickets/service.py"),
        (DOC + "@api.get('/x')\ndef route():\n    pass\n", "app/tickets/routes_staff.py"),
        (DOC + "class TicketOut(Strict):\n    pass\n", "app/tickets/schemas.py"),
        (DOC + "class TicketOut(Strict):\n    pass\n", "app/tickets/schemas/orders.py"),
    ],
)
def test_what_is_allowed_is_left_alone(source, path):
    assert messages(source, path) == []


def test_the_summary_of_a_test_run_is_counted_rightly():
    from scripts.checks import counted

    done = counted("x", 1, "tests/a.py:3 passed by\n==== 2 failed, 10 passed, 1 skipped, 3 errors in 4.5s ====\n")
    assert (done.passed, done.failed, done.skipped) == (10, 5, 1)
    vitest = counted("x", 0, " Test Files  2 passed (2)\n      Tests  16 passed (16)\n")
    assert (vitest.passed, vitest.failed) == (16, 0)
    assert counted("x", 5, "no tests ran in 0.1s\n").failed == 1

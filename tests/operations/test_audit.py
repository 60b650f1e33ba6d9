"""Consequential acts leave a row in the same transaction, and rows of history are only ever added."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.tickets.steps import act, file, finish_by_repair
from tests.world import write


def test_every_move_is_in_the_auditors_log_without_personal_words(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏水了请快来", contact_phone="13812345678")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5, comment="谢谢王师傅")
    answer = world.auditor.get("/staff/audit")
    acts = [row["what"] for row in answer.json["items"] if row["subject"] == f"ticket:{ticket['id']}"]
    assert acts == ["tickets.confirm", "tickets.finish", "tickets.start", "tickets.accept", "tickets.file"]
    for words in ("漏水了", "13812345678", "王师傅"):
        assert words not in answer.text


def test_a_refused_move_leaves_no_row(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    act(world.secretary_a, ticket["id"], "accept", staff=True, expect=403)
    acts = {row["what"] for row in world.auditor.get("/staff/audit").json["items"]}
    assert "tickets.accept" not in acts


def test_pages_of_the_log_follow_each_other(world):
    for number in range(5):
        file(world.resident_a, world.a, description=f"第{number}件")
    first = world.auditor.get("/staff/audit?limit=3&what=tickets.file").json
    second = world.auditor.get(f"/staff/audit?limit=3&what=tickets.file&cursor={first['next']}").json
    ids = [row["id"] for row in first["items"] + second["items"]]
    assert len(ids) == len(set(ids)) == 5
    assert second["next"] is None


@pytest.mark.parametrize("table", ["core_audit", "tickets_event", "tickets_routing", "tickets_rating"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set at = now()"])
def test_the_database_itself_refuses_to_change_history(app, world, deliver, table, change):
    from app.core.db import db

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5)
    with pytest.raises(DBAPIError, match="only ever added"):
        write(app, lambda: db.session.execute(text(change.format(table))))

"""Tables that go out: the template, the rows that were not taken, and the results for 12345."""

from __future__ import annotations

import pytest

from app.core import spreadsheets
from app.hotline.columns import FIELDS
from tests.hotline.steps import act, bring_in, check, client_of, order, rows, see, tally, upload
from tests.tickets.steps import act as move


def cells(answer) -> list[list[str]]:
    """Return the texts of the first sheet of a table that was answered."""
    assert answer.status_code == 200, answer.json
    assert answer.mimetype == spreadsheets.MEDIA_TYPE
    sheet = spreadsheets.read(answer.data)
    return [[row.cells[column].text() for column in sorted(row.cells)] for row in sheet]


def by_title(answer) -> list[dict[str, str]]:
    """Return the rows of a table by the titles of its heading."""
    sheet = list(spreadsheets.read(answer.data))
    head = {column: cell.text() for column, cell in sheet[0].cells.items()}
    return [{head[column]: cell.text() for column, cell in row.cells.items()} for row in sheet[1:]]


def test_the_template_has_every_column_and_can_be_filled_and_uploaded(world):
    answer = world.street_a.get("/staff/hotline/template")
    assert cells(answer)[0] == [field.title for field in FIELDS]
    assert "12345" in answer.headers["Content-Disposition"] or "UTF-8''" in answer.headers["Content-Disposition"]
    empty = upload(world.street_a, answer.data, expect=422)
    assert "表头下面没有内容" in empty["error"]["fields"]["file"][0]


def test_the_rows_that_were_not_taken_say_row_column_and_reason(world, deliver):
    batch = check(world.street_a, deliver, order("JC001"), order("JC002", kind="抱怨"), order("JC003", compound="哪里"))
    table = by_title(world.street_a.get(f"/staff/hotline/batches/{batch['id']}/problems"))
    assert [(row["行号"], row["列名"], row["工单编号"]) for row in table] == [
        ("3", "诉求类型", "JC002"),
        ("4", "小区", "JC003"),
    ]
    assert "没有找到小区“哪里”" in table[1]["原因"]
    assert world.street_b.get(f"/staff/hotline/batches/{batch['id']}/problems").status_code == 404


def test_what_was_wrong_is_mended_in_the_table_and_sent_again_without_doing_anything_twice(world, deliver):
    first = bring_in(world.street_a, deliver, order("JC001"), order("JC002", kind="抱怨"))
    assert tally(first) == {"created": 1, "rejected": 1}
    second = bring_in(world.street_a, deliver, order("JC001"), order("JC002", kind="投诉"))
    assert tally(second) == {"unchanged": 1, "created": 1}
    assert len(world.street_a.get("/staff/hotline/orders").json["items"]) == 2


def test_results_go_back_with_the_number_of_the_centre_and_no_name_that_is_secret(world, deliver):
    batch = bring_in(
        world.street_a, deliver, order("JC001", deadline="24小时"), order("JC002", secret="是", content="另一件")
    )
    listed = {row["own_no"]: row["ticket_id"] for row in rows(world.street_a, batch["id"])}
    for step, more in (("accept", {}), ("start", {}), ("finish", {"note": "=1+1 修好了"})):
        move(world.manager_a, listed["JC001"], step, staff=True, **more)
    deliver()
    answer = world.street_a.get(f"/staff/hotline/results?batch_id={batch['id']}")
    table = {row["工单编号"]: row for row in by_title(answer)}
    done, secret = table["JC001"], table["JC002"]
    assert (done["办理结论"], done["答复内容"], done["电话"]) == ("已解决", "=1+1 修好了", "138****8000")
    assert (secret["诉求人"], secret.get("电话", "")) == ("（保密）", "")
    assert world.street_b.get(f"/staff/hotline/results?batch_id={batch['id']}").status_code == 404
    assert by_title(world.street_b.get("/staff/hotline/results?since=2026-01-01T00:00:00Z")) == []


@pytest.mark.parametrize(
    "query", ["", "since=2026-11-02T00:00:00Z&until=2026-11-01T00:00:00Z", "since=yesterday", "batch_id=x"]
)
def test_impossible_spans_are_refused(world, query):
    assert world.street_a.get(f"/staff/hotline/results?{query}").status_code == 422


def test_a_system_fetches_the_results_of_its_own_orders(app, world, deliver):
    machine = client_of(world, app)
    body = {"own_no": "SJS001", "kind": "求助", "content": "漏水", "compound_code": world.a.code}
    assert machine.post("/orders", body).status_code == 201
    bring_in(world.street_a, deliver, order("JC001"))
    table = by_title(machine.get("/results?since=2026-01-01T00:00:00Z"))
    assert [row["工单编号"] for row in table] == ["SJS001"]


def test_batches_are_listed_newest_first_within_reach(world, deliver):
    one = check(world.street_a, deliver, order("JC001"))
    two = check(world.street_a, deliver, order("JC002"))
    act(world.street_a, one, "discard")
    listed = world.street_a.get("/staff/hotline/batches").json["items"]
    assert [(row["id"], row["state"]) for row in listed] == [(two["id"], "checked"), (one["id"], "discarded")]
    assert world.street_b.get("/staff/hotline/batches").json["items"] == []
    assert see(world.district, two["id"])["actions"] == ["confirm", "discard"]
    assert world.street_a.get("/staff/hotline/batches?limit=1").json["next"]

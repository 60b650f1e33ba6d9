"""A file of orders: checked in words, confirmed by a person, each order once, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.hotline.service import batches, receiving
from tests.hotline.steps import act, bring_in, check, order, rows, see, table, tally, upload
from tests.tickets.steps import act as act_on
from tests.tickets.steps import see as see_ticket
from tests.world import in_app, write


def tickets(app) -> list:
    """Return the tickets that came in by 12345."""

    def look():
        statement = text("""
            select o.own_no, o.urged, o.due_at, t.* from tickets_ticket t join hotline_order o on o.ticket_id = t.id
            order by o.own_no
        """)
        return db.session.execute(statement).all()

    return in_app(app, look)


def test_orders_become_tickets_with_their_own_deadline(app, world, deliver):
    batch = bring_in(
        world.street_a,
        deliver,
        order("JC001", deadline="24小时", category="屋面漏雨", building="1号楼", secret="是"),
        order("JC002", caller_phone="010-88888888", caller_name="李先生", kind="投诉", content="物业费乱收"),
    )
    assert (batch["state"], tally(batch)) == ("done", {"created": 2})
    first, second = tickets(app)
    assert first.source == "hotline"
    assert first.ordered_due_at == first.finish_due_at
    assert first.ordered_due_at.isoformat() == "2026-11-21T01:30:00+00:00"
    assert "JC001" in first.ordered_basis
    assert "24小时" in first.ordered_basis
    assert (first.category, first.kind, first.hide_me) == ("0101", "help", True)
    assert first.building_id == world.a.building
    assert (second.category, second.kind, second.hide_me, second.ordered_due_at) == ("1503", "complaint", False, None)
    shown = see_ticket(world.street_a, str(first.id), staff=True)
    assert shown["source_name"] == "12345"
    assert shown["contact_phone_masked"] == "138****8000"
    hidden = see_ticket(world.manager_a, str(first.id), staff=True)
    assert hidden["reporter"] == {"name": "居民（未公开姓名）", "phone_masked": None}


def test_two_orders_of_one_telephone_are_one_person(app, world, deliver):
    bring_in(world.street_a, deliver, order("JC001"), order("JC002"), order("JC003", caller_phone=None))
    reporters = [ticket.reporter_id for ticket in tickets(app)]
    assert reporters[0] == reporters[1] != reporters[2]


def test_nothing_is_stored_before_somebody_confirms(app, world, deliver):
    batch = check(world.street_a, deliver, order("JC001"))
    assert batch["state"] == "checked"
    assert batch["actions"] == ["confirm", "discard"]
    assert tickets(app) == []
    assert act(world.street_a, batch, "discard")["state"] == "discarded"
    act(world.street_a, batch, "confirm", expect=409)
    deliver()
    assert tickets(app) == []


def test_errors_are_told_by_row_and_column_in_words(app, world, deliver):
    batch = check(
        world.street_a,
        deliver,
        order("JC001", deadline="2026-02-31"),
        order("JC001", content="再来一次"),
        order("J", kind="抱怨", caller_phone="123"),
        order("JC004", compound="示例小区", content="x" * 1801),
        order("JC005", compound="示例小区b"),
        order("JC006", content="formula:=1+1"),
        order("JC007", compound="完全不存在的花园"),
        order("JC008"),
    )
    assert tally(batch) == {"error": 7, "new": 1}
    found = {
        (row["number"], problem["column"], problem["title"]): problem["message"]
        for row in rows(world.street_a, batch["id"])
        for problem in row["problems"]
    }
    assert found[(2, "H", "办理期限")] == "没有 2 月 31 日这一天"
    assert found[(3, "A", "工单编号")] == "与第 2 行的编号相同，以那一行为准"
    assert found[(4, "A", "工单编号")] == "应为 3 到 40 位字母、数字、横线"
    assert found[(4, "E", "诉求类型")] == "应为咨询、求助、投诉、举报、建议之一"
    assert found[(4, "D", "电话")] == "电话号码不正确"
    assert found[(5, "G", "内容")] == "不能超过 1800 个字，现有 1801 个字"
    assert "是不是：示例小区a、示例小区none？" in found[(5, "F", "小区")]
    # Another street's compound is as unknown as one that does not exist.
    assert found[(6, "F", "小区")].startswith("没有找到小区“示例小区b”，是不是：示例小区a")
    assert found[(7, "G", "内容")] == "是公式，请复制后“粘贴为数值”"
    assert found[(8, "F", "小区")] == "没有找到小区“完全不存在的花园”，请核对名称"
    assert len(found) == 10


def test_the_district_reaches_every_street_and_a_street_only_its_own(app, world, deliver):
    batch = bring_in(world.district, deliver, order("JC001", compound="示例小区b"))
    assert tally(batch) == {"created": 1}
    again = check(world.street_a, deliver, order("JC001"))
    assert rows(world.street_a, again["id"])[0]["problems"][0]["message"] == "这个编号不能在这里导入，请联系区里核对"
    assert world.street_b.get(f"/staff/hotline/batches/{batch['id']}").status_code == 404
    assert world.street_b.get("/staff/hotline/batches").json["items"] == []
    assert [item["own_no"] for item in world.street_b.get("/staff/hotline/orders").json["items"]] == ["JC001"]
    assert world.street_a.get("/staff/hotline/orders").json["items"] == []


def test_the_same_file_again_changes_nothing_and_says_so(app, world, deliver):
    lines = [order(f"JC{n:03}", deadline="7天") for n in range(3)]
    bring_in(world.street_a, deliver, *lines)
    before = tickets(app)
    batch = check(world.street_a, deliver, *lines)
    assert tally(batch) == {"same": 3}
    assert batch["imported_before"] is not None
    assert batch["actions"] == ["discard"]  # there is nothing to import
    assert tickets(app) == before


def test_a_known_order_takes_a_new_deadline_and_urgings_only(app, world, deliver):
    bring_in(world.street_a, deliver, order("JC001", deadline="7天", urged=0), order("JC002", deadline="7天"))
    ticket = tickets(app)[0]
    batch = bring_in(
        world.street_a,
        deliver,
        order("JC001", deadline="2小时", urged=2, content="说法变了", compound="示例小区none"),
        order("JC002", deadline="7天"),
        order("JC003"),
    )
    assert tally(batch) == {"updated": 1, "unchanged": 1, "created": 1}
    changed = tickets(app)[0]
    assert changed.description == ticket.description
    assert changed.compound_id == ticket.compound_id
    assert changed.finish_due_at.isoformat() == "2026-11-20T03:30:00+00:00"
    assert changed.urged_at is not None
    notes = rows(world.street_a, batch["id"])[0]["notes"]
    assert notes == ["期限已更新：办理期限 2小时", "催办次数已更新为 2", "内容与先前收到的不同，没有改动"]
    shown = see_ticket(world.street_a, str(changed.id), staff=True)
    assert [step["action"] for step in shown["timeline"]][-2:] == ["redue", "urge"]


def test_a_deadline_of_an_order_that_is_done_stays(app, world, deliver):
    bring_in(world.street_a, deliver, order("JC001", deadline="7天", category="屋面漏雨"))
    ticket_id = str(tickets(app)[0].id)
    for action, more in (("accept", {}), ("start", {}), ("finish", {"note": "修好了"})):
        act_on(world.manager_a, ticket_id, action, staff=True, **more)
    batch = bring_in(world.street_a, deliver, order("JC001", deadline="2小时", urged=1, category="屋面漏雨"))
    assert tally(batch) == {"updated": 1}
    assert rows(world.street_a, batch["id"])[0]["notes"] == [
        "工单已办理完，期限不再更改",
        "工单已办理完，催办次数已记下",
    ]
    assert tickets(app)[0].finish_due_at.isoformat() == "2026-11-27T01:30:00+00:00"


def test_rows_in_are_rows_out(app, world, deliver):
    bring_in(world.street_a, deliver, order("JC000", deadline="7天"), order("JC001", deadline="7天"))
    batch = bring_in(
        world.street_a,
        deliver,
        order("JC000", deadline="7天"),
        order("JC001", deadline="15天"),
        *(order(f"JC{n}", kind="错" if n % 7 == 0 else "求助") for n in range(100, 400)),
    )
    wrong = sum(n % 7 == 0 for n in range(100, 400))
    assert tally(batch) == {"created": 300 - wrong, "updated": 1, "unchanged": 1, "rejected": wrong}
    assert sum(batch["tally"].values()) == batch["row_count"] == 302
    assert len(tickets(app)) == 2 + 300 - wrong


def test_the_heading_may_stand_below_a_title_and_be_called_otherwise(app, world, deliver):
    batch = check(world.street_a, deliver, order("JC001"), above=3)
    assert tally(batch) == {"new": 1}
    assert rows(world.street_a, batch["id"])[0]["number"] == 5


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (["own_no", "kind"], "缺少列：小区、内容"),
        (["own_no", "own_no", "kind", "compound", "content"], "“工单编号”出现了两次"),
        (["called_at"], "缺少列：工单编号、诉求类型、小区、内容"),
    ],
)
def test_a_wrong_heading_is_refused_at_once(world, keys, reason):
    error = upload(world.street_a, table(order("JC001"), keys=keys), expect=422)
    assert reason in error["error"]["fields"]["file"][0]


def test_what_is_no_table_is_refused_at_once(world):
    assert upload(world.street_a, b"PK\x03\x04", expect=422)["error"]["code"] == "app.invalid_input"
    error = upload(world.street_a, "工单编号,内容".encode("gbk"), expect=422)
    assert "请上传 xlsx" in error["error"]["fields"]["file"][0]
    assert upload(world.street_a, table(keys=["own_no", "kind", "compound", "content"]), expect=422)["error"]["fields"][
        "file"
    ] == ["表头下面没有内容"]


def test_an_upload_sent_again_by_a_bad_network_is_one(world):
    data = table(order("JC001"))
    first = upload(world.street_a, data, key="the-same-key")
    assert upload(world.street_a, data, key="the-same-key")["id"] == first["id"]
    upload(world.street_a, table(order("JC002")), key="the-same-key", expect=422)


def test_two_people_cannot_decide_on_one_screen(world, deliver):
    batch = check(world.street_a, deliver, order("JC001"))
    path = f"/staff/hotline/batches/{batch['id']}/actions/confirm"
    assert world.street_a.post(path, {"version": batch["version"] + 1}).status_code == 409
    assert world.street_a.post(path, {"version": batch["version"]}).status_code == 200
    assert world.street_a.post(path, {"version": batch["version"] + 1}).status_code == 409


def sealed(app) -> int:
    """Return how many rows of files still hold what somebody wrote."""
    return in_app(app, lambda: db.session.execute(text("select count(sealed) from hotline_batch_row")).scalar_one())


def test_names_and_telephones_are_sealed_and_forgotten(app, world, deliver):
    batch = check(world.street_a, deliver, order("JC001", caller_name="绝密姓名"), order("JC002", kind="错"))
    dump = in_app(app, lambda: str(db.session.execute(text("select * from hotline_batch_row")).all()))
    assert "绝密姓名" not in dump
    assert "13800138000" not in dump
    assert sealed(app) == 1
    act(world.street_a, batch, "confirm")
    deliver()
    assert sealed(app) == 0


def test_a_file_that_nobody_confirms_is_forgotten_after_a_week(app, world, deliver):
    batch = check(world.street_a, deliver, order("JC001"))
    soon = now() + timedelta(days=7)

    def timers():
        statement = text("select due_at from core_outbox where topic = 'hotline.batch_stale' and done_at is null")
        return db.session.execute(statement).scalar_one()

    assert abs(in_app(app, timers) - soon) < timedelta(minutes=1)
    write(app, lambda: db.session.execute(text("update core_outbox set due_at = now() where done_at is null")))
    deliver()
    assert see(world.street_a, batch["id"])["state"] == "discarded"
    assert sealed(app) == 0


def one_step(app) -> None:
    """Deliver one piece of work, as a worker that dies right after it would."""

    def run():
        with db.engine.begin() as connection:
            row = connection.execute(
                text("select * from core_outbox where topic = 'hotline.batch_step' and done_at is null order by id")
            ).first()
        assert row is not None
        outbox.deliver(row.id, row.topic, row.subscriber, row.payload, 1)

    in_app(app, run)


def test_a_death_in_the_middle_of_a_piece_leaves_nothing_half_done(app, world, deliver, monkeypatch):
    batch = check(world.street_a, deliver, *(order(f"JC{n:03}") for n in range(60)))
    act(world.street_a, batch, "confirm")
    one_step(app)
    assert len(tickets(app)) == batches.APPLY_PIECE
    lodge, made = receiving.lodge, []

    def dying(**kwargs):
        made.append(lodge(**kwargs))
        if len(made) == 10:
            raise SystemExit
        return made[-1]

    monkeypatch.setattr(receiving, "lodge", dying)
    with pytest.raises(SystemExit):
        one_step(app)
    assert len(tickets(app)) == batches.APPLY_PIECE
    monkeypatch.undo()
    assert see(world.street_a, batch["id"])["done_count"] == batches.APPLY_PIECE
    deliver()
    done = see(world.street_a, batch["id"])
    assert (done["state"], tally(done)) == ("done", {"created": 60})
    assert len(tickets(app)) == 60


def test_a_place_that_goes_away_in_between_costs_its_row_only(app, world, deliver, monkeypatch):
    batch = check(
        world.street_a, deliver, *(order(f"JC{n:03}", building="1号楼" if n == 3 else None) for n in range(5))
    )
    act(world.street_a, batch, "confirm")
    from app.core.errors import InvalidInput

    lodge = receiving.lodge

    def gone(**kwargs):
        if kwargs["building_id"] is not None:
            raise InvalidInput(fields={"building_id": ["这个小区没有这栋楼或这项设施"]})
        return lodge(**kwargs)

    monkeypatch.setattr(receiving, "lodge", gone)
    deliver()
    done = see(world.street_a, batch["id"])
    assert (done["state"], tally(done)) == ("done", {"created": 4, "rejected": 1})
    assert in_app(app, lambda: db.session.execute(text("select count(*) from hotline_order")).scalar_one()) == 4

"""The list of messages from which the system administrator decides about those of unknown fate."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.notify.models import DeliveryState
from tests.world import in_app, write


@pytest.mark.parametrize(("action", "state"), [("mark_sent", "sent"), ("mark_failed", "failed")])
def test_a_person_decides_about_the_unknown(app, world, overtaken, desk, action, state):
    (item,) = world.sysadmin.get("/staff/deliveries").json["items"]
    assert (item["state"], item["state_name"]) == ("unknown", "结果不明")
    assert item["actions"] == ["resend", "mark_sent", "mark_failed"]
    assert not {"person_id", "openid"} & set(item)

    path = f"/staff/deliveries/{item['id']}/actions/{action}"
    answer = world.sysadmin.post(path)
    assert (answer.status_code, answer.json["state"], answer.json["actions"]) == (200, state, [])
    assert (answer.json["sent_at"] is not None) == (state == "sent")
    assert world.sysadmin.post(path).json["error"]["code"] == "notify.already_decided"
    assert world.sysadmin.get("/staff/deliveries?state=unknown").json["items"] == []
    what = "SELECT count(*) FROM core_audit WHERE what = :what"
    counted = in_app(app, lambda: db.session.scalar(text(what), {"what": f"notify.{action}"}))
    assert counted == 1


def test_only_the_system_administrator_of_the_district_decides(app, world, overtaken):
    path = f"/staff/deliveries/{overtaken.delivery_id}/actions"
    for person in (world.resident_a, world.manager_a, world.community_a, world.district, world.auditor):
        assert person.get("/staff/deliveries").status_code == 403
        assert person.post(f"{path}/mark_sent").status_code == 403
    assert world.sysadmin.post(f"{path}/burn").status_code == 404

    sql = "UPDATE notify_delivery SET district_id = gen_random_uuid()"
    write(app, lambda: db.session.execute(text(sql)))
    assert world.sysadmin.get("/staff/deliveries").json["items"] == []
    assert world.sysadmin.post(f"{path}/mark_sent").status_code == 404


def test_a_known_fate_is_not_decided(world, planned, desk):
    delivery = desk.delivery(world.resident_a, "progress")
    answer = world.sysadmin.post(f"/staff/deliveries/{delivery.id}/actions/mark_sent")
    assert answer.status_code == 409
    assert desk.delivery(world.resident_a, "progress").state == DeliveryState.PLANNED


LISTS = ("unknown", "failed", "planned", "sending", "sent", "set_aside")


def test_each_message_is_in_exactly_one_list(app, world, planned, desk):
    """Whatever the state, and whether somebody decided: nothing falls between the lists, nothing is listed twice."""
    states = [
        ("planned", "", False), ("sending", "", False), ("sent", "", False), ("sent", "decided", True),
        ("unknown", "interrupted", False), ("failed", "unreachable", False), ("failed", "unreachable", True),
        ("failed", "43101", False), ("failed", "not_subscribed", False), ("failed", "no_phone", True),
    ]  # fmt: skip
    expected = ["planned", "sending", "sent", "sent", "unknown", "failed", *["set_aside"] * 4]
    sql = """
        INSERT INTO notify_delivery (id, district_id, event_key, person_id, channel, template, kind, state, reason,
                                     decided_at)
        SELECT gen_random_uuid(), district_id, :key, person_id, channel, template, kind, :state, :reason,
               CASE WHEN :decided THEN now() END
        FROM notify_delivery WHERE id = :id
    """
    first = desk.delivery(world.resident_a, "progress")

    def store() -> None:
        db.session.execute(
            text("UPDATE notify_delivery SET district_id = gen_random_uuid() WHERE id <> :id"), {"id": first.id}
        )
        for number, (state, reason, decided) in enumerate(states):
            values = {"key": f"k{number}", "state": state, "reason": reason, "decided": decided, "id": first.id}
            db.session.execute(text(sql), values)
        db.session.execute(
            text("UPDATE notify_delivery SET district_id = gen_random_uuid() WHERE id = :id"), {"id": first.id}
        )

    write(app, store)
    listed = [
        name for name in LISTS for _ in world.sysadmin.get(f"/staff/deliveries?state={name}&limit=100").json["items"]
    ]
    assert sorted(listed) == sorted(expected)
    counts = world.sysadmin.get("/staff/deliveries/counts").json["items"]
    assert {one["state"]: one["count"] for one in counts} == dict.fromkeys(LISTS[:4], 1)
    assert all(one["oldest_at"] for one in counts)
    assert world.sysadmin.get("/staff/deliveries?state=lost").status_code == 422

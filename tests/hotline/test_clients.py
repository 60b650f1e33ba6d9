"""Other systems: their keys, what they open and from where, and what is told to them of their orders."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.core.db import db
from app.hotline import calling
from tests.hotline.steps import client_of
from tests.tickets.steps import act
from tests.world import in_app, write

ORDER = {"own_no": "SJS20261120001", "kind": "求助", "content": "楼道漏水"}


def an_order(world, **more):
    """Return an order as a centre sends it."""
    return ORDER | {"compound_code": world.a.code} | more


class Centre:
    """The machine of a 12345 centre: notes what it is told, and answers what a test wants."""

    def __init__(self) -> None:
        self.status, self.told, centre = 200, [], self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                centre.told.append((dict(self.headers), body))
                self.send_response(centre.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"

    def events(self) -> list[str]:
        """Return what it was told, in order."""
        return [json.loads(body)["event"] for _, body in self.told]


@pytest.fixture
def centre(app, monkeypatch):
    """A centre on this machine, which the settings of the test allow."""
    allowed = SimpleNamespace(env="test", callback_networks=[ip_network("127.0.0.0/8")])
    monkeypatch.setattr(calling, "get_settings", lambda: allowed)
    made = Centre()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join(timeout=10)


def messages(world, **query):
    """Return the messages as the administrator sees them."""
    answer = world.sysadmin.get("/staff/hotline/callbacks", query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def clients(world):
    """Return the systems as the administrator sees them."""
    return world.sysadmin.get("/staff/hotline/clients").json["items"]


# --- keys ---


def test_a_key_is_shown_once_and_stored_so_that_nobody_can_read_it(app, world):
    headers = {"Idempotency-Key": "made-once-0001"}
    body = {"name": "中心", "scopes": ["orders"]}
    made = world.sysadmin.post("/staff/hotline/clients", body, headers=headers).json
    assert made["key"].startswith(made["key_hint"])
    again = world.sysadmin.post("/staff/hotline/clients", body, headers=headers).json
    assert (again["id"], again["key"], again["secret"]) == (made["id"], None, None)
    (shown,) = clients(world)
    assert "key" not in shown
    assert made["key"] not in json.dumps(shown)

    def stored() -> str:
        return str(db.session.execute(text("select * from hotline_client")).one())

    assert made["key"] not in in_app(app, stored)
    assert made["secret"] not in in_app(app, stored)


def test_a_key_ends_for_good_and_opens_only_what_it_is_for(app, world):
    machine, wrong = client_of(world, app), client_of(world, app, scopes=("open311",), name="别的")
    assert machine.get("/orders/SJS1").status_code == 404
    assert wrong.get("/orders/SJS1").json["error"]["code"] == "hotline.wrong_scope"
    path = f"/staff/hotline/clients/{machine.made['id']}/actions/revoke"
    assert world.sysadmin.post(path, {"version": 9}).status_code == 409
    assert world.sysadmin.post(path, {"version": 1}).json["actions"] == []
    assert world.sysadmin.post(path, {"version": 2}).status_code == 409
    assert machine.get("/orders/SJS1").status_code == 401
    assert machine.post("/orders", an_order(world)).status_code == 401


def test_a_key_from_another_network_is_refused(app, world):
    machine = client_of(world, app, networks=["10.1.2.0/24"])
    assert machine.get("/orders/SJS1").json["error"]["code"] == "hotline.wrong_network"
    path = f"/staff/hotline/clients/{machine.made['id']}"
    changed = world.sysadmin._call("patch", path, json={"version": 1, "networks": ["127.0.0.1"]})
    assert changed.json["networks"] == ["127.0.0.1/32"]
    assert machine.get("/orders/SJS1").status_code == 404
    stale = world.sysadmin._call("patch", path, json={"version": 1, "name": "新名"})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"networks": ["10.1.2.300"]}, "networks"),
        ({"callback_url": "ftp://x.example.com"}, "callback_url"),
        ({"callback_url": "https://127.0.0.1/x"}, "callback_url"),
        ({"callback_url": "https://0x7f.1/x"}, "callback_url"),
        ({"callback_url": "https://[::1]/x"}, "callback_url"),
        ({"callback_url": "https://a:b@x.example.com/"}, "callback_url"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(world, fields, field):
    answer = world.sysadmin.post("/staff/hotline/clients", {"name": "中心", "scopes": ["orders"]} | fields)
    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]


# --- orders by machine ---


def test_an_order_is_made_brought_up_to_date_and_left_alone(app, world, deliver):
    machine = client_of(world, app)
    made = machine.post("/orders", an_order(world, deadline="24小时"))
    assert (made.status_code, made.json["received"]) == (201, "created")
    assert machine.post("/orders", an_order(world, deadline="24小时")).json["received"] == "unchanged"
    urged = machine.post("/orders", an_order(world, deadline="24小时", urged=2))
    assert (urged.status_code, urged.json["received"], urged.json["urged"]) == (200, "updated", 2)
    wrong = machine.post("/orders", an_order(world, own_no="SJS2", compound_code="nowhere"))
    assert "compound_code" in wrong.json["error"]["fields"]
    by_name = machine.post("/orders", an_order(world, own_no="SJS20261120003", compound="示例小区a", compound_code=""))
    assert by_name.status_code == 201
    assert [one["own_no"] for one in world.district.get("/staff/hotline/orders").json["items"]] == [
        "SJS20261120003",
        "SJS20261120001",
    ]
    found = world.district.get("/staff/hotline/orders?own_no=SJS20261120003").json["items"]
    assert [one["own_no"] for one in found] == ["SJS20261120003"]


def test_one_system_does_not_see_the_orders_of_another(app, world):
    first, second = client_of(world, app), client_of(world, app, name="别的中心")
    assert first.post("/orders", an_order(world)).status_code == 201
    assert first.get("/orders/SJS20261120001").json["state"] == "submitted"
    assert second.get("/orders/SJS20261120001").status_code == 404
    whole = "/results?since=2026-01-01T00:00:00Z"
    assert first.get(whole).status_code == 200
    assert len(second.get(whole).data) < len(first.get(whole).data)
    assert first.get("/results").status_code == 422


# --- what is told ---


def test_steps_are_told_signed_and_once_each(app, world, deliver, centre):
    machine = client_of(world, app, callback_url=centre.url)
    ticket = machine.post("/orders", an_order(world)).json
    deliver()
    order = world.district.get("/staff/hotline/orders").json["items"][0]
    assert order["ticket_no"] == ticket["ticket_no"]
    for step, more in (("accept", {}), ("start", {}), ("finish", {"note": "修好了"})):
        act(world.manager_a, order["ticket_id"], step, staff=True, **more)
        deliver()
    assert centre.events() == ["accepted", "finished"]
    headers, body = centre.told[-1]
    signed = f"{headers['X-Haofuwu-Timestamp']}.{headers['X-Haofuwu-Event']}.".encode() + body
    wanted = "v1=" + hmac.new(machine.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Haofuwu-Signature"] == wanted
    said = json.loads(body)
    assert (said["order"]["own_no"], said["order"]["reply"]) == ("SJS20261120001", "修好了")
    assert {one["state"] for one in messages(world)} == {"sent"}


def test_what_was_refused_is_given_up_and_sent_again_by_hand_with_the_same_id(app, world, deliver, centre):
    machine = client_of(world, app, callback_url=centre.url)
    centre.status = 400
    assert world.sysadmin.post(f"/staff/hotline/clients/{machine.made['id']}/actions/ping").status_code == 204
    deliver()
    (failed,) = messages(world, state="failed")
    assert (failed["kind_name"], failed["reason"], failed["actions"]) == ("连通测试", "status 400", ["resend"])
    centre.status = 200
    again = f"/staff/hotline/callbacks/{failed['id']}/actions/resend"
    assert world.sysadmin.post(again).status_code == 204
    deliver()
    assert messages(world)[0]["state"] == "sent"
    assert world.sysadmin.post(again).status_code == 409
    first, second = (headers["X-Haofuwu-Event"] for headers, _ in centre.told)
    assert first == second


def test_a_redirect_is_not_followed_and_an_answer_of_five_hundred_is_tried_again(app, world, deliver, centre):
    machine = client_of(world, app, callback_url=centre.url)
    path = f"/staff/hotline/clients/{machine.made['id']}/actions/ping"
    centre.status = 302
    world.sysadmin.post(path)
    deliver()
    assert messages(world)[0]["reason"] == "status 302"
    centre.status = 500
    write(app, lambda: db.session.execute(text("delete from hotline_callback")))
    world.sysadmin.post(path)
    deliver()
    (waiting,) = messages(world)
    assert (waiting["state"], waiting["attempts"], waiting["actions"]) == ("unknown", 1, [])
    assert len(centre.told) == 2


def test_without_an_address_nothing_is_tried(app, world):
    machine = client_of(world, app)
    assert world.sysadmin.post(f"/staff/hotline/clients/{machine.made['id']}/actions/ping").status_code == 409

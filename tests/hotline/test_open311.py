"""Filing over Open311 GeoReport v2: with a client library that cities use, and with what that library leaves out."""

from __future__ import annotations

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree

import pytest
import requests
from georeport import GeoReport
from sqlalchemy import text

from app.core.db import db
from app.core.ids import new_id
from app.places.models import Region
from tests.hotline.open311_steps import WORDS, counted, fit_to_show, number_of, read, send, ticket_of
from tests.hotline.steps import client_of
from tests.tickets.steps import act
from tests.world import add, in_app, write

UTC_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


# --- the client library, unchanged ---


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_library_reads_services_and_their_definitions(address, world, form):
    city = GeoReport(address, output_format=form)
    services = city.get_service_list()
    roof = next(one for one in services if one["service_code"] == "0101")
    assert len(services) > 80
    assert (roof["service_name"], roof["group"], roof["type"]) == ("屋面漏雨", "共用部位", "realtime")
    assert str(roof["metadata"]).lower() == "true"
    definition = city.get_service_definition("0101")
    attributes = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert definition["service_code"] == "0101"
    assert [(one["code"], one["datatype"], str(one["required"]).lower()) for one in attributes] == [
        ("kind", "singlevaluelist", "false"),
        ("building", "string", "false"),
        ("compound", "string", "false"),
    ]
    values = attributes[0]["values"] if form == "json" else attributes[0]["values"]["value"]
    assert [dict(value) for value in values][:2] == [{"key": "repair", "name": "报修"}, {"key": "help", "name": "求助"}]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_library_finds_what_was_filed(address, world, deliver, key, form):
    number = number_of(send(address, key))
    deliver()
    city = GeoReport(address, jurisdiction="110107", api_key=key, output_format=form)

    def only(found):
        return found[0] if isinstance(found, list) else found

    one = only(city.get_service_requests(status="open", service_code="0101,0102"))
    assert city.get_service_request(number) == one
    assert only(city.get_service_requests(service_request_id=f"{number},G000", status="closed")) == one
    assert (one["service_request_id"], one["status"], one["status_notes"]) == (number, "open", "已派单")
    assert (one["service_name"], one["address"]) == ("屋面漏雨", "示例小区a")
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert UTC_FORM.fullmatch(one[name]), one[name]
    assert abs(datetime.fromisoformat(one["requested_datetime"]) - datetime.now(UTC)) < timedelta(minutes=2)


def test_both_forms_say_what_they_are(address, world, key):
    number = number_of(send(address, key))
    for form, kind in (("json", "application/json"), ("xml", "text/xml; charset=utf-8")):
        for path in ("services", "services/0101", "requests", f"requests/{number}", "requests/G0"):
            answer = read(address, f"{path}.{form}")
            assert answer.headers["Content-Type"] == kind, path
    assert read(address, "requests.xml").text.startswith('<?xml version="1.0" encoding="UTF-8"?>')


def test_words_with_signs_of_xml_stay_words(address, app, world, key):
    words = 'a < b & c > "d" ]]> <script>\n第二行'
    number = number_of(send(address, key, description=words))
    fit_to_show(app, number)
    answer = read(address, f"requests/{number}.xml")
    assert ElementTree.fromstring(answer.content).findtext("request/description") == words
    assert read(address, f"requests/{number}.json").json()[0]["description"] == words


# --- an order like any other ---


def test_it_is_an_order_like_any_other_and_its_end_is_seen(address, app, world, deliver, key):
    number = number_of(send(address, key, first_name="某某", last_name="王", phone="138 0013 8000"))
    deliver()
    order = world.street_a.get("/staff/hotline/orders").json["items"][0]
    assert (order["own_no"], order["source"]) == (number, "open311")
    ticket = world.manager_a.get(f"/staff/tickets/{order['ticket_id']}").json
    assert (ticket["category"], ticket["kind"]) == ("0101", "repair")
    assert "地点：示例小区a 3号楼" in ticket["description"]
    assert ticket_of(app, number).display_name == "王某某"
    for step, more in (("accept", {}), ("start", {}), ("finish", {"note": "防水已重做"})):
        act(world.manager_a, order["ticket_id"], step, staff=True, **more)
    deliver()
    desk = world.community_a.get("/staff/callbacks").json["items"][0]
    answer = {"version": desk["version"], "outcome": "solved", "satisfaction": "satisfied"}
    assert world.community_a.post(f"/staff/callbacks/{desk['id']}/actions/answer", answer).status_code == 200
    seen = GeoReport(address).get_service_request(number)
    assert (seen["status"], seen["status_notes"], seen["expected_datetime"]) == ("closed", "已办结；已解决", None)
    assert GeoReport(address).get_service_requests(status="open") == []
    assert len(GeoReport(address).get_service_requests(status="open,closed")) == 1
    (mine,) = read(address, f"requests/{number}.json", key).json()
    assert mine["status_notes"] == "已办结；已解决：防水已重做"


def test_the_system_that_filed_is_told_of_steps_by_the_number_it_knows(address, app, world, deliver):
    key = client_of(world, app, scopes=("open311",), callback_url="https://city.example.com/hook").key
    number = number_of(send(address, key))
    deliver()
    act(world.manager_a, str(ticket_of(app, number).id), "accept", staff=True)
    deliver()
    (message,) = world.sysadmin.get("/staff/hotline/callbacks").json["items"]
    assert (message["own_no"], message["kind"]) == (number, "accepted")


@pytest.mark.parametrize(
    ("fields", "kind", "building", "words"),
    [
        ({}, "repair", None, f"{WORDS}\n地点：示例小区a 3号楼"),
        ({"address_string": "示例小区a"}, "repair", None, WORDS),
        ({"attribute[kind]": "complaint"}, "complaint", None, f"{WORDS}\n地点：示例小区a 3号楼"),
        ({"address_string": "示例小区a", "attribute[building]": "1栋"}, "repair", "1号楼", WORDS),
        ({"address_string": "示例小区a", "attribute[building]": "9栋"}, "repair", None, f"{WORDS}\n地点：9栋"),
        ({"address_string": "示例小区a", "description": ""}, "repair", None, "屋面漏雨"),
        (
            {"address_string": "示例小区a", "lat": "39.9163", "long": "116.1846"},
            "repair", None, f"{WORDS}\n地点：坐标 39.9163,116.1846",
        ),
    ],
)  # fmt: skip
def test_what_is_sent_is_what_is_stored(address, app, world, key, fields, kind, building, words):
    made = ticket_of(app, number_of(send(address, key, **fields)))
    assert (made.kind, made.source, made.category, made.description) == (kind, "open311", "0101", words)
    assert made.compound_id == world.a.compound
    assert made.building_id == (world.a.building if building else None)


@pytest.fixture
def on_the_map(app, world) -> None:
    """Compounds a and none stand 500 m apart, a from south to north; b has no point."""

    def put() -> None:
        for compound, latitude in ((world.a.compound, 39.9100), (world.none.compound, 39.9145)):
            db.session.execute(
                text("update places_compound set latitude = :latitude, longitude = 116.2 where id = :id"),
                {"latitude": latitude, "id": compound},
            )

    write(app, put)


@pytest.mark.parametrize(
    ("latitude", "where", "metres"), [("39.9110", "a", 111), ("39.9122", "a", 245), ("39.9123", "none", 245)]
)
def test_a_point_alone_means_the_nearest_compound_and_says_that_it_was_a_guess(
    address, app, world, key, on_the_map, latitude, where, metres
):
    made = ticket_of(app, number_of(send(address, key, address_string="", lat=latitude, long="116.2")))
    assert made.compound_id == getattr(world, where).compound
    guess = f"坐标 {latitude},116.2（按坐标归到最近的示例小区{where}，相距约{metres}米，请核对）"
    assert made.description == f"{WORDS}\n地点：{guess}"


@pytest.mark.parametrize("point", [("39.9072", "116.2"), ("39.91", "116.2036"), ("-39.91", "116.2"), ("90", "-180")])
def test_a_point_with_no_compound_near_it_is_refused_in_words(address, app, world, key, on_the_map, point):
    answer = send(address, key, address_string="", lat=point[0], long=point[1])
    assert answer.status_code == 400
    assert "300 米以内没有登记过位置的小区" in answer.text
    assert counted(app) == 0


def test_words_overrule_the_point_and_a_foreign_compound_is_never_near(address, app, world, key, on_the_map):
    made = ticket_of(app, number_of(send(address, key, address_string="示例小区none", lat="39.91", long="116.2")))
    assert made.compound_id == world.none.compound

    def move_away() -> None:
        other = new_id()
        add(Region(id=other, district_id=other, kind="district", code="999999", name="别的区"))
        db.session.execute(text("update places_compound set latitude = null, longitude = null"))
        put = text(
            "update places_compound set latitude = 39.91, longitude = 116.2, district_id = :other where id = :id"
        )
        db.session.execute(put, {"other": other, "id": world.b.compound})

    write(app, move_away)
    assert send(address, key, address_string="", lat="39.91", long="116.2", jurisdiction_id="110107").status_code == 400


def test_the_middle_of_the_compound_is_shown_and_not_the_point_that_was_sent(address, app, world, key, on_the_map):
    number = number_of(send(address, key, address_string="", lat="39.9110", long="116.2"))
    seen = GeoReport(address, jurisdiction="110107").get_service_request(number)
    assert (seen["lat"], seen["long"]) == (39.91, 116.2)


def test_a_place_is_meant_by_id_by_code_and_by_label(address, app, world, key):
    def codes():
        row = db.session.execute(text("""
            select b.code as building, a.code as roof from places_building b join places_asset a on a.building_id = b.id
            where b.id = :id
        """), {"id": world.a.building}).one()  # fmt: skip
        return row.building, row.roof

    building, roof = in_app(app, codes)
    for code, inside, words in (
        (str(world.a.compound), None, WORDS),
        (world.a.code, None, WORDS),
        (building, world.a.building, WORDS),
        (roof, world.a.building, f"{WORDS}\n地点：1号楼屋面"),
    ):
        answer = send(address, key, address_id=code, address_string="", headers={"Idempotency-Key": f"place-{code}"})
        made = ticket_of(app, number_of(answer))
        assert (made.compound_id, made.building_id, made.description) == (world.a.compound, inside, words)
    shown = read(address, "requests.json").json()
    assert {one["address_id"] for one in shown} == {str(world.a.compound)}
    for label in (world.a.code, building, roof):  # a label proves that somebody stood before it
        assert label not in str(shown)


def test_media_are_never_fetched_and_not_kept(address, app, world, deliver, key):
    asked: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *args):
            pass

    trap = HTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=trap.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{trap.server_port}/photo.jpg"
        answer = send(address, key, media_url=url, email="wang@example.org", device_id="d", account_id="a")
        number = number_of(answer)
        deliver()
        assert "media_url" in answer.json()[0]["service_notice"]
        assert asked == []
        made = str(ticket_of(app, number))
        assert url not in made
        assert "wang@example.org" not in made
        requests.get(url, timeout=5)
        assert asked == ["/photo.jpg"]  # the trap does notice
    finally:
        trap.shutdown()
        trap.server_close()


def test_who_reports_an_emergency_is_told_whom_to_call(address, key):
    notice = send(address, key, service_code="0701").json()[0]["service_notice"]
    assert "119" in notice
    assert "119" not in send(address, key).json()[0]["service_notice"]


# --- once ---


def test_the_same_words_sent_again_are_one_request(address, app, world, key):
    first = number_of(send(address, key))
    assert number_of(send(address, key), 200) == first
    assert number_of(send(address, key, description="另一件事")) != first
    assert number_of(send(address, key, service_code="0102")) != first
    assert number_of(send(address, client_of(world, app, scopes=("open311",)).key)) != first
    assert counted(app) == 4
    write(app, lambda: db.session.execute(text("update hotline_order set created_at = now() - interval '11 minutes'")))
    assert number_of(send(address, key)) != first


def test_a_key_for_repeating_decides_what_is_the_same(address, app, world, key):
    one, two = ({"Idempotency-Key": str(uuid.uuid4())} for _ in range(2))
    first = number_of(send(address, key, headers=one))
    assert number_of(send(address, key, headers=one), 200) == first
    assert number_of(send(address, key, headers=two)) != first
    other = client_of(world, app, scopes=("open311",)).key
    assert number_of(send(address, other, headers=one)) != first  # keys of two systems do not meet
    assert send(address, key, headers=one, description="etwas anderes").status_code == 400
    assert counted(app) == 3


@pytest.mark.parametrize("headers", [None, {"Idempotency-Key": "the-same-key"}])
def test_four_at_once_are_one(address, app, world, key, headers):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(address, key, headers=headers), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()[0]["service_request_id"] for answer in answers}) == 1
    assert counted(app) == 1

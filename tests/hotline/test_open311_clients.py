"""Filing as two clients do that cities use, field by field as they send it, and nothing else.

Neither can be installed here: ``three`` (PyPI) is from 2013 and for Python 2, FixMyStreet is a product in Perl. What
they send was taken from ``Three.post`` and ``Three._post_keywords`` (three/core.py), and from ``send_service_request``
and ``_post`` of FixMyStreet's perllib/Open311.pm.
"""

from __future__ import annotations

from xml.etree import ElementTree

import requests
from sqlalchemy import text

from app.core.db import db
from tests.hotline.open311_steps import counted, ticket_of
from tests.world import write


def three_posts(endpoint: str, api_key: str, service_code: str, *, jurisdiction: str = "", **given: str):
    """``Three(endpoint, api_key=..., jurisdiction=...).post(service_code, **given)``."""
    sent = dict(given) | {"service_code": service_code}
    if jurisdiction and "jurisdiction_id" not in sent:
        sent["jurisdiction_id"] = jurisdiction
    if "address" in sent:
        sent["address_string"] = sent.pop("address")
    if "name" in sent:
        sent["first_name"], sent["last_name"] = sent.pop("name").split(" ")
    sent.setdefault("api_key", api_key)
    return requests.Session().post(f"{endpoint}/requests.json", data=sent, files=None, timeout=20)


def fixmystreet_posts(address: str, api_key: str, service_code: str, attributes: dict[str, str]):
    """``Open311->new(...)->send_service_request($problem, $extra, $service_code)``; returns the number or why not."""
    words = (
        "title:  屋顶漏水\n\ndetail: 顶层楼道漏水，地上都是水\n\n"
        "url: https://fixmystreet.example/report/42\n\nSubmitted via FixMyStreet\n"
    )
    sent = {
        "jurisdiction_id": "110107",
        "api_key": api_key,
        "lat": "39.9163012345",
        "long": "116.184612345",
        "email": "ann@example.org",
        "description": words,
        "service_code": service_code,
        "first_name": "Ann",
        "last_name": "Smith",
        "phone": "13800138000",
        "media_url": "https://fixmystreet.example/photo/42.jpeg",
    } | {f"attribute[{name}]": value for name, value in attributes.items()}
    answer = requests.post(f"{address}/requests.xml", data=sent, timeout=20)
    top = ElementTree.fromstring(answer.content)
    return answer.status_code, top.findtext("request/service_request_id"), top.findtext("error/description")


def test_three_files_with_a_keyword_of_its_own(address, app, world, key):
    answer = three_posts(
        address, key, "0101", jurisdiction="110107", address="示例小区a 3号楼", name="Zach Williams",
        phone="13800138000", description="顶层楼道漏水", source="web",
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    made = ticket_of(app, answer.json()[0]["service_request_id"])
    assert (made.compound_id, made.display_name) == (world.a.compound, "Zach Williams")
    assert "web" not in made.description


def test_fixmystreet_files_with_its_own_attributes_once_its_user_named_the_compound(address, app, world, key):
    """It knows a point on the map; the definition of the service makes it ask for the name of the compound."""
    definition = requests.get(f"{address}/services/0101.xml", params={"jurisdiction_id": "110107"}, timeout=20)
    asked = [one.findtext("code") for one in ElementTree.fromstring(definition.content).iter("attribute")]
    assert "compound" in asked
    own = {"external_id": "42", "title": "屋顶漏水", "easting": "1", "northing": "2", "report_url": "https://x.example"}
    status, number, _ = fixmystreet_posts(address, key, "0101", own | {"compound": "示例小区a"})
    assert status == 201
    made = ticket_of(app, number)
    assert (made.compound_id, made.display_name) == (world.a.compound, "Ann Smith")
    assert "坐标 39.9163012345,116.184612345" in made.description
    assert "easting" not in made.description


def test_a_point_on_the_map_alone_is_enough_where_a_compound_is_on_record(address, app, world, key):
    put = text("update places_compound set latitude = 39.9171, longitude = 116.1850 where id = :id")
    write(app, lambda: db.session.execute(put, {"id": world.a.compound}))
    status, number, _ = fixmystreet_posts(address, key, "0101", {"external_id": "42"})
    assert status == 201
    made = ticket_of(app, number)
    assert made.compound_id == world.a.compound
    assert "按坐标归到最近的示例小区a，相距约95米，请核对" in made.description


def test_a_point_near_no_compound_is_refused_with_the_words_that_are_documented(address, app, world, key):
    status, number, why = fixmystreet_posts(address, key, "0101", {"external_id": "42"})
    assert (status, number) == (400, None)
    assert why.startswith("address_string：")
    assert "没有登记过位置的小区" in why
    assert counted(app) == 0


def test_the_compound_that_the_address_does_not_name_is_taken_from_the_attribute(address, app, world, key):
    answer = three_posts(
        address, key, "0101", address="古城南路 5 号院门口", description="漏水", **{"attribute[compound]": "示例小区a"}
    )
    assert answer.status_code == 201, answer.text
    made = ticket_of(app, answer.json()[0]["service_request_id"])
    assert made.compound_id == world.a.compound
    assert made.description == "漏水\n地点：古城南路 5 号院门口"

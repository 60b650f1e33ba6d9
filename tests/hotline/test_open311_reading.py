"""Open311 GeoReport v2: what anybody may read, and what is refused, how."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
import requests
from sqlalchemy import text

from app.core.db import db
from app.core.ratelimit import classes, forget_here
from app.hotline.open311.schemas import Open311RequestIn
from app.places.models import Region
from app.tickets.service.showing import show_to_others
from tests.contract.test_nasty_values import INSIDES, NASTY
from tests.hotline.open311_steps import LEAK, WORDS, counted, fit_to_show, number_of, read, send, ticket_of
from tests.hotline.steps import client_of
from tests.tickets.steps import file
from tests.world import add, write

# --- what anybody may read ---


def test_anybody_reads_how_it_stands_and_nothing_more(address, app, world, deliver, key):
    number = number_of(send(address, key, first_name="某某", last_name="王", phone="13800138000"))
    mine = file(world.resident_a, world.a, category="0101", description="居民自己报的")
    deliver()
    centre = client_of(world, app)
    body = {"own_no": "JC001", "kind": "求助", "content": "打热线说的", "compound": "示例小区a"}
    assert centre.post("/orders", body).status_code == 201
    other = client_of(world, app, scopes=("open311",), name="别的系统").key
    for reader in (None, other):
        answer = read(address, "requests.json", reader)
        assert [one["service_request_id"] for one in answer.json()] == [number]
        assert read(address, "requests/JC001.json", reader).status_code == 404
        for secret in (
            "王某某",
            "13800138000",
            "漏水，",
            "居民自己报的",
            "热线",
            "JC001",
            "3号楼",
            mine["no"],
            mine["id"],
        ):
            assert secret not in answer.text
    assert read(address, "requests.json", key).json()[0]["description"] == f"{WORDS}\n地点：示例小区a 3号楼"


def test_words_are_shown_once_they_may_be_without_numbers_and_place(address, app, world, key):
    number = number_of(send(address, key))
    fit_to_show(app, number)
    assert read(address, f"requests/{number}.json").json()[0]["description"] == "顶层楼道漏水，我是王某某 ***"
    write(app, lambda: show_to_others(ticket_of(app, number).id, False, 2))
    assert read(address, f"requests/{number}.json").json()[0]["description"] is None


def test_numbers_lead_nowhere(address, app, world, key):
    numbers = [number_of(send(address, key, description=f"第{n}件")) for n in range(5)]
    assert all(re.fullmatch(r"G[2-9A-Z]{16}", number) for number in numbers)
    assert len({number[:4] for number in numbers}) == 5
    made = ticket_of(app, numbers[0])
    for known in (made.no, str(made.id), numbers[0][:-1], numbers[0] + "A", "%00", "_" * 17):
        assert read(address, f"requests/{known}.json").status_code in (400, 404), known
        assert read(address, "requests.json", service_request_id=made.no).json() == []


def test_a_report_of_an_offence_is_not_taken_for_a_public_list(address, key):
    kinds = {value["key"] for value in read(address, "services/1301.json").json()["attributes"][0]["values"]}
    assert kinds == {"complaint"}
    answer = send(address, key, service_code="1301", **{"attribute[kind]": "report"})
    assert (answer.status_code, answer.json()[0]["description"]) == (400, "attribute[kind]：应为 complaint 之一")
    assert number_of(send(address, key, service_code="1301"))


@pytest.mark.parametrize(
    "query",
    [
        "status=maybe", "start_date=yesterday", "start_date=2026-01-01T00:00:00", "page=0", "page_size=1001",
        "service_code=%00", "unknown=1", "status=open&status=closed",
        "start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z",
        "start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_arguments_that_cannot_be_read_are_refused(address, world, query):
    answer = requests.get(f"{address}/requests.json?{query}", timeout=20)
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)


def test_unknown_numbers_services_and_districts_are_absent(address, world):
    for path in ("requests/G123.json", "services/9999.json", "requests.json?jurisdiction_id=000000"):
        answer = requests.get(f"{address}/{path}", timeout=20)
        assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)


def test_of_several_districts_one_is_named(address, app, world, key):
    def second():
        add(Region(id=(other := uuid.uuid4()), district_id=other, kind="district", code="110108", name="示例二区"))

    number = number_of(send(address, key))
    write(app, second)
    for path in ("services.json", "services/0101.json", "requests.json", f"requests/{number}.json"):
        assert read(address, path).status_code == 400
        assert read(address, path, jurisdiction_id="110107").status_code == 200
    assert read(address, "requests.json", jurisdiction_id="110108").json() == []
    assert read(address, f"requests/{number}.json", jurisdiction_id="110108").status_code == 404
    assert number_of(send(address, key), 200) == number  # the key says which
    assert send(address, key, jurisdiction_id="110108").status_code == 404


def test_requests_are_found_by_their_day(address, app, world, key):
    number = number_of(send(address, key))
    set_to = "update hotline_order set created_at = '2026-03-10T08:00:00Z'"
    write(app, lambda: db.session.execute(text(set_to)))

    def there(query: str) -> bool:
        answer = requests.get(f"{address}/requests.json?{query}", timeout=20)
        assert answer.status_code == 200, answer.text
        return [one["service_request_id"] for one in answer.json()] == [number]

    assert not there("")  # the last 90 days
    assert there(f"service_request_id={number}")
    assert there("start_date=2026-03-10T08:00:00Z&end_date=2026-03-10T08:00:00Z")
    assert there("start_date=2026-03-10T16:00:00%2B08:00&end_date=2026-06-08T00:00:00Z")
    assert there("start_date=2026-03-10T16:00:00+08:00&end_date=")  # a plus that nobody encoded
    assert not there("start_date=2026-03-10T08:00:01Z")
    assert not there("start_date=2025-12-10T07:00:00Z")  # 90 days from then
    assert there("end_date=2026-03-10T08:00:00Z")
    assert not there("end_date=2026-03-10T07:59:59Z")
    assert not there("start_date=2026-03-10T08:00:00Z&status=closed")
    assert not there("start_date=2026-03-10T08:00:00Z&service_code=0102")


def test_a_thousand_at_most_and_page_by_page(address, app, world, key):
    number = number_of(send(address, key))
    copies = text("""
        with one as (select o.*, t.id as old from hotline_order o join tickets_ticket t on t.id = o.ticket_id),
        made as (
            insert into tickets_ticket
            select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'no', 'N' || n))).*
            from tickets_ticket t, generate_series(1, 1004) n returning id, no
        )
        insert into hotline_order
        select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'own_no', 'G' || made.no,
                'ticket_id', made.id, 'created_at', now() - interval '1 minute'))).*
        from hotline_order o, made
    """)
    write(app, lambda: db.session.execute(copies))
    whole = read(address, "requests.json").json()
    assert len(whole) == 1000
    assert whole[0]["service_request_id"] == number
    rest = read(address, "requests.json", page="2").json()
    assert len(rest) == 5
    assert len({one["service_request_id"] for one in whole + rest}) == 1005
    assert len(read(address, "requests.json", page_size="10", page="3").json()) == 10


# --- what is refused, and how ---


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"service_code": "9999"}, 404, "service_code"),
        ({"service_code": ""}, 400, "service_code"),
        ({"address_string": ""}, 400, "address_string"),
        ({"address_string": "", "lat": "39.9", "long": "116.2"}, 400, "300 米以内没有登记过位置的小区"),
        ({"address_string": "没有这个地方"}, 400, "没有找到小区"),
        ({"address_string": "示例小区"}, 400, "是不是：示例小区a"),
        ({"address_id": "nowhere"}, 404, "address_id"),
        ({"address_id": str(uuid.UUID(int=1))}, 404, "address_id"),
        ({"lat": "91", "long": "116"}, 400, "lat"),
        ({"lat": "nan", "long": "116"}, 400, "lat"),
        ({"phone": "hello"}, 400, "phone"),
        ({"attribute[kind]": "nonsense"}, 400, "attribute[kind]"),
        ({"address_string": "", "attribute[compound]": "没有这个地方"}, 400, "attribute[compound]"),
        ({"description": "x" * 1501}, 400, "description"),
        ({"description": "a\x00b"}, 400, "description"),
        ({"jurisdiction_id": "000000"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_is_said_as_the_standard_wants(address, app, key, fields, status, words):
    answer = send(address, key, **fields)
    assert answer.status_code == status, answer.text
    (problem,) = answer.json()
    assert problem["code"] == status
    assert words in problem["description"]
    in_xml = send(address, key, "xml", **fields)
    assert in_xml.status_code == status
    assert in_xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    told = ElementTree.fromstring(in_xml.content)
    assert (told.tag, told.findtext("error/code")) == ("errors", str(status))
    assert words in told.findtext("error/description")
    assert counted(app) == 0


def test_no_value_of_any_field_breaks(address, world, key):
    nasty = {kind: str(value).encode("utf-8", "surrogatepass") for kind, value in NASTY.items()}
    for name, field in Open311RequestIn().fields.items():
        for kind, value in nasty.items():
            data = {"api_key": key} | LEAK | {field.data_key or name: value}
            answer = requests.post(f"{address}/requests.json", data=data, timeout=20)
            assert answer.status_code < 500, (name, kind, answer.text)
            if answer.status_code >= 400:
                assert answer.json()[0]["code"] == answer.status_code, (name, kind)
                assert not any(word in answer.text for word in INSIDES), (name, kind)


def test_a_body_that_is_no_form_is_refused(address, app, world, key):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    right = urlencode({"api_key": key} | LEAK)
    for data, headers, status, words in (
        ('{"api_key": "x"}', {"Content-Type": "application/json"}, 415, "表单格式"),
        (f"{right}&first_name=%ff", form, 400, "不是有效的表单"),
        (right.encode() + b"&first_name=\xff", form, 400, "不是有效的表单"),
        (right + "".join(f"&a{n}=1" for n in range(200)), form, 400, "不是有效的表单"),
        (f"{right}&first_name=a&first_name=a", form, 400, "first_name：只能填一次"),
        (right + "&first_name=" + "x" * (1024 * 1024), form, 413, "过大"),
    ):
        answer = requests.post(f"{address}/requests.json", data=data, headers=headers, timeout=20)
        assert (answer.status_code, answer.json()[0]["code"]) == (status, status), words
        assert words in answer.json()[0]["description"]
    assert counted(app) == 0
    assert requests.post(f"{address}/requests.json", data=right, headers=form, timeout=20).status_code == 201


def test_a_key_is_needed_and_must_be_for_this(address, app, world, key):
    centre = client_of(world, app, scopes=("orders",)).key
    for wrong in ("", "hfk_wrong", centre, world.manager_a.token):
        answer = send(address, wrong)
        assert (answer.status_code, answer.json()[0]["code"]) == (403, 403)
        if wrong:
            reading = read(address, "requests.json", wrong).status_code
            assert reading == (200 if wrong == world.manager_a.token else 403)  # a session is no key, right or wrong
            assert read(address, "requests.json", api_key=wrong).status_code == 403
    assert send(address, "", service_code="9999", lat="x").status_code == 403  # the key is looked at first
    session = {"Authorization": f"Bearer {world.manager_a.token}"}
    assert send(address, "", headers=session).status_code == 403
    assert counted(app) == 0
    assert number_of(send(address, "", headers={"Authorization": f"Bearer {key}"}))
    mine = next(one for one in world.sysadmin.get("/staff/hotline/clients").json["items"] if "open311" in one["scopes"])
    world.sysadmin.post(f"/staff/hotline/clients/{mine['id']}/actions/revoke", {"version": mine["version"]})
    assert send(address, key).status_code == 403


def test_a_system_that_sends_too_much_is_told_to_wait(address, world, settings, monkeypatch, key):
    real = settings.model_copy(update={"rate_scale": 1.0})
    monkeypatch.setattr(classes, "get_settings", lambda: real)
    monkeypatch.setitem(classes.RATE_CLASSES, "write", classes.RateClass(6, 60))  # among two processes
    forget_here()
    answers = [send(address, key, description=f"第{n}件") for n in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].json()[0]["code"] == 429
    assert int(answers[-1].headers["Retry-After"]) > 0

"""The fixed table of nasty values on every writable field of every operation, as found in the OpenAPI document.

Each answer is 4xx with a stable code, or the value was stored; never 5xx, never slow, never an echo of our insides.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode

import pytest
from marshmallow import fields

from tests.contract.matrix import ROWS
from tests.contract.test_matrix import SETUPS, places

NASTY: dict[str, object] = {
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "right_to_left": "\u202eabc",
    "zero_width": "\u200b\u200d",
    "emoji": "😀🏚️",
    "megabyte": "长" * 350_000,
    "sql": "' OR 1=1; --",
    "template": "{{7*7}}${7*7}",
    "html": "<img src=x onerror=alert(1)>",
    "path": "../../../etc/passwd",
    "huge": 10**30,
    "minus": -1,
    "float": 1.5,
    "true": True,
    "list": [[[]]],
    "object": {"__proto__": {"admin": True}},
    "null": None,
    "date_early": "0001-01-01",
    "date_late": "9999-12-31T23:59:59Z",
    "date_beyond": "12026-01-01",
    "uuid_other": "00000000-0000-7000-8000-000000000000",
    "word": "nan",
}
INSIDE = ("nul", "surrogate", "huge", "minus", "true", "list", "object", "null", "date_beyond", "word")
"""Of these, what goes into lists, objects and query strings as well: one for each way to break what reads it."""
ACTORS = ("sysadmin", "community_a", "repair_a", "manager_a", "street_a", "district", "resident_a")
INSIDES = ("Traceback", "psycopg", "sqlalchemy", "SELECT ", "site-packages")


Put = Callable[[object], object]
"""Makes of a value what is sent in a field of a body: itself, or a list or an object with it inside."""


def body_fields(app) -> list[tuple[str, str, str, Put]]:
    """Return operation, field, path and how to put a value there, for every place of every JSON body."""
    return [
        (contract["operation"], name, path, put)
        for contract in contracts(app)
        if contract["body"] is not None and not contract["form"]
        for name, field in contract["body"]().fields.items()
        for path, put in within(field, name)
    ]


def within(field: fields.Field, path: str, depth: int = 0) -> Iterator[tuple[str, Put]]:
    """Yield the places of a field: itself, the elements of its list, the fields of its object."""
    yield path, lambda value: value
    if depth > 3:
        return
    if isinstance(field, fields.List):
        for inner, put in within(field.inner, f"{path}.[]", depth + 1):
            yield inner, lambda value, put=put: [put(value)]
    if isinstance(field, fields.Nested):
        for name, part in field.schema.fields.items():
            for inner, put in within(part, f"{path}.{name}", depth + 1):
                if field.many:
                    yield inner, lambda value, put=put, name=name: [{name: put(value)}]
                else:
                    yield inner, lambda value, put=put, name=name: {name: put(value)}


def query_fields(app) -> list[tuple[str, str]]:
    """Return (operation, field) for every field of every query string."""
    return [
        (contract["operation"], name)
        for contract in contracts(app)
        if contract["query"] is not None
        for name in contract["query"]().fields
    ]


def contracts(app) -> list[dict]:
    """Return the contracts of all operations."""
    return [view.contract for view in app.view_functions.values() if hasattr(view, "contract")]


def send(person, method: str, path: str, raw: bytes, content_type: str = "application/json"):
    """Send bytes as they are."""
    started = time.perf_counter()
    answer = person._call(method, path, data=raw, headers={"Content-Type": content_type})
    return answer, time.perf_counter() - started


def check(answer, seconds: float, where: str) -> None:
    """Refuse a server error, a slow answer, an error without a code, and an echo of our insides."""
    assert answer.status_code < 500 or answer.status_code == 503, where
    assert seconds < 2, where
    if answer.status_code >= 400:
        assert answer.json[0]["code"] if isinstance(answer.json, list) else answer.json["error"]["code"], where
        assert not any(word in answer.text for word in INSIDES), where


@pytest.mark.parametrize("setup", sorted({row.setup for row in ROWS.values()}))
def test_no_field_of_any_operation_breaks(app, world, setup):
    """What an operation needs to be there is made once for all that need it."""
    import tests.contract.test_matrix as matrix_test

    matrix_test.APP[:] = [app]
    ids = places(world) | SETUPS[setup](app, world)
    for operation, field, place, put in body_fields(app):
        row = ROWS[operation]
        if row.setup != setup:
            continue
        path = row.path.format_map(ids)
        base = row.body(ids) if row.body else {}
        person = somebody(world, row)
        for name, value in NASTY.items():
            if place != field and name not in INSIDE:
                continue
            # orjson refuses to write what it would refuse to read; the standard library writes it as escapes.
            raw = json.dumps(base | {field: put(value)}).encode()
            check(*send(person, row.method.lower(), path, raw), f"{operation}.{place} = {name}")
    for operation, field in query_fields(app):
        row = ROWS[operation]
        if row.setup != setup:
            continue
        for name, value in ((name, NASTY[name]) for name in INSIDE):
            path, _, rest = row.path.format_map(ids).partition("?")
            written = dict(parse_qsl(rest)) | {field: in_words(value)}
            started = time.perf_counter()
            answer = somebody(world, row).get(f"{path}?{urlencode(written, errors='surrogatepass')}")
            check(answer, time.perf_counter() - started, f"{operation}?{field} = {name}")


def somebody(world, row):
    """Return an actor who may call the operation of a row."""
    return world.people[next((name for name in ACTORS if name in row.allow), "resident_a")]


def in_words(value: object) -> str:
    """Return a value as a query string has it."""
    return value if isinstance(value, str) else json.dumps(value)


def test_there_is_a_row_for_every_field(app):
    assert {operation for operation, *_ in body_fields(app)} <= set(ROWS)
    assert len(body_fields(app)) * len(NASTY) > 500
    assert {place for _, _, place, _ in body_fields(app)} >= {"media_ids.[]", "terms.[].item_code"}
    assert {operation for operation, _ in query_fields(app)} <= set(ROWS)


@pytest.mark.parametrize(
    ("raw", "content_type", "statuses"),
    [
        (b"[" * 2000 + b"]" * 2000, "application/json", {400}),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, "application/json", {400}),
        (b'{"compound_id": NaN}', "application/json", {400}),
        (b"{", "application/json", {400}),
        (b"", "application/json", {400}),
        (b"null", "application/json", {422}),
        (b'"text"', "application/json", {422}),
        (b"\xff\xfe\x00", "application/json", {400}),
        (b"{}", "text/plain", {415}),
        (b"a=1", "application/x-www-form-urlencoded", {415}),
        (b'{"kind": "repair", "kind": "help"}', "application/json", {422}),
        (b" " * (1024 * 1024 + 10), "application/json", {413}),
    ],
)
def test_bodies_that_are_no_report(world, raw, content_type, statuses):
    answer, seconds = send(world.resident_a, "post", "/tickets", raw, content_type)
    check(answer, seconds, repr(raw[:30]))
    assert answer.status_code in statuses, answer.text


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000, "../../etc", "😀", "%00", "' or 1=1", "nan"])
@pytest.mark.parametrize(
    "path",
    ["/tickets?cursor={}", "/staff/tickets?q={}", "/compounds?q={}", "/staff/tickets?limit={}",
     "/staff/tickets?state={}",
     "/staff/tickets?compound_id={}", "/staff/tickets?overdue={}", "/staff/people?q={}", "/staff/audit?cursor={}",
     "/staff/jobs?cursor={}", "/public/places/{}", "/media/{}", "/staff/standards/records?cursor={}",
     "/staff/standards/records?item_code={}", "/staff/standards/my-items?code={}", "/staff/standards/items?version={}",
     "/staff/standards/plans/{}", "/staff/disclosures/duties?state={}", "/staff/disclosures/duties?cursor={}",
     "/staff/disclosures/overview?cursor={}", "/staff/disclosures/publications?form={}",
     "/staff/disclosures/publications?cursor={}", "/staff/disclosures/objections?state={}",
     "/staff/disclosures/versions/{}", "/disclosures/objections?cursor={}"],
)  # fmt: skip
def test_queries_and_paths_that_mean_nothing(world, path, name):
    from urllib.parse import quote

    person = world.sysadmin if "people" in path or "jobs" in path else world.community_a
    person = world.auditor if "audit" in path else person
    person = world.repair_a if "standards" in path else person
    started = time.perf_counter()
    answer = person.get(path.format(quote(name)))
    check(answer, time.perf_counter() - started, path)


def test_a_thousand_parts_and_a_huge_header(world):
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv\r\n' % number for number in range(1500)
    )
    answer = world.resident_a._call(
        "post", "/media", data=parts + b"--x--\r\n", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code in (400, 413, 422)
    answer = world.resident_a.get("/me", headers={"X-Request-Id": "a" * 60_000})
    assert answer.status_code == 200
    assert len(answer.headers["X-Request-Id"]) <= 64


def test_words_are_stored_as_they_were_written(world):
    from tests.tickets.steps import file, see

    for text in ("😀🏚️ 漏", "' OR 1=1; --", "{{7*7}}", "<script>alert(1)</script>", "../../etc", "第一行\n第二行"):
        ticket = file(world.resident_a, world.a, description=text)
        assert see(world.resident_a, ticket["id"])["description"] == text

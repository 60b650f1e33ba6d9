"""Open311 GeoReport v2: reading is open to everybody, as the standard wants it; filing needs a key.

The format is the ending of the address. Answers are written by ``shapes``, because the standard has its own lists,
XML and errors.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import Response, g, request
from marshmallow import Schema

from app.core import failures, ratelimit
from app.core.http import Api, client_ip, form_body
from app.core.idempotency import Once, checked_key, fingerprint
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.hotline.machine import caller_of
from app.hotline.models import Scope
from app.hotline.open311 import schemas, shapes
from app.hotline.queries.open311 import Wanted
from app.hotline.service import open311 as service
from app.hotline.service.clients import KEY_PREFIX, Caller

FORM = "<any(json, xml):form>"

Shape = dict[str, Any]


class GeoReportApi(Api):
    """A blueprint with the errors of the standard."""

    error_shape: ClassVar[type[Schema] | Schema] = schemas.Open311ErrorOut(many=True)


api = GeoReportApi(
    "open311", __name__, url_prefix="/api/v1/open311/v2", description="Open311 GeoReport v2, see docs/open311.md"
)
failures.written_as(api.name, shapes.problem)


def know_who_files() -> None:
    """Look at the key before anything else of a request that files something."""
    if request.method == "POST":
        caller = caller_of(form_body().get("api_key", "").strip() or _bearer(), Scope.OPEN311)
        ratelimit.check("write", person=str(caller.client_id), ip=client_ip())
        g.open311_caller = caller


api.before_request(know_who_files)


def _bearer() -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _reader(query: Shape) -> Caller | None:
    """Return which system reads, or None for anybody. A key that is shown has to be right; a session is no key."""
    key = query["api_key"] or _bearer()
    shown = query["api_key"] or key.startswith(KEY_PREFIX)
    return caller_of(key, Scope.OPEN311) if shown else None


@api.get(
    f"/services.{FORM}",
    permission=Permission.PUBLIC,
    query=schemas.Open311Query,
    answers=schemas.Open311ServiceOut,
    many=True,
    operation="open311_services",
    summary="What can be reported",
)
def services(form: str, query: Shape) -> Response:
    service.jurisdiction(query["jurisdiction_id"])
    return shapes.listed(form, "services", service.services())


@api.get(
    f"/services/<string:service_code>.{FORM}",
    permission=Permission.PUBLIC,
    query=schemas.Open311Query,
    answers=schemas.Open311DefinitionOut,
    operation="open311_definition",
    summary="What a service asks for besides the words",
)
def definition(service_code: str, form: str, query: Shape) -> Response:
    service.jurisdiction(query["jurisdiction_id"])
    return shapes.single(form, "service_definition", service.definition(service_code))


@api.get(
    f"/requests.{FORM}",
    permission=Permission.PUBLIC,
    query=schemas.Open311RequestsQuery,
    answers=schemas.Open311RequestOut,
    many=True,
    operation="open311_requests",
    summary="Requests that came over this interface, newest first, at most 1000 of at most 90 days",
)
def requests(form: str, query: Shape) -> Response:
    caller = _reader(query)
    district = service.jurisdiction(query["jurisdiction_id"], caller)
    wanted = Wanted(
        numbers=query["service_request_id"],
        codes=query["service_code"],
        since=query["start_date"],
        until=query["end_date"],
        limit=query["page_size"],
        skip=(query["page"] - 1) * query["page_size"],
    )
    words = query["status"].split(",") if query["status"] else None
    return shapes.listed(form, "service_requests", service.listed(district, wanted, words, caller))


@api.get(
    f"/requests/<string:service_request_id>.{FORM}",
    permission=Permission.PUBLIC,
    query=schemas.Open311Query,
    answers=schemas.Open311RequestOut,
    many=True,
    operation="open311_request",
    summary="One request, in a list",
)
def one_request(service_request_id: str, form: str, query: Shape) -> Response:
    caller = _reader(query)
    district = service.jurisdiction(query["jurisdiction_id"], caller)
    return shapes.listed(form, "service_requests", service.one(district, service_request_id, caller))


@api.post(
    f"/requests.{FORM}",
    permission=Permission.PUBLIC,
    body=schemas.Open311RequestIn,
    form=True,
    answers=schemas.Open311FiledOut,
    many=True,
    status=201,
    operation="open311_file",
    summary="File a request, with a key; the same request sent again is answered 200 with the same number",
)
def file_request(form: str, body: Shape) -> Response:
    caller: Caller = g.open311_caller
    key = checked_key(request.headers.get("Idempotency-Key"))
    service.jurisdiction(body.pop("jurisdiction_id"), caller)
    once = Once(caller.client_id, "open311_file", key, fingerprint(body))
    filing = service.Filing(**{name: body[name] for name in service.Filing.__slots__})
    with unit_of_work():
        filed, new = service.accept(caller, filing, once)
    return shapes.listed(form, "service_requests", [filed], 201 if new else 200)

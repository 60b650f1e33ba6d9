"""The edge: a blueprint that cannot register an unguarded route.

Every route names its permission, its shapes and its rate class; leaving the permission out is a ``TypeError``
at import. The order of the guard: who is it → how often → is it his own page (CSRF) → may his post → does the
body fit. flask-smorest keeps the documentation; parsing and answering are done here, once, for speed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ClassVar
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from flask import Response, current_app, g, request
from flask_login import current_user
from flask_smorest import Blueprint
from marshmallow import Schema

from app.core import front, ratelimit
from app.core.auth import Actor
from app.core.errors import (
    BadRequest,
    Forbidden,
    InvalidInput,
    NotSignedIn,
    TooLarge,
    TooSlow,
    Unavailable,
    WrongType,
)
from app.core.idempotency import Once, checked_key, fingerprint
from app.core.permissions import Permission
from app.core.wire import ErrorOut

View = Callable[..., Any]
Decorator = Callable[[View], View]
CsrfCheck = Callable[[Actor], None]

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_hooks: dict[str, CsrfCheck] = {}

MOST_FIELDS = 100
UPLOAD_WAIT_SECONDS = 2.0
BUSY_SECONDS = 2
_uploads = threading.BoundedSemaphore(1)


def set_csrf_check(check: CsrfCheck) -> None:
    """Give the guard the function that raises ``Forbidden`` for a cookie request that another page made."""
    _hooks["csrf"] = check


def current_actor() -> Actor:
    """Return who asks. Raises ``NotSignedIn``."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    actor: Actor = current_user.actor
    return actor


def client_ip() -> str:
    """Return the address of the client, behind as many proxies as the settings name."""
    return request.remote_addr or "0.0.0.0"  # noqa: S104 - not an address to bind, a bucket for the unknown


def json_body() -> Any:
    """Return the parsed JSON body. Raises for another content type, too many bytes, or what is no strict JSON.

    orjson refuses NaN, lone surrogates and nesting beyond its limit, each as an ordinary error.
    """
    if request.mimetype != "application/json":
        raise WrongType
    try:
        return orjson.loads(_body())
    except orjson.JSONDecodeError as error:
        raise BadRequest("提交的内容不是有效的 JSON") from error


def form_body() -> dict[str, str]:
    """Return the fields of a body that a form sent (``application/x-www-form-urlencoded``, UTF-8), read once.

    For norms that ask for it; a foreign page can send such a body, so a route that takes it must not go by a cookie.
    No body at all is a form without fields. Raises for another content type, too many bytes or fields, other
    encodings, and a name given twice.
    """
    if "form_body" not in g:
        empty = not request.mimetype and not request.content_length
        if not empty and request.mimetype != "application/x-www-form-urlencoded":
            raise WrongType("请以表单格式（application/x-www-form-urlencoded）提交")
        try:
            text = "" if empty else _body().decode()
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        except ValueError as error:  # not UTF-8, or too many fields
            raise BadRequest("提交的内容不是有效的表单") from error
        several: dict[str, list[str]] = {}
        for name, value in pairs:
            several.setdefault(name, []).append(value)
        g.form_body = _each_once(several)
    values: dict[str, str] = g.form_body
    return values


def _body() -> bytes:
    check_arrival()
    limit = current_app.config["HFW"].body_limit_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge
    data: bytes = request.stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge
    return data


def query_values() -> dict[str, Any]:
    """Return the query string as a dict. Raises ``InvalidInput`` when a name is given twice."""
    return _each_once(request.args.to_dict(flat=False))


def _each_once(values: dict[str, list[str]]) -> dict[str, str]:
    if any(len(several) > 1 for several in values.values()):
        raise InvalidInput(fields={name: ["只能填一次"] for name, several in values.items() if len(several) > 1})
    return {name: several[0] for name, several in values.items()}


def json_response(data: Any, status: int = 200) -> Response:
    """Return ``data`` (a plain value, or bytes that already are JSON) as the answer."""
    body = data if isinstance(data, bytes) else orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)
    response = Response(body, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class Contract:
    """What a route promises.

    ``raw``: the view returns a finished value or JSON bytes of the shape ``answers`` (checked by tests), which is
    not dumped again. ``creates``: the view gets ``once`` (see ``core.idempotency``). ``limit``: rate class, ``read``
    for GET and ``write`` otherwise. ``upload``: multipart with a field ``file``. ``binary``: the media type of an
    answer that is not JSON. ``form``: the body comes as a form sends it; only for public routes, which no cookie
    opens. ``many``: the answer is an array of ``answers``.
    """

    permission: Permission
    summary: str
    operation: str
    methods: list[str]
    query: type[Schema] | None = None
    body: type[Schema] | None = None
    answers: type[Schema] | None = None
    status: int = 200
    raw: bool = False
    creates: bool = False
    limit: str | None = None
    upload: bool = False
    binary: str | None = None
    form: bool = False
    many: bool = False

    def __post_init__(self) -> None:
        if self.form and self.permission is not Permission.PUBLIC:
            raise TypeError(f"{self.operation}: a form can come from a foreign page, so its route must be public")

    @property
    def limit_class(self) -> str:
        return self.limit or ("read" if self.methods == ["GET"] else "write")

    @property
    def success(self) -> int:
        """Return the status of an answer: 204 when there is nothing to say."""
        says_something = self.answers or self.binary or self.status != 200
        return self.status if says_something else 204


class Api(Blueprint):  # type: ignore[misc]
    """A blueprint whose routes must name a permission and may name their shapes.

    ``error_shape`` documents what its errors look like, for norms that have their own (see ``failures.written_as``).
    """

    error_shape: ClassVar[type[Schema] | Schema] = ErrorOut

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._contracts: dict[str, Contract] = {}
        self._undocumented: list[tuple[str, View, tuple[Any, ...], dict[str, Any]]] = []

    def route(self, rule: str, *, permission: Permission, **promises: Any) -> Decorator:
        """Register a view under a contract; ``promises`` are the other fields of ``Contract``.

        The view gets ``actor`` unless the route is public, and ``query``, ``body``, ``once`` when the contract names
        them.
        """
        contract = Contract(permission=permission, **promises)

        def decorate(view: View) -> View:
            guarded = guard(view, contract)
            guarded.contract = vars(contract) | {"limit": contract.limit_class}  # type: ignore[attr-defined]
            self._contracts[contract.operation] = contract
            register: Decorator = super(Api, self).route(rule, methods=contract.methods, endpoint=contract.operation)
            return register(guarded)

        return decorate

    def _store_endpoint_docs(self, endpoint: str, obj: View, *args: Any, **options: Any) -> None:
        """Remember what is to be documented: the document is rarely asked for, and costs each process dear."""
        self._undocumented.append((endpoint, obj, args, options))

    def register_views_in_doc(self, *args: Any, **options: Any) -> None:
        """Document the routes now that somebody asks."""
        while self._undocumented:
            endpoint, view, more, own = self._undocumented.pop(0)
            view._apidoc = self._documentation(view, self._contracts[endpoint])  # type: ignore[attr-defined]
            super()._store_endpoint_docs(endpoint, view, *more, **own)
        super().register_views_in_doc(*args, **options)

    def _documentation(self, view: View, contract: Contract) -> dict[str, Any]:
        """Let flask-smorest's decorators note the contract on a carrier that is never called."""
        carrier = view
        if contract.query:
            carrier = self.arguments(contract.query, location="query")(carrier)
        if contract.body:
            carrier = self.arguments(contract.body, location="form" if contract.form else "json")(carrier)
        answers = contract.answers(many=True) if contract.answers and contract.many else contract.answers
        carrier = self.response(contract.success, answers, content_type=contract.binary)(carrier)
        for code in _error_codes(contract):
            carrier = self.alt_response(code, schema=self.error_shape)(carrier)
        manual: dict[str, Any] = {"operationId": contract.operation, "summary": contract.summary}
        manual["security"] = [] if contract.permission is Permission.PUBLIC else SECURITY
        if contract.creates:
            manual["parameters"] = [KEY_HEADER]
        if contract.upload:
            manual["requestBody"] = UPLOAD_BODY
        carrier = self.doc(**manual)(carrier)
        documentation: dict[str, Any] = carrier._apidoc
        return documentation

    def get(self, rule: str, **options: Any) -> Decorator:
        """Register a view that reads."""
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule: str, **options: Any) -> Decorator:
        """Register a view that makes or moves something."""
        return self.route(rule, methods=["POST"], **options)

    def patch(self, rule: str, **options: Any) -> Decorator:
        """Register a view that changes fields of something that has no life of its own."""
        return self.route(rule, methods=["PATCH"], **options)

    def delete(self, rule: str, **options: Any) -> Decorator:
        """Register a view that ends something."""
        return self.route(rule, methods=["DELETE"], **options)


KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 100, "pattern": r"^[\x21-\x7e]+$"},
    "description": "Made when the draft is opened; the same key is done once and kept 7 days.",
}
UPLOAD_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


@contextmanager
def upload_slot() -> Iterator[None]:
    """Let one photo at a time be cleaned and stored in this process, which has two threads.

    Raises ``Unavailable`` when the slot stays taken; the client sends the photo again by itself.
    """
    if not _uploads.acquire(timeout=UPLOAD_WAIT_SECONDS):
        raise Unavailable("上传的人较多，请稍后再试", retry_after=BUSY_SECONDS)
    try:
        yield
    finally:
        _uploads.release()


def check_arrival() -> None:
    """Raise why the body of this request did not arrive, if it did not (see ``core.front``)."""
    reason = request.environ.get(front.REASON)
    if reason == front.LARGE:
        raise TooLarge
    if reason == front.SLOW:
        raise TooSlow
    if reason == front.BUSY:
        raise Unavailable("上传的人较多，请稍后再试", retry_after=BUSY_SECONDS)
    if reason is not None:
        raise BadRequest("上传没有完成，请重试")


@cache
def _shape(schema: type[Schema], *, many: bool = False) -> Schema:
    """Return the one instance of a shape: it keeps copies of all its fields, and a shape stands on many routes."""
    return schema(many=many)


def guard(view: View, contract: Contract) -> View:
    """Return ``view`` behind its contract."""
    query_schema = _shape(contract.query) if contract.query else None
    body_schema = _shape(contract.body) if contract.body else None
    answer_schema = _shape(contract.answers, many=contract.many) if contract.answers else None
    limit_class = contract.limit_class

    @wraps(view)
    def guarded(**values: Any) -> Any:
        actor = _admit(contract.permission, limit_class)
        if actor is not None:
            values["actor"] = actor
        if contract.upload:
            check_arrival()
        if query_schema is not None:
            values["query"] = query_schema.load(query_values())
        if body_schema is not None:
            values["body"] = body_schema.load(form_body() if contract.form else json_body())
        if contract.creates:
            values["once"] = _once(actor, contract.operation, values.get("body"))
        with upload_slot() if contract.upload else nullcontext():
            result = view(**values)
        if isinstance(result, Response):
            return result
        if answer_schema is None:
            return Response(status=contract.success)
        return json_response(result if contract.raw else answer_schema.dump(result), contract.status)

    return guarded


def _error_codes(contract: Contract) -> list[int]:
    codes = {404, 409, 429, 503}
    if contract.permission is not Permission.PUBLIC:
        codes |= {401, 403}
    if contract.body or contract.upload:
        codes |= {400, 413, 415, 422}
    if contract.query:
        codes |= {422}
    if contract.upload:
        codes |= {408}
    return sorted(codes)


def _admit(permission: Permission, limit_class: str) -> Actor | None:
    """Return the actor (None on a public route) or raise why he may not come in."""
    if permission is Permission.PUBLIC:
        ratelimit.check(limit_class, person=None, ip=client_ip())
        return None
    actor = current_actor()
    ratelimit.check(limit_class, person=str(actor.person_id), ip=client_ip())
    if request.method not in ("GET", "HEAD", "OPTIONS") and "csrf" in _hooks:
        _hooks["csrf"](actor)
    if permission is not Permission.SIGNED_IN and not actor.holds(permission):
        raise Forbidden
    return actor


def _once(actor: Actor | None, operation: str, body: Any) -> Once:
    key = checked_key(request.headers.get("Idempotency-Key"))
    person = actor.person_id if actor else UUID(int=0)
    return Once(person, operation, key, fingerprint([request.path, body]))

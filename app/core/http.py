"""The edge: a blueprint that cannot register an unguarded route.

Every route names its permission, its shapes and its rate class; leaving the permission out is a ``TypeError``
at import. The order of the guard: who is it → how often → is it his own page (CSRF) → may his post → does the
body fit. flask-smorest keeps the documentation; parsing and answering are done here, once, for speed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import orjson
from flask import Response, current_app, request
from flask_login import current_user
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.core import ratelimit
from app.core.auth import Actor
from app.core.errors import BadRequest, Forbidden, InvalidInput, NotSignedIn, TooLarge, WrongType
from app.core.idempotency import Once, checked_key, fingerprint
from app.core.permissions import Permission
from app.core.wire import ErrorOut

View = Callable[..., Any]
Decorator = Callable[[View], View]
CsrfCheck = Callable[[Actor], None]

SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_hooks: dict[str, CsrfCheck] = {}


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
    limit = current_app.config["HFW"].body_limit_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge
    data = request.stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRequest("提交的内容不是有效的 JSON") from error


def query_values() -> dict[str, Any]:
    """Return the query string as a dict. Raises ``InvalidInput`` when a name is given twice."""
    values = request.args.to_dict(flat=False)
    if any(len(several) > 1 for several in values.values()):
        raise InvalidInput(fields={name: ["只能填一次"] for name, several in values.items() if len(several) > 1})
    return {name: several[0] for name, several in values.items()}


def json_response(data: Any, status: int = 200) -> Response:
    """Return ``data`` (a plain value, or bytes that already are JSON) as the answer."""
    body = data if isinstance(data, bytes) else orjson.dumps(data)
    response = Response(body, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


class Api(Blueprint):  # type: ignore[misc]
    """A blueprint whose routes must name a permission and may name their shapes."""

    def route(
        self,
        rule: str,
        *,
        permission: Permission,
        summary: str,
        operation: str,
        methods: list[str],
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        answers: type[Schema] | None = None,
        status: int = 200,
        raw: bool = False,
        creates: bool = False,
        limit: str | None = None,
        upload: bool = False,
        binary: str | None = None,
    ) -> Decorator:
        """Register a view.

        ``raw``: the view returns a finished value or JSON bytes of the shape ``answers`` (checked by tests), which
        is not dumped again. ``creates``: the view gets ``once`` (see ``core.idempotency``). ``limit``: rate class,
        ``read`` for GET and ``write`` otherwise. ``upload``: multipart with a field ``file``. ``binary``: the media
        type of an answer that is not JSON. The view gets ``actor`` unless the route is public, and ``query``,
        ``body`` when their shapes are named.
        """
        limit_class = limit or ("read" if methods == ["GET"] else "write")
        query_schema = query() if query else None
        body_schema = body() if body else None
        answer_schema = answers() if answers else None

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(**values: Any) -> Any:
                actor = _admit(permission, limit_class)
                if actor is not None:
                    values["actor"] = actor
                if query_schema is not None:
                    values["query"] = query_schema.load(query_values())
                if body_schema is not None:
                    values["body"] = body_schema.load(json_body())
                if creates:
                    values["once"] = _once(actor, operation, values.get("body"))
                result = view(**values)
                if isinstance(result, Response):
                    return result
                if answer_schema is None:
                    return Response(status=status if status != 200 else 204)
                return json_response(result if raw else answer_schema.dump(result), status)

            guarded.contract = {  # type: ignore[attr-defined]
                "permission": permission,
                "operation": operation,
                "query": query,
                "body": body,
                "answers": answers,
                "limit": limit_class,
                "raw": raw,
                "creates": creates,
            }
            guarded._apidoc = self._documentation(  # type: ignore[attr-defined]
                view, permission, summary, operation, query, body, answers, status, creates, upload, binary
            )
            return super(Api, self).route(rule, methods=methods, endpoint=operation)(guarded)  # type: ignore[no-any-return]

        return decorate

    def _documentation(
        self,
        view: View,
        permission: Permission,
        summary: str,
        operation: str,
        query: type[Schema] | None,
        body: type[Schema] | None,
        answers: type[Schema] | None,
        status: int,
        creates: bool,
        upload: bool,
        binary: str | None,
    ) -> dict[str, Any]:
        """Let flask-smorest's decorators note the contract on a carrier that is never called."""
        carrier = view
        if query:
            carrier = self.arguments(query, location="query")(carrier)
        if body:
            carrier = self.arguments(body, location="json")(carrier)
        success = status if answers or binary or status != 200 else 204
        carrier = self.response(success, answers, content_type=binary)(carrier)
        for code in _error_codes(permission, body is not None or upload, query is not None, upload):
            carrier = self.alt_response(code, schema=ErrorOut)(carrier)
        manual: dict[str, Any] = {"operationId": operation, "summary": summary}
        manual["security"] = [] if permission is Permission.PUBLIC else SECURITY
        if creates:
            manual["parameters"] = [KEY_HEADER]
        if upload:
            manual["requestBody"] = UPLOAD_BODY
        carrier = self.doc(**manual)(carrier)
        documentation: dict[str, Any] = carrier._apidoc  # type: ignore[attr-defined]
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


def _error_codes(permission: Permission, takes_body: bool, takes_query: bool, upload: bool) -> list[int]:
    codes = {429, 503}
    if permission is not Permission.PUBLIC:
        codes |= {401, 403}
    codes |= {404, 409}
    if takes_body:
        codes |= {400, 413, 415, 422}
    if takes_query:
        codes |= {422}
    if upload:
        codes |= {400, 408}
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
    return Once(person, operation, key, fingerprint(body))


class Empty(Schema):
    """A body without fields, for moves that need none."""

    class Meta:
        unknown = "raise"


class Versioned(Empty):
    """The body of a move that needs only the version on the person's screen."""

    version = fields.Integer(required=True, strict=True)

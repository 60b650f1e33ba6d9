"""From exceptions to the one error envelope. What a client did wrong is 4xx, what is away is 503, a bug is 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from marshmallow import ValidationError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import AppError, BadRequest, Conflict, InProgress, InvalidInput, TooLarge, Unavailable
from app.core.http import json_response
from app.core.ids import new_id

log = structlog.get_logger(__name__)

HTTP_WORDS = {
    400: ("app.bad_request", "请求无法处理"),
    404: ("app.not_found", "内容不存在或不可见"),
    405: ("app.method_not_allowed", "不支持这种操作"),
    408: ("app.timeout", "上传时间过长，请检查网络后重试"),
    413: ("app.too_large", "上传的内容过大"),
    415: ("app.wrong_content_type", "提交的格式不支持"),
}

CONSTRAINTS: dict[str, AppError] = {}
"""Name of a database constraint → the error that its violation means to people. Areas add theirs."""


Form = Callable[[int, str, str, dict[str, Any]], Response]
FORMS: dict[str, Form] = {}
"""Name of a blueprint → how its errors are written where a norm wants them otherwise than ``envelope``."""


def written_as(blueprint: str, form: Form) -> None:
    """Let errors of a blueprint be written by ``form``, which gets status, code, message and fields."""
    FORMS[blueprint] = form


def written(status: int, code: str, message: str, fields: dict[str, Any]) -> Response:
    """Return the answer to an error, in the form of the blueprint that was asked."""
    form = FORMS.get(request.blueprint or "")
    return form(status, code, message, fields) if form else json_response(envelope(code, message, fields), status)


def when_violated(constraint: str, error: AppError) -> None:
    """Say what the violation of ``constraint`` means to people."""
    CONSTRAINTS[constraint] = error


def envelope(code: str, message: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the body of every error answer."""
    return {"error": {"code": code, "message": message, "fields": fields, "request_id": g.get("request_id", "")}}


def answer(error: AppError) -> Response:
    """Return ``error`` as the client gets it."""
    response = written(error.status, error.code, str(error), error.fields)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def of_database(error: exc.DBAPIError) -> AppError | None:
    """Return what a database error means to a client, or None when it is a bug of ours."""
    state = getattr(error.orig, "sqlstate", None) or ""
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    if constraint in CONSTRAINTS:
        return CONSTRAINTS[constraint]
    # The driver itself refuses NUL, without a state of the server.
    if state.startswith("22") or isinstance(error, exc.DataError) or isinstance(error.orig, UnicodeError):
        return InvalidInput("内容里有无法保存的字符或数值")
    if state in ("40001", "40P01"):  # serialisation failure, deadlock: nothing was changed
        return Unavailable(retry_after=1)
    if state == "55P03":
        return InProgress(retry_after=2)
    if state in ("57014", "57P01", "57P02", "57P03", "53300") or state.startswith("08") or error.connection_invalidated:
        return Unavailable(retry_after=5)
    if isinstance(error, exc.OperationalError | exc.InterfaceError):
        return Unavailable(retry_after=5)
    if state.startswith("23"):
        return Conflict()
    return None


def name_the_request() -> None:
    """Give the request an id; the client's own is kept when it is plain."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if given.isascii() and given.isalnum() and len(given) <= 64 else new_id().hex


def expected(error: AppError) -> Response:
    """Answer a failure that a client is meant to see."""
    log.info("request.refused", code=error.code, path=request.url_rule.rule if request.url_rule else "")
    return answer(error)


def malformed(error: ValidationError) -> Response:
    """Answer fields that failed their checks."""
    messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
    return answer(InvalidInput(fields={str(key): value for key, value in messages.items()}))


def too_deep(_error: RecursionError) -> Response:
    """Answer a body that is nested beyond reason."""
    return answer(BadRequest("提交的内容层次过深"))


def pool_is_empty(_error: exc.TimeoutError) -> Response:
    """Answer when every connection is in use."""
    return answer(Unavailable(retry_after=2))


def database(error: exc.StatementError) -> Response:
    """Answer what the database refused."""
    if isinstance(error, exc.DBAPIError):
        meaning = of_database(error)
    else:  # raised before the statement was sent: a value that the driver cannot write
        unwritable = isinstance(error.orig, ValueError | OverflowError)
        meaning = InvalidInput("内容里有无法保存的字符或数值") if unwritable else None
    return answer(meaning) if meaning else bug(error)


def framework(error: HTTPException) -> Response | BaseResponse:
    """Answer what Flask or Werkzeug refused."""
    if isinstance(error.response, BaseResponse):
        return error.response
    status = error.code or 500
    if status == 413:
        return answer(TooLarge())
    code, message = HTTP_WORDS.get(status, (f"http.{status}", "请求无法处理"))
    response = written(status, code, message, {})
    for name, value in error.get_headers():
        if name in ("Allow", "Location", "Retry-After"):
            response.headers[name] = value
    return response


def bug(error: Exception) -> Response:
    """Answer what nobody expected. The text of an exception may quote personal data: only its class is logged."""
    log.error("request.bug", error=type(error).__qualname__, path=request.path, exc_info=current_app.debug)
    return written(500, "app.internal", "系统出了问题，已经记录，请稍后再试", {})


def register(app: Flask) -> None:
    """Install the handlers. They are the only place where an exception becomes an answer."""
    app.before_request(name_the_request)
    app.register_error_handler(AppError, expected)
    app.register_error_handler(ValidationError, malformed)
    app.register_error_handler(RecursionError, too_deep)
    app.register_error_handler(exc.TimeoutError, pool_is_empty)
    app.register_error_handler(exc.StatementError, database)
    app.register_error_handler(HTTPException, framework)
    app.register_error_handler(Exception, bug)

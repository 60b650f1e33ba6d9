"""Errors that a client is meant to see. Anything else is a bug and becomes a 500."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class AppError(Exception):
    """Base of all expected failures.

    ``code`` is a stable machine word, ``area.what_happened``; clients branch on it.
    ``message`` is shown to people, so it is in the product's language and names no table.
    ``retry_after`` is in seconds and becomes the Retry-After header.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "app.bad_request"
    message: ClassVar[str] = "请求无法处理"

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.fields = dict(fields or {})
        self.retry_after = retry_after


class BadRequest(AppError):
    """The request cannot be read at all (broken JSON, wrong content type)."""


class NotSignedIn(AppError):
    """No session, or one that is over."""

    status, code, message = 401, "auth.not_signed_in", "请先登录"


class Forbidden(AppError):
    """Seen, but not allowed."""

    status, code, message = 403, "auth.forbidden", "没有权限执行此操作"


class NotFound(AppError):
    """Absent, or not visible to this person: nobody can tell which."""

    status, code, message = 404, "app.not_found", "内容不存在或不可见"


class Conflict(AppError):
    """The thing changed since the person's screen showed it."""

    status, code, message = 409, "app.conflict", "内容已被他人更新，请刷新后重试"


class InProgress(Conflict):
    """Another request holds what this one needs, perhaps the same one sent before. Nothing was changed by this one."""

    code, message = "app.in_progress", "另一个操作正在处理，请稍后再试"


class TooSlow(AppError):
    """The body did not arrive in time."""

    status, code, message = 408, "app.timeout", "上传时间过长，请检查网络后重试"


class TooLarge(AppError):
    """The body is larger than the route takes."""

    status, code, message = 413, "app.too_large", "上传的内容过大"


class WrongType(AppError):
    """The body is not of the type that the route reads."""

    status, code, message = 415, "app.wrong_content_type", "请以 JSON 格式提交"


class InvalidInput(AppError):
    """Fields that fail their checks; ``fields`` names each with its reasons."""

    status, code, message = 422, "app.invalid_input", "提交的内容有误"


class TooMany(AppError):
    """A rate limit. ``retry_after`` says when to come back."""

    status, code, message = 429, "app.too_many_requests", "操作太频繁，请稍后再试"


class Unavailable(AppError):
    """Something we depend on is away or busy. Nothing was changed; trying again is right."""

    status, code, message = 503, "app.unavailable", "系统繁忙，请稍后再试"

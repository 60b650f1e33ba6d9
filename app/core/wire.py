"""Shapes on the wire: strict in, separate out. Fields that keep out what a database or a screen cannot take."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT

# Control characters (but tab and line ends), surrogates and the invisible marks that reverse the order of text.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class Strict(Schema):
    """Base of everything read from a client: a field that nobody knows is an error, not silence."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "未知的字段", "type": "格式不正确"}


class Out(Schema):
    """Base of everything sent to a client."""


class CleanStr(fields.String):
    """Text without NUL, control and surrogate characters, in NFC, trimmed, with a mandatory longest length."""

    default_error_messages = {
        "required": "请填写",
        "null": "请填写",
        "invalid": "应为文字",
        "unwanted": "含有无法保存的字符",
        "too_long": "不能超过 {max} 个字",
        "too_short": "至少 {min} 个字",
    }

    def __init__(self, *, max: int, min: int = 0, **kwargs: Any) -> None:
        # The bounds are metadata, so that the OpenAPI document tells them.
        bounds = {"maxLength": max} | ({"minLength": min} if min else {})
        super().__init__(metadata=bounds | dict(kwargs.pop("metadata", {})), **kwargs)
        self.longest, self.shortest = max, min

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if UNWANTED.search(value):
            raise self.make_error("unwanted")
        clean = unicodedata.normalize("NFC", value).strip()
        if len(clean) > self.longest:
            raise self.make_error("too_long", max=self.longest)
        if len(clean) < self.shortest:
            raise self.make_error("too_short", min=self.shortest)
        return clean


class Secret(fields.String):
    """A password: kept as typed, only bounded and free of NUL and surrogates."""

    def __init__(self, *, max: int = 200, **kwargs: Any) -> None:
        super().__init__(metadata={"maxLength": max, "minLength": 1}, **kwargs)
        self.longest = max

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= self.longest or re.search("[\x00\ud800-\udfff]", value):
            raise ValidationError("格式不正确")
        return value


class Int(fields.Integer):
    """A whole number within a mandatory range; neither text nor a truth value."""

    default_error_messages = {"required": "请填写", "null": "请填写", "invalid": "应为整数"}

    def __init__(self, *, min: int, max: int, **kwargs: Any) -> None:
        bounds = validate.Range(min=min, max=max, error=f"应在 {min} 到 {max} 之间")
        super().__init__(strict=True, validate=bounds, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class QueryInt(fields.Integer):
    """A whole number in a query string."""

    default_error_messages = {"invalid": "应为整数"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not re.fullmatch(r"-?[0-9]{1,9}", str(value)):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Id(fields.UUID):
    """An opaque id."""

    default_error_messages = {"required": "请选择", "null": "请选择", "invalid_uuid": "编号不正确"}


class Phone(CleanStr):
    """A Chinese mobile or fixed number as people write it; stored normalised and encrypted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max=24, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        written = unicodedata.normalize("NFKC", super()._deserialize(value, attr, data, **kwargs))
        digits = re.sub(r"[\s\-()]", "", written)
        digits = re.sub(r"^(\+86|0086)", "", digits)
        if not re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|[0-9]{5,8}", digits, re.ASCII):
            raise ValidationError("请填写正确的电话号码")
        return digits


class When(fields.AwareDateTime):
    """An instant with its offset from UTC (RFC 3339), within the years that this product can mean."""

    default_error_messages = {"invalid": "时间格式不正确", "invalid_awareness": "时间缺少时区"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or len(value) > 40:
            raise self.make_error("invalid", input=value, obj_type="datetime")
        try:
            moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        except (OverflowError, ValueError) as error:
            raise self.make_error("invalid", input=value, obj_type="datetime") from error
        if not 1990 <= moment.year <= 2199:
            raise ValidationError("年份不在可用范围内")
        return moment


class Day(fields.Date):
    """A calendar day within the years that this product can mean."""

    default_error_messages = {"invalid": "日期格式不正确"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            raise self.make_error("invalid", input=value, obj_type="date")
        day = super()._deserialize(value, attr, data, **kwargs)
        if not 1900 <= day.year <= 2199:
            raise ValidationError("年份不在可用范围内")
        return day


class Flag(fields.Boolean):
    """A truth value: JSON ``true``/``false`` (or the words in a query string), not 1 or "yes"."""

    default_error_messages = {"invalid": "应为是或否"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(truthy={True, "true"}, falsy={False, "false"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class ListQuery(Strict):
    """Base of every list's query: how many, and after which row."""

    limit = QueryInt(
        load_default=DEFAULT_LIMIT, validate=validate.Range(1, MAX_LIMIT, error=f"应在 1 到 {MAX_LIMIT} 之间")
    )
    cursor = CleanStr(max=200, load_default=None)


@cache
def filters_of(query: type[ListQuery]) -> type[ListQuery]:
    """Return the schema of a list's filters alone, for what takes all of its pages."""
    meta = type("Meta", (query.Meta,), {"exclude": ("limit", "cursor")})
    return type(f"{query.__name__.removesuffix('Query')}Filters", (query,), {"Meta": meta})


@cache
def page_of(item: type[Schema]) -> type[Schema]:
    """Return the schema of a page of ``item``."""
    name = item.__name__.removesuffix("Out")
    return Out.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=f"{name}Page",
    )


class ErrorBody(Out):
    """The inside of every error answer."""

    code = fields.String(required=True, metadata={"description": "stable machine word, area.what_happened"})
    message = fields.String(required=True, metadata={"description": "给人看的话"})
    fields_ = fields.Dict(required=True, data_key="fields", attribute="fields")
    request_id = fields.String(required=True)


class ErrorOut(Out):
    """Every error answer."""

    error = fields.Nested(ErrorBody, required=True)

"""What Open311 clients send, and what they get. An argument that is empty is one that was not sent."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields, pre_load, validate

from app.core.wire import CleanStr, Out, Phone, QueryInt, Strict, When

MOST = 1000
"""So many requests are listed at once; the standard says no more than that."""
MOST_WORDS = 1500
UNENCODED_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:[0-9]{2})")
STATUS = re.compile(r"(open|closed)(,(open|closed))*")


class Instant(When):
    """An instant in a query string, where many clients forget that a plus means a space."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        repaired = UNENCODED_PLUS.sub(r"\1+\2", value) if isinstance(value, str) else value
        return super()._deserialize(repaired, attr, data, **kwargs)


class Several(CleanStr):
    """Words with commas between them. Becomes a list, or None when there are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        clean = super()._deserialize(value, attr, data, **kwargs)
        return [word.strip() for word in clean.split(",") if word.strip()] or None


class Degrees(CleanStr):
    """A coordinate in degrees (WGS84) between minus and plus ``most``; kept as it was written."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(max=24, **kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        clean = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,18})?", clean, re.ASCII) or abs(float(clean)) > self.most:
            raise ValidationError(f"应为 -{self.most} 到 {self.most} 之间的十进制度数（WGS84）")
        return clean


class Open311Query(Strict):
    """What may stand in every query. ``api_key`` better stands in the header: addresses are written into logs."""

    jurisdiction_id = CleanStr(max=40, load_default="")
    api_key = CleanStr(max=100, load_default="")

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """Leave out what says nothing."""
        return {name: value for name, value in data.items() if value.strip()}


class Open311RequestsQuery(Open311Query):
    """Which requests are asked for. Numbers override everything else."""

    service_request_id = Several(max=4000, load_default=None)
    service_code = Several(max=400, load_default=None)
    start_date = Instant(load_default=None)
    end_date = Instant(load_default=None)
    status = fields.String(
        load_default=None, validate=validate.Regexp(STATUS.pattern + "$", error="应为 open 或 closed")
    )
    page = QueryInt(load_default=1, validate=validate.Range(1, 1000, error="应在 1 到 1000 之间"))
    page_size = QueryInt(load_default=MOST, validate=validate.Range(1, MOST, error=f"应在 1 到 {MOST} 之间"))


class Open311RequestIn(Open311Query):
    """A new request. E-mail, device, account and media are taken, as the standard has them, and not kept.

    What is sent beyond that is ignored: clients add attributes of their own to every request.
    """

    class Meta:
        unknown = EXCLUDE

    service_code = CleanStr(max=20, load_default="")
    description = CleanStr(max=MOST_WORDS, load_default="")
    address_string = CleanStr(max=200, load_default="")
    address_id = CleanStr(max=40, load_default="")
    lat = Degrees(90, load_default="")
    long = Degrees(180, load_default="")
    first_name = CleanStr(max=20, load_default="")
    last_name = CleanStr(max=20, load_default="")
    phone = Phone(load_default=None)
    kind = CleanStr(max=20, load_default="", data_key="attribute[kind]")
    building = CleanStr(max=30, load_default="", data_key="attribute[building]")
    compound = CleanStr(max=200, load_default="", data_key="attribute[compound]")
    email = CleanStr(max=200, load_default="")
    device_id = CleanStr(max=200, load_default="")
    account_id = CleanStr(max=200, load_default="")
    media_url = CleanStr(max=2000, load_default="")


def _text(**more: Any) -> fields.String:
    return fields.String(required=True, **more)


class Open311ServiceOut(Out):
    """Something that can be reported."""

    service_code = _text()
    service_name = _text()
    description = _text()
    metadata = fields.Boolean(required=True)
    type = _text()
    keywords = _text()
    group = _text()


class Open311ValueOut(Out):
    """One value of a list to choose from."""

    key = _text()
    name = _text()


class Open311AttributeOut(Out):
    """What a service asks for besides the words."""

    variable = fields.Boolean(required=True)
    code = _text()
    datatype = _text()
    required = fields.Boolean(required=True)
    datatype_description = _text()
    order = fields.Integer(required=True)
    description = _text()
    values = fields.List(fields.Nested(Open311ValueOut), required=True)


class Open311DefinitionOut(Out):
    """The attributes of a service."""

    service_code = _text()
    attributes = fields.List(fields.Nested(Open311AttributeOut), required=True)


class Open311RequestOut(Out):
    """A request as anybody may see it. Instants are in UTC."""

    service_request_id = _text()
    status = _text(metadata={"description": "open or closed"})
    status_notes = _text()
    service_name = _text(allow_none=True)
    service_code = _text(allow_none=True)
    description = _text(allow_none=True)
    agency_responsible = _text(allow_none=True)
    service_notice = _text(allow_none=True)
    requested_datetime = _text()
    updated_datetime = _text()
    expected_datetime = _text(allow_none=True)
    address = _text()
    address_id = _text()
    zipcode = _text(allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
    media_url = _text(allow_none=True)


class Open311FiledOut(Out):
    """The number of a new request."""

    service_request_id = _text()
    service_notice = _text(allow_none=True)
    account_id = _text(allow_none=True)


class Open311ErrorOut(Out):
    """One thing that is wrong."""

    code = fields.Integer(required=True)
    description = _text()

"""Open311 in JSON and in XML: the same values, in the elements that the standard names. Errors too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request

from app.core.http import json_response

ROOTS = {
    "services": ("services", "service"),
    "service_requests": ("service_requests", "request"),
    "errors": ("errors", "error"),
}
"""Name of a list → its element in XML, and that of each of its members."""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OUR_OWN = {401: 403, 422: 400}
"""Statuses that the standard does not have: a missing or wrong key is 403, and what cannot be read 400."""

Shape = Mapping[str, Any]


def listed(form: str, kind: str, rows: Sequence[Shape], status: int = 200) -> Response:
    """Return a list of ``kind`` (a key of ``ROOTS``) as ``json`` or ``xml``."""
    if form != "xml":
        return json_response(rows, status)
    root, member = ROOTS[kind]
    top = Element(root)
    for row in rows:
        _fill(SubElement(top, member), row)
    return _xml(top, status)


def single(form: str, name: str, row: Shape) -> Response:
    """Return one thing, called ``name`` in XML."""
    if form != "xml":
        return json_response(row)
    top = Element(name)
    _fill(top, row)
    return _xml(top, 200)


def problem(status: int, _code: str, message: str, fields: Shape) -> Response:
    """Return an error as the standard wants it: a list of statuses and words."""
    status = OUR_OWN.get(status, status)
    said = [f"{name}：{_sentence(why)}" for name, why in fields.items()] or [message]
    form = "xml" if request.path.endswith(".xml") else "json"
    return listed(form, "errors", [{"code": status, "description": words} for words in said], status)


def _sentence(why: Any) -> str:
    return "；".join(map(str, why)) if isinstance(why, list) else str(why)


def _fill(parent: Element, row: Shape) -> None:
    for name, value in row.items():
        inside = SubElement(parent, name)
        if isinstance(value, list):
            for item in value:
                _fill(SubElement(inside, name.removesuffix("s")), item)
        else:
            inside.text = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return NOT_IN_XML.sub("", str(value))


def _xml(top: Element, status: int) -> Response:
    body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, "utf-8")
    response = Response(body, status=status, content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response

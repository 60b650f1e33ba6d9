"""Shapes of photos on the wire."""

from __future__ import annotations

from marshmallow import fields

from app.core.wire import CleanStr, Out, Strict


class FileOut(Out):
    """A photo that was just uploaded, with addresses that are ready for ``<image src>``."""

    id = fields.UUID(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    url = fields.String(required=True)
    thumb_url = fields.String(required=True)


class FileQuery(Strict):
    """``s`` is the signed part of an address; without it the sign-in of the request counts."""

    s = CleanStr(max=200, load_default=None)

"""Shapes of photos and papers on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.core.wire import CleanStr, Id, Int, Out, Strict

MOST_PAPERS = 9


class FileOut(Out):
    """A photo that was just uploaded, with addresses that are ready for ``<image src>``."""

    id = fields.UUID(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    url = fields.String(required=True)
    thumb_url = fields.String(required=True)


class PublicPaperOut(Out):
    """A PDF or Word file, for everybody: its address follows from the thing on which it is."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)
    pages = fields.Integer(required=True, allow_none=True)
    bytes = fields.Integer(required=True)


class PaperOut(PublicPaperOut):
    """A PDF or Word file with its address, which is live for some minutes."""

    url = fields.String(required=True)


def _papers() -> Any:
    most = validate.Length(max=MOST_PAPERS, error=f"一次最多 {MOST_PAPERS} 个文件")
    return fields.List(Id(), load_default=list, validate=most)


class PapersIn(Strict):
    """Which uploaded papers come to a thing, and which of its papers are taken off."""

    version = Int(min=1, max=1_000_000, required=True)
    paper_ids = _papers()
    removed_ids = _papers()


class FileQuery(Strict):
    """``s`` is the signed part of an address; without it the sign-in of the request counts."""

    s = CleanStr(max=200, load_default=None)

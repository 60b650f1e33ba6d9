"""Shapes of checks on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Int, ListQuery, Out, Strict
from app.moderation.models import WAITING


class QueueQuery(ListQuery):
    """``open``: what a person has to look at, what waits longest first; ``flagged`` is the part of it in which WeChat
    suspects something, ``unseen`` the part at which it did not look. ``decided``: newest first."""

    state = CleanStr(max=10, load_default="open", validate=validate.OneOf([*WAITING, "decided"], error="没有这个选项"))


class PhotoQuery(Strict):
    """``s`` is the signed part of a one-time address."""

    s = CleanStr(max=200, required=True)


class DecideIn(Strict):
    """``version`` is the one on the screen; the reason is required for what is withheld."""

    version = Int(min=1, max=1_000_000, required=True)
    note = CleanStr(max=200, load_default="")


class CheckedTicketOut(Out):
    id = fields.UUID(required=True)
    no = fields.String(required=True)
    category_name = fields.String(required=True)
    compound_name = fields.String(required=True)


class CheckOut(Out):
    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    what = fields.String(required=True)
    what_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    label_name = fields.String(required=True, metadata={"description": "what WeChat suspects"})
    reason = fields.String(required=True, metadata={"description": "why WeChat did not look"})
    text = fields.String(required=True, allow_none=True)
    photo_url = fields.String(required=True, allow_none=True)
    thumb_url = fields.String(required=True, allow_none=True)
    ticket = fields.Nested(CheckedTicketOut, required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    decision = fields.String(required=True, allow_none=True)
    decision_name = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    decided_by_name = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)

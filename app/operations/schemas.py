"""Shapes of the audit log and the work list on the wire."""

from __future__ import annotations

from marshmallow import fields

from app.core.wire import CleanStr, ListQuery, Out


class AuditQuery(ListQuery):
    what = CleanStr(max=80, load_default=None)


class AuditOut(Out):
    id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    actor_name = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    subject = fields.String(required=True)
    detail = fields.Dict(required=True)


class DeadMessageOut(Out):
    id = fields.String(required=True)
    topic = fields.String(required=True)
    subscriber = fields.String(required=True)
    attempts = fields.Integer(required=True)
    last_error = fields.String(required=True, allow_none=True)
    dead_at = fields.AwareDateTime(required=True)
    actions = fields.List(fields.String(), required=True)


class WorkHealthOut(Out):
    oldest_seconds = fields.Float(required=True)
    waiting = fields.Integer(required=True)
    dead = fields.Integer(required=True)

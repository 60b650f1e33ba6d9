"""Shapes of the audit log and the work list on the wire."""

from __future__ import annotations

from marshmallow import fields

from app.core.wire import CleanStr, ListQuery, Out


class AuditQuery(ListQuery):
    what = CleanStr(max=80, load_default=None)


class AuditDetailOut(Out):
    name = fields.String(required=True)
    value = fields.String(required=True)


class AuditOut(Out):
    """A row of the log. ``what`` and ``subject`` are for programs, ``*_name`` and ``details`` for people."""

    id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    actor_name = fields.String(required=True, allow_none=True)
    actor_post = fields.String(required=True, allow_none=True)
    what = fields.String(required=True)
    what_name = fields.String(required=True)
    subject = fields.String(required=True)
    subject_name = fields.String(required=True)
    details = fields.List(fields.Nested(AuditDetailOut), required=True)


class AuditActOut(Out):
    what = fields.String(required=True)
    name = fields.String(required=True)


class AuditActsOut(Out):
    items = fields.List(fields.Nested(AuditActOut), required=True)


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
    held_at = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "since when nothing is done by the clock, because it jumped"},
    )
    jumped_seconds = fields.Integer(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)

"""Shapes of a worker's desk on the wire."""

from __future__ import annotations

from marshmallow import fields

from app.core.wire import Out


class TodoItemOut(Out):
    kind = fields.String(required=True)
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    subtitle = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    link = fields.String(required=True)


class TodoGroupOut(Out):
    key = fields.String(required=True)
    title = fields.String(required=True)
    hint = fields.String(required=True)
    count = fields.Integer(required=True)
    more = fields.Boolean(required=True)
    items = fields.List(fields.Nested(TodoItemOut), required=True)


class TodoOut(Out):
    groups = fields.List(fields.Nested(TodoGroupOut), required=True)

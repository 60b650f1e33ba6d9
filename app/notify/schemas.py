"""Shapes of notices and deliveries on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, ListQuery, Out, Strict
from app.notify.models import DeliveryState
from app.notify.wording import TEMPLATES


class NoticeOut(Out):
    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    ticket_id = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class UnreadOut(Out):
    count = fields.Integer(required=True)


class TemplateOut(Out):
    key = fields.String(required=True)
    template_id = fields.String(required=True)
    name = fields.String(required=True)


class AllowedIn(Strict):
    """The templates for which the person just tapped "allow" in WeChat."""

    templates = fields.List(
        CleanStr(max=40, validate=validate.OneOf(list(TEMPLATES), error="没有这种消息")),
        required=True,
        validate=validate.Length(max=len(TEMPLATES), error="太多了"),
    )


class TroubleQuery(ListQuery):
    state = CleanStr(
        max=10,
        load_default=DeliveryState.UNKNOWN.value,
        validate=validate.OneOf([DeliveryState.UNKNOWN.value, DeliveryState.FAILED.value], error="没有这个选项"),
    )


class DeliveryOut(Out):
    id = fields.UUID(required=True)
    template = fields.String(required=True)
    template_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    reason = fields.String(required=True)
    attempts = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)

"""Shapes of notices and deliveries on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, ListQuery, Out, Strict
from app.notify.models import UNSETTLED, Channel, Listed
from app.notify.templates import TEMPLATES


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
    remaining = fields.Integer(required=True, metadata={"description": "messages allowed and not used yet"})
    ask = fields.Boolean(required=True, metadata={"description": "whether to ask for more at the next good moment"})


class AllowedIn(Strict):
    """The templates for which the person just tapped "allow" in WeChat."""

    templates = fields.List(
        CleanStr(max=40, validate=validate.OneOf(list(TEMPLATES), error="没有这种消息")),
        required=True,
        validate=validate.Length(max=len(TEMPLATES), error="太多了"),
    )


class DeliveryQuery(ListQuery):
    """``state`` names a list: the states of a message, and ``set_aside`` for what was not to be sent."""

    state = CleanStr(
        max=10,
        load_default=Listed.UNKNOWN.value,
        validate=validate.OneOf([listed.value for listed in Listed], error="没有这个选项"),
    )
    channel = CleanStr(
        max=10,
        load_default=None,
        validate=validate.OneOf([channel.value for channel in Channel], error="没有这个选项"),
    )


class DeliveryOut(Out):
    id = fields.UUID(required=True)
    channel = fields.String(required=True)
    channel_name = fields.String(required=True)
    ticket_no = fields.String(required=True)
    urgent = fields.Boolean(required=True)
    recipient = fields.String(required=True, metadata={"description": "masked number of a text message"})
    receipt = fields.String(required=True, metadata={"description": "number under which the other side knows it"})
    template = fields.String(required=True)
    template_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    reason = fields.String(required=True)
    attempts = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class DeliveryCountOut(Out):
    """How many messages of one list are not settled (counting stops at 1000), and since when the oldest waits."""

    state = fields.String(required=True, validate=validate.OneOf([listed.value for listed in UNSETTLED]))
    count = fields.Integer(required=True)
    oldest_at = fields.AwareDateTime(required=True, allow_none=True)

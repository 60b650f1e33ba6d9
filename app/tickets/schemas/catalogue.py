"""Shapes of what can be reported."""

from __future__ import annotations

from marshmallow import fields

from app.core.wire import Out


class CallOut(Out):
    name = fields.String(required=True)
    phone = fields.String(required=True)
    place = fields.String()
    source = fields.String()


class EmergencyGuideOut(Out):
    key = fields.String(required=True)
    name = fields.String(required=True)
    advice = fields.Raw(required=True)
    calls = fields.List(fields.Nested(CallOut), required=True)
    keywords = fields.List(fields.String(), required=True)


class CategoryOut(Out):
    code = fields.String(required=True)
    name = fields.String(required=True)
    urgency = fields.String(required=True)
    emergency = fields.String(required=True, allow_none=True)
    asset_kind = fields.String(required=True, allow_none=True)
    keywords = fields.List(fields.String(), required=True)
    kinds = fields.List(fields.String(), required=True)


class GroupOut(Out):
    code = fields.String(required=True)
    name = fields.String(required=True)
    categories = fields.List(fields.Nested(CategoryOut), required=True)


class KindOut(Out):
    value = fields.String(required=True)
    name = fields.String(required=True)


class CatalogueOut(Out):
    """What can be reported, and whom to call before reporting."""

    groups = fields.List(fields.Nested(GroupOut), required=True)
    kinds = fields.List(fields.Nested(KindOut), required=True)
    emergencies = fields.List(fields.Nested(EmergencyGuideOut), required=True)

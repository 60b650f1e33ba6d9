"""Shapes of assemblies of owners on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, Out, Strict
from app.governance.models import Form, SessionKind

MOST_OWNERS = 100_000
KINDS = validate.OneOf([one.value for one in SessionKind], error="没有这个选项")
FORMS = validate.OneOf([one.value for one in Form], error="没有这个选项")


class AssemblyIn(Strict):
    """What is known of an assembly. ``version`` is 0 when nothing was known yet."""

    version = Int(min=0, max=1_000_000, required=True)
    set_up_on = Day(load_default=None, allow_none=True)
    convention_on = Day(load_default=None, allow_none=True)
    convention = CleanStr(max=40, load_default="")
    procedure_on = Day(load_default=None, allow_none=True)
    procedure = CleanStr(max=40, load_default="")
    every_months = Int(min=1, max=12, load_default=12)


class AssemblyMeetingIn(Strict):
    """A meeting: asked for by ``askers`` owners on ``asked_on``, or told of on ``notice_on``."""

    kind = CleanStr(max=10, required=True, validate=KINDS)
    topics = CleanStr(min=1, max=2000, required=True)
    asked_on = Day(load_default=None, allow_none=True)
    askers = Int(min=1, max=MOST_OWNERS, load_default=None, allow_none=True)
    form = CleanStr(max=10, load_default=None, allow_none=True, validate=FORMS)
    place = CleanStr(max=100, load_default="")
    notice_on = Day(load_default=None, allow_none=True)
    planned_on = Day(load_default=None, allow_none=True)


class AssemblyMeetingActIn(Strict):
    """One step of a meeting. ``day`` is when it was held, or its result posted."""

    version = Int(min=1, max=1_000_000, required=True)
    form = CleanStr(max=10, load_default=None, allow_none=True, validate=FORMS)
    place = CleanStr(max=100, load_default="")
    notice_on = Day(load_default=None, allow_none=True)
    planned_on = Day(load_default=None, allow_none=True)
    day = Day(load_default=None, allow_none=True)
    result = CleanStr(max=4000, load_default="")
    poll_id = Id(load_default=None, allow_none=True)
    posted_at = CleanStr(max=300, load_default="")
    reason = CleanStr(max=300, load_default="")


class AssemblyPlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class AssemblyLackOut(Out):
    clause = fields.String(required=True)
    words = fields.String(required=True)


class AssemblyStepOut(Out):
    """What comes next, by which day and clause."""

    day = fields.Date(required=True)
    words = fields.String(required=True)
    clause = fields.String(required=True)
    late = fields.Boolean(required=True)


class AssemblyMeetingOut(Out):
    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    topics = fields.String(required=True)
    asked_on = fields.Date(required=True, allow_none=True)
    askers = fields.Integer(required=True, allow_none=True)
    owners = fields.Integer(required=True, allow_none=True)
    form = fields.String(required=True, allow_none=True)
    form_name = fields.String(required=True, allow_none=True)
    place = fields.String(required=True)
    notice_on = fields.Date(required=True, allow_none=True)
    planned_on = fields.Date(required=True, allow_none=True)
    held_on = fields.Date(required=True, allow_none=True)
    result = fields.String(required=True)
    poll_id = fields.UUID(required=True, allow_none=True)
    poll = fields.String(required=True, allow_none=True)
    post_by = fields.Date(required=True, allow_none=True)
    posted_on = fields.Date(required=True, allow_none=True)
    posted_at = fields.String(required=True)
    because = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class AssemblyEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    note = fields.String(required=True)


class AssemblyOut(Out):
    """The assembly of a compound; ``version`` 0 and no day when nothing is known of it."""

    compound = fields.Nested(AssemblyPlaceOut, required=True)
    version = fields.Integer(required=True)
    set_up_on = fields.Date(required=True, allow_none=True)
    convention_on = fields.Date(required=True, allow_none=True)
    convention = fields.String(required=True)
    procedure_on = fields.Date(required=True, allow_none=True)
    procedure = fields.String(required=True)
    every_months = fields.Integer(required=True)
    owners = fields.Integer(required=True)
    may_change = fields.Boolean(required=True)
    may_call = fields.Boolean(required=True)
    lacks = fields.List(fields.Nested(AssemblyLackOut), required=True)
    steps = fields.List(fields.Nested(AssemblyStepOut), required=True)
    meetings = fields.List(fields.Nested(AssemblyMeetingOut), required=True)
    events = fields.List(fields.Nested(AssemblyEventOut), required=True)


class MyAssemblyMeetingOut(Out):
    """A meeting of which owners were told; its result and vote once they were posted."""

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    kind_name = fields.String(required=True)
    form_name = fields.String(required=True)
    place = fields.String(required=True)
    topics = fields.String(required=True)
    notice_on = fields.Date(required=True)
    planned_on = fields.Date(required=True)
    held_on = fields.Date(required=True, allow_none=True)
    result = fields.String(required=True)
    poll_id = fields.UUID(required=True, allow_none=True)
    posted_on = fields.Date(required=True, allow_none=True)
    posted_at = fields.String(required=True)
    because = fields.String(required=True)


class MyAssemblyOut(Out):
    """The assembly of a compound as people there see it."""

    id = fields.UUID(required=True)
    compound = fields.String(required=True)
    set_up_on = fields.Date(required=True)
    convention = fields.String(required=True)
    convention_on = fields.Date(required=True, allow_none=True)
    procedure = fields.String(required=True)
    procedure_on = fields.Date(required=True, allow_none=True)
    every_months = fields.Integer(required=True)
    meetings = fields.List(fields.Nested(MyAssemblyMeetingOut), required=True)

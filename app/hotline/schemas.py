"""Shapes of orders, imported files, clients and messages on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from app.core.wire import CleanStr, Flag, Id, Int, ListQuery, Out, Strict, When
from app.hotline.columns import LONGEST_CONTENT
from app.hotline.models import CALLBACK_STATE_NAMES, CallbackState, RowVerdict, Scope

MOST_NETWORKS = 20


def _one_of(values: Any, error: str) -> validate.OneOf:
    return validate.OneOf([value.value for value in values], error=error)


def _words(longest: int, **more: Any) -> CleanStr:
    return CleanStr(max=longest, load_default="", **more)


# --- files ---


class HotlineRowsQuery(ListQuery):
    """Rows of a file, all or those of one verdict."""

    verdict = fields.String(load_default=None, validate=_one_of(RowVerdict, "没有这种检查结果"))


class HotlineVersionIn(Strict):
    """The version on the person's screen."""

    version = Int(min=1, max=1_000_000, required=True)


class HotlineMatchIn(HotlineVersionIn):
    """What a row means: its compound, what it is about, or both."""

    compound_id = Id(load_default=None, allow_none=True)
    category = CleanStr(max=4, load_default=None, allow_none=True)


class HotlineTallyOut(Out):
    """How many rows of a file there are of each kind; they add up to all of them."""

    waiting = fields.Integer(required=True)
    new = fields.Integer(required=True)
    update = fields.Integer(required=True)
    same = fields.Integer(required=True)
    error = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    rejected = fields.Integer(required=True)


class HotlineMatchedOut(Out):
    """How many rows can be imported now that could not."""

    rows = fields.Integer(required=True)


class HotlineBatchOut(Out):
    """An imported file and how far it is."""

    id = fields.UUID(required=True)
    file_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    row_count = fields.Integer(required=True)
    done_count = fields.Integer(required=True)
    work_count = fields.Integer(required=True, metadata={"description": "rows of the present phase"})
    tally = fields.Nested(HotlineTallyOut, required=True)
    created_at = fields.AwareDateTime(required=True)
    made_by = fields.String(required=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    confirmed_by = fields.String(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    imported_before = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when a file with the same content was imported"}
    )


class HotlineProblemOut(Out):
    """Why a row is not taken: the column by letter and title, and what is wrong."""

    column = fields.String(required=True)
    title = fields.String(required=True)
    message = fields.String(required=True)


class HotlineRowOut(Out):
    """A row of a file, without names and telephones."""

    number = fields.Integer(required=True)
    own_no = fields.String(required=True, allow_none=True)
    verdict = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    problems = fields.List(fields.Nested(HotlineProblemOut), required=True)
    notes = fields.List(fields.String(), required=True)
    compound_name = fields.String(required=True, allow_none=True)
    category = fields.String(required=True, allow_none=True)
    category_name = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    ticket_id = fields.UUID(required=True, allow_none=True)
    ticket_no = fields.String(required=True, allow_none=True)


# --- orders ---


class HotlineOrdersQuery(ListQuery):
    """Orders of other systems by number, file or time of arrival."""

    own_no = CleanStr(max=40, load_default=None)
    batch_id = Id(load_default=None)
    since = When(load_default=None)
    until = When(load_default=None)


class HotlineResultsQuery(Strict):
    """Whose results go into the file: those of one file, or of a span of time."""

    batch_id = Id(load_default=None)
    since = When(load_default=None)
    until = When(load_default=None)


class HotlineSpanQuery(Strict):
    """A span of time in which orders arrived."""

    since = When(load_default=None)
    until = When(load_default=None)


class HotlineOrderIn(Strict):
    """An order as a 12345 centre sends it. Words are matched as in a file; a code decides at once."""

    own_no = CleanStr(max=40, min=3, required=True, metadata={"description": "number of the centre, its key"})
    kind = CleanStr(max=20, min=1, required=True, metadata={"description": "咨询 求助 投诉 举报 建议, or our code"})
    content = CleanStr(max=LONGEST_CONTENT, min=1, required=True)
    compound = _words(80)
    compound_code = _words(32)
    street = _words(60)
    community = _words(60)
    building = _words(30)
    address = _words(160)
    category = _words(60)
    called_at = When(load_default=None, allow_none=True)
    dispatched_at = When(load_default=None, allow_none=True)
    caller_name = _words(40)
    caller_phone = _words(24)
    deadline = _words(40, metadata={"description": "an instant (RFC 3339), or 24小时, 7天, 5个工作日"})
    urgency = _words(10)
    secret = Flag(load_default=False)
    urged = Int(min=0, max=999, load_default=0)


class HotlineOrderOut(Out):
    """An order as the other side sees it."""

    own_no = fields.String(required=True)
    ticket_no = fields.String(required=True)
    handled_with = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    handled_by = fields.String(required=True, allow_none=True)
    contacted_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    conclusion = fields.String(required=True, allow_none=True)
    conclusion_name = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    reply = fields.String(required=True)
    objection = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    outcome_name = fields.String(required=True, allow_none=True)
    urged = fields.Integer(required=True)


class HotlineReceivedOut(HotlineOrderOut):
    """An order after it was received: ``created``, ``updated`` or ``unchanged``, with what is to be said about it."""

    received = fields.String(required=True)
    notes = fields.List(fields.String(), required=True)


class HotlineStaffOrderOut(HotlineOrderOut):
    """An order in the list of staff."""

    id = fields.UUID(required=True)
    ticket_id = fields.UUID(required=True)
    source = fields.String(required=True)
    compound_name = fields.String(required=True)
    category_name = fields.String(required=True, allow_none=True)


# --- clients and messages ---


def _networks() -> fields.List[Any]:
    return fields.List(
        CleanStr(max=50, min=1), validate=validate.Length(max=MOST_NETWORKS, error=f"最多 {MOST_NETWORKS} 个网络")
    )


def _scopes(**more: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=_one_of(Scope, "没有这种用途")),
        validate=validate.Length(min=1, max=len(Scope), error="请选择用途"),
        **more,
    )


class HotlineClientIn(Strict):
    """Another system that gets a key."""

    name = CleanStr(max=60, min=1, required=True)
    scopes = _scopes(required=True)
    networks = fields.List(
        CleanStr(max=50, min=1),
        load_default=list,
        validate=validate.Length(max=MOST_NETWORKS, error=f"最多 {MOST_NETWORKS} 个网络"),
    )
    callback_url = CleanStr(max=300, load_default=None, allow_none=True)


class HotlineClientChangeIn(HotlineVersionIn):
    """What can be changed of a client; its key cannot."""

    name = CleanStr(max=60, min=1)
    scopes = _scopes()
    networks = _networks()
    callback_url = CleanStr(max=300, allow_none=True)


class HotlineClientOut(Out):
    """Another system. Of its key only the beginning is known."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    key_hint = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    scope_names = fields.List(fields.String(), required=True)
    networks = fields.List(fields.String(), required=True)
    callback_url = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    last_used_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class HotlineClientMadeOut(HotlineClientOut):
    """A new client with its key and its secret, which are shown this once; null when asked again."""

    key = fields.String(required=True, allow_none=True)
    secret = fields.String(required=True, allow_none=True)


class HotlineCallbacksQuery(ListQuery):
    """Messages to other systems by client or state."""

    client_id = Id(load_default=None)
    state = fields.String(load_default=None, validate=_one_of(CallbackState, "没有这种状态"))


class HotlineMessageOut(Out):
    """One message to another system and what became of it."""

    id = fields.UUID(required=True)
    created_at = fields.AwareDateTime(required=True)
    client_name = fields.String(required=True)
    own_no = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.Function(
        lambda row: CALLBACK_STATE_NAMES[CallbackState(row["state"])], metadata={"type": "string"}
    )
    attempts = fields.Integer(required=True)
    reason = fields.String(required=True)
    tried_at = fields.AwareDateTime(required=True, allow_none=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)

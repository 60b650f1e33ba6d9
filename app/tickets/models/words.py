"""The words of the tickets area: kinds, states, actions, urgency, and their names for people."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the resident wants (诉求类型)."""

    REPAIR = "repair"
    COMPLAINT = "complaint"
    HELP = "help"
    SUGGESTION = "suggestion"
    REPORT = "report"
    CONSULTATION = "consultation"


KIND_NAMES = {
    Kind.REPAIR: "报修",
    Kind.COMPLAINT: "投诉",
    Kind.HELP: "求助",
    Kind.SUGGESTION: "建议",
    Kind.REPORT: "举报",
    Kind.CONSULTATION: "咨询",
}


class State(StrEnum):
    """Where a ticket is in its life. Changed only through ``workflow.move``."""

    SUBMITTED = "submitted"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


STATE_NAMES = {
    State.SUBMITTED: "待受理",
    State.DISPATCHED: "已派单",
    State.ACCEPTED: "已接单",
    State.IN_PROGRESS: "处理中",
    State.SUSPENDED: "挂起",
    State.AWAITING_CONFIRMATION: "待居民确认",
    State.CLOSED: "已办结",
    State.WITHDRAWN: "已撤回",
    State.MERGED: "已并案",
}

OVER = frozenset({State.CLOSED, State.WITHDRAWN, State.MERGED})
OPEN = frozenset(State) - OVER


class Action(StrEnum):
    """What can be done to a ticket. ``dispatch``, ``settle`` and ``redue`` are done by the system only."""

    SUBMIT = "submit"
    DISPATCH = "dispatch"
    ASSIGN = "assign"
    ACCEPT = "accept"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK = "ask"
    ANSWER = "answer"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    FINISH = "finish"
    CONFIRM = "confirm"
    SETTLE = "settle"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"
    RETURN = "return"
    TRANSFER = "transfer"
    EXTEND = "extend"
    CONFER = "confer"
    DECIDE = "decide"
    WHISTLE = "whistle"
    REPORT_IN = "report_in"
    MERGE = "merge"
    UNMERGE = "unmerge"
    JOIN = "join"
    URGE = "urge"
    FOLLOW_UP = "follow_up"
    REDUE = "redue"


class Urgency(StrEnum):
    """Urgency classes (紧急程度), most urgent first."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"
    U5 = "U5"


URGENCY_NAMES = {
    Urgency.U1: "危急",
    Urgency.U2: "急修",
    Urgency.U3: "一般",
    Urgency.U4: "普通",
    Urgency.U5: "疑难",
}


class Basis(StrEnum):
    """Why it may be filed here: a home, a home asked for, a scanned QR code, or an office that took it down."""

    HOME = "home"
    PENDING = "pending"
    VISITOR = "visitor"
    STAFF = "staff"


class Outcome(StrEnum):
    """What the resident says in the end (办理结果). Only ``solved`` counts as solved."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"


OUTCOME_NAMES = {Outcome.SOLVED: "已解决", Outcome.PARTLY: "部分解决", Outcome.UNSOLVED: "未解决"}


class Result(StrEnum):
    """What the handling side says it reached (办理结果). The resident's own answer is ``Outcome``."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVABLE = "unsolvable"
    NOT_OURS = "not_ours"


RESULT_NAMES = {
    Result.SOLVED: "已解决",
    Result.PARTLY: "部分解决",
    Result.UNSOLVABLE: "无法解决",
    Result.NOT_OURS: "非职责范围",
}


class Cause(StrEnum):
    """Why the clocks stand still. ``resident`` is 待补充, ``shelved`` is 挂账; the others a worker may choose."""

    RESIDENT = "resident"
    PARTS = "parts"
    WEATHER = "weather"
    ACCESS = "access"
    THIRD_PARTY = "third_party"
    OTHER = "other"
    SHELVED = "shelved"


CAUSE_NAMES = {
    Cause.RESIDENT: "等居民补充",
    Cause.PARTS: "等配件",
    Cause.WEATHER: "等天气",
    Cause.ACCESS: "进不了门",
    Cause.THIRD_PARTY: "等其他单位",
    Cause.OTHER: "其他原因",
    Cause.SHELVED: "挂账",
}


class Source(StrEnum):
    """How a ticket came in (来源)."""

    APP = "app"
    PHONE = "phone"
    WINDOW = "window"
    HOTLINE = "hotline"
    OPEN311 = "open311"
    PROACTIVE = "proactive"


SOURCE_NAMES = {
    Source.APP: "小程序",
    Source.PHONE: "电话",
    Source.WINDOW: "窗口",
    Source.HOTLINE: "12345",
    Source.OPEN311: "Open311",
    Source.PROACTIVE: "未诉先办",
}


class RequestKind(StrEnum):
    """What the handling side can ask somebody else to decide."""

    EXTENSION = "extension"
    RETURN = "return"
    TRANSFER = "transfer"
    CONFERENCE = "conference"


REQUEST_NAMES = {
    RequestKind.EXTENSION: "延期申请",
    RequestKind.RETURN: "派单异议",
    RequestKind.TRANSFER: "转办",
    RequestKind.CONFERENCE: "提请会商",
}


class RequestState(StrEnum):
    """What became of a request. ``void``: the ticket went another way first."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    VOID = "void"


REQUEST_STATE_NAMES = {
    RequestState.PENDING: "待决定",
    RequestState.APPROVED: "已同意",
    RequestState.DENIED: "未同意",
    RequestState.VOID: "已失效",
}


class Level(StrEnum):
    """The levels of the ladder (提级), from the handling side up."""

    COMPANY = "company"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


LEVEL_NAMES = {Level.COMPANY: "项目经理", Level.COMMUNITY: "社区", Level.STREET: "街道", Level.DISTRICT: "区"}


def one_of(values: type[StrEnum]) -> str:
    """Return the SQL list of an enum's values."""
    return ", ".join(f"'{value.value}'" for value in values)

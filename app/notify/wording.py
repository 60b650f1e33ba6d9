"""What people read: finished Chinese for the inbox, and for who looks after the messages. Pure.

Nothing here names a person. What leaves the product stands in ``templates``.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.notify.models import (
    LONGEST_TITLE,
    NO_PHONE,
    NOT_HIS,
    NOT_SUBSCRIBED,
    REFUSED,
    UNSUBSCRIBED,
    Channel,
    DeliveryState,
    Kind,
)
from app.notify.templates import cut

OUTCOMES = {"solved": "已解决", "partly": "部分解决", "unsolved": "未解决"}
CLOCKS = {"contact": "联系", "onsite": "到场", "finish": "完成"}
REQUESTS = {"extension": "延期申请", "return": "派单异议", "transfer": "转办申请", "conference": "会商申请"}
DECISIONS = {"approved": "已同意", "denied": "未同意"}


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as the inbox shows it. ``{matter}`` and the like are filled in by ``filled``."""

    title: str
    text: str

    def filled(self, **values: str) -> Words:
        """Return the finished notice."""
        return Words(cut(self.title.format(**values), LONGEST_TITLE), self.text.format(**values))


BINDINGS: dict[str, Words] = {
    "active": Words("房屋认证已通过", "您在{compound}的房屋认证已通过，可以报修和查看公示了。"),
    "refused": Words("房屋认证没有通过", "您在{compound}的房屋认证没有通过，原因请在“我的家”里查看，也可以问社区。"),
    "ended": Words("房屋认证已结束", "您在{compound}的房屋认证已结束。如有疑问，请联系社区。"),
}

RELATIONS = {"owner": "业主", "family": "家庭成员", "tenant": "租户"}
HOUSEHOLD_CLAIM = Words(
    "有人申请关联您家的住房",
    "有人申请以{relation}身份关联{home}，正等待审核。如果不是您家的人，请尽快告诉社区。",
)
HOUSEHOLD_JOINED = Words(
    "您家的住房多了一位{relation}",
    "有人以{relation}身份关联了{home}，已通过审核。如果不是您家的人，请尽快告诉社区。",
)

FOR_REPORTER: dict[Kind, Words] = {
    Kind.ROUTED: Words("已转给{organisation}", "您报的{matter}已转给{organisation}处理，有人接单后会通知您。"),
    Kind.ASSIGNED: Words("已安排专人处理", "您报的{matter}已安排专人处理。"),
    Kind.ACCEPTED: Words("已有人接单", "您报的{matter}已有人接单，会尽快和您联系。"),
    Kind.STARTED: Words("已到场处理", "您报的{matter}已有人到场，正在处理。"),
    Kind.SUSPENDED: Words("需要等一等", "您报的{matter}暂时停下了，原因和恢复时间请打开查看。"),
    Kind.RESUMED: Words("继续处理", "您报的{matter}已恢复处理。"),
    Kind.ASKED: Words("请您补充情况", "您报的{matter}需要您补充情况，请打开回答。5 天没有回答，会按现有情况继续办。"),
    Kind.SHELVED: Words("一时办不了，已挂账", "您报的{matter}一时办不了，已记入台账定期复核，原因和打算请打开查看。"),
    Kind.DECIDED: Words("办理时间有调整", "您报的{matter}办理时间有调整，新的时间和原因请打开查看。"),
    Kind.FINISHED: Words("处理完了，请您确认", "您报的{matter}已经处理完，请您看看解决了没有，确认并评价。"),
    Kind.CONFIRMED: Words("已办结", "您报的{matter}已确认办结，结果：{outcome}。"),
    Kind.ANSWERED: Words("有人跟进了您的事", "您报的{matter}还没有解决，工作人员已跟进，情况请打开查看。"),
    Kind.REOPENED: Words("重新处理", "您报的{matter}已重新打开，会再次安排处理。"),
    Kind.WITHDRAWN: Words("已撤回", "您报的{matter}已撤回。"),
    Kind.MERGED: Words("已并案办理", "您报的{matter}和别人反映的是同一件事，已合在一起办，进展会继续通知您。"),
    Kind.UNMERGED: Words("已分开办理", "您报的{matter}不再和别的事合在一起办，会单独处理。"),
}

FOR_FOLLOWER: dict[Kind, Words] = {
    Kind.ACCEPTED: Words("您关注的事有人接单", "您也遇到的{matter}已有人接单。"),
    Kind.SUSPENDED: Words("您关注的事要等一等", "您也遇到的{matter}暂时停下了，原因请打开查看。"),
    Kind.SHELVED: Words("您关注的事已挂账", "您也遇到的{matter}一时办不了，已记入台账定期复核。"),
    Kind.FINISHED: Words("您关注的事处理完了", "您也遇到的{matter}已经处理完，请您看看解决了没有。"),
    Kind.CONFIRMED: Words("您关注的事已办结", "您也遇到的{matter}已办结，结果：{outcome}。"),
    Kind.REOPENED: Words("您关注的事重新处理", "您也遇到的{matter}已重新打开，会再次安排处理。"),
}
"""For those who joined a matter, or whose own was merged into it."""

FOR_DELEGATE: dict[Kind, Words] = {
    Kind.ROUTED: Words("已转给{organisation}", "您家人的{matter}已转给{organisation}处理，有人接单后会通知您。"),
    Kind.ASSIGNED: Words("已安排专人处理", "您家人的{matter}已安排专人处理。"),
    Kind.ACCEPTED: Words("已有人接单", "您家人的{matter}已有人接单。"),
    Kind.STARTED: Words("已到场处理", "您家人的{matter}已有人到场，正在处理。"),
    Kind.SUSPENDED: Words("需要等一等", "您家人的{matter}暂时停下了，原因和恢复时间请打开查看。"),
    Kind.RESUMED: Words("继续处理", "您家人的{matter}已恢复处理。"),
    Kind.ASKED: Words("需要补充情况", "您家人的{matter}需要补充情况，请打开查看。5 天没有回答，会按现有情况继续办。"),
    Kind.SHELVED: Words("一时办不了，已挂账", "您家人的{matter}一时办不了，已记入台账定期复核，原因和打算请打开查看。"),
    Kind.DECIDED: Words("办理时间有调整", "您家人的{matter}办理时间有调整，新的时间和原因请打开查看。"),
    Kind.FINISHED: Words("处理完了，等您家人确认", "您家人的{matter}已经处理完，解决了没有，请打开查看。"),
    Kind.CONFIRMED: Words("已办结", "您家人的{matter}已确认办结，结果：{outcome}。"),
    Kind.ANSWERED: Words("有人跟进了", "您家人的{matter}还没有解决，工作人员已跟进，情况请打开查看。"),
    Kind.REOPENED: Words("重新处理", "您家人的{matter}已重新打开，会再次安排处理。"),
    Kind.WITHDRAWN: Words("已撤回", "您家人的{matter}已撤回。"),
    Kind.MERGED: Words("已并案办理", "您家人的{matter}和别人反映的是同一件事，已合在一起办，进展会继续通知您。"),
    Kind.UNMERGED: Words("已分开办理", "您家人的{matter}不再和别的事合在一起办，会单独处理。"),
}
"""For those who look after the matters of a relative (代办人), whether they may act for him or only look."""

DELEGATIONS: dict[str, Words] = {
    "accepted": Words(
        "有人开始替您代办", "有人输入了您的代办码，从现在起能看到您报的事。不是您家里人的，请马上在“家里人帮忙”里取消。"
    ),
    "revoked": Words("代办已经取消", "您家里人之间的一项代办已经取消，详情请在“家里人帮忙”里查看。"),
}
"""For the other one of the two whom a delegation binds."""

FOR_STAFF: dict[Kind, Words] = {
    Kind.NEW: Words("新工单：{subject}", "{matter}已转给{organisation}，请及时接单。"),
    Kind.ASSIGNED: Words("派给您的工单", "{matter}已派给您，请及时接单处理。"),
    Kind.RESUMED: Words("挂起时间已到", "{matter}的挂起时间已到，请继续处理。"),
    Kind.CONFIRMED: Words("居民已确认", "{matter}已由居民确认，结果：{outcome}。"),
    Kind.SETTLED: Words("回访已完成", "{matter}已完成回访并办结，结果：{outcome}。"),
    Kind.UNSOLVED: Words("居民反映没有解决", "{matter}居民反映没有解决，请了解情况并跟进。"),
    Kind.REOPENED: Words("工单重新打开", "{matter}已重新打开，请重新安排处理。"),
    Kind.WITHDRAWN: Words("报事人已撤回", "{matter}报事人已撤回，不用再处理。"),
    Kind.LATE: Words("超过{clock}时限", "{matter}已超过{clock}时限，请尽快处理。"),
    Kind.ANSWERED: Words("居民已补充情况", "{matter}居民已补充情况，请继续处理。"),
    Kind.REQUESTED: Words("{request}待决定", "{matter}有一项{request}，请您决定。"),
    Kind.DECIDED: Words("{request}{decision}", "{matter}的{request}{decision}，请打开查看。"),
    Kind.INVITED: Words("吹哨：请到场配合", "{matter}需要您单位配合，请在 24 小时内报到。"),
    Kind.REPORTED: Words("配合单位已报到", "{matter}被吹哨的单位已经报到。"),
    Kind.MERGED: Words("工单已并案", "{matter}已并入另一张工单，不用单独处理。"),
    Kind.UNMERGED: Words("工单已解除并案", "{matter}已从并案中分出，请单独处理。"),
    Kind.JOINED: Words("又有居民反映", "{matter}又有一位居民遇到，请留意。"),
    Kind.URGED: Words("居民催办", "{matter}居民催办，请尽快处理并和居民联系。"),
    Kind.CLIMBED: Words("办理时间已过 {percent}%", "{matter}办理时间已过 {percent}%，还没有办完，请督促办理。"),
    Kind.REVIEW: Words("挂账到期，请复核", "{matter}挂账的复核日期到了，请看看能不能办。"),
}

NOT_CONTENT = Words("回访：没有解决或不满意", "{matter}回访时居民说没有解决，或者不满意，请了解情况并跟进。")
"""For the community, after a call-back."""

SILENT = Words("吹哨后没有报到", "{matter}被吹哨的{organisation}超过 24 小时还没有报到，请催一催，或者换一个单位。")
"""For the street that whistled."""
STILL_CALLED = Words("吹哨：请尽快报到", "{matter}需要您单位配合，已经超过 24 小时没有报到，请尽快报到。")
"""For who was called."""

CLOCK = Words(
    "系统时间跳变，定时任务已暂停",
    "系统时间突然{direction}了{span}。到期提醒、提级和对外消息都已暂停。请核对服务器时间，再到“后台任务”里放行。",
)
"""For the system administrators."""

NOBODY_THERE = Words(
    "单位无人值守：{subject}", "{matter}应由{organisation}处理，该单位还没有人使用本系统，请社区打电话联系。"
)
"""For the community, in place of ``Kind.NEW``."""


def matter(no: str, subject: str) -> str:
    """Return what a notice is about: the category's name, when there is one, and the number."""
    return f"“{subject}”（编号 {no}）" if subject else f"事项（编号 {no}）"


def roughly(seconds: int) -> str:
    """Return a length of time in the unit in which people think of it."""
    for size, name in ((86400, "天"), (3600, "小时")):
        if seconds >= 2 * size:
            return f"约 {round(seconds / size)} {name}"
    return f"约 {max(round(seconds / 60), 1)} 分钟"


# --- for who looks after the messages that leave the product ---

CHANNEL_NAMES = {Channel.WECHAT: "微信", Channel.SMS: "短信"}

STATE_NAMES = {
    DeliveryState.PLANNED: "待发送",
    DeliveryState.SENDING: "发送中",
    DeliveryState.SENT: "已发送",
    DeliveryState.FAILED: "未发送",
    DeliveryState.UNKNOWN: "结果不明",
}

REASONS = {
    "": "",
    NOT_SUBSCRIBED: "本人没有同意接收这类消息",
    REFUSED: "本人已拒收这类消息",
    UNSUBSCRIBED: "本人已退订短信",
    NO_PHONE: "没有留手机号码",
    NOT_HIS: "代办已经结束，不再通知",
    "not_a_mobile": "留的不是手机号码，收不到短信",
    "too_many": "这个号码 24 小时内收到的短信已达上限",
    "values": "消息内容不全或链接过长",
    "not_configured": "没有设置这类消息的模板",
    "no_account": "本人没有绑定微信",
    "unreachable": "多次尝试后仍连不上对方服务器",
    "interrupted": "发送时程序中断，不知道是否送达",
    "decided": "由工作人员认定",
}

KNOWN_CODES = (
    ("47003", "消息内容不符合微信模板"),
    ("40037", "微信模板编号不对"),
    ("40003", "微信账号已失效"),
    ("AuthFailure", "短信密钥不对或已过期"),
    ("UnauthorizedOperation", "短信账号没有权限"),
    ("FailedOperation.InsufficientBalanceInSmsPackage", "短信套餐余量不足"),
    ("FailedOperation.TemplateIncorrectOrUnapproved", "短信模板没有审核通过，或内容不符"),
    ("FailedOperation.SignatureIncorrectOrUnapproved", "短信签名没有审核通过"),
    ("FailedOperation.ContainSensitiveWord", "短信内容有敏感词"),
    ("InvalidParameterValue.IncorrectPhoneNumber", "手机号码不对"),
    ("LimitExceeded", "超过短信发送频率限制"),
)
"""How codes of the other side begin, and what they mean to the one who looks."""


def reason_words(reason: str, state: str) -> str:
    """Return the reason of a state as a sentence; what the other side or the network said stays in brackets."""
    if reason in REASONS:
        return REASONS[reason]
    known = next((words for code, words in KNOWN_CODES if reason.startswith(code)), None)
    if known is not None:
        return f"{known}（{reason}）"
    if state == DeliveryState.UNKNOWN:
        return f"发出后没有得到明确的回答（{reason}）"
    if state == DeliveryState.FAILED:
        return f"对方没有接受这条消息（{reason}）"
    return reason

"""The audit log in plain Chinese: what was done, to what, and what is kept with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.clock import as_beijing
from app.operations.details import DETAILS, FIELDS, VALUES

WHAT: dict[str, str] = {
    "identity.signed_in": "登录",
    "identity.sign_in_failed": "登录失败",
    "identity.signed_out": "退出登录",
    "identity.stepped_up": "再次验证身份",
    "identity.wechat_tied": "绑定微信接收工作消息",
    "identity.wechat_untied": "解除微信绑定",
    "identity.session_ended": "退出一台设备",
    "identity.post_chosen": "切换岗位",
    "identity.password_changed": "修改本人密码",
    "identity.password_set": "为他人重设密码",
    "identity.account_changed": "修改本人资料",
    "identity.account_opened": "开设账号",
    "identity.signed_out_everywhere": "让他人在全部设备上退出",
    "identity.account_disabled": "停用账号",
    "identity.account_enabled": "恢复账号",
    "identity.first_admin": "建立首位管理员",
    "identity.post_granted": "授予岗位",
    "identity.post_ended": "结束岗位",
    "identity.home_claimed": "申请房屋认证",
    "identity.home_approve": "通过房屋认证",
    "identity.home_refuse": "不通过房屋认证",
    "identity.home_end": "解除房屋认证",
    "identity.delegation_invited": "邀请代办人",
    "identity.delegation_accepted": "接受代办",
    "identity.delegation_revoked": "解除代办",
    "lists.export": "导出列表",
    "voting.draft": "起草业主表决",
    "voting.export": "导出业主名册",
    "voting.save": "修改业主表决",
    "voting.notice": "公告业主表决",
    "voting.open": "业主表决开始",
    "voting.close": "业主表决截止",
    "voting.count": "业主表决计票",
    "voting.announce": "公布表决结果",
    "voting.cancel": "取消业主表决",
    "voting.vote": "业主投票",
    "voting.entry": "录入纸质票",
    "voting.take_back": "收回录错的纸质票",
    "voting.visit": "记录上门情况",
    "voting.put_in": "登记投入票箱",
    "voting.read_box": "清点票箱",
    "voting.bring_evote": "导入电子投票结果",
    "resources.export": "导出闲置资源表格",
    "resources.add": "登记闲置资源",
    "resources.change": "修改闲置资源",
    "resources.consult": "闲置资源征求意见",
    "resources.ask": "请业主表决闲置资源的用途",
    "resources.decided": "业主表决了闲置资源的用途",
    "resources.plan": "闲置资源定方案",
    "resources.fund": "闲置资源落实资金",
    "resources.convert": "闲置资源开工改造",
    "resources.run": "开放便民服务",
    "resources.note": "记录闲置资源进展",
    "resources.stick": "标记闲置资源卡点",
    "resources.go_on": "闲置资源卡点解决",
    "resources.end": "闲置资源不再利用",
    "tickets.file": "提交工单",
    "tickets.lodge": "代为登记工单",
    "tickets.submit": "登记工单",
    "tickets.dispatch": "派单",
    "tickets.assign": "指派人员",
    "tickets.accept": "接单",
    "tickets.start": "开始处理",
    "tickets.suspend": "挂起",
    "tickets.resume": "恢复处理",
    "tickets.ask": "请居民补充",
    "tickets.answer": "居民补充",
    "tickets.shelve": "挂账",
    "tickets.unshelve": "销账",
    "tickets.finish": "办理完成",
    "tickets.confirm": "居民确认",
    "tickets.settle": "回访办结",
    "tickets.reopen": "重新打开",
    "tickets.withdraw": "撤回",
    "tickets.reassign": "改派",
    "tickets.return": "派单异议",
    "tickets.transfer": "申请转办",
    "tickets.extend": "申请延期",
    "tickets.confer": "提请会商",
    "tickets.decide": "决定申请",
    "tickets.whistle": "吹哨",
    "tickets.report_in": "报到",
    "tickets.merge": "并案",
    "tickets.unmerge": "解除并案",
    "tickets.join": "我也遇到",
    "tickets.urge": "催办",
    "tickets.follow_up": "记录跟进",
    "tickets.redue": "期限重新计算",
    "tickets.reveal_phone": "查看报事人电话",
    "callbacks.answer": "登记回访结果",
    "callbacks.missed": "回访未接通",
    "callbacks.correct": "更正回访结果",
    "callbacks.reveal_phone": "查看回访电话",
    "callbacks.ask_exclusion": "申请不计入考核",
    "callbacks.exclusion_approved": "同意不计入考核",
    "callbacks.exclusion_denied": "不同意不计入考核",
    "callbacks.exclusion_revoked": "撤销不计入考核",
    "duty.choose_mode": "选择派单方式",
    "duty.add_shift": "排班",
    "duty.change_shift": "调整排班",
    "duty.remove_shift": "取消排班",
    "duty.copy_week": "复制一周排班",
    "hotline.upload": "导入热线工单文件",
    "hotline.confirm": "确认导入",
    "hotline.discard": "放弃导入",
    "hotline.match": "人工指定小区",
    "hotline.results": "导出办理结果",
    "hotline.client_made": "开设对接密钥",
    "hotline.client_changed": "修改对接设置",
    "hotline.client_revoked": "停用对接密钥",
    "hotline.client_pinged": "测试对接地址",
    "hotline.callback_resent": "重新推送结果",
    "proactive.start": "开始主动治理任务",
    "proactive.plan": "安排主动治理任务",
    "proactive.lodge": "由任务登记工单",
    "proactive.finish": "办完主动治理任务",
    "proactive.dismiss": "不需办理主动治理任务",
    "moderation.fine": "内容可以公开",
    "moderation.withhold": "内容不公开",
    "rulebook.draft": "起草派单规则",
    "rulebook.change": "修改派单规则",
    "rulebook.submit": "提交派单规则",
    "rulebook.return": "退回派单规则",
    "rulebook.publish": "发布派单规则",
    "rulebook.discard": "作废派单规则",
    "rulebook.rollback": "恢复以前的派单规则",
    "rulebook.rebase": "把草稿合并到新版派单规则",
    "rulebook.withdraw": "收回提交的派单规则",
    "rulebook.try": "试算派单规则",
    "rulebook.try_cancelled": "取消派单规则试算",
    "standards.draft": "起草服务标准约定",
    "standards.fix": "确定服务标准约定",
    "standards.supersede": "更正服务标准约定",
    "standards.discard": "放弃服务标准约定草稿",
    "standards.restore": "恢复服务标准约定草稿",
    "standards.log": "服务打卡",
    "standards.undo": "撤销服务打卡",
    "standards.strike": "作废服务记录",
    "ledger.import": "导入表格",
    "places.row": "登记台账",
    "places.export": "导出台账",
    "places.remove": "移除台账误登的行",
    "places.restore": "恢复台账移除的行",
    "disclosures.begin": "起草公示",
    "disclosures.save": "修改公示",
    "disclosures.submit": "提交公示",
    "disclosures.withdraw_submission": "撤回提交的公示",
    "disclosures.return": "退回公示",
    "disclosures.publish": "发布公示",
    "disclosures.discard": "作废公示草稿",
    "disclosures.withdraw": "撤下公示",
    "disclosures.correct": "更正公示",
    "disclosures.export": "导出公示表格",
    "disclosures.object": "对公示提出疑问",
    "disclosures.set_aside": "设为不适用的公示事项",
    "disclosures.ask_again": "恢复公示事项",
    "governance.add": "登记业委会、物管会",
    "governance.save": "修改业委会、物管会",
    "governance.post": "公示委员名单",
    "governance.photos": "补公示栏照片",
    "governance.take_office": "委员会上任",
    "governance.fees": "记录委员交费公示",
    "governance.end": "委员会结束",
    "governance.member_add": "增加委员",
    "governance.member_leave": "委员离任",
    "governance.member_unit": "补写委员的产权单位",
    "governance.meeting": "记录委员会会议",
    "governance.decision_post": "公示委员会决定",
    "governance.decision_photos": "补委员会决定的公示栏照片",
    "governance.decision_done": "委员会决定办完",
    "governance.decision_revoke": "撤销委员会决定",
    "governance.namesake": "注明委员是同名的另一个人",
    "governance.assembly_save": "登记业主大会",
    "governance.assembly_ask": "记录业主提议开会",
    "governance.assembly_call": "记录业主大会会议通知",
    "governance.assembly_announce": "通知业主提议的会议",
    "governance.assembly_hold": "记录业主大会的结果",
    "governance.assembly_post": "公示业主大会的结果",
    "governance.assembly_cancel": "业主大会会议不开了",
    "governance.barred_add": "列入不宜任职名单",
    "governance.barred_change": "修改不宜任职名单",
    "governance.barred_take_off": "移出不宜任职名单",
    "governance.barred_other": "不宜任职名单：注明是同名的人",
    "governance.barred_other_post": "不宜任职名单：注明交叉任职的是同名的人",
    "governance.barred_view": "查看不宜任职名单的姓名",
    "consultations.draft": "起草征求意见",
    "consultations.topics": "修改意见主题",
    "consultations.enter": "录入意见",
    "consultations.code": "意见归入主题",
    "consultations.merge": "合并相同意见",
    "consultations.part": "取消合并意见",
    "consultations.decide": "写明意见采纳情况",
    "consultations.save": "修改征求意见",
    "consultations.file": "保存征求意见全部材料",
    "consultations.papers": "更新征求意见附件",
    "consultations.open": "开始征求意见",
    "consultations.extend": "延长征求意见期限",
    "consultations.facts": "补记听证和合法性审查",
    "consultations.close": "征求意见截止",
    "consultations.answer": "提交采纳情况",
    "consultations.back": "退回修改采纳情况",
    "consultations.publish": "公布采纳情况",
    "consultations.archive": "征求意见归档",
    "consultations.withdraw": "撤回征求意见",
    "council.add": "列为议题",
    "council.propose": "居民提案",
    "council.save": "修改议题",
    "council.take": "受理居民提案",
    "council.decline": "不受理居民提案",
    "council.discuss": "开始商",
    "council.deliberate": "开始议",
    "council.to_owners": "议题送业主表决",
    "council.decided": "议题的业主表决有了结果",
    "council.resolve": "形成决议并公示",
    "council.begin": "公示期满，开始办",
    "council.back": "公示期间有不同意见，再议",
    "council.close": "议题办完评价",
    "council.drop": "不再议",
    "council.task_add": "列出要办的事",
    "council.task_change": "改要办的事",
    "council.task_remove": "去掉要办的事",
    "council.task_done": "要办的事办完",
    "council.suggestion_declined": "议题建议不列",
    "council.meeting_add": "记录会议",
    "council.meeting_save": "修改会议记录",
    "council.meeting_photo_remove": "撤下会议照片",
    "council.meeting_photo_restore": "放回会议照片",
    "party.draft": "起草党建联建协议",
    "party.copy": "复制党建联建协议",
    "party.save": "修改党建联建协议",
    "party.papers": "更新党建联建协议扫描件",
    "party.sign": "签订党建联建协议",
    "party.discard": "作废党建联建协议草稿",
    "party.terminate": "终止党建联建协议",
    "party.end": "党建联建协议到期",
    "party.commitment_add": "列出承诺事项",
    "party.commitment_save": "修改承诺事项",
    "party.commitment_claim": "认领承诺事项",
    "party.commitment_start": "开始办理承诺事项",
    "party.commitment_submit": "报承诺事项办结",
    "party.commitment_return": "退回承诺事项",
    "party.commitment_confirm": "确认承诺事项办结",
    "party.commitment_rate": "评价承诺事项",
    "party.commitment_drop": "撤销承诺事项",
    "party.commitment_next": "承诺事项进入下一期",
    "party.commitment_late": "承诺事项到期没有办结",
    "party.post_add": "登记交叉任职",
    "party.post_end": "结束交叉任职",
    "workdays.draft": "起草工作日历",
    "workdays.change": "修改工作日历",
    "workdays.paste": "粘贴放假通知",
    "workdays.publish": "发布工作日历",
    "notify.resend": "消息重新发送",
    "notify.mark_sent": "消息按已发送处理",
    "notify.mark_failed": "消息按未发送处理",
    "jobs.requeue": "后台任务重新排队",
    "jobs.release": "核对时间后放行定时任务",
    "keys.rotated": "更换数据密钥",
}
"""Every act that leaves a row. A test reads the source for those that are missing."""

SUBJECTS: dict[str, str] = {
    "person": "人员",
    "post": "岗位",
    "session": "登录",
    "binding": "房屋认证",
    "delegation": "代办",
    "home": "住房",
    "organisation": "单位",
    "compound": "小区",
    "region": "辖区",
    "ticket": "工单",
    "outbox": "后台任务",
    "clock": "系统时间",
    "delivery": "消息",
    "callback": "回访，工单",
    "hotline_callback": "推送",
    "client": "对接方",
    "batch": "导入文件",
    "proactive": "主动治理任务",
    "rule_set": "派单规则",
    "shift": "排班",
    "calendar": "工作日历",
    "check": "内容审核",
    "disclosure": "公示",
    "objection": "公示疑问",
    "agreement": "党建联建协议",
    "topic": "议题",
    "committee": "业委会、物管会",
    "assembly": "业主大会",
    "barred": "不宜任职名单",
    "meeting": "会议",
    "consultation": "征求意见",
    "commitment": "承诺事项",
    "cross_post": "交叉任职",
    "duty": "公示事项",
    "plan": "服务标准约定",
    "record": "服务记录",
    "keys": "数据密钥",
    "list": "列表",
    "resource": "闲置资源",
    "resources": "闲置资源台账",
    "poll": "业主表决",
}


def what_words(what: str) -> str:
    """Return what was done. Another release's act that has no words here is named by its area only."""
    return WHAT.get(what, "其他操作")


def subject_kind(what: str, subject: str) -> tuple[str, str]:
    """Return of what kind the subject of a row is, and its id or number as text.

    Messages to other systems and calls to residents are both written as ``callback``; the act tells them apart.
    """
    kind, _, row_id = subject.partition(":")
    if kind == "callback" and what.startswith("hotline."):
        kind = "hotline_callback"
    return kind, row_id


def is_id(value: Any) -> UUID | None:
    """Return the id that ``value`` is, or None."""
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def subject_words(kind: str, row_id: str, name: str | None) -> str:
    """Return what was acted on, never by a machine's id: 工单 261123000009."""
    words = SUBJECTS.get(kind)
    if words is None:
        return "—"
    if name is None and is_id(row_id) is None and row_id:
        name = {"calendar": f"{row_id} 年", "keys": row_id, "list": row_id}.get(kind, f"第 {row_id} 号")
    return f"{words} {name}" if name else words


def value_words(name: str, value: Any, names: Mapping[UUID, str]) -> str:
    """Return a value of a detail; ids by the name of the thing, codes by their words, instants as Beijing time."""
    if isinstance(value, list):
        return "、".join(value_words(name, one, names) for one in value)
    if isinstance(value, dict):
        return "、".join(f"{FIELDS.get(key, '条件')} {value_words(key, one, names)}" for key, one in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return str(value)
    row_id = is_id(value)
    if row_id is not None:
        return names.get(row_id, "已指定")
    if name in ("starts_at", "ends_at", "since", "until"):
        return _moment(value)
    return FIELDS.get(value, value) if name == "fields" else VALUES.get(value, value)


def _moment(value: str) -> str:
    try:
        return as_beijing(datetime.fromisoformat(value))
    except ValueError:
        return value


def detail_words(detail: Mapping[str, Any], names: Mapping[UUID, str]) -> list[dict[str, str]]:
    """Return what is kept with a row as names and values, in the order of ``DETAILS``."""
    return [
        {"name": words, "value": value_words(key, detail[key], names)}
        for key, words in DETAILS.items()
        if detail.get(key) not in (None, "", [])
    ]

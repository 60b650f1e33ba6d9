"""What the reviewer reads. Pure. The labels are WeChat's (msgSecCheck, mediaCheckAsync)."""

from __future__ import annotations

from app.moderation.models import CheckState, Decision, What

WHAT_NAMES = {What.TEXT: "文字", What.IMAGE: "照片"}

STATE_NAMES = {
    CheckState.PLANNED: "等待检查",
    CheckState.SENDING: "检查中",
    CheckState.WAITING: "检查中",
    CheckState.GOOD: "微信检查通过",
    CheckState.REVIEW: "微信建议人工复核",
    CheckState.RISKY: "微信提示有风险",
    CheckState.UNAVAILABLE: "微信没有检查",
}

DECISION_NAMES = {Decision.FINE: "正常", Decision.WITHHELD: "不宜公开"}

LABELS = {
    100: "正常",
    10001: "广告",
    20001: "时政",
    20002: "色情",
    20003: "辱骂",
    20006: "违法犯罪",
    20008: "欺诈",
    20012: "低俗",
    20013: "版权",
    21000: "其他",
}

REASONS = {
    "": "",
    "cold": "提交人超过 2 小时没有打开小程序，微信不再检查",
    "no_account": "提交人没有用微信登录",
    "no_photo": "照片已经不在",
    "not_configured": "还没有接入微信内容安全",
    "no_push": "还没有设置微信消息推送，照片收不到结果",
    "no_answer": "微信没有在 45 分钟内给出结果",
}


def label_name(label: int | None) -> str:
    """Return what WeChat suspects, or nothing."""
    return "" if label is None else LABELS.get(label, f"其他（{label}）")


def reason_words(reason: str) -> str:
    """Return why WeChat did not look, as a sentence; a number of WeChat's stays in brackets."""
    return REASONS.get(reason, f"微信没有接受检查请求（{reason}）")

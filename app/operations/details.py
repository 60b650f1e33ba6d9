"""How the details of a row of the audit log are called, and their values."""

from __future__ import annotations

from app.callbacks.models import REASON_NAMES
from app.core.permissions import ROLE_NAMES
from app.disclosures.models import STATE_NAMES as VERSION_STATE_NAMES
from app.duty.models import MODE_NAMES
from app.identity.models import RELATION_NAMES
from app.party.models import STATE_NAMES as AGREEMENT_STATE_NAMES
from app.proactive.models import STATE_NAMES as TASK_STATE_NAMES
from app.tickets.models import OUTCOME_NAMES, SOURCE_NAMES
from app.tickets.models import STATE_NAMES as TICKET_STATE_NAMES

DETAILS: dict[str, str] = {
    "known_device": "用过的设备",
    "before": "原来",
    "after": "改为",
    "kind": "方式",
    "role": "岗位",
    "person": "人员",
    "home": "住房",
    "compound": "小区",
    "organisation": "单位",
    "relation": "关系",
    "scope": "范围",
    "scopes": "范围",
    "fields": "修改项",
    "basis": "依据",
    "delegation": "代办",
    "photos": "照片数",
    "sessions_ended": "退出设备数",
    "rows": "行数",
    "row": "第几行",
    "filter": "筛选",
    "channel": "方式",
    "reason": "理由",
    "tries": "次数",
    "source": "来源",
    "target": "到",
    "day": "日期",
    "days": "天数",
    "version": "版本",
    "starts_at": "开始",
    "ends_at": "结束",
    "values": "处理条数",
}
"""Names of what is kept with a row. What has no name here is for machines (hashes, ids of rows) and is not shown."""

IDS: dict[str, str] = {
    "person": "person",
    "home": "home",
    "compound": "compound",
    "organisation": "organisation",
    "delegation": "delegation",
}
"""Details that are ids, and of what."""

FIELDS: dict[str, str] = {
    "display_name": "姓名",
    "name": "名称",
    "phone": "电话",
    "networks": "来源地址",
    "callback_url": "推送地址",
    "scopes": "范围",
    "since": "起",
    "until": "止",
    "state": "状态",
    "street_id": "街道",
    "compound_id": "小区",
    "client_id": "对接方",
    "batch_id": "导入文件",
    "community_id": "社区",
    "organisation_id": "承办单位",
    "item_code": "服务项目",
    "what": "事项",
    "category": "分类",
    "urgency": "紧急程度",
    "source": "来源",
    "level": "督办层级",
    "sort": "排序",
    "q": "关键词",
    "added": "新增行",
    "removed": "删去行",
    "changed": "改动行",
}

VALUES: dict[str, str] = {
    **{str(state): name for state, name in AGREEMENT_STATE_NAMES.items()},
    **{str(state): name for state, name in VERSION_STATE_NAMES.items()},
    **{str(state): name for state, name in TASK_STATE_NAMES.items()},
    **{str(state): name for state, name in TICKET_STATE_NAMES.items()},
    **{str(mode): name for mode, name in MODE_NAMES.items()},
    **{str(role): name for role, name in ROLE_NAMES.items()},
    **{str(relation): name for relation, name in RELATION_NAMES.items()},
    **{str(outcome): name for outcome, name in OUTCOME_NAMES.items()},
    **{str(source): name for source, name in SOURCE_NAMES.items()},
    **{str(reason): name for reason, name in REASON_NAMES.items()},
    "pending": "待审核",
    "active": "已通过",
    "refused": "未通过",
    "ended": "已解除",
    "home": "住户",
    "visitor": "扫码到访",
    "visit": "上门",
    "staff": "工作人员登记",
    "cookie": "工作台",
    "bearer": "手机端",
    "app": "小程序",
    "link": "短信链接",
    "phone": "电话",
    "all": "代为办理",
    "view": "只能查看",
    "orders": "派单接口",
    "open311": "开放接口",
    "off": "放假",
    "working": "调休上班",
    "usual": "按平常",
}

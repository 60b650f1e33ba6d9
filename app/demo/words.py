"""Words for invented places and people. Only the streets are real; compounds and companies begin with 示例."""

from __future__ import annotations

from itertools import product
from random import Random

# Code, name, weight by population. Source: codes of administrative divisions (domain study, 13.1).
STREETS: tuple[tuple[str, str, int], ...] = (
    ("110107001", "八宝山街道", 58),
    ("110107002", "老山街道", 38),
    ("110107003", "八角街道", 108),
    ("110107004", "古城街道", 72),
    ("110107005", "苹果园街道", 95),
    ("110107006", "金顶街街道", 70),
    ("110107009", "广宁街道", 13),
    ("110107010", "五里坨街道", 20),
    ("110107011", "鲁谷街道", 94),
)

COMMUNITY_FIRSTS = (
    "春晖", "和顺", "槐荫", "柳岸", "映山", "松风", "晚晴", "清泉", "石榴", "海棠", "银杏", "丁香", "梧桐",
    "玉兰", "晨光", "金穗", "青藤", "长虹", "向荣", "安居", "福临", "乐善", "敬业", "友邻", "明德", "新雨",
    "百合", "望岳", "听泉", "锦绣", "同心", "惠民", "吉祥", "康宁", "瑞雪", "朝露",
)  # fmt: skip
COMPOUND_FIRSTS = (
    "听雨", "望月", "揽翠", "含芳", "凝香", "沁园", "怡景", "静安", "仁和", "崇文", "尚德", "厚土", "广益",
    "嘉禾", "丰登", "秋实", "春华", "夏荷", "冬青", "知音", "致远", "明理", "诚信", "勤俭", "互助", "邻里",
    "暖阳", "晴空", "白鸽", "红旗", "蓝天", "碧水", "书香", "墨香", "茶香", "麦香",
)  # fmt: skip
COMPOUND_ENDS = ("里", "园", "家园", "小区")

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
OLD_GIVEN = (
    "淑珍", "桂英", "秀芬", "玉华", "凤兰", "淑琴", "桂芝", "素云", "建国", "德福", "长顺", "国强", "志明",
    "永贵", "振华", "福生", "玉珍", "秀英", "凤英", "宝山", "文田", "世昌", "庆余", "佩芳",
)  # fmt: skip
YOUNG_GIVEN = (
    "伟", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "超", "明", "霞", "平", "刚", "晓燕",
    "海波", "文静", "志强", "思远", "雨桐", "子涵", "佳宁", "浩然", "俊杰", "雅琴", "晓东", "建华", "丽萍",
    "春梅", "立新", "玉梅", "小龙", "海燕", "国庆", "雪梅", "冬生", "欣悦", "天宇",
)  # fmt: skip


def community_names(count: int) -> list[str]:
    """Return ``count`` different names of invented communities."""
    return [f"示例{first}社区" for first in COMMUNITY_FIRSTS[:count]]


def compound_names(count: int) -> list[str]:
    """Return ``count`` different names of invented compounds, none of which the hand-made ones bear."""
    return [f"示例{first}{end}" for end, first in product(COMPOUND_ENDS, COMPOUND_FIRSTS)][:count]


def person_name(chance: Random, *, old: bool) -> str:
    """Return an invented name of somebody who is ``old`` (sixty or more) or not."""
    return chance.choice(SURNAMES) + chance.choice(OLD_GIVEN if old else YOUNG_GIVEN)


def mobile(number: int) -> str:
    """Return the ``number``-th invented mobile phone: 199 0000 0000 and on, a range that nobody was given."""
    return f"199{number:08d}"


def landline(number: int) -> str:
    """Return the ``number``-th invented landline. No Beijing number begins with 0."""
    return f"010-0000{number:04d}"

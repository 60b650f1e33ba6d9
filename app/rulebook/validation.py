"""What a rule may say. Every refusal is a plain sentence that names the row. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.rulebook.grammar import BY_HAND, CLOCK, KEYS, MOST_RULES, MOST_VALUES, PLACEHOLDER_NAMES, TARGETS, UNITS, Key
from app.rulebook.wording import Names
from app.tickets.models.words import URGENCY_NAMES, Urgency
from app.tickets.queries.reference import ORGANISATION
from app.tickets.routing import PLACEHOLDER, render

MOST_PROBLEMS = 20
RULE_ID = re.compile(r"[0-9a-z-]{1,36}", re.ASCII)
UNIT_WORDS = {"hours": "小时", "days": "天", "working_days": "工作日"}

Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    """Rules as they would be stored, and what is wrong. ``wrong`` holds the places (from 0) that cannot be stored."""

    rules: list[Stored]
    problems: list[str]
    wrong: frozenset[int]


def examine(rules: Sequence[Mapping[str, Any]], names: Names) -> Examined:
    """Return the rules in their stored form with one sentence for each thing that is wrong."""
    problems: list[str] = []
    if not rules:
        problems.append("至少要有一条规则")
    if len(rules) > MOST_RULES:
        problems.append(f"最多{MOST_RULES}条规则，现有{len(rules)}条")
    found: list[Stored] = []
    wrong: set[int] = set()
    for number, rule in enumerate(rules[:MOST_RULES], 1):
        before = len(problems)
        found.append(_rule(rule, row(number, rule), names, problems))
        if len(problems) > before:
            wrong.add(number - 1)
    problems += _twice([rule["name"] for rule in found], "名称“{}”用了不止一次，请改成不同的名称")
    if len({rule["id"] for rule in found}) < len(found):
        problems.append("有规则重复了，请刷新后再试")
    return Examined(found, problems[:MOST_PROBLEMS], frozenset(wrong))


def validate(rules: Sequence[Mapping[str, Any]], names: Names) -> list[Stored]:
    """Return the rules as they are stored. Raises ``InvalidInput`` with one sentence for each thing that is wrong."""
    found = examine(rules, names)
    if found.problems:
        raise InvalidInput(found.problems[0], fields={"rules": found.problems})
    return found.rules


def row(number: int, rule: Mapping[str, Any]) -> str:
    """Return how a rule is named in a message: 第3条“保修期内由施工单位负责”."""
    return f"第{number}条“{rule['name']}”"


def _twice(values: list[str], message: str) -> list[str]:
    return [message.format(value) for value in dict.fromkeys(values) if values.count(value) > 1]


def _rule(rule: Mapping[str, Any], at: str, names: Names, problems: list[str]) -> Stored:
    given = rule.get("id")
    if given and not RULE_ID.fullmatch(given):
        problems.append(f"{at}：规则编号不正确，请刷新后再试")
    if "\n" in rule["name"] or "\r" in rule["name"]:
        problems.append(f"{at}：名称里不能换行")
    if rule["name"] == BY_HAND:
        problems.append(f"{at}：这个名称留给人工改派，请换一个")
    wrong = len(problems)
    conditions = _conditions(rule["conditions"], at, names, problems)
    readable = len(problems) == wrong
    stored = {
        "id": given or new_id().hex,
        "name": rule["name"],
        "conditions": conditions,
        "target": rule["target"].lower(),
        "reason": rule["reason"],
        "deadline": _deadline(rule.get("deadline"), at, problems),
        "urgency": rule.get("urgency"),
    }
    _target(stored["target"], at, names, problems)
    if stored["urgency"] is not None and stored["urgency"] not in set(Urgency):
        problems.append(f"{at}：没有这个紧急程度，应为{'、'.join(URGENCY_NAMES.values())}之一")
    if readable:  # what the conditions guarantee is known
        problems.extend(f"{at}：{problem}" for problem in reason_problems(stored))
    return stored


# --- conditions ---


def _conditions(raw: Any, at: str, names: Names, problems: list[str]) -> Stored:
    if not isinstance(raw, Mapping):
        problems.append(f"{at}：条件的格式不正确")
        return {}
    clean: Stored = {}
    for name, wanted in raw.items():
        key = KEYS.get(name) if isinstance(name, str) else None
        if key is None:
            problems.append(f"{at}：没有“{str(name)[:20]}”这个条件")
            continue
        value, problem = _value(key, wanted, names)
        if problem:
            problems.append(f"{at}：条件“{key.label}”{problem}")
        else:
            clean[name] = value
    return {name: clean[name] for name in KEYS if name in clean}


def _value(key: Key, wanted: Any, names: Names) -> tuple[Any, str]:
    if key.shape == "flag":
        return wanted, "" if isinstance(wanted, bool) else "只能选是或否"
    if key.shape == "hours":
        return wanted, _hours_problem(wanted)
    return _many(key, wanted, names)


def _hours_problem(wanted: Any) -> str:
    if not isinstance(wanted, Mapping) or set(wanted) != {"from", "to"}:
        return "要有开始和结束时间"
    if not all(isinstance(time, str) and CLOCK.fullmatch(time) for time in wanted.values()):
        return "的时间应写成 08:30 这样"
    if wanted["from"] == "24:00" or wanted["from"] == wanted["to"]:
        return "的开始和结束时间不对"
    return ""


def _many(key: Key, wanted: Any, names: Names) -> tuple[Any, str]:
    if not isinstance(wanted, list) or not wanted:
        return wanted, "至少选一项"
    if len(wanted) > MOST_VALUES:
        return wanted, f"最多选{MOST_VALUES}项"
    known = key.values if key.values is not None else names.tables[key.name]
    clean: list[Any] = []
    for value in wanted:
        plain = _plain(key, value)
        if plain is None or str(plain) not in known:
            shown = f"“{value[:20]}”" if isinstance(value, str) and key.values is not None else "台账里没有的一项"
            return wanted, f"里有{shown}，请重新选择"
        if plain not in clean:
            clean.append(plain)
    return clean, ""


def _plain(key: Key, value: Any) -> Any:
    """Return a value in the form in which facts have it, or None for what cannot be one."""
    if not isinstance(value, str):
        return None
    if key.name.endswith("_id"):
        try:
            return str(UUID(value))
        except ValueError:
            return None
    return value


# --- target, deadline, reason ---


def _target(target: str, at: str, names: Names, problems: list[str]) -> None:
    if target.startswith(ORGANISATION):
        if target.removeprefix(ORGANISATION) not in names.ledger.organisations:
            problems.append(f"{at}：指定的单位不在本区的单位名录里")
    elif target not in TARGETS:
        problems.append(f"{at}：没有“{target[:20]}”这种责任单位")


def _deadline(raw: Any, at: str, problems: list[str]) -> Stored | None:
    if raw is None:
        return None
    least, greatest = UNITS.get(raw["unit"], (0, 0))
    if not greatest:
        problems.append(f"{at}：办结期限的单位应为小时、天或工作日")
    elif not least <= raw["amount"] <= greatest:
        problems.append(f"{at}：办结期限应在{least}到{greatest}个{UNIT_WORDS[raw['unit']]}之间")
    return {"amount": raw["amount"], "unit": raw["unit"]}


def sample_words(rule: Stored) -> dict[str, str]:
    """Return what the placeholders stand for in the poorest case that the rule can decide.

    What neither the conditions nor the existence of the target guarantee is empty there: a rule on lifts may decide
    on a lift that nobody has on record.
    """
    conditions, target = rule["conditions"], rule["target"]
    said = PLACEHOLDER_NAMES
    warranty = conditions.get("has_warranty") is True or target == "warranty_contractor"
    owned = conditions.get("has_title_unit") is True or target == "title_unit"
    named = conditions.get("boundary") is not None and "unknown" not in conditions["boundary"]
    cared = conditions.get("has_care") is True or target == "care"
    served = conditions.get("has_maintainer") is True or target == "maintainer"
    return {
        "organisation": said["organisation"],
        "category": said["category"],
        "compound": said["compound"],
        "building": said["building"] if owned or "building_id" in conditions else "",
        "asset": said["asset"] if warranty or served or named or cared else "",
        "until": said["until"] if warranty else "",
    }


def reason_problems(rule: Stored) -> list[str]:
    """Return what is wrong with a reason when it is written out for the poorest case."""
    words = sample_words(rule)
    used = set(PLACEHOLDER.findall(rule["reason"]))
    found = [f"理由里的“{{{name[:20]}}}”不是可用的名称" for name in sorted(used - set(words))]
    found += [
        f"理由里用了“{{{name}}}”，但条件不保证有{PLACEHOLDER_NAMES[name]}"
        for name in sorted(used & set(words))
        if not words[name]
    ]
    if not found and ("{" in (written := render(rule["reason"], words)) or "}" in written):
        found.append("理由里有多余的花括号")
    if "organisation" not in used:
        found.append("理由里要写明责任单位，请用“{organisation}”")
    return found

"""Versions as screens show them: in lists, whole, and beside another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.paging import Page
from app.rulebook import workflow
from app.rulebook.compare import FIELDS, Change, compare
from app.rulebook.queries import sets
from app.rulebook.queries.sets import FIRST_ID
from app.rulebook.review import Finding
from app.rulebook.service.knowing import found_in, names_for
from app.rulebook.validation import Stored
from app.rulebook.wording import Names, deadline_words, phrases, sentence
from app.tickets.models.reference import RULE_SET_STATE_NAMES, RuleSet, RuleSetState
from app.tickets.models.words import URGENCY_NAMES, Urgency

Shape = dict[str, Any]

SYSTEM = "系统"
"""Who wrote and published version 1."""
UNFINISHED = (RuleSetState.DRAFT, RuleSetState.SUBMITTED)
FIELD_LABELS = {
    "name": "名称",
    "conditions": "条件",
    "target": "派给",
    "reason": "理由",
    "deadline": "办结期限",
    "urgency": "紧急程度",
}
UNSAID = {"deadline": "按类别的期限", "urgency": "按类别"}
"""What a rule means that says nothing of the field."""


def listed(actor: Actor, *, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return the versions that a person sees, newest first."""
    page = sets.page(actor, state=state, limit=limit, cursor=cursor)
    return Page(items(actor, page.items), page.next)


def shown(actor: Actor, set_id: UUID) -> Shape:
    """Return a whole version with its rules in words and what is found in it. Raises ``NotFound``."""
    version = sets.get(actor, set_id)
    names = names_for(version.district_id, version.rules)
    return items(actor, [version])[0] | {
        "rules": [rule_shape(rule, names) for rule in version.rules],
        "findings": [finding_shape(finding) for finding in found_in(version.rules, names)],
    }


def items(actor: Actor, versions: Sequence[RuleSet]) -> list[Shape]:
    """Return versions as rows of a list."""
    people = sets.person_names(
        person for one in versions for person in (one.author_id, one.submitted_by, one.published_by)
    )
    streets = sets.street_names(one.street_id for one in versions)
    numbers = sets.numbers(one.based_on_id for one in versions)
    current = sets.id_in_force(actor.district_id)
    return [_item(actor, one, people, streets, numbers, current) for one in versions]


def is_stale(version: RuleSet, current: UUID | None) -> bool:
    """Return whether another version than the one it was begun from counts now (``current``; None is version 1)."""
    return version.state in UNFINISHED and version.based_on_id != current


def _item(
    actor: Actor,
    version: RuleSet,
    people: dict[UUID, str],
    streets: dict[UUID, str],
    numbers: dict[UUID, int | None],
    current: UUID | None,
) -> Shape:
    first, stale = version.id == FIRST_ID, is_stale(version, current)
    based_on = numbers.get(version.based_on_id) if version.based_on_id else None if first else 1
    return {
        "id": version.id,
        "number": version.number,
        "title": version.title,
        "note": version.note,
        "state": version.state,
        "state_name": RULE_SET_STATE_NAMES[RuleSetState(version.state)],
        "street_name": streets.get(version.street_id) if version.street_id else None,
        "version": version.version,
        "rule_count": len(version.rules),
        "based_on_number": based_on,
        "author_name": SYSTEM if first else people.get(version.author_id, ""),
        "changed_at": version.changed_at,
        "submitted_by_name": people.get(version.submitted_by) if version.submitted_by else None,
        "submitted_at": version.submitted_at,
        "published_by_name": SYSTEM if first else people.get(version.published_by) if version.published_by else None,
        "published_at": version.published_at,
        "return_reason": version.return_reason,
        "stale": stale,
        "actions": workflow.actions_for(actor, version, stale=stale),
    }


def rule_shape(rule: Stored, names: Names) -> Shape:
    """Return one rule with its conditions and its target in words."""
    return {
        **rule,
        "conditions_words": sentence(rule["conditions"], names),
        "phrases": phrases(rule["conditions"], names),
        "target_name": names.target(rule["target"]),
    }


def finding_shape(finding: Finding) -> Shape:
    """Return one finding."""
    return {"level": finding.level, "text": finding.text, "rule": finding.rule}


# --- beside another version ---


def changes(actor: Actor, set_id: UUID, against: UUID | None) -> Shape:
    """Return what differs from ``against``, or from what the version was begun from. Raises ``NotFound``."""
    version = sets.get(actor, set_id)
    other = sets.get(actor, against) if against else sets.by_id(version.based_on_id, version.district_id)
    names = names_for(version.district_id, version.rules, other.rules)
    return {
        "against": {"id": other.id, "number": other.number, "title": other.title},
        "items": [_change(change, names) for change in compare(other.rules, version.rules)],
    }


def _change(change: Change, names: Names) -> Shape:
    rule = change.after or change.before or {}
    fields = change.fields if change.kind == "changed" else FIELDS if change.kind != "moved" else ()
    return {
        "kind": change.kind,
        "name": rule["name"],
        "position_before": change.position_before,
        "position_after": change.position_after,
        "fields": [
            {
                "label": FIELD_LABELS[field],
                "before": _said(field, change.before, names),
                "after": _said(field, change.after, names),
            }
            for field in fields
        ],
    }


def _said(field: str, rule: Stored | None, names: Names) -> str:
    """Return one field of a rule in words; nothing where there is no rule."""
    if rule is None:
        return ""
    if field == "conditions":
        return sentence(rule["conditions"], names, whole=True)
    value = rule.get(field)
    if value is None:
        return UNSAID.get(field, "")
    if field == "target":
        return names.target(value)
    if field == "deadline":
        return deadline_words(value)
    return URGENCY_NAMES[Urgency(value)] if field == "urgency" else str(value)

"""The routing rules that the demo district has made of the product's own, and what it tried out.

Version 2 counts; version 3 was handed in by the colleague of the demo person at the district and waits for his
publishing, with a dry run over the last month. Neither changes where a ticket of the stories went.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.db import db
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.trail import Trail
from app.rulebook.grammar import BY_HAND
from app.rulebook.judging import Judge, Tally, Version
from app.rulebook.models import Run, RunState
from app.rulebook.queries import sets, tickets
from app.rulebook.queries.places import Places
from app.rulebook.service.periods import midnight
from app.tickets.models.reference import RuleSet, RuleSetState
from app.tickets.queries import reference
from app.tickets.queries.reference import rules_of
from app.workdays.service import calendar

Rules = list[dict[str, Any]]

PLATFORM = {
    "name": "城市服务平台转来的咨询由街道答复",
    "conditions": {"kind": ["consultation"], "source": ["open311"]},
    "target": "street_office",
    "reason": "从城市服务平台转来的咨询，由{organisation}统一答复。",
    "deadline": {"amount": 3, "unit": "working_days"},
    "urgency": None,
}
LIGHTS = {
    "name": "楼道和院内照明由街道统一维修",
    "conditions": {"category": ["0201", "0202"]},
    "target": "street_office",
    "reason": "{compound}的楼道和院内照明列入街道统一维护，由{organisation}维修。",
    "deadline": None,
    "urgency": None,
}
DOORS = {
    "name": "门禁、大门和充电棚一天内修好",
    "conditions": {"category": ["0203", "0206", "0208"], "has_provider": True},
    "target": "provider",
    "reason": "{compound}的门禁、大门和充电棚天天要用，由物业服务单位{organisation}尽快修好。",
    "deadline": {"amount": 24, "unit": "hours"},
    "urgency": "U2",
}
LAST_IN_FORCE = 2


def write(district: District, copier: Copier, trail: Trail) -> None:
    """Write both versions, the dry run, and what the audit log has of them. The tickets have to be there."""
    writer, publisher = district.personas["district2"], district.personas["district"]
    first = sets.product_rules()
    second = [_rule(PLATFORM), *first]
    third = [_rule(LIGHTS), _rule(DOORS), *second]
    acts = _Acts(district, copier, trail)
    days = timedelta(days=1)
    in_force = acts.draft("platform", "增加城市服务平台来件的规则", second, None, writer, district.now - 40 * days)
    acts.submit(in_force, writer, district.now - 39 * days)
    acts.publish(in_force, publisher, district.now - 38 * days)
    handed_in = acts.draft("lighting", "照明和门禁的派单办法", third, in_force, writer, district.now - 3 * days)
    _try_out(district, handed_in, second, third, writer)
    trail.act("rulebook.try", district.now - 2 * days, writer, f"rule_set:{handed_in}")
    acts.submit(handed_in, writer, district.now - days)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    return {"id": ident("rule", rule["name"]).hex} | rule


class _Acts:
    """Takes versions through their life as the database has it: it accepts drafts only, and one step at a time."""

    def __init__(self, district: District, copier: Copier, trail: Trail) -> None:
        self._district, self._copier, self._trail = district, copier, trail

    def draft(self, key: str, title: str, rules: Rules, based_on: UUID | None, writer: UUID, at: datetime) -> UUID:
        set_id = ident("rule_set", key)
        row = {
            "id": set_id,
            "district_id": self._district.id,
            "title": title,
            "note": "",
            "state": RuleSetState.DRAFT,
            "version": 2,
            "rules": rules,
            "based_on_id": based_on,
            "author_id": writer,
            "editors": [writer],
            "changed_at": at + timedelta(hours=1),
            "created_at": at,
        }
        self._copier.rows(RuleSet, [row])
        self._note("draft", set_id, writer, at)
        self._note("change", set_id, writer, at + timedelta(hours=1))
        return set_id

    def submit(self, set_id: UUID, writer: UUID, at: datetime) -> None:
        self._copier.run(
            "UPDATE tickets_rule_set SET state = 'submitted', submitted_by = %s, submitted_at = %s,"
            " version = version + 1 WHERE id = %s",
            writer,
            at,
            set_id,
        )
        self._note("submit", set_id, writer, at)

    def publish(self, set_id: UUID, publisher: UUID, at: datetime) -> None:
        self._copier.run(
            "UPDATE tickets_rule_set SET state = 'published', published_by = %s, published_at = %s, number = %s,"
            " version = version + 1 WHERE id = %s",
            publisher,
            at,
            LAST_IN_FORCE,
            set_id,
        )
        self._note("publish", set_id, publisher, at, version=LAST_IN_FORCE)

    def _note(self, what: str, set_id: UUID, actor: UUID, at: datetime, **detail: Any) -> None:
        self._trail.act(f"rulebook.{what}", at, actor, f"rule_set:{set_id}", **detail)


def _try_out(district: District, set_id: UUID, base: Rules, new: Rules, asker: UUID) -> None:
    """Judge the tickets of the last calendar month as the worker would have, and keep the result."""
    until = district.today.replace(day=1)
    since = (until - timedelta(days=1)).replace(day=1)
    asked = district.now - timedelta(days=2)
    run = Run(
        id=ident("run", str(set_id)),
        district_id=district.id,
        set_id=set_id,
        set_version=2,
        rules=new,
        base_number=LAST_IN_FORCE,
        base_rules=base,
        since=midnight(since),
        until=midnight(until),
        state=RunState.DONE,
        requested_by=asker,
        moved_at=asked + timedelta(seconds=1),
        finished_at=asked + timedelta(seconds=1),
        created_at=asked,
        capped=False,
    )
    judge = Judge(
        base=Version(rules_of(base, {})),
        new=Version(rules_of(new, {})),
        known=reference(),
        calendar=calendar(),
        facts=Places(district.id, district.today).facts,
    )
    found, tally = tickets.next_tickets(run, BY_HAND, tickets.MOST), Tally()
    examples: list[dict[str, Any]] = []
    judge.count(found, tally, examples)
    run.total = run.done = len(found)
    if found:
        run.cursor_at, run.cursor_id = found[-1].created_at, found[-1].id
    run.tally, run.examples = tally.as_stored(), examples
    db.session.add(run)
    # The session writes only when it is told to; the copying beside it would not do that.
    db.session.flush()

"""The duties of every compound, moved on by what was published and withdrawn, by the product's own rule of due days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.core import outbox
from app.core.clock import BEIJING, day_of
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.openness.press import Edition
from app.disclosures import jobs
from app.disclosures.duties import AGAIN_DAYS, Rule, Shown, ladder, moment, next_due, reached, rules
from app.disclosures.models import Duty
from app.events.disclosures import DutyStep

Row = dict[str, Any]

SINCE_DAYS = 400
"""How many days ago the compounds came into the product."""
ASKED_AGAIN = {("chunhui_north", "D14"): 150, ("chunhui_north", "D16"): 190}
"""Duties that the community asked for though they do not come up everywhere, and how many days ago."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Something that moved a duty."""

    at: datetime
    kind: str
    edition: Edition | None = None


class Duties:
    """Makes the rows of the duties from what was published."""

    def __init__(self, district: District, editions: list[Edition]) -> None:
        self._district = district
        self._by_form: dict[tuple[str, str], list[Edition]] = {}
        for edition in editions:
            if edition.at is not None:
                self._by_form.setdefault((edition.compound.plan.key, edition.form.code), []).append(edition)
        self._timers: list[Row] = []

    def write(self, copier: Copier) -> None:
        """Write the duties and the timers of their next steps."""
        copier.rows(Duty, list(self._rows()))
        copier.rows(outbox.OutboxMessage, self._timers)

    def _rows(self) -> Iterator[Row]:
        for place, compound in enumerate(self._district.compounds.values()):
            company = compound.company_on(self._district.today) is not None
            for number, rule in enumerate(rules()):
                if rule.party == "all" or (rule.party == "company") == company:
                    yield self._duty(compound, rule, timedelta(microseconds=place * 100 + number))

    def _duty(self, compound: Compound, rule: Rule, later: timedelta) -> Row:
        since = self._district.now - timedelta(days=SINCE_DAYS) + later
        editions = self._by_form.get((compound.plan.key, rule.form), [])
        row: Row = {
            "id": ident("duty", compound.plan.key, rule.code, rule.form),
            "district_id": self._district.id,
            "street_id": compound.street.id,
            "community_id": compound.community.id,
            "compound_id": compound.id,
            "code": rule.code,
            "form": rule.form,
            "party": rule.party,
            "next_due_on": next_due(rule, Shown(), day_of(since), day_of(since)),
            "last_published_at": max((one.at for one in editions if one.at), default=None),
            "stage": 0,
            "exempt_reason": rule.aside,
            "exempt_by": None,
            "version": 1,
            "created_at": since,
        }
        for turn in sorted(self._turns(compound, rule, editions), key=lambda turn: turn.at):
            self._move(row, rule, turn, editions)
        due: date | None = row["next_due_on"]
        if due is not None and not row["exempt_reason"]:
            row["stage"] = reached(due, self._district.now)
            self._set_timer(row, due)
        return row

    def _turns(self, compound: Compound, rule: Rule, editions: list[Edition]) -> Iterator[_Turn]:
        for edition in editions:
            if edition.at is not None:
                yield _Turn(edition.at, "published", edition)
            if edition.row["withdrawn_at"] is not None:
                yield _Turn(edition.row["withdrawn_at"], "withdrawn", edition)
        ago = ASKED_AGAIN.get((compound.plan.key, rule.code))
        if ago is not None:
            yield _Turn(self._district.now - timedelta(days=ago), "asked")

    def _move(self, row: Row, rule: Rule, turn: _Turn, editions: list[Edition]) -> None:
        """Do what ``disclosures.service.duties`` does at this turn."""
        day = day_of(turn.at)
        due = next_due(rule, _shown(editions, turn.at), day, row["created_at"].astimezone(BEIJING).date())
        again = day + timedelta(days=AGAIN_DAYS)
        if turn.kind == "asked":
            row |= {"exempt_reason": "", "next_due_on": max(due, again) if due else None}
            row["version"] += 1
            return
        if turn.kind == "withdrawn" and due is not None and due != row["next_due_on"]:
            due = again if rule.rhythm["kind"] == "standing" else max(due, again)
        if due != row["next_due_on"]:
            row["next_due_on"] = due
            row["version"] += 1

    def _set_timer(self, row: Row, due: date) -> None:
        step = row["stage"] + 1
        if step > len(ladder()):
            return
        key = outbox.subject_key("duty", row["id"], row["version"], due.isoformat(), step)
        event = DutyStep(str(row["id"]), due.isoformat(), step)
        self._timers.extend(outbox.rows_for(event, due_at=moment(due, step), dedupe=key))


def _shown(editions: list[Edition], at: datetime) -> Shown:
    """Return what of a form was published and not replaced or withdrawn right after ``at``."""
    there = [one for one in editions if one.at is not None and one.at <= at and not _over(one, at)]
    ends = [one.row["valid_to"] for one in there]
    periods = [one.period[1] for one in there if one.period is not None]
    return Shown(
        anything=bool(there),
        valid_to=None if not ends or None in ends else max(ends),
        last_period_to=max(periods, default=None),
    )


def _over(edition: Edition, at: datetime) -> bool:
    over = (edition.row["superseded_at"], edition.row["withdrawn_at"])
    return any(when is not None and when <= at for when in over)


SUBSCRIBING = jobs
"""The subscribers must be known before rows for them are made."""

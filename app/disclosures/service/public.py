"""What everybody may read of a compound: what is in force with what changes next, what was questioned, what is missing.

Plain values, ready to be written as JSON and kept; nothing here depends on who reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import NotFound
from app.disclosures.duties import rule_of
from app.disclosures.models import STATE_NAMES, VersionState
from app.disclosures.queries import public as queries
from app.disclosures.service import judging, showing
from app.disclosures.service.duties import form_name
from app.forms import FORMS
from app.forms import content as contents

Shape = dict[str, Any]


def public_disclosures(compound_id: UUID, on: date) -> Shape:
    """Return what a compound discloses on a day.

    ``published``: what is in force, in the order of the forms, each in full (see ``shape``); of forms with periods
    the newest one. ``earlier``: every other version that was ever published, without content. ``overdue``: what should
    be there and is not. ``objections``: how many questions there are. Raises nothing for a compound that has nothing.
    """
    rows = [row for row in queries.current(compound_id, on) if row.form in FORMS]
    order = {code: place for place, code in enumerate(FORMS)}
    rows.sort(key=lambda row: order[row.form])
    return {
        "published": _shapes(rows, on),
        "earlier": [_brief(row) for row in queries.others(compound_id, (row.id for row in rows))],
        "overdue": [_overdue(row) for row in queries.overdue(compound_id, on)],
        "objections": queries.counted(compound_id),
    }


def public_version(version_id: UUID, on: date) -> Shape:
    """Return any version that was ever published, in full. Raises ``NotFound``."""
    row = queries.one(version_id)
    if row is None or row.form not in FORMS:
        raise NotFound
    return _shapes([row], on)[0]


def _shapes(rows: list[Any], on: date) -> list[Shape]:
    publications = {row.publication_id for row in rows}
    corrected = {row.corrects_id for row in rows if row.corrects_id is not None}
    beside = queries.beside(publications, corrected, on) if rows else []
    by_id = {row.id: row for row in beside}
    ahead: dict[UUID, list[Any]] = {}
    for one in beside:
        if one.state == VersionState.PUBLISHED and one.valid_from > on:
            ahead.setdefault(one.publication_id, []).append(one)
    asked = queries.objections(publications) if rows else {}
    return [
        shape(row, by_id.get(row.corrects_id), ahead.get(row.publication_id, []), asked.get(row.publication_id, []))
        for row in rows
    ]


def shape(row: Any, corrected: Any | None, ahead: Iterable[Any], asked: Iterable[Any]) -> Shape:
    """Return one version in full.

    ``sealed`` is what ``hash`` is the SHA-256 of, in its canonical form (``forms.content.canonical``).
    ``changes_ahead`` is what will be different from which day on, ``corrected_from`` what stood there before.
    """
    form, body = FORMS[row.form], judging.body_of(row)
    return {
        "version_id": str(row.id),
        "publication_id": str(row.publication_id),
        "form": row.form,
        "form_name": form.name,
        "title": showing.title_of(row),
        "period": showing.period_of(row),
        "period_from": _day(row.period_from),
        "period_to": _day(row.period_to),
        "subject": row.subject,
        "number": row.number,
        "state": row.state,
        "state_name": STATE_NAMES[VersionState(row.state)],
        "published_at": row.published_at.isoformat(),
        "approved_by_post": row.approved_post,
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
        "hash": row.hash,
        "compound_id": str(row.compound_id),
        "body": body,
        "places": row.places,
        "attachments": row.attachments,
        "lead": form.lead(body),
        "totals": [{"label": total.label, "text": total.text} for total in form.totals(body)],
        "changes_ahead": [_ahead(row, one) for one in ahead if one.id != row.id],
        "corrected_from": _corrected(row, corrected) if corrected is not None else None,
        "withdraw_reason": row.withdraw_reason,
        "objections": [_objection(one) for one in asked],
    }


def _ahead(row: Any, coming: Any) -> Shape:
    return {
        "version_id": str(coming.id),
        "number": coming.number,
        "valid_from": _day(coming.valid_from),
        "tables": _differences(row, coming),
    }


def _corrected(row: Any, wrong: Any) -> Shape:
    """Return what a correction put right: the old value stays readable beside each anchor."""
    form = FORMS[row.form]
    now_there = {spot.anchor: spot.shown for spot in contents.spots(form, judging.body_of(row))}
    before = {
        spot.anchor: spot.shown
        for spot in contents.spots(form, judging.body_of(wrong))
        if now_there.get(spot.anchor) != spot.shown
    }
    return {
        "version_id": str(wrong.id),
        "number": wrong.number,
        "reason": row.correction_reason,
        "values": before,
        "tables": _differences(wrong, row),
    }


def _differences(old: Any, new: Any) -> list[Shape]:
    found = contents.changes(FORMS[new.form], judging.body_of(old), judging.body_of(new))
    return [{"table": table.table, "name": table.name, "changes": table.changes} for table in found]


def _objection(row: Any) -> Shape:
    return {
        "number": row.number,
        "anchor": row.anchor,
        "label": row.label,
        "shown": row.shown,
        "asked_at": row.created_at.isoformat(),
        "state": row.state,
        "answer": row.answer,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
    }


def _brief(row: Any) -> Shape:
    return {
        "version_id": str(row.id),
        "publication_id": str(row.publication_id),
        "form": row.form,
        "form_name": form_name(row.form),
        "title": showing.title_of(row),
        "period": showing.period_of(row),
        "subject": row.subject,
        "number": row.number,
        "state": row.state,
        "state_name": STATE_NAMES[VersionState(row.state)],
        "published_at": row.published_at.isoformat(),
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
        "withdraw_reason": row.withdraw_reason,
    }


def _overdue(row: Any) -> Shape:
    rule = rule_of(row.code, row.form)
    return {
        "code": row.code,
        "form": row.form,
        "form_name": form_name(row.form),
        "content": rule.content if rule else "",
        "basis": rule.basis if rule else "",
        "due_on": _day(row.next_due_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None

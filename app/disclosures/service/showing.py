"""Versions and publications as staff see them, with what is wrong and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.paging import Page
from app.disclosures import policy, workflow
from app.disclosures.models import STATE_NAMES, Version, VersionState
from app.disclosures.queries import versions
from app.disclosures.service import judging
from app.disclosures.service.duties import form_name
from app.disclosures.service.moves import photos_of
from app.forms import FORMS, Form, PeriodKind, Problem
from app.forms import content as contents
from app.forms.words import period_words
from app.media.service import photos_named

Shape = dict[str, Any]
JUDGED = (VersionState.DRAFT, VersionState.SUBMITTED)


def forms() -> list[Shape]:
    """Return every form as screens need it to draw them."""
    return [form.described() for form in FORMS.values()]


def period_of(row: Any) -> str:
    """Return the period of a publication in words, empty when it has none."""
    kind = FORMS[row.form].period if row.form in FORMS else PeriodKind.NONE
    return period_words(kind, row.period_from, row.period_to)


def title_of(row: Any) -> str:
    """Return what a publication is called: its form, with its period or its occasion."""
    return " ".join(filter(None, (form_name(row.form), period_of(row), row.subject)))


def publication(row: Any, publication_id: UUID) -> Shape:
    """Return what a version is a version of."""
    return {
        "id": publication_id,
        "form": row.form,
        "form_name": form_name(row.form),
        "compound_id": row.compound_id,
        "compound_name": row.compound_name,
        "compound_code": row.compound_code,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "period": period_of(row),
        "subject": row.subject,
        "title": title_of(row),
    }


def version(actor: Actor, version_id: UUID) -> Shape:
    """Return one version in full. Raises ``NotFound``."""
    row = versions.one(actor, version_id)
    judged = row.state in JUDGED
    return {
        "id": row.id,
        "publication": publication(row, row.publication_id),
        "number": row.number,
        "state": row.state,
        "state_name": STATE_NAMES[VersionState(row.state)],
        "version": row.version,
        "body": row.body,
        "places": row.places,
        "attachments": row.attachments,
        "photos": photos_named(actor, photos_of(row)),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "hash": row.hash,
        "author_name": row.author_name,
        "editor_names": row.editor_names,
        "submitted_by_name": row.submitted_by_name,
        "submitted_at": row.submitted_at,
        "approved_by_name": row.approved_by_name,
        "approved_post": row.approved_post,
        "published_at": row.published_at,
        "return_reason": row.return_reason,
        "corrects_id": row.corrects_id,
        "correction_reason": row.correction_reason,
        "withdraw_reason": row.withdraw_reason,
        "why_not_me": _why_not(actor, row),
        "lead": FORMS[row.form].lead(judging.body_of(row)),
        "totals": [_plain(total) for total in FORMS[row.form].totals(judging.body_of(row))],
        "problems": [problem(one) for one in judging.problems_of(row, row, row.publication_id)] if judged else [],
        "actions": workflow.actions_for(actor, row),
    }


def _why_not(actor: Actor, row: Any) -> str:
    """Return why the person cannot be the second one though a version waits for somebody; empty when he can."""
    return policy.may_approve(actor, row).reason if row.state == VersionState.SUBMITTED else ""


def problem(one: Problem) -> Shape:
    """Return a problem as it goes on the wire."""
    return {"path": one.path, "text": one.text, "level": one.level.value}


def _plain(total: Any) -> Shape:
    return {"label": total.label, "text": total.text}


def page(actor: Actor, **wanted: Any) -> Page:
    """Return publications with their versions, the newest first."""
    found = versions.page(actor, **wanted)
    several = versions.versions_of(row.id for row in found.items)
    items = [
        publication(row, row.id) | {"versions": [_brief(actor, one) for one in several.get(row.id, [])]}
        for row in found.items
    ]
    return Page(items, found.next)


def _brief(actor: Actor, row: Any) -> Shape:
    shown: Shape = row._asdict()
    return shown | {"state_name": STATE_NAMES[row.state], "why_not_me": _why_not(actor, row)}


# --- before it is saved ---


@dataclass(frozen=True, slots=True)
class Imagined:
    """A version as it would be with what is on the screen."""

    body: Any
    places: list[dict[str, str]]
    attachments: list[str]
    valid_from: date | None
    valid_to: date | None


def check(actor: Actor, version_id: UUID, sent: Shape) -> Shape:
    """Return what is wrong with what is on the screen, and its sums; nothing is kept. Raises ``NotFound``."""
    row = versions.one(actor, version_id)
    form = FORMS[row.form]
    read = contents.read(form, sent["body"]) if sent.get("body") is not None else None
    imagined = Imagined(
        body=read.body if read else row.body,
        places=sent["places"] if sent.get("places") is not None else row.places,
        attachments=sent["attachments"] if sent.get("attachments") is not None else row.attachments,
        valid_from=sent.get("valid_from", row.valid_from),
        valid_to=sent.get("valid_to", row.valid_to),
    )
    facts = judging.facts_for(imagined, row, versions.of_publication(row.publication_id))
    unfit = [*read.refused, *read.missing] if read and read.refused else []
    found = unfit or contents.problems(form, imagined.body, facts)
    return {
        "problems": [problem(one) for one in found],
        "totals": [_plain(total) for total in form.totals(imagined.body)],
        "lead": form.lead(imagined.body) if not contents.stops(found) else [],
    }


def changes(actor: Actor, version_id: UUID) -> Shape:
    """Return what a version changes against what it corrects or follows, in words. Raises ``NotFound``."""
    row = versions.one(actor, version_id)
    several = versions.of_publication(row.publication_id)
    against = _against(row, several)
    tables = _tables(FORMS[row.form], against, row) if against is not None else []
    return {
        "against": None if against is None else {"id": against.id, "number": against.number},
        "tables": tables,
    }


def _against(row: Any, several: list[Version]) -> Version | None:
    if row.corrects_id is not None:
        return next((one for one in several if one.id == row.corrects_id), None)
    earlier = [one for one in several if one.number and (row.number is None or one.number < row.number)]
    return max(earlier, key=lambda one: one.number or 0, default=None)


def _tables(form: Form, old: Any, new: Any) -> list[Shape]:
    found = contents.changes(form, judging.body_of(old), judging.body_of(new))
    return [{"table": table.table, "name": table.name, "changes": table.changes} for table in found]

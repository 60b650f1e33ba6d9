"""Beginning a version: empty, from the last period, from the plan of services, or as the correction of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.ids import new_id
from app.core.ledger import Row
from app.disclosures import policy
from app.disclosures.models import Publication, Version, VersionState
from app.disclosures.queries import versions
from app.disclosures.service.judging import form_named
from app.forms import Body, Form, PeriodKind, blank
from app.forms.words import period_problem, period_words

SERVICES = "services"
PlanRows = Callable[[UUID], tuple[str, list[Row]] | None]
"""Give the standard and the rows of form ``services`` for a compound; None where nothing is fixed."""

_plans: list[PlanRows] = []


class DraftThere(Conflict):
    """A publication has one version at a time that is not published."""

    code, message = "disclosures.draft_there", "这项公示已有一份草稿或待审核的版本，请先完成或作废那一份"


class PublishedAlready(Conflict):
    """What speaks for a period or an occasion is published once; from then on it is corrected."""

    code, message = "disclosures.published_already", "这一期已经公示，要改请用“更正”，原来的内容会保留"


class PeriodsOverlap(InvalidInput):
    """Two periods of one form have days in common."""

    code, message = "disclosures.periods_overlap", "期间与已有的公示重叠，请核对"


def register_plan_rows(rows: PlanRows) -> None:
    """Say how the fixed plan of services of a compound is looked up; the area itself knows no plans."""
    _plans[:] = [rows]


def begin(actor: Actor, wanted: dict[str, Any]) -> UUID:
    """Begin a version of what ``wanted`` names and return its id.

    Raises ``NotFound`` (foreign compound), ``InvalidInput`` (form, period, subject), ``Forbidden``, ``DraftThere``,
    ``PublishedAlready`` or ``PeriodsOverlap``.
    """
    form = form_named(wanted["form"])
    place = versions.place(actor, wanted["compound_id"], form.code)
    policy.may_begin(actor, place).enforce()
    first, last, subject = wanted["period_from"], wanted["period_to"], wanted["subject"]
    wrong = period_problem(form.period, first, last)
    if wrong:
        raise InvalidInput(wrong, fields={"period_from": [wrong]})
    if (form.period is PeriodKind.EVENT) != bool(subject):
        text = "请写明是哪一件事" if not subject else "这种公示不用写事项"
        raise InvalidInput(text, fields={"subject": [text]})
    publication = versions.named(place.compound_id, form.code, first, last, subject)
    if publication is None:
        publication = _named(place, form, first, last, subject)
    else:
        _refuse_second(publication, form)
    last_body = versions.last_body(place.compound_id, form.code, first) if wanted["copy_previous"] else None
    return _draft(actor, publication, _beginning(form, place.compound_id, last_body)).id


def _named(place: Any, form: Form, first: Any, last: Any, subject: str) -> Publication:
    if first is not None:
        other = versions.overlapping(place.compound_id, form.code, first, last)
        if other is not None:
            words = period_words(form.period, other.period_from, other.period_to)
            raise PeriodsOverlap(f"期间与已有的“{words}”重叠", fields={"period_from": [f"与“{words}”重叠"]})
    publication = Publication(
        id=new_id(),
        district_id=place.district_id,
        street_id=place.street_id,
        community_id=place.community_id,
        compound_id=place.compound_id,
        form=form.code,
        period_from=first,
        period_to=last,
        subject=subject,
        created_at=now(),
    )
    db.session.add(publication)
    db.session.flush()  # of two at the same moment the constraint lets one through
    return publication


def _refuse_second(publication: Publication, form: Form) -> None:
    several = versions.of_publication(publication.id)
    if any(one.state in (VersionState.DRAFT, VersionState.SUBMITTED) for one in several):
        raise DraftThere
    if form.period is not PeriodKind.NONE and any(one.state == VersionState.PUBLISHED for one in several):
        raise PublishedAlready


def _beginning(form: Form, compound_id: UUID, last: dict[str, Any] | None) -> Body:
    """Return with what a version begins. What a plan says goes before what was copied."""
    body = blank(form)
    if last is not None:
        copied: Body = {"head": dict(last["head"]), "tables": {key: list(rows) for key, rows in last["tables"].items()}}
        body = form.carry(copied) if form.carry is not None else copied
    plan = _plans[0](compound_id) if form.code == SERVICES and _plans else None
    if plan is not None:
        standard, rows = plan
        body["head"]["standard"] = standard
        keys = [column.key for column in form.tables[0].columns]
        body["tables"]["items"] = [{key: row.get(key) for key in keys} for row in rows]
    return body


def _draft(actor: Actor, publication: Publication, body: Body, **more: Any) -> Version:
    draft = Version(
        id=new_id(),
        publication_id=publication.id,
        state=VersionState.DRAFT,
        version=1,
        body=body,
        author_id=actor.person_id,
        editors=[],
        organisation_id=policy.company_of(actor),
        created_at=now(),
        **({"places": [], "attachments": []} | more),
    )
    db.session.add(draft)
    db.session.flush()  # of two at the same moment the index lets one through
    audit.record(actor, "disclosures.begin", f"disclosure:{draft.id}", compound=publication.compound_id)
    return draft


def correct(actor: Actor, wrong: Version, reason: str) -> Version:
    """Begin the correction of a published version: the same content, to be put right; the old one stays readable."""
    if any(
        one.state in (VersionState.DRAFT, VersionState.SUBMITTED)
        for one in versions.of_publication(wrong.publication_id)
    ):
        raise DraftThere
    return _draft(
        actor,
        versions.publication(wrong.publication_id),
        {"head": wrong.body["head"], "tables": wrong.body["tables"]},
        places=wrong.places,
        attachments=wrong.attachments,
        valid_from=wrong.valid_from,
        valid_to=wrong.valid_to,
        corrects_id=wrong.id,
        correction_reason=reason,
    )
